"""A model: a forecaster, and the calibration of its answers where it has one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from bullpen.estimators.estimator import Estimator, Floats, Forecaster, Sample
from bullpen.evaluation.calibration import Platt
from bullpen.vocabulary.target import TargetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What answers for a target.

    Attributes:
        calibration: null where the forecaster's own answers are used as they are.
        spread: standard deviation of label minus prediction (regression); null for binary.
    """

    kind: TargetKind
    forecaster: Forecaster
    calibration: Platt | None
    spread: float | None

    def predict(self, rows: pl.DataFrame) -> Floats:
        """Return the probability of label 1, or the mean; columns are found by name."""
        answers = self.forecaster.predict(rows)
        return self.calibration.apply(answers) if self.calibration else answers


def fit_model(
    estimator: Estimator,
    rows: pl.DataFrame,
    features: Sequence[str],
    *,
    kind: TargetKind,
    tune_slates: int,
    seed: int,
) -> Model:
    """Fit an estimator, and calibrate it on newer rows than it learnt from.

    Args:
        rows: the features, `label`, `slate`, `cutoff_at` and `label_known_at`; those without a
            label are left out.
        tune_slates: how many of the newest slates an estimator that holds rows back uses to stop
            early and to calibrate; others learn from all rows and are used as they are.
        seed: of whatever is random in the fit.
    """
    rows = rows.drop_nulls("label")
    if not estimator.holds_back:
        forecaster = estimator.fit(_sample(rows, features), None, kind=kind, seed=seed)
        return _model(kind, forecaster, None, rows)
    train, tune = _split(rows, tune_slates)
    forecaster = estimator.fit(
        _sample(train, features), _sample(tune, features), kind=kind, seed=seed
    )
    if kind is TargetKind.REGRESSION:
        return _model(kind, forecaster, None, tune)
    calibration = Platt.fit(forecaster.predict(tune), tune["label"].to_numpy())
    return _model(kind, forecaster, calibration, tune)


def _split(rows: pl.DataFrame, tune_slates: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cut off the newest slates; what remains was settled before the first of them was decided.

    Slates are counted, not days: after a winter there would be too few to calibrate on. Never more
    than the newest fifth, so that a short history still trains.
    """
    slates = rows["slate"].unique().sort()
    start = slates[-max(1, min(tune_slates, len(slates) // 5))]
    tune = rows.filter(pl.col("slate") >= start)
    known = pl.col("label_known_at") < tune["cutoff_at"].min()
    return rows.filter((pl.col("slate") < start) & known), tune


def _sample(rows: pl.DataFrame, features: Sequence[str]) -> Sample:
    return Sample(rows=rows.select(features), labels=rows["label"].to_numpy())


def _model(
    kind: TargetKind, forecaster: Forecaster, calibration: Platt | None, rows: pl.DataFrame
) -> Model:
    spread = None
    if kind is TargetKind.REGRESSION:
        spread = float(np.std(rows["label"].to_numpy() - forecaster.predict(rows)))
    return Model(kind=kind, forecaster=forecaster, calibration=calibration, spread=spread)
