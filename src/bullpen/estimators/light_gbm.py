"""Gradient-boosted trees by LightGBM, stored in its own text format."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from bullpen.estimators.estimator import Floats, Sample
from bullpen.estimators.matrix import all_features, check_sample, forecast, matrix
from bullpen.infra.errors import BadInput, Corrupted
from bullpen.vocabulary.target import TargetKind

if TYPE_CHECKING:
    from lightgbm import Booster

MODEL_FILE = "model.txt"

_OBJECTIVES = {TargetKind.BINARY: "binary", TargetKind.REGRESSION: "regression"}


@dataclass(frozen=True, slots=True)
class LightGbmForecaster:
    """Boosted trees."""

    booster: "Booster"
    features: tuple[str, ...]
    kind: TargetKind

    def predict(self, rows: pl.DataFrame) -> Floats:
        values = matrix(rows, self.features)
        if not len(values):
            return np.empty(0)
        # One thread: waking more takes longer than the work on trees this small.
        return forecast(np.asarray(self.booster.predict(values, num_threads=1)), self.kind)

    def importances(self) -> Mapping[str, float]:
        """Share of the total gain of all splits."""
        gains = self.booster.feature_importance(importance_type="gain")
        if not gains.sum():
            return {}
        return dict(zip(self.features, (gains / gains.sum()).tolist(), strict=True))

    def files(self) -> Mapping[str, bytes]:
        return {MODEL_FILE: self.booster.model_to_string().encode()}

    def state(self) -> Mapping[str, Any]:
        return {"features": list(self.features)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LightGbm:
    """Many small, slow, heavily regularised trees: made for labels that are mostly noise.

    The defaults suit 10 to 20 thousand rows of some seventy features, where the best of them is
    already a good forecast by itself and larger trees only learn the noise around it.

    Attributes:
        name: what users write.
        rounds: trees at most.
        patience: trees without improvement on `tune` after which the fit stops.
        learning_rate: how much of each tree is added.
        num_leaves, max_depth: size of a tree.
        min_data_in_leaf: rows that a leaf must hold.
        lambda_l2: penalty on leaf values, in units of summed second derivatives (a row brings
            p(1-p), so a quarter near even chances, to a binary fit and 1 to a regression).
        feature_fraction: share of the features drawn for each tree.
        bagging_fraction: share of the rows drawn for each tree.
        noise_gain: what a split must gain, where one on pure noise gains 1 on average (a
            chi-square) and the best of some hundred of them about 8.
        num_threads: recorded, so that another machine repeats the fit. On data of this size a
            second thread saves little, and costs a multiple where other work wants the core.
    """

    name: str = "lightgbm"
    rounds: int = 400
    patience: int = 100
    learning_rate: float = 0.02
    num_leaves: int = 4
    max_depth: int = 2
    min_data_in_leaf: int = 200
    lambda_l2: float = 50.0
    feature_fraction: float = 0.5
    bagging_fraction: float = 0.7
    noise_gain: float = 8.0
    num_threads: int = 1

    @property
    def holds_back(self) -> bool:
        return True

    def parameters(self) -> Mapping[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "name"}

    def with_parameters(self, parameters: Mapping[str, Any]) -> "LightGbm":
        return replace(self, **parameters)

    def fit(
        self, train: Sample, tune: Sample | None, *, kind: TargetKind, seed: int
    ) -> LightGbmForecaster:
        """Fit on `train`; with `tune`, keep the trees up to the best loss on it."""
        import lightgbm

        check_sample(train)
        features = all_features(train.rows)
        if not features:
            raise BadInput("There are no features to learn from; choose at least one view.")
        data = _dataset(train, features)
        watched = [] if tune is None else [_dataset(tune, features, reference=data)]
        stop = lightgbm.early_stopping(self.patience, verbose=False)
        booster = lightgbm.train(
            self._settings(train, kind, seed),
            data,
            num_boost_round=self.rounds,
            valid_sets=watched,
            callbacks=[stop] if watched else [],
        )
        text = booster.model_to_string(num_iteration=booster.best_iteration)
        return _parsed(text, features, kind)

    def load(
        self, files: Mapping[str, bytes], state: Mapping[str, Any], *, kind: TargetKind
    ) -> LightGbmForecaster:
        """Rebuild a forecaster from bytes whose digest has been checked already.

        LightGBM's parser may take the process down on a damaged file, so only what is whole by its
        first and last words is given to it.

        Raises:
            Corrupted: if the file is absent, cut, or made for other features.
        """
        text = files.get(MODEL_FILE, b"").decode("utf-8", errors="replace")
        if not _is_whole(text):
            raise Corrupted(f"{MODEL_FILE} is not a complete LightGBM model; restore the artifact.")
        return _parsed(text, tuple(state["features"]), kind)

    def _settings(self, train: Sample, kind: TargetKind, seed: int) -> dict[str, Any]:
        # A binary gain is in units of the noise already; that of a regression is squared error.
        unit = 1.0 if kind is TargetKind.BINARY else float(train.labels.var())
        return {
            "objective": _OBJECTIVES[kind],
            "learning_rate": self.learning_rate,
            "num_leaves": self.num_leaves,
            "max_depth": self.max_depth,
            "min_data_in_leaf": self.min_data_in_leaf,
            "lambda_l2": self.lambda_l2,
            "min_gain_to_split": self.noise_gain * unit,
            "feature_fraction": self.feature_fraction,
            "bagging_fraction": self.bagging_fraction,
            "bagging_freq": 1,
            "seed": seed,
            "deterministic": True,
            "force_row_wise": True,  # the choice by timing would differ from run to run
            "num_threads": self.num_threads,
            "verbosity": -1,
        }


def _dataset(sample: Sample, features: tuple[str, ...], reference: Any = None) -> Any:
    import lightgbm

    return lightgbm.Dataset(
        matrix(sample.rows, features),
        label=sample.labels,
        feature_name=list(features),
        reference=reference,
        params={"verbosity": -1},
    )


def _is_whole(text: str) -> bool:
    return (
        text.startswith("tree\n")
        and "\nend of trees\n" in text
        and text.rstrip().endswith("pandas_categorical:null")
    )


def _parsed(text: str, features: tuple[str, ...], kind: TargetKind) -> LightGbmForecaster:
    """Read the text also right after a fit: what predicts is then what is stored, to the bit."""
    import lightgbm

    booster = lightgbm.Booster(model_str=text)
    if booster.num_feature() != len(features):
        raise Corrupted(
            f"{MODEL_FILE} reads {booster.num_feature()} features and its manifest names "
            f"{len(features)}; restore the artifact."
        )
    return LightGbmForecaster(booster, features, kind)
