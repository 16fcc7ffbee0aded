"""The point-in-time pipeline: states joined to entities as they were known at the cutoff.

entities ── spine ──► cutoff_at ── for each view, each state, each role ──► features
                                   as-of join: known_at <= cutoff_at - lag
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl

from bullpen.features.validation import validate
from bullpen.features.view import BadView, Feature, FeatureView, Role, RowsOf, State
from bullpen.infra.errors import BadInput, UsageError
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.entity import Entity
from bullpen.vocabulary.ledger import MOMENT

StatesOf = Callable[[State, Curated], pl.LazyFrame]
"""Where the rows of a state come from: computed here, or materialised before."""

_SMALL_SPINE = 2_000  # below it, filtering rows by key costs less than sorting and joining them all
_ROW, _CUTOFF = "__row", "__cutoff"


def compute(state: State, curated: Curated) -> pl.LazyFrame:
    """Compute the rows of a state from the curated tables, now."""
    return state.rows(curated).collect().lazy()


def spine(entities: pl.DataFrame, entity: Entity, as_of: datetime | None = None) -> pl.DataFrame:
    """Add `cutoff_at`, the moment after which nothing may be known: event time minus cutoff.

    Args:
        entities: `entity_id`, `event_time` (UTC, no nulls), `slate`, and what views join on.
        entity: gives the cutoff.
        as_of: answer as things stood at this moment, where it is earlier than the cutoff.
    """
    if entities["event_time"].null_count():
        raise BadInput(f"A {entity.name} has no event_time, so no cutoff can be set for it.")
    cutoff = pl.col("event_time") - entity.cutoff
    if as_of is None:
        return entities.with_columns(cutoff_at=cutoff)
    if as_of.tzinfo is None:
        raise UsageError(f"The moment {as_of} has no time zone; say which, for example with a Z.")
    return entities.with_columns(cutoff_at=pl.min_horizontal(cutoff, pl.lit(as_of, dtype=MOMENT)))


def assemble(
    views: Sequence[FeatureView],
    spine: pl.DataFrame,
    curated: Curated,
    states: StatesOf = compute,
) -> pl.DataFrame:
    """Return the features of every entity as they were known at its cutoff.

    Args:
        views: what is computed; each `rows` function among their states runs once.
        spine: entities with `cutoff_at`; see `spine`.
        curated: the tables that states are computed from.
        states: where the rows of a state come from.

    Returns:
        The rows of the spine in its order: `entity_id, slate, cutoff_at`, one column a feature,
        and for each view `{view}__known_at`, the latest moment among the rows that were joined
        (null where nothing was).

    Raises:
        BadView: a view's states or features break their promises; it names the culprit.
    """
    validate(views)
    known = _Known(states, curated)
    ordered = spine.with_row_index(_ROW).sort("cutoff_at", maintain_order=True)
    columns = [ordered.select(_ROW, "entity_id", "slate", "cutoff_at")]
    columns += [_features(view, ordered.drop(_ROW), known) for view in views]
    return pl.concat(columns, how="horizontal").sort(_ROW).drop(_ROW)


class _Known:
    """Rows of states: each `rows` function runs once, and is read once for the same keys."""

    def __init__(self, states: StatesOf, curated: Curated) -> None:
        self._states, self._curated = states, curated
        self._rows: dict[RowsOf, pl.LazyFrame] = {}
        self._read: dict[tuple[RowsOf, str], pl.DataFrame] = {}

    def rows(self, state: State) -> pl.LazyFrame:
        if state.rows not in self._rows:
            self._rows[state.rows] = self._states(state, self._curated)
        return self._rows[state.rows]

    def candidates(self, state: State, frame: pl.DataFrame, joined: bool) -> pl.DataFrame:
        """Return the rows that may be joined to a frame, in order of `known_at`.

        Args:
            joined: the roles join on columns that came from another state.
        """
        small = frame.height <= _SMALL_SPINE
        if small and joined:
            return _sorted(_near(self.rows(state), frame, state.roles))
        key = (state.rows, str([sorted(role.by.items()) for role in state.roles] if small else ""))
        if key not in self._read:
            rows = self.rows(state)
            near = _near(rows, frame, state.roles) if small else rows
            self._read[key] = _sorted(near)
        return self._read[key]


def _near(rows: pl.LazyFrame, frame: pl.DataFrame, roles: Sequence[Role]) -> pl.LazyFrame:
    """Rows that are early enough, and whose keys occur among the frame's."""
    latest = pl.lit(frame["cutoff_at"].max(), dtype=MOMENT)
    rows = rows.filter(pl.col("known_at") <= latest)
    for key in sorted(set.intersection(*({*role.by} for role in roles))):
        values = pl.concat([frame[role.by[key]].unique().alias(key) for role in roles])
        rows = rows.filter(pl.col(key).is_in(values.implode()))
    return rows


def _sorted(rows: pl.LazyFrame) -> pl.DataFrame:
    return rows.drop_nulls("known_at").sort("known_at", maintain_order=True).collect()


def _features(view: FeatureView, spine: pl.DataFrame, known: _Known) -> pl.DataFrame:
    frame = spine
    for state in view.states:
        _check(view, state, known.rows(state), frame)
        joined = any(not {*role.by.values()} <= {*spine.columns} for role in state.roles)
        try:
            rows = known.candidates(state, frame, joined)
            for role in state.roles:
                frame = _join(view, frame, rows, role)
        except pl.exceptions.PolarsError as error:
            raise BadView(f"{view.id}: {_name(state)} cannot be joined: {error}") from error
    return _values(view, frame)


def _check(view: FeatureView, state: State, rows: pl.LazyFrame, frame: pl.DataFrame) -> None:
    schema, name = rows.collect_schema(), _name(state)
    if schema.get("known_at") != MOMENT:
        raise BadView(
            f"{view.id}: rows of {name} need a column known_at of type {MOMENT}; "
            f"it is {schema.get('known_at', 'absent')}."
        )
    for role in state.roles:
        absent = [key for key in role.by if key not in schema]
        absent += [column for column in role.by.values() if column not in frame.columns]
        if absent:
            raise BadView(f"{view.id}: {name} is joined by {absent[0]!r}, which is not there.")


def _join(view: FeatureView, frame: pl.DataFrame, rows: pl.DataFrame, role: Role) -> pl.DataFrame:
    """Join the last row known at the cutoff minus the lag; a null in a key joins nothing."""
    right = rows.drop_nulls(list(role.by)) if role.by else rows
    right = right.rename(lambda name: f"{role.prefix}{name}")
    clash = set(right.columns) & set(frame.columns)
    if clash:
        raise BadView(f"{view.id}: {role.prefix!r} yields {sorted(clash)} a second time.")
    moment = (pl.col("cutoff_at") - role.lag).alias(_CUTOFF)
    left = frame.with_columns(moment) if role.lag else frame
    joined = left.join_asof(
        right,
        left_on=_CUTOFF if role.lag else "cutoff_at",
        right_on=f"{role.prefix}known_at",
        by_left=list(role.by.values()) or None,
        by_right=[f"{role.prefix}{key}" for key in role.by] or None,
        coalesce=False,
        check_sortedness=False,  # both sides are sorted; it cannot be checked within keys
    )
    return joined.drop(_CUTOFF) if role.lag else joined


def _name(state: State) -> str:
    return str(getattr(state.rows, "__name__", "rows"))


def _values(view: FeatureView, frame: pl.DataFrame) -> pl.DataFrame:
    columns = {feature.name: _value(feature) for feature in view.features}
    columns[f"{view.name}__known_at"] = _known_at(view)
    try:
        features = frame.with_columns(**columns).select(*columns)
    except pl.exceptions.PolarsError as error:
        culprit = next(feature for feature in view.features if not _works(feature, frame))
        raise BadView(f"{view.id}: {culprit.name} cannot be computed: {error}") from error
    for column in features.select(pl.selectors.float()):
        if not column.is_finite().all():
            raise BadView(
                f"{view.id}: {column.name} is NaN or infinite for some entities; "
                "its definition must say when it is null."
            )
    return features


def _value(feature: Feature) -> pl.Expr:
    return pl.when(feature.defined_for).then(feature.value).cast(feature.dtype)


def _works(feature: Feature, frame: pl.DataFrame) -> bool:
    try:
        frame.with_columns(_value(feature))
    except pl.exceptions.PolarsError:
        return False
    return True


def _known_at(view: FeatureView) -> pl.Expr:
    joined = [f"{role.prefix}known_at" for state in view.states for role in state.roles]
    return (pl.max_horizontal(joined) if joined else pl.lit(None)).cast(MOMENT)
