"""Platt scaling and the reliability curve."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bullpen.evaluation.calibration import (
    Platt,
    equal_mass_bins,
    fit_logistic,
    logit,
    reliability_curve,
    sigmoid,
)
from bullpen.infra.errors import BadInput

Floats = NDArray[np.float64]


def overconfident(rows: int, seed: int = 0) -> tuple[Floats, Floats]:
    """Logits three times too far from a true home edge of .2."""
    generator = np.random.default_rng(seed)
    truth = generator.normal(0.2, 0.5, rows)
    return sigmoid(3 * (truth - 0.2)), (generator.random(rows) < sigmoid(truth)).astype(np.float64)


def test_overconfidence_is_mended() -> None:
    """The truth is intercept .2 and slope 1/3; their standard errors here are about .015."""
    platt = Platt.fit(*overconfident(20_000))
    assert platt.intercept == pytest.approx(0.2, abs=0.05)
    assert platt.slope == pytest.approx(1 / 3, abs=0.05)
    assert platt.fallback is None


def test_without_a_prior_the_fit_is_plain_logistic_regression() -> None:
    p, y = overconfident(500)
    other = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(logit(p)[:, None], y)
    expected = (other.intercept_[0], other.coef_[0, 0])
    assert fit_logistic(logit(p), y) == pytest.approx(expected, abs=1e-5)


def test_calibration_improves_rows_that_it_has_not_seen() -> None:
    platt = Platt.fit(*overconfident(2_000, seed=1))
    p, y = overconfident(2_000, seed=2)

    def loss(chances: Floats) -> float:
        return float(-np.mean(np.log(np.where(y == 1, chances, 1 - chances))))

    assert loss(platt.apply(p)) < loss(p) - 0.05


@given(st.integers(0, 10_000), st.sampled_from([100, 300]), st.booleans())
@settings(max_examples=40)
def test_the_map_is_strictly_increasing(seed: int, rows: int, reversed_: bool) -> None:
    """Even for a model that ranks backwards, whose best unconstrained slope is negative."""
    p, y = overconfident(rows, seed)
    platt = Platt.fit(p, 1 - y if reversed_ else y)
    mapped = platt.apply(np.linspace(0.01, 0.99, 50))
    assert (np.diff(mapped) > 0).all()
    assert ((mapped > 0) & (mapped < 1)).all()


def test_a_backward_model_is_flattened_to_the_base_rate() -> None:
    p, y = overconfident(5_000)
    mapped = Platt.fit(p, 1 - y).apply(p)
    assert mapped.mean() == pytest.approx((1 - y).mean(), abs=0.002)
    assert mapped.std() < 0.05


def test_separated_classes_keep_finite_parameters() -> None:
    y = np.repeat([0.0, 1.0], 60)
    platt = Platt.fit(np.where(y == 1, 0.9, 0.1), y)
    assert 1 < platt.slope < 10


@pytest.mark.parametrize(
    "p, y, reason",
    [
        (np.full(99, 0.5), np.tile([0, 1, 1], 33), "needs 100 rows, there are 99"),
        (np.full(200, 0.5), np.ones(200), "needs both classes"),
        ([], [], "there are 0"),
    ],
)
def test_too_little_to_learn_from_leaves_probabilities_as_they_are(
    p: Floats, y: Floats, reason: str
) -> None:
    platt = Platt.fit(p, y)
    assert platt.fallback is not None
    assert reason in platt.fallback
    assert platt.apply([0.0, 0.3, 1.0]).tolist() == [0.0, 0.3, 1.0]


def test_a_stored_calibration_answers_the_same_to_the_last_bit() -> None:
    p, y = overconfident(500)
    platt = Platt.fit(p, y)
    stored = json.loads(json.dumps(platt.as_json()))
    assert Platt.from_json(stored) == platt
    assert (Platt.from_json(stored).apply(p) == platt.apply(p)).all()


@pytest.mark.parametrize(
    "stored", [{}, {"intercept": "x", "slope": 1, "fallback": None}, {"intercept": 0, "slope": 1}]
)
def test_a_broken_calibration_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        Platt.from_json(stored)


def test_distinct_probabilities_fill_bins_equally() -> None:
    bins = equal_mass_bins(np.random.default_rng(0).random(1_000))
    assert np.bincount(bins).tolist() == [100] * 10


@given(st.lists(st.floats(0, 1), min_size=1, max_size=80))
def test_bins_follow_the_order_of_probabilities(p: list[float]) -> None:
    bins = equal_mass_bins(p)
    ranked = bins[np.argsort(p)]
    assert (np.diff(ranked) >= 0).all()
    assert ranked[0] >= 0
    assert ranked[-1] < 10


def test_the_reliability_curve_by_hand() -> None:
    """Wilson's interval of 5 in 10 is .2366 to .7634 (Brown, Cai, DasGupta 2001, formula 4)."""
    curve = reliability_curve([0.3] * 10 + [0.6] * 10, [0, 1] * 5 + [1] * 10)
    assert curve["rows"].to_list() == [10, 10]
    assert curve["predicted"].to_list() == pytest.approx([0.3, 0.6])
    assert curve["observed"].to_list() == [0.5, 1.0]
    assert curve.select("low", "high").row(0) == pytest.approx((0.2366, 0.7634), abs=1e-4)
