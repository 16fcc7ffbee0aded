"""The leakage auditor: delete the future, compute again, and nothing may change.

For a cutoff T every row with `known_at > T` is deleted from every curated table, entities and views
are computed from what is left, and the values of the entities whose cutoff is T are compared bit
for bit with those computed from everything. That finds any use of what was not known yet, whatever
`known_at` a view claims. What it cannot find by itself is a curated row that claims to have been
known before it was observed; those are looked for by their columns that end in `_at`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from bullpen.features.pipeline import assemble, spine
from bullpen.features.view import Feature, FeatureView
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.entity import Entity

EntitiesOf = Callable[[Curated], pl.LazyFrame]
Progress = Callable[[int, int], None]
"""Called with the number of cutoffs done and of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A value that changes when the future is deleted."""

    view: str
    feature: str
    entity_id: str
    cutoff_at: datetime
    full: object
    truncated: object


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyStamp:
    """Rows of a curated table that claim to have been known before they were observed."""

    table: str
    column: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What the audit compared, and what it found.

    Attributes:
        values_compared: pairs of values of which at least one was not null.
        compared_by_feature: the same by feature.
        never_compared: features without a value at any cutoff checked; a failure.
        absent: features that are `defined_for` no entity of this data, so that there is nothing to
            compare.
    """

    cutoffs_checked: int
    views_checked: int
    values_compared: int
    compared_by_feature: dict[str, int]
    leaks: tuple[Leak, ...]
    early_stamps: tuple[EarlyStamp, ...]
    never_compared: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not (self.leaks or self.early_stamps or self.never_compared)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values; early stamps stand among the leaks."""
        leaks = [asdict(leak) | {"cutoff_at": leak.cutoff_at.isoformat()} for leak in self.leaks]
        return asdict(self) | {"leaks": leaks + [asdict(stamp) for stamp in self.early_stamps]}


def combined(reports: Sequence[AuditReport]) -> AuditReport:
    """Add up the reports of several domains, whose features have different names."""
    return AuditReport(
        cutoffs_checked=sum(report.cutoffs_checked for report in reports),
        views_checked=sum(report.views_checked for report in reports),
        values_compared=sum(report.values_compared for report in reports),
        compared_by_feature={k: v for r in reports for k, v in r.compared_by_feature.items()},
        leaks=tuple(leak for report in reports for leak in report.leaks),
        early_stamps=tuple(stamp for report in reports for stamp in report.early_stamps),
        never_compared=tuple(name for report in reports for name in report.never_compared),
        absent=tuple(name for report in reports for name in report.absent),
    )


def audit(
    views: Sequence[FeatureView],
    entities: EntitiesOf,
    entity: Entity,
    curated: Curated,
    *,
    cutoffs_per_season: int | None = 12,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> AuditReport:
    """Audit views on cutoffs drawn from each season.

    Args:
        entities: from the curated tables to the frame of entities; computed anew at each cutoff.
        cutoffs_per_season: how many; null = all. One lies in the season's first week, and one
            belongs to the later of two entities of one slate that share what views join on.
        seed: of the draw; the same seed gives the same cutoffs.

    Raises:
        BadView: a view breaks its promises.
        BadInput: there are no entities to check.
    """
    tables = Curated({name: table.collect().lazy() for name, table in curated.items()})
    everything = spine(entities(tables).collect(), entity)
    if everything.is_empty():
        raise BadInput("There are no entities to audit; import data first.")
    full = assemble(views, everything, tables)
    cutoffs = _draw(everything, views, entity.season, cutoffs_per_season, seed)
    leaks: list[Leak] = []
    compared = {feature.name: 0 for view in views for feature in view.features}
    for done, moment in enumerate(cutoffs, start=1):
        known = tables.known_by(moment)
        then = spine(entities(known).collect(), entity).filter(pl.col("cutoff_at") == moment)
        truncated = assemble(views, then, known)
        leaks += _compare(views, full.filter(pl.col("cutoff_at") == moment), truncated, compared)
        progress(done, len(cutoffs))
    never = [name for name, count in compared.items() if not count]
    can = defined(views, never, everything, tables)
    absent = tuple(name for name in never if not can[name].any())
    return AuditReport(
        cutoffs_checked=len(cutoffs),
        views_checked=len(views),
        values_compared=sum(compared.values()),
        compared_by_feature=compared,
        leaks=tuple(leaks),
        early_stamps=tuple(_early_stamps(tables)),
        never_compared=tuple(name for name in never if name not in absent),
        absent=absent,
    )


def defined(
    views: Sequence[FeatureView], names: Sequence[str], spine: pl.DataFrame, curated: Curated
) -> pl.DataFrame:
    """Return for which entities features are defined.

    Args:
        names: of the features asked for; others of the views are left out.
        spine: entities with `cutoff_at`.

    Returns:
        The rows of the spine in its order, one column of flags a feature; never null.
    """
    asked = [
        replace(view, features=tuple(_definition(f) for f in view.features if f.name in names))
        for view in views
    ]
    needed = [view for view in asked if view.features]
    flags = assemble(needed, spine, curated)
    return flags.select(pl.col(name).fill_null(value=False) for name in names)


def _definition(feature: Feature) -> Feature:
    """The feature that says where another one is defined, under its name."""
    return replace(feature, value=feature.defined_for, dtype=pl.Boolean(), defined_for=pl.lit(True))


def _compare(
    views: Sequence[FeatureView],
    full: pl.DataFrame,
    truncated: pl.DataFrame,
    compared: dict[str, int],
) -> Iterator[Leak]:
    """Compare one cutoff's values; `compared` counts the pairs that are not both null."""
    full, truncated = full.sort("entity_id"), truncated.sort("entity_id")
    if not full["entity_id"].equals(truncated["entity_id"]):
        yield from _appeared(full, truncated)
        common = full.select("entity_id").join(truncated, on="entity_id", how="semi")
        full = full.join(common, on="entity_id", how="semi").sort("entity_id")
        truncated = truncated.join(common, on="entity_id", how="semi").sort("entity_id")
    for view in views:
        for feature in view.features:
            a, b = full[feature.name], truncated[feature.name]
            compared[feature.name] += int((a.is_not_null() | b.is_not_null()).sum())
            for row in np.flatnonzero(_differ(a, b)).tolist():
                yield Leak(
                    view=view.id,
                    feature=feature.name,
                    entity_id=full["entity_id"][row],
                    cutoff_at=full["cutoff_at"][row],
                    full=a[row],
                    truncated=b[row],
                )


def _appeared(full: pl.DataFrame, truncated: pl.DataFrame) -> Iterator[Leak]:
    """Entities that are there with the future or without it, not both."""
    for here, there, is_full in ((full, truncated, True), (truncated, full, False)):
        alone = here.join(there, on="entity_id", how="anti")
        for entity_id, cutoff_at in alone.select("entity_id", "cutoff_at").iter_rows():
            yield Leak(
                view="entities",
                feature="entity_id",
                entity_id=entity_id,
                cutoff_at=cutoff_at,
                full=entity_id if is_full else None,
                truncated=None if is_full else entity_id,
            )


def _differ(a: pl.Series, b: pl.Series) -> np.ndarray[Any, np.dtype[np.bool_]]:
    nulls = a.is_null().to_numpy() != b.is_null().to_numpy()
    return np.asarray(nulls | (_bits(a) != _bits(b)), dtype=np.bool_)


def _bits(series: pl.Series) -> np.ndarray[Any, Any]:
    """Values as integers, so that floats are equal only where all of their bits are."""
    if not series.dtype.is_float():
        return series.cast(pl.Int64).fill_null(0).to_numpy()
    return series.cast(pl.Float64).fill_null(0.0).to_numpy().view(np.int64)


def _early_stamps(tables: Curated) -> Iterator[EarlyStamp]:
    for name, table in tables.items():
        schema = table.collect_schema()
        observed = [c for c, t in schema.items() if c.endswith("_at") and t == schema["known_at"]]
        late = table.select(
            (pl.col(column) > pl.col("known_at")).sum()
            for column in observed
            if column != "known_at"
        ).collect()
        for column in late.columns:
            if late[column][0]:
                yield EarlyStamp(table=name, column=column, rows=late[column][0])


def _draw(
    entities: pl.DataFrame,
    views: Sequence[FeatureView],
    season: str,
    count: int | None,
    seed: int,
) -> list[datetime]:
    shared = _shared(entities, views)
    drawn: list[datetime] = []
    for number, which in enumerate(entities[season].unique().sort()):
        here = entities.with_columns(shared=shared).filter(pl.col(season) == which)
        if count is None:
            drawn += here["cutoff_at"].unique().sort().to_list()
        else:
            drawn += _draw_season(here, count, np.random.default_rng([seed, number]))
    return sorted(set(drawn))


def _draw_season(here: pl.DataFrame, count: int, rng: np.random.Generator) -> list[datetime]:
    """Draw distinct cutoffs of one season, the awkward kinds first."""
    first_week = pl.col("slate") < pl.col("slate").min() + timedelta(days=7)
    chosen: list[datetime] = []
    for kind, wanted in ((pl.col("shared"), 1), (first_week, 1), (pl.lit(True), count)):
        moments = here.filter(kind, ~pl.col("cutoff_at").is_in(chosen))["cutoff_at"].unique().sort()
        size = min(wanted, count - len(chosen), len(moments))
        picked = rng.permutation(len(moments))[:size]
        chosen += [moments[int(index)] for index in picked]
    return chosen


def _shared(entities: pl.DataFrame, views: Sequence[FeatureView]) -> pl.Series:
    """Whether an earlier entity of the slate has the same value of a key that views join on.

    There a state may hold the outcome of the one while the other is decided. A key that most of a
    slate shares, such as a season, says nothing and is left out.
    """
    roles = [role for view in views for state in view.states for role in state.roles]
    keys = {tuple(sorted(role.by.values())) for role in roles if role.by}
    rank = pl.col("event_time").rank("min")
    found = pl.Series("shared", [False]).new_from_index(0, entities.height)
    for key in sorted(keys):
        if set(key) <= set(entities.columns):
            later = entities.select((rank.over("slate", *key) > 1).fill_null(False)).to_series()
            if later.mean() < 0.5:  # type: ignore[operator]  # a mean of flags is a float
                found = found | later
    return found
