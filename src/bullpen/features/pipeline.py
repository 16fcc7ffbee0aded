"""The point-in-time pipeline: states joined to entities as they were known at the cutoff.

entities ── spine ──► cutoff_at ── for each view, each state, each role ──► features
                                   as-of join: known_at <= cutoff_at - lag
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl

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
    rows_of = _once_each(states, curated)
    ordered = spine.with_row_index(_ROW).sort("cutoff_at", maintain_order=True)
    columns = [ordered.select(_ROW, "entity_id", "slate", "cutoff_at")]
    columns += [_features(view, ordered, rows_of) for view in views]
    return pl.concat(columns, how="horizontal").sort(_ROW).drop(_ROW)


def _once_each(states: StatesOf, curated: Curated) -> Callable[[State], pl.LazyFrame]:
    known: dict[RowsOf, pl.LazyFrame] = {}

    def rows_of(state: State) -> pl.LazyFrame:
        if state.rows not in known:
            known[state.rows] = states(state, curated)
        return known[state.rows]

    return rows_of


def _features(
    view: FeatureView, spine: pl.DataFrame, rows_of: Callable[[State], pl.LazyFrame]
) -> pl.DataFrame:
    frame = spine.drop(_ROW)
    for state in view.states:
        rows = rows_of(state)
        _check_rows(view, state, rows)
        for role in state.roles:
            frame = _join(view, frame, rows, role)
    values = [_value(view, feature, frame) for feature in view.features]
    return pl.DataFrame([*values, _known_at(view, frame)])


def _check_rows(view: FeatureView, state: State, rows: pl.LazyFrame) -> None:
    schema, name = rows.collect_schema(), getattr(state.rows, "__name__", "rows")
    if schema.get("known_at") != MOMENT:
        raise BadView(
            f"{view.id}: rows of {name} need a column known_at of type {MOMENT}; "
            f"it is {schema.get('known_at', 'absent')}."
        )
    absent = {key for role in state.roles for key in role.by} - set(schema)
    if absent:
        raise BadView(f"{view.id}: rows of {name} lack the key columns {sorted(absent)}.")


def _join(view: FeatureView, frame: pl.DataFrame, rows: pl.LazyFrame, role: Role) -> pl.DataFrame:
    """Join the last row known at the cutoff minus the lag; a null in a key joins nothing."""
    absent = set(role.by.values()) - set(frame.columns)
    if absent:
        raise BadView(f"{view.id}: {role.prefix!r} joins on {sorted(absent)}, which is not there.")
    left = frame.with_columns((pl.col("cutoff_at") - role.lag).alias(_CUTOFF))
    right = _candidates(rows, left, role)
    clash = set(right.columns) & set(frame.columns)
    if clash:
        raise BadView(f"{view.id}: {role.prefix!r} yields {sorted(clash)} a second time.")
    keys = [f"{role.prefix}{key}" for key in role.by]
    try:
        joined = left.join_asof(
            right,
            left_on=_CUTOFF,
            right_on=f"{role.prefix}known_at",
            by_left=list(role.by.values()) or None,
            by_right=keys or None,
            coalesce=False,
            check_sortedness=False,  # both sides are sorted; it cannot be checked within keys
        )
    except pl.exceptions.PolarsError as error:
        raise BadView(f"{view.id}: {role.prefix!r} cannot be joined: {error}") from error
    return joined.drop(_CUTOFF, *keys, strict=False)


def _candidates(rows: pl.LazyFrame, left: pl.DataFrame, role: Role) -> pl.DataFrame:
    """Rows that may be joined, in order of `known_at`, their columns prefixed."""
    if left.height <= _SMALL_SPINE:
        rows = rows.filter(pl.col("known_at") <= pl.lit(left[_CUTOFF].max(), dtype=MOMENT))
        for key, column in role.by.items():
            rows = rows.filter(pl.col(key).is_in(left[column].unique().implode()))
    return (
        rows.drop_nulls([*role.by, "known_at"])
        .sort("known_at", maintain_order=True)
        .rename(lambda name: f"{role.prefix}{name}")
        .collect()
    )


def _value(view: FeatureView, feature: Feature, frame: pl.DataFrame) -> pl.Series:
    value = pl.when(feature.defined_for).then(feature.value).cast(feature.dtype)
    try:
        series = frame.select(value.alias(feature.name)).to_series()
    except pl.exceptions.PolarsError as error:
        raise BadView(f"{view.id}: {feature.name} cannot be computed: {error}") from error
    if feature.dtype.is_float() and not series.is_finite().all():
        raise BadView(
            f"{view.id}: {feature.name} is NaN or infinite for some entities; "
            "its definition must say when it is null."
        )
    return series


def _known_at(view: FeatureView, frame: pl.DataFrame) -> pl.Series:
    joined = [f"{role.prefix}known_at" for state in view.states for role in state.roles]
    latest = pl.max_horizontal(joined) if joined else pl.lit(None, dtype=MOMENT)
    return frame.with_columns(latest.cast(MOMENT).alias(f"{view.name}__known_at"))[
        f"{view.name}__known_at"
    ]
