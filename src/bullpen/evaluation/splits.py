"""Walk-forward splits: learn from what was known, predict the days that follow, move on.

A fold learns only from rows whose label was known before the first decision of the fold, which
purges every overlap of labels with the test window. A slate is never split.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bullpen.infra.errors import UsageError

Rows = NDArray[np.int64]

MIN_TRAINING_ROWS = 200
EMBARGO = timedelta(days=1)  # between the last label learnt from and the first decision tested
_ROW, _STEP = "__row", "__step"
_SCHEMES = '"expanding:30d", "sliding:365d:30d" or "season"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Row numbers of one step, ascending.

    Attributes:
        first_cutoff: the first decision of the test rows; every training label was known before.
        train, test: row numbers of the frame that was split.
    """

    first_cutoff: datetime
    train: Rows
    test: Rows


class Scheme(Protocol):
    """How a history is cut into folds."""

    def folds(
        self, rows: pl.DataFrame, *, start: date | None = None, end: date | None = None
    ) -> list[Fold]:
        """Cut `rows` into folds, in time order; together they test each slate in the window once.

        Args:
            rows: `slate` (date), `cutoff_at` and `label_known_at` (UTC; null: never learnt from),
                in any order. Rows with a void label are to be left out by the caller.
            start, end: first and last slate to test, inclusive. Without `start`, the first slate
                that has enough rows to learn from.

        Raises:
            UsageError: where the window has no slate, or a fold has too little to learn from.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkForward:
    """Refit every so many days.

    Attributes:
        refit_every: days that one fold tests, counted from the first slate tested.
        train: how far back a fold learns, by cutoff; null = all the way (expanding).
        min_training_rows: with fewer a fold is refused.
    """

    refit_every: timedelta = timedelta(days=30)
    train: timedelta | None = None
    min_training_rows: int = MIN_TRAINING_ROWS

    def __post_init__(self) -> None:
        if self.refit_every < timedelta(days=1) or self.refit_every % timedelta(days=1):
            raise UsageError("refit_every must be whole days, 1 or more")
        if self.train is not None and self.train < timedelta(days=1):
            raise UsageError("the training window must be 1 day or more")

    def folds(
        self, rows: pl.DataFrame, *, start: date | None = None, end: date | None = None
    ) -> list[Fold]:
        """See `Scheme.folds`."""
        tested = _tested(rows, start, end, self.train, self.min_training_rows)
        step = (pl.col("slate") - pl.col("slate").min()).dt.total_days() // self.refit_every.days
        return list(_folds(rows, tested, step, self.train, self.min_training_rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class BySeason:
    """Refit at the start of every season, on all that was known before.

    Attributes:
        column: what names a row's season.
        min_training_rows: with fewer a fold is refused.
    """

    column: str = "season"
    min_training_rows: int = MIN_TRAINING_ROWS

    def folds(
        self, rows: pl.DataFrame, *, start: date | None = None, end: date | None = None
    ) -> list[Fold]:
        """See `Scheme.folds`; `rows` needs the season's column too, with one season a slate.

        Without `start`, testing begins with the first whole season that can be learnt for.
        """
        if self.column not in rows.columns:
            raise UsageError(f"these rows have no {self.column}; use the scheme expanding:30d")
        if start is None:
            start = self._first_whole_season(rows)
        tested = _tested(rows, start, end, None, self.min_training_rows)
        return list(_folds(rows, tested, pl.col(self.column), None, self.min_training_rows))

    def _first_whole_season(self, rows: pl.DataFrame) -> date:
        earliest = _first_learnable(rows, None, self.min_training_rows)
        starts = rows.group_by(self.column).agg(pl.col("slate").min())["slate"].sort()
        later = starts.filter(starts >= earliest)
        if later.is_empty():
            raise UsageError(
                f"no {self.column} begins after {self.min_training_rows} rows with a known label; "
                "import an earlier one, or use the scheme expanding:30d"
            )
        return _date(later[0])


def scheme(text: str, *, season: str = "season") -> Scheme:
    """Read a scheme as given on the command line; `season` is the column that names seasons.

    Raises:
        UsageError: for anything but `expanding:<days>d`, `sliding:<days>d:<days>d` (training
            window, then step) and `season`.

    >>> scheme("sliding:365d:30d")
    WalkForward(refit_every=datetime.timedelta(days=30), \
train=datetime.timedelta(days=365), min_training_rows=200)
    """
    if text == "season":
        return BySeason(column=season)
    if found := re.fullmatch(r"expanding:(\d{1,5})d", text):
        return WalkForward(refit_every=timedelta(days=int(found[1])))
    if found := re.fullmatch(r"sliding:(\d{1,5})d:(\d{1,5})d", text):
        window, step = (timedelta(days=int(days)) for days in found.groups())
        return WalkForward(refit_every=step, train=window)
    raise UsageError(f'there is no scheme "{text}"; use {_SCHEMES}')


def _tested(
    rows: pl.DataFrame,
    start: date | None,
    end: date | None,
    window: timedelta | None,
    least: int,
) -> pl.DataFrame:
    """Rows to test, with their row numbers."""
    if start is not None and end is not None and end < start:
        raise UsageError(f"the period ends ({end}) before it starts ({start})")
    if start is None:
        start = _first_learnable(rows, window, least)
    here = pl.col("slate") >= start
    if end is not None:
        here &= pl.col("slate") <= end
    tested = rows.with_row_index(_ROW).filter(here)
    if tested.is_empty():
        span = "no rows at all" if rows.is_empty() else "{} to {}".format(*_span(rows))
        raise UsageError(f"no slate from {start} to {end or 'the end'}; there are {span}")
    return tested


def _folds(
    rows: pl.DataFrame,
    tested: pl.DataFrame,
    step: pl.Expr,
    window: timedelta | None,
    least: int,
) -> Iterator[Fold]:
    """Group the tested rows by `step` and give each group what was known before it."""
    steps = tested.sort("slate", _ROW).with_columns(step.alias(_STEP))
    for part in steps.partition_by(_STEP, maintain_order=True):
        first = part["cutoff_at"].min()
        assert isinstance(first, datetime)
        usable = _usable(rows, first, window) & (rows["slate"] < part["slate"][0])
        train = usable.arg_true().to_numpy().astype(np.int64)
        if len(train) < least:
            raise UsageError(_too_little(rows, part["slate"][0], len(train), window, least))
        test = np.sort(part[_ROW].to_numpy().astype(np.int64))
        yield Fold(first_cutoff=first, train=train, test=test)


def _usable(rows: pl.DataFrame, first: datetime, window: timedelta | None) -> pl.Series:
    """Which rows may be learnt from for decisions from `first` on: known before the embargo."""
    usable = rows["label_known_at"] < first - EMBARGO
    if window is not None:
        usable &= rows["cutoff_at"] >= first - window
    return usable.fill_null(value=False)


def _too_little(
    rows: pl.DataFrame, slate: date, found: int, window: timedelta | None, least: int
) -> str:
    has = f"the fold that starts on {slate} has {found} rows to learn from and needs {least}"
    if window is not None:
        return f"{has}; make the training window of {window.days} days longer"
    return f"{has}; start on {_first_learnable(rows, None, least)} or later"


def _first_learnable(rows: pl.DataFrame, window: timedelta | None, least: int) -> date:
    """The first slate before whose decisions enough labels were known."""
    most = 0
    for slate, first in rows.group_by("slate").agg(pl.col("cutoff_at").min()).sort("slate").rows():
        most = max(most, int(_usable(rows, first, window).sum()))
        if most >= least:
            return _date(slate)
    raise UsageError(
        f"walking forward needs {least} rows whose label was known before a slate, and there are "
        f"{most} at most; import a longer history"
    )


def _span(rows: pl.DataFrame) -> tuple[object, object]:
    return rows["slate"].min(), rows["slate"].max()


def _date(value: object) -> date:
    assert isinstance(value, date)
    return value
