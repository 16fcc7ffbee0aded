"""How good forecasts are: probabilities of a yes or no, and means of a number.

Losses are in nats. In a report every score comes with its day-block bootstrap interval, and stands
beside benchmarks on the same rows.
"""

from bullpen.evaluation.scores.probability import (
    BrierSplit,
    Comparison,
    ScoreReport,
    Scores,
    accuracy,
    auc,
    brier,
    brier_split,
    calibration_line,
    ece,
    log_loss,
    log_losses,
    skill,
    summary,
)
from bullpen.evaluation.scores.regression import (
    ErrorComparison,
    Errors,
    RegressionReport,
    mae,
    r2,
    regression_summary,
    rmse,
)

__all__ = [
    "BrierSplit",
    "Comparison",
    "ErrorComparison",
    "Errors",
    "RegressionReport",
    "ScoreReport",
    "Scores",
    "accuracy",
    "auc",
    "brier",
    "brier_split",
    "calibration_line",
    "ece",
    "log_loss",
    "log_losses",
    "mae",
    "r2",
    "regression_summary",
    "rmse",
    "skill",
    "summary",
]
