"""The whole slice in one walk: import, audit, train, backtest beside baselines, predict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from bullpen.data.import_files import ImportSummary
from bullpen.data.service import Data
from bullpen.domains.plugin import Demo, Domain
from bullpen.features.audit import AuditReport
from bullpen.features.service import Features
from bullpen.infra.errors import BadInput, CheckFailed
from bullpen.infra.progress import Progress
from bullpen.registry.manifest import read_manifest
from bullpen.registry.model_version import ModelVersion
from bullpen.serving.predictor import Answer, Predictor
from bullpen.training.backtest import Backtest
from bullpen.training.dataset import asked
from bullpen.training.service import Training

MODEL = "demo"
_CUTOFFS = 2  # audited a season: enough to see it work; `bullpen features audit` does it in earnest


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What each step gave.

    Attributes:
        noun: what an entity is called.
        importances: share of the model's fit by feature.
        backtests: by estimator, on the same days; the model's own comes last.
        slate: the newest full one.
        answer: predictions of that slate.
        notices: that the providers of the data ask to be shown.
    """

    noun: str
    simulated: bool
    imports: Sequence[ImportSummary]
    audit: AuditReport
    version: ModelVersion
    importances: Mapping[str, float]
    backtests: Mapping[str, Backtest]
    slate: date
    answer: Answer
    notices: Sequence[str]


def walk(
    domain: Domain,
    folder: Path | None,
    *,
    data: Data,
    features: Features,
    training: Training,
    predictor: Predictor,
    progress: Progress,
) -> Walk:
    """Play the slice on the files of a folder, or on the domain's simulation without one.

    Raises:
        BadInput: if the folder holds nothing that the domain's sources take, or one season alone.
        CheckFailed: if the auditor finds a leak.
    """
    plan = domain.demo
    imports = _import(plan, folder, data, progress)
    audit = features.audit(_CUTOFFS, 0, progress)
    found = len(audit.leaks) + len(audit.early_stamps)
    if found:
        raise CheckFailed(f"The auditor found {found} leaks: `bullpen features audit` lists them.")
    season = _newest_season(domain, plan, data)
    since, until = season["slate"].min(), season["slate"].max()
    assert isinstance(since, date)
    assert isinstance(until, date)
    slate = _full_slate(season)
    version = training.train(MODEL, plan.target, until=until)
    backtests = {
        name: training.backtest(plan.target, since, until, estimator_name=name, progress=progress)
        for name in plan.estimators
    }
    return Walk(
        noun=domain.entity.name,
        simulated=data.latest(domain.name).simulated,
        imports=imports,
        audit=audit,
        version=version,
        importances=read_manifest(training.registry.files(version))["importances"],
        backtests=backtests,
        slate=slate,
        answer=predictor.predict(MODEL, slate=slate),
        notices=data.notices(domain.name),
    )


def _import(
    plan: Demo, folder: Path | None, data: Data, progress: Progress
) -> Sequence[ImportSummary]:
    if folder is None:
        return [data.import_(plan.simulation, [], progress)]
    imports, refusals = [], []
    for source in plan.sources:
        try:
            imports.append(data.import_(source, [folder], progress))
        except BadInput as error:
            refusals.append(str(error))
    if refusals:
        raise BadInput(" ".join(refusals))
    return imports


def _newest_season(domain: Domain, plan: Demo, data: Data) -> pl.DataFrame:
    """What was asked in the newest season."""
    curated = data.read(data.latest(domain.name))
    found = asked(domain, domain.targets[plan.target], curated, None, None)
    season = pl.col(domain.entity.season)
    if found[domain.entity.season].n_unique() < 2:
        raise BadInput("The demo learns from one season and is judged on the next: give it two.")
    return found.filter(season == season.max())


def _full_slate(season: pl.DataFrame) -> date:
    """The newest slate with as many entities as the median one; a season's last may have few."""
    slates = season.group_by("slate").len()
    full = slates.filter(pl.col("len") >= pl.col("len").median())["slate"].max()
    assert isinstance(full, date)
    return full
