"""A feature view: states that change at known moments, and features read at the cutoff."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import polars as pl

from bullpen.infra.errors import BullpenError
from bullpen.vocabulary.curated import Curated

RowsOf = Callable[[Curated], pl.LazyFrame]


class BadView(BullpenError):
    """A view breaks the rules of this page; the message names the view and the culprit in it."""

    code = "bad_view"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One way in which a state is joined to an entity.

    Attributes:
        prefix: put before the names of the state's columns, so that one state can play several
            roles ("h_" and "a_"). `{prefix}known_at` is the moment of the row that was joined.
        by: state key column → entity column. Empty for a state without a key.
        lag: read the state as it was this long before the cutoff.
    """

    prefix: str
    by: Mapping[str, str]
    lag: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Something that is known about a key from a moment on, until the next row of that key.

    Attributes:
        rows: from the curated tables to rows with the key columns, `known_at` (UTC) and the
            state's columns. A row may use only what was known at its `known_at`; the auditor
            checks that. Of several rows with one key and moment the last one counts. It is a
            function of a module, so that its source can be fingerprinted; views may share it, and
            it then runs once.
        roles: how the state is joined.
    """

    rows: RowsOf
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One number that a model may read.

    Attributes:
        name: unique within the domain.
        dtype: Float64, Int64 or Boolean are usual; what the column is cast to.
        unit: "runs", "probability", "days", "count", "flag", ...
        description: definition, window, and when it is null.
        value: expression over the entity's columns and the joined states' columns; divide with
            `bullpen.features.ratio`, and a value never depends on the other entities asked for.
        defined_for: the entities for which a value can exist at all (a difference between
            sources needs two of them), over the same columns as `value`; outside of it the value
            is null and that is no fault.
        tags: beside those of the view.
    """

    name: str
    dtype: pl.DataType
    unit: str
    description: str
    value: pl.Expr
    defined_for: pl.Expr = field(default_factory=lambda: pl.lit(True))
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureView:
    """A named, versioned group of features that are computed together.

    Attributes:
        name, version: together the identity that models refer to (`name@version`).
        category: as in the requirements ("temporal", "market", "team", "splits").
        reads: curated tables that it depends on.
        states: what is joined; a view without states reads the entity's own columns alone.
        features: what it yields.
        freshness: how old its newest row may be before it counts as stale.
    """

    name: str
    version: int
    category: str
    description: str
    owner: str
    reads: tuple[str, ...]
    states: tuple[State, ...]
    features: tuple[Feature, ...]
    freshness: timedelta
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}"
