"""The predictor: one model version answers for some entities, as of a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from bullpen.data.service import Data
from bullpen.data.versions import DataVersion
from bullpen.domains.plugin import Domain
from bullpen.evaluation.model import Model
from bullpen.features import pipeline
from bullpen.features.fingerprint import feature_set_fingerprint
from bullpen.features.service import Features
from bullpen.infra.clock import Clock
from bullpen.infra.errors import Conflict, NotFound
from bullpen.infra.suggest import suggestion
from bullpen.registry.manifest import unpack
from bullpen.registry.model_version import ModelVersion, Stage
from bullpen.registry.service import Registry
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.ledger import DECISION_SCHEMA
from bullpen.vocabulary.target import Target, TargetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Attributes:
    version: which model answered.
    note: what a reader must know about that choice; null where there is nothing to say.
    simulated: the data is made up.
    predictions: one row an entity; see `Predictor.predict`.
    """

    version: ModelVersion
    note: str | None
    simulated: bool
    predictions: pl.DataFrame

    def as_json(self) -> dict[str, Any]:
        return {
            "model": self.version.name,
            "version": self.version.version,
            "stage": self.version.stage.value,
            "target": self.version.target,
            "digest": self.version.digest,
            "note": self.note,
            "simulated": self.simulated,
            "predictions": self.predictions.to_dicts(),
        }


@dataclass(frozen=True, slots=True)
class Predictor:
    """Answers with registered models."""

    domains: Mapping[str, Domain]
    data: Data
    features: Features
    registry: Registry
    clock: Clock

    def predict(
        self,
        name: str,
        *,
        entity_id: str | None = None,
        slate: date | None = None,
        as_of: datetime | None = None,
    ) -> Answer:
        """Predict one entity, or all of a slate.

        Args:
            as_of: use only what was known then; a moment after the cutoff means the cutoff.

        Returns:
            Rows with the entity's id under its own name, `label` (what it is), `event_time`,
            `as_of`, `prediction` (probability of label 1, or the mean), the columns of the
            decision, those of the target's own pricing, `retrospective`, `late`, and `in_sample`:
            the model learnt from results of that day or later ones, so that its answer is no
            forecast.

        Raises:
            NotFound: for an unknown model or entity, one that was not known yet at `as_of`, or a
                slate without any.
            Corrupted: if the artifact is not what was registered.
            Conflict: if the features are no longer computed as the model learnt them.
        """
        version = self.registry.answering(name)
        domain = self.domains[version.domain]
        target = domain.targets[version.target]
        _check_features(version, domain)
        model = unpack(self.registry.files(version), domain.baselines.get(target.name, {}))
        data_version = self.data.latest(domain.name)
        curated = self.data.read(data_version)
        entities = _chosen(domain, curated, entity_id, slate)
        spine = pipeline.spine(_known(entities, domain, as_of), domain.entity, as_of)
        rows = self._answers(version, model, data_version, curated, spine)
        return Answer(
            version=version,
            note=_note(version),
            simulated=data_version.simulated,
            predictions=self._present(version, domain, target, model, curated, spine, rows),
        )

    def _answers(
        self,
        version: ModelVersion,
        model: Model,
        data_version: DataVersion,
        curated: Curated,
        spine: pl.DataFrame,
    ) -> pl.DataFrame:
        features = self.features.assemble(data_version, curated, spine)
        return spine.select(
            "entity_id",
            "slate",
            model=pl.lit(version.name),
            version=pl.lit(version.version),
            target=pl.lit(version.target),
            prediction=pl.Series(model.predict(features)),
            decided_at="cutoff_at",
        )

    def _present(
        self,
        version: ModelVersion,
        domain: Domain,
        target: Target,
        model: Model,
        curated: Curated,
        spine: pl.DataFrame,
        answers: pl.DataFrame,
    ) -> pl.DataFrame:
        entity, now = domain.entity, self.clock.now()
        about = spine.select(
            "entity_id",
            "event_time",
            as_of="cutoff_at",
            retrospective=pl.col("event_time") <= now,
            late=(pl.col("event_time") - entity.cutoff < now) & (pl.col("event_time") > now),
            in_sample=pl.col("slate") <= date.fromisoformat(version.metrics["learnt"]["until"]),
        )
        said = domain.describe(curated).select("entity_id", "label").collect()
        shown = about.join(said, on="entity_id", how="left", maintain_order="left")
        shown = shown.with_columns(prediction=answers["prediction"])
        if target.economics is not None:
            decided = target.economics.decide(answers, target.terms(curated, spine))
            shown = shown.hstack(_decision(decided, answers, target))
        if target.pricing is not None and model.spread is not None:
            shown = shown.hstack(target.pricing(answers, model.spread, curated, spine))
        return shown.rename({"entity_id": entity.key})


def _check_features(version: ModelVersion, domain: Domain) -> None:
    if feature_set_fingerprint(domain.views) != version.recipe["features"]["fingerprint"]:
        raise Conflict(
            f"{version} learnt from features that are no longer computed as they were then. "
            f"Train it again: `bullpen train {version.name} --target {version.target}`."
        )


def _chosen(
    domain: Domain, curated: Curated, entity_id: str | None, slate: date | None
) -> pl.DataFrame:
    entities, noun = domain.entities(curated), domain.entity.name
    if slate is not None:
        found = entities.filter(pl.col("slate") == slate).collect().sort("event_time", "entity_id")
        if found.is_empty():
            bounds = entities.select(a=pl.col("slate").min(), b=pl.col("slate").max()).collect()
            first, last = bounds.row(0)
            raise NotFound(f"There is no {noun} on {slate}; the data covers {first} to {last}.")
        return found
    found = entities.filter(pl.col("entity_id") == entity_id).collect()
    if found.is_empty():
        ids = entities.select("entity_id").collect().to_series().to_list()
        near = suggestion(entity_id or "", ids) if len(ids) < 100_000 else ""
        raise NotFound(f"There is no {noun} {entity_id!r}.{near if 'mean' in near else ''}")
    return found


def _known(entities: pl.DataFrame, domain: Domain, as_of: datetime | None) -> pl.DataFrame:
    """The entities that were known at a moment."""
    if as_of is None:
        return entities
    known = entities.filter(pl.col("known_at") <= as_of)
    if known.is_empty():
        first = entities["known_at"].min()
        assert isinstance(first, datetime)
        raise NotFound(
            f"At {as_of:%Y-%m-%d %H:%M} UTC nothing was known yet of what was asked for; the first "
            f"{domain.entity.name} is known from {first:%Y-%m-%d %H:%M} UTC on."
        )
    return known


def _decision(decided: pl.DataFrame, answers: pl.DataFrame, target: Target) -> pl.DataFrame:
    """The decision's own columns; where nothing was on offer, the answer's probability stands."""
    own = [column for column in DECISION_SCHEMA if column not in (*answers.columns, "decided_at")]
    decision = decided.select(own)
    if target.kind is TargetKind.REGRESSION:
        return decision
    probability = pl.col("probability").fill_null(answers["prediction"])
    return decision.with_columns(
        probability=probability, fair_price=pl.col("fair_price").fill_null(1 / probability)
    )


def _note(version: ModelVersion) -> str | None:
    if version.stage is Stage.PRODUCTION:
        return None
    return (
        f"No version of {version.name} is in production; the newest one, {version.version} "
        f"({version.stage.value}), answers."
    )
