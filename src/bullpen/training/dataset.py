"""The rows that a target is learnt from: features as of the cutoff, and the label."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from bullpen.domains.plugin import Domain
from bullpen.features import pipeline
from bullpen.infra.errors import NotFound
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.target import Target

FeaturesOf = Callable[[pl.DataFrame], pl.DataFrame]
"""From a spine to its features, as `features.pipeline.assemble` returns them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Attributes:
    rows: `entity_id, slate, event_time, cutoff_at, label, label_known_at`, the entity's own
        columns and the features; what was asked and is settled, in order of `cutoff_at`, then
        `entity_id`; see `asked` for the void ones.
    features: names of the features.
    spine: the entities of `rows`.
    """

    rows: pl.DataFrame
    features: tuple[str, ...]
    spine: pl.DataFrame


def build(
    domain: Domain,
    target: Target,
    curated: Curated,
    features_of: FeaturesOf,
    since: date | None,
    until: date | None,
) -> Dataset:
    """Build the rows of a period, both dates included; see `asked` for errors."""
    labels = asked(domain, target, curated, since, until)
    spine = labels.drop("label", "label_known_at")
    names = feature_names(domain)
    own = labels.drop(names, strict=False)  # a feature may be named as the column it repeats
    rows = pl.concat([own, features_of(spine).select(names)], how="horizontal")
    return Dataset(rows=rows, features=tuple(names), spine=spine)


def asked(
    domain: Domain, target: Target, curated: Curated, since: date | None, until: date | None
) -> pl.DataFrame:
    """Return the spine of a period's entities that were asked about and are settled.

    `label` and `label_known_at` are null where the answer turned out void: nobody knew that at the
    cutoff, so such entities are predicted and decided, but neither learnt from nor scored.

    Raises:
        NotFound: if none has a label.
    """
    entities = _in_period(domain.entities(curated).collect(), since, until)
    spine = pipeline.spine(entities, domain.entity)
    facts = (
        target.facts(curated, spine)
        .filter(target.asked & pl.col("label_known_at").is_not_null())
        .select("entity_id", "label_known_at", label=target.label.cast(pl.Float64))
        .with_columns(label_known_at=pl.when(pl.col("label").is_not_null()).then("label_known_at"))
    )
    found = spine.join(facts, on="entity_id").sort("cutoff_at", "entity_id")
    if not found["label"].count():
        raise NotFound(_nothing(domain, target, entities, since, until))
    return found


def feature_names(domain: Domain) -> Sequence[str]:
    return [feature.name for view in domain.views for feature in view.features]


def _in_period(entities: pl.DataFrame, since: date | None, until: date | None) -> pl.DataFrame:
    if since is not None:
        entities = entities.filter(pl.col("slate") >= since)
    return entities if until is None else entities.filter(pl.col("slate") <= until)


def _nothing(
    domain: Domain, target: Target, entities: pl.DataFrame, since: date | None, until: date | None
) -> str:
    period = f"from {since or 'the beginning'} to {until or 'the end'}"
    noun = domain.entity.name
    if entities.is_empty():
        return f"There is no {noun} {period}. `bullpen data status` shows what was imported."
    return (
        f"None of the {entities.height:,} {noun}s {period} has a label for {target.name}: "
        "their results, or the prices that the question is about, were not imported."
    )
