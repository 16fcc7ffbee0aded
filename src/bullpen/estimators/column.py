"""The estimator that repeats a forecast which somebody else has made: one feature, as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from bullpen.estimators.estimator import Floats, Sample
from bullpen.estimators.matrix import check_sample, forecast, matrix
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.target import TargetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnForecaster:
    """Answers with `feature`, and with `otherwise` where it is missing."""

    feature: str
    otherwise: float
    kind: TargetKind

    @property
    def features(self) -> tuple[str, ...]:
        return (self.feature,)

    def predict(self, rows: pl.DataFrame) -> Floats:
        """Raise BadInput where a probability is asked for and the column holds something else."""
        values = matrix(rows, self.features)[:, 0]
        values = np.where(np.isnan(values), self.otherwise, values)
        if self.kind is TargetKind.BINARY and ((values < 0) | (values > 1)).any():
            raise BadInput(f"{self.feature} is not a probability: it leaves the range 0 to 1.")
        return forecast(values, self.kind)

    def importances(self) -> Mapping[str, float]:
        return {self.feature: 1.0}

    def files(self) -> Mapping[str, bytes]:
        return {}

    def state(self) -> Mapping[str, Any]:
        return {"feature": self.feature, "otherwise": self.otherwise}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One feature that is itself a forecast of the target; the training mean where it is null."""

    name: str
    feature: str

    @property
    def holds_back(self) -> bool:
        return False

    def parameters(self) -> Mapping[str, Any]:
        return {"feature": self.feature}

    def with_parameters(self, parameters: Mapping[str, Any]) -> "Column":
        return replace(self, **parameters)

    def fit(
        self, train: Sample, tune: Sample | None, *, kind: TargetKind, seed: int
    ) -> ColumnForecaster:
        check_sample(train)
        fitted = ColumnForecaster(
            feature=self.feature, otherwise=float(train.labels.mean()), kind=kind
        )
        fitted.predict(train.rows)  # a column that cannot be the forecast is refused here already
        return fitted

    def load(
        self, files: Mapping[str, bytes], state: Mapping[str, Any], *, kind: TargetKind
    ) -> ColumnForecaster:
        return ColumnForecaster(
            feature=str(state["feature"]), otherwise=float(state["otherwise"]), kind=kind
        )
