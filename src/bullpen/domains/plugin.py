"""What a plug-in brings: the one type by which the floors above know a domain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from bullpen.data.source import Curation, Source
from bullpen.estimators.baseline import Baseline
from bullpen.features.view import FeatureView
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.entity import Entity
from bullpen.vocabulary.target import Target

Staging = Mapping[str, pl.DataFrame]
"""Staging tables by name; a table that no source has filled yet is there, empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """How a domain is shown to a newcomer.

    Attributes:
        simulation: the source that needs no files.
        sources: those that a folder of real files is searched for, in order.
        target: what is predicted.
        estimators: what is compared, the model itself last.
    """

    simulation: str
    sources: tuple[str, ...]
    target: str
    estimators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """Everything that the platform knows about one field of use.

    Attributes:
        name: as in the entry-point group `bullpen.domains`.
        entity: what its predictions are about.
        sources: by name, as in `bullpen data import NAME`.
        curated: schema of each curated table, so that an empty home has empty tables.
        curate: builds all curated tables from all staging tables; pure and deterministic.
        entities: the frame of entities from the curated tables: `entity_id, event_time, slate,
            known_at, simulated` and the columns that views join on.
        views: its feature views; together the default feature set of its models.
        targets: by name.
        baselines: by target name, then by estimator name: forecasts that need no fitting or little
            of it, beside which every model is shown.
        summary: machine-readable facts for `bullpen data status`.
        demo: how it is shown to a newcomer.
        describe: columns for people that say what an entity is (`entity_id`, `label`).
    """

    name: str
    entity: Entity
    sources: Mapping[str, Source]
    curated: Mapping[str, Mapping[str, pl.DataType]]
    curate: Callable[[Staging], Curation]
    entities: Callable[[Curated], pl.LazyFrame]
    views: tuple[FeatureView, ...]
    targets: Mapping[str, Target]
    baselines: Mapping[str, Mapping[str, Baseline]]
    summary: Callable[[Curated], Mapping[str, Any]]
    describe: Callable[[Curated], pl.LazyFrame]
    demo: Demo
