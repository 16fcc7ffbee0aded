"""Scores of predicted means, against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

from bullpen.evaluation import scores
from bullpen.evaluation.inconclusive import Estimate, Inconclusive
from bullpen.infra.errors import BadInput

_GENERATOR = np.random.default_rng(0)
LABELS = _GENERATOR.poisson(9, 400).astype(np.float64)
MEANS = 9 + 0.2 * (LABELS - 9) + _GENERATOR.normal(0, 0.5, 400)
SLATES = np.arange(400) // 10


def test_errors_agree_with_scikit_learn() -> None:
    report = scores.regression_summary(MEANS, LABELS, SLATES, seed=1)
    expected = {
        "rmse": metrics.root_mean_squared_error(LABELS, MEANS),
        "mae": metrics.mean_absolute_error(LABELS, MEANS),
        "r2": metrics.r2_score(LABELS, MEANS),
        "bias": float(np.mean(MEANS - LABELS)),
    }
    for name, value in expected.items():
        found = getattr(report.scores, name)
        assert isinstance(found, Estimate)
        assert found.value == pytest.approx(value)
        assert found.low < found.value < found.high
    points = scores.rmse(MEANS, LABELS), scores.mae(MEANS, LABELS), scores.r2(MEANS, LABELS)
    assert points == pytest.approx((expected["rmse"], expected["mae"], expected["r2"]))


def test_skill_is_one_minus_the_ratio_of_squared_errors() -> None:
    line = np.full(400, 9.0)
    line[:50] = np.nan
    versus = scores.regression_summary(
        MEANS, LABELS, SLATES, benchmarks={"line": line}, seed=1
    ).against["line"]
    assert isinstance(versus, scores.ErrorComparison)
    ours, theirs = (metrics.mean_squared_error(LABELS[50:], each[50:]) for each in (MEANS, line))
    assert versus.rows == 350
    assert versus.skill.value == pytest.approx(1 - ours / theirs)


def test_labels_that_do_not_vary_cannot_be_explained() -> None:
    report = scores.regression_summary(MEANS, np.full(400, 9.0), SLATES, seed=1)
    assert report.scores.r2 == Inconclusive("the labels do not vary")
    assert isinstance(report.scores.rmse, Estimate)


def test_missing_numbers_are_refused() -> None:
    with pytest.raises(BadInput, match="none missing"):
        scores.regression_summary([1.0, np.nan], [1.0, 2.0], [1, 1], seed=1)
