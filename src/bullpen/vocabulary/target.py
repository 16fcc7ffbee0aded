"""What a model predicts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.economics import Economics


class TargetKind(StrEnum):
    BINARY = "binary"
    REGRESSION = "regression"


FrameOf = Callable[[Curated, pl.DataFrame], pl.DataFrame]
"""From the curated tables and the spine (see `Target.facts`) to a frame."""


PricingOf = Callable[[pl.DataFrame, float, Curated, pl.DataFrame], pl.DataFrame]
"""From predictions of a mean (`entity_id, prediction`), the standard deviation of what happens
around them, the curated tables and the spine to further columns of the answer, in their order."""


def _nothing(curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
    return spine.select("entity_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One question asked of every entity, and what an answer is worth.

    Every function takes the curated tables and a spine: `entity_id`, `event_time`, `slate`,
    `cutoff_at` (UTC: what is known later may not be used for anything but labels and benchmarks)
    and the entity's own columns.

    Attributes:
        name: as on the command line.
        kind: binary (a probability of label 1 is predicted) or regression (a mean).
        description: one line for people.
        facts: `entity_id`, `label_known_at` (UTC), and the columns that `label` reads.
        asked: over `facts`: whether the question is asked of the entity at all (somebody offers
            it). What is asked is predicted and decided, also where it turns out void.
        label: float expression over `facts`: 0 or 1, or a number; null = void, never trained on
            and never scored.
        economics: null where the target takes no decisions.
        terms: offers at `cutoff_at`, as `Economics.decide` takes them; empty without economics.
        outcomes: what `Economics.settle` takes.
        pricing: what a predicted mean says of what is on offer; null where it says nothing more.
        benchmarks: `entity_id` and one column a reference forecast of the same quantity as the
            model's (null where there is none), by name: "open", "close".
    """

    name: str
    kind: TargetKind
    description: str
    facts: FrameOf
    label: pl.Expr
    asked: pl.Expr = field(default_factory=lambda: pl.lit(True))
    economics: Economics | None = None
    terms: FrameOf = field(default=_nothing)
    outcomes: FrameOf = field(default=_nothing)
    benchmarks: FrameOf = field(default=_nothing)
    pricing: PricingOf | None = None
