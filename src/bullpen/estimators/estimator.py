"""What an estimator and what it fitted must do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bullpen.vocabulary.target import TargetKind

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Rows to learn from.

    Attributes:
        rows: feature columns; nulls are missing values.
        labels: float64, same length, no NaN.
    """

    rows: pl.DataFrame
    labels: Floats


class Forecaster(Protocol):
    """A fitted estimator. Columns are found by name, never by position."""

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that `predict` reads."""
        ...

    def predict(self, rows: pl.DataFrame) -> Floats:
        """Return the probability of label 1, or the mean; float64, one a row, no NaN."""
        ...

    def importances(self) -> Mapping[str, float]:
        """Share of the fit that each feature carries, summing to 1; empty where meaningless."""
        ...

    def files(self) -> Mapping[str, bytes]:
        """The model in its native format, by file name. No pickle."""
        ...

    def state(self) -> Mapping[str, Any]:
        """What `files` does not hold, fit for JSON; floats survive the trip exactly."""
        ...


class Estimator(Protocol):
    """Fits forecasters. `name` is what users write after `--estimator`."""

    @property
    def name(self) -> str: ...

    @property
    def holds_back(self) -> bool:
        """Whether it wants newer rows than it learns from, to stop early and be calibrated on."""
        ...

    def parameters(self) -> Mapping[str, Any]:
        """All parameters, fit for JSON."""
        ...

    def with_parameters(self, parameters: Mapping[str, Any]) -> "Estimator":
        """Return an estimator with what `parameters` once gave; unknown ones are a TypeError."""
        ...

    def fit(self, train: Sample, tune: Sample | None, *, kind: TargetKind, seed: int) -> Forecaster:
        """Fit on `train`; `tune` (later than `train`) may stop the fit early, nothing else."""
        ...

    def load(
        self, files: Mapping[str, bytes], state: Mapping[str, Any], *, kind: TargetKind
    ) -> Forecaster:
        """Rebuild what `Forecaster.files` and `Forecaster.state` stored."""
        ...
