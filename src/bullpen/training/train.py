"""Fits one model by its recipe, and measures it on days that it never saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import polars as pl

from bullpen.domains.plugin import Domain
from bullpen.estimators.baseline import Baseline
from bullpen.estimators.catalogue import estimator
from bullpen.estimators.estimator import Estimator
from bullpen.evaluation.judge import judge
from bullpen.evaluation.model import fit_model
from bullpen.evaluation.splits import EMBARGO
from bullpen.infra.errors import Conflict, UsageError
from bullpen.registry.manifest import Manifest, pack
from bullpen.training.dataset import Dataset, FeaturesOf, build
from bullpen.training.histograms import histograms
from bullpen.training.recipe import Recipe
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.target import TargetKind

_LIBRARIES = ("lightgbm", "numpy", "polars", "scikit-learn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """Attributes:
    files: of the artifact.
    metrics: on the test window, fit for JSON.
    sample: `entity_id` and `prediction` of the test window, fit for JSON.
    """

    files: Mapping[str, bytes]
    metrics: Mapping[str, Any]
    sample: Mapping[str, Any]


def train(
    name: str, recipe: Recipe, domain: Domain, curated: Curated, features_of: FeaturesOf
) -> Trained:
    """Train by a recipe; a pure function of its arguments."""
    target = domain.targets[recipe.target]
    baselines = domain.baselines.get(target.name, {})
    dataset = build(domain, target, curated, features_of, recipe.since, recipe.until)
    learn, test = _split(dataset, recipe)
    model = fit_model(
        _estimator(recipe, target.kind, baselines),
        learn,
        dataset.features,
        kind=target.kind,
        tune_slates=recipe.tune_slates,
        seed=recipe.seed,
    )
    predictions = test.select(
        "entity_id",
        "slate",
        "label",
        model=pl.lit(name),
        version=pl.lit(None, dtype=pl.String),
        target=pl.lit(target.name),
        prediction=pl.Series(model.predict(test)),
        decided_at="cutoff_at",
    )
    spine = dataset.spine.join(test.select("entity_id"), on="entity_id", how="semi")
    judgement = judge(
        target, predictions, curated, spine, seed=recipe.seed, draws=recipe.bootstrap_draws
    )
    metrics = {
        **judgement.as_json(),
        "learnt": _period(learn),
        "tested": _period(test),
    }
    read = model.forecaster.features
    manifest = Manifest(
        recipe=recipe.as_json(),
        features={name: str(learn.schema[name]) for name in read},
        metrics=metrics,
        histograms=histograms(learn.select(read)),
        libraries={library: version(library) for library in _LIBRARIES},
    )
    sample = {column: predictions[column].to_list() for column in ("entity_id", "prediction")}
    return Trained(files=pack(model, manifest), metrics=metrics, sample=sample)


def _estimator(recipe: Recipe, kind: TargetKind, baselines: Mapping[str, Baseline]) -> Estimator:
    """The estimator with the recorded parameters, whatever the defaults are by now."""
    try:
        return estimator(recipe.estimator, kind, baselines).with_parameters(recipe.parameters)
    except TypeError as error:
        raise Conflict(
            f"{recipe.estimator} was trained with parameters that this Bullpen does not know "
            f"({error}). Install the revision that trained it, {recipe.code}."
        ) from error


def _split(dataset: Dataset, recipe: Recipe) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put the newest slates aside; learn from what was settled a day before them.

    What turned out void is in the second frame alone: predicted, but never learnt from.
    """
    rows = dataset.rows
    if rows["label"].count() < recipe.min_rows:
        raise UsageError(
            f"There are {rows['label'].count():,} labelled rows in this period, and training needs "
            f"{recipe.min_rows:,} (training.min_rows). Choose a longer one, or import more."
        )
    newest: Any = rows["slate"].max()
    start = newest - recipe.test_window + timedelta(days=1)
    test = rows.filter(pl.col("slate") >= start)
    first: Any = test["cutoff_at"].min()
    known = pl.col("label_known_at") < first - EMBARGO
    learn = rows.filter((pl.col("slate") < start) & known)
    if learn.height < recipe.min_rows:
        days = recipe.test_window.days
        raise UsageError(
            f"The newest {days} days are kept for testing (training.test_window), and the "
            f"{learn.height:,} labelled rows before them are fewer than {recipe.min_rows:,} "
            "(training.min_rows). Choose a longer period."
        )
    return learn, test


def _period(rows: pl.DataFrame) -> dict[str, Any]:
    rows = rows.drop_nulls("label")
    first, last = rows["slate"].min(), rows["slate"].max()
    return {"rows": rows.height, "from": str(first), "until": str(last)}
