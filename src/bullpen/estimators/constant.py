"""The estimator that knows nothing but how often, or how much, on average."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from bullpen.estimators.estimator import Floats, Sample
from bullpen.estimators.matrix import check_sample, forecast
from bullpen.vocabulary.target import TargetKind


@dataclass(frozen=True, slots=True)
class ConstantForecaster:
    """Answers with `value` for every row."""

    value: float

    @property
    def features(self) -> tuple[str, ...]:
        return ()

    def predict(self, rows: pl.DataFrame) -> Floats:
        return np.full(rows.height, self.value)

    def importances(self) -> Mapping[str, float]:
        return {}

    def files(self) -> Mapping[str, bytes]:
        return {}

    def state(self) -> Mapping[str, Any]:
        return {"value": self.value}


@dataclass(frozen=True, slots=True)
class Constant:
    """The training rate (binary) or mean (regression): what a model must beat to know anything."""

    name: str = "constant"

    @property
    def holds_back(self) -> bool:
        return False

    def parameters(self) -> Mapping[str, Any]:
        return {}

    def with_parameters(self, parameters: Mapping[str, Any]) -> "Constant":
        return replace(self, **parameters)

    def fit(
        self, train: Sample, tune: Sample | None, *, kind: TargetKind, seed: int
    ) -> ConstantForecaster:
        check_sample(train)
        return ConstantForecaster(float(forecast(np.atleast_1d(train.labels.mean()), kind)[0]))

    def load(
        self, files: Mapping[str, bytes], state: Mapping[str, Any], *, kind: TargetKind
    ) -> ConstantForecaster:
        return ConstantForecaster(float(state["value"]))
