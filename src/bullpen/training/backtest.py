"""What a way of training would have been worth, had it been followed through a period."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from bullpen.domains.plugin import Domain
from bullpen.estimators.catalogue import estimator
from bullpen.evaluation.backtest import walk_forward
from bullpen.evaluation.judge import Judgement, judge
from bullpen.evaluation.splits import scheme as parse_scheme
from bullpen.infra.progress import Progress
from bullpen.training.dataset import FeaturesOf, asked, build
from bullpen.training.settings import TrainingSettings
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """A judgement of predictions that were all made before their day."""

    target: str
    estimator: str
    scheme: str
    since: date
    until: date
    fits: int
    simulated: bool
    judgement: Judgement

    def as_json(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "estimator": self.estimator,
            "scheme": self.scheme,
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
            "fits": self.fits,
            "simulated": self.simulated,
            **self.judgement.as_json(),
        }


def backtest(
    domain: Domain,
    target: Target,
    curated: Curated,
    features_of: FeaturesOf,
    *,
    since: date,
    until: date,
    estimator_name: str,
    scheme: str,
    settings: TrainingSettings,
    simulated: bool,
    progress: Progress,
) -> Backtest:
    """Refit along `scheme`, predict `since` to `until` (both included), and judge.

    Raises:
        UsageError: for an unknown estimator or scheme, or too little history before `since`.
        NotFound: if the period has no labels.
    """
    chosen = estimator(estimator_name, target.kind, domain.baselines.get(target.name, {}))
    splitter = parse_scheme(scheme, season=domain.entity.season)
    asked(domain, target, curated, since, until)  # says so early where the period has none
    dataset = build(domain, target, curated, features_of, None, until)
    folds = splitter.folds(dataset.rows, start=since, end=until)
    rows = walk_forward(
        dataset.rows,
        dataset.features,
        chosen,
        folds,
        kind=target.kind,
        tune_slates=settings.tune_slates,
        seed=settings.seed,
        progress=progress,
    )
    predictions = rows.select(
        "entity_id",
        "slate",
        "label",
        "prediction",
        model=pl.lit(estimator_name),
        version=pl.lit(scheme),
        target=pl.lit(target.name),
        decided_at="cutoff_at",
    )
    spine = dataset.spine.join(rows.select("entity_id"), on="entity_id", how="semi")
    return Backtest(
        target=target.name,
        estimator=estimator_name,
        scheme=scheme,
        since=since,
        until=until,
        fits=len(folds),
        simulated=simulated,
        judgement=judge(
            target,
            predictions,
            curated,
            spine,
            seed=settings.seed,
            draws=settings.bootstrap_draws,
        ),
    )
