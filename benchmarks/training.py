"""Fitting and registering a model, beside LightGBM alone on the same matrix."""

import shutil
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.case import Case, Group, Place, Work
from benchmarks.home import TARGET, held, open_home

if TYPE_CHECKING:
    from bullpen.estimators.light_gbm import LightGbm
    from bullpen.training.dataset import Dataset

SINCE, UNTIL = date(2014, 1, 1), date(2018, 12, 31)


def fit_with_calibration(place: Place) -> Work:
    from bullpen.estimators.light_gbm import LightGbm
    from bullpen.evaluation.model import fit_model
    from bullpen.training.settings import TrainingSettings
    from bullpen.vocabulary.target import TargetKind

    dataset, settings = _five_seasons(place), TrainingSettings()

    def work() -> str:
        model = fit_model(
            LightGbm(),
            dataset.rows,
            dataset.features,
            kind=TargetKind.BINARY,
            tune_slates=settings.tune_slates,
            seed=settings.seed,
        )
        assert model.calibration is not None
        trees = model.forecaster.files()["model.txt"].count(b"\nTree=")
        return f"{dataset.rows.height:,} rows, {len(dataset.features)} features, {trees} trees"

    return work


def bare_fit(place: Place) -> Work:
    """Train with the same parameters and stopping on the same rows, without calibration."""
    import lightgbm
    import polars as pl

    from bullpen.estimators.light_gbm import LightGbm
    from bullpen.training.settings import TrainingSettings

    ours = LightGbm()
    dataset, settings = _five_seasons(place), TrainingSettings()
    rows, names = dataset.rows.drop_nulls("label"), sorted(dataset.features)
    start = rows["slate"].unique().sort()[-settings.tune_slates]
    values = rows.select(pl.col(names).cast(pl.Float64)).to_numpy()
    labels, newest = rows["label"].to_numpy(), (rows["slate"] >= start).to_numpy()
    settled = (rows["label_known_at"] < rows.filter(newest)["cutoff_at"].min()).to_numpy()
    older = ~newest & settled
    parameters = _parameters(ours, settings.seed)

    def work() -> str:
        train = lightgbm.Dataset(values[older], label=labels[older])
        tune = lightgbm.Dataset(values[newest], label=labels[newest], reference=train)
        booster = lightgbm.train(
            parameters,
            train,
            num_boost_round=ours.rounds,
            valid_sets=[tune],
            callbacks=[lightgbm.early_stopping(ours.patience, verbose=False)],
        )
        return f"{len(labels):,} rows, {len(names)} features, {booster.num_trees()} trees"

    return work


def train_and_register(place: Place) -> Work:
    home = place.scratch / "home"
    shutil.copytree(place.home, home)
    workspace = open_home(home)

    def work() -> str:
        version = workspace.training.train("again", TARGET, since=SINCE, until=UNTIL)
        metrics = version.metrics
        return f"{metrics['learnt']['rows']:,} rows learnt, {metrics['tested']['rows']:,} tested"

    return work


def _five_seasons(place: Place) -> "Dataset":
    from bullpen.training.dataset import build

    workspace = open_home(place.home)
    domain, version, curated, _ = held(workspace)
    features_of = partial(workspace.features.assemble, version, curated)
    return build(domain, domain.targets[TARGET], curated, features_of, SINCE, UNTIL)


def _parameters(ours: "LightGbm", seed: int) -> dict[str, Any]:
    """Return what LightGBM itself calls the parameters of our estimator."""
    chosen = dict(ours.parameters())
    for of_the_call in ("rounds", "patience"):
        del chosen[of_the_call]
    return {
        "min_gain_to_split": chosen.pop("noise_gain"),
        **chosen,
        "objective": "binary",
        "bagging_freq": 1,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }


GROUP = Group(
    title="Training",
    cases=(
        Case(
            figure="a LightGBM fit with calibration on five seasons",
            ours=fit_with_calibration,
            peer=bare_fit,
            beside="lightgbm.train, same parameters and rows",
            goal=20,
        ),
        Case(
            figure="train and register: labels, features, fit, intervals, artifact",
            ours=train_and_register,
            peer=bare_fit,
            beside="lightgbm.train, same parameters and five seasons",
        ),
    ),
)
