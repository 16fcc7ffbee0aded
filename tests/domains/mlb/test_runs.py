"""The runs of a game: exact probabilities against scipy, hand derivations and brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import nbinom

from bullpen.domains.mlb.runs import (
    EXTRA_MARGIN_AWAY,
    EXTRA_MARGIN_HOME,
    EXTRA_SHARED,
    cover_probability,
    home_win_probability,
    run_probabilities,
    total_probabilities,
)

means = st.floats(min_value=1.0, max_value=9.0)
dispersions = st.floats(min_value=2.0, max_value=50.0)


def brute_force(
    home_mean: float, away_mean: float, dispersion: float, games: int
) -> NDArray[np.int64]:
    """Final scores by numpy's own negative binomial and the rule in words, game by game."""
    chance = np.random.default_rng(11)
    scores = np.stack(
        [
            chance.negative_binomial(dispersion, dispersion / (dispersion + mean), games)
            for mean in (home_mean, away_mean)
        ],
        axis=1,
    )
    for game in np.flatnonzero(scores[:, 0] == scores[:, 1]):
        scores[game] += chance.choice(len(EXTRA_SHARED), p=EXTRA_SHARED)
        if chance.random() < home_mean / (home_mean + away_mean):
            scores[game, 0] += 1 + chance.choice(len(EXTRA_MARGIN_HOME), p=EXTRA_MARGIN_HOME)
        else:
            scores[game, 1] += 1 + chance.choice(len(EXTRA_MARGIN_AWAY), p=EXTRA_MARGIN_AWAY)
    return scores


def assert_frequency(happened: NDArray[np.bool_], probability: float) -> None:
    error = np.sqrt(probability * (1 - probability) / len(happened))
    assert abs(happened.mean() - probability) < 3 * error


@given(mean=means, dispersion=dispersions)
def test_runs_of_nine_innings_are_negative_binomial(mean: float, dispersion: float) -> None:
    """Expected values: scipy.stats.nbinom with n = k, p = k / (k + mean)."""
    expected = nbinom.pmf(np.arange(100), dispersion, dispersion / (dispersion + mean))
    np.testing.assert_allclose(run_probabilities(mean, dispersion), expected, atol=1e-12)


def test_the_variance_is_mean_plus_mean_squared_over_dispersion() -> None:
    probabilities = run_probabilities(4.5, 4.0)
    runs = np.arange(100)
    mean = probabilities @ runs
    assert mean == pytest.approx(4.5)
    assert probabilities @ (runs - mean) ** 2 == pytest.approx(4.5 + 4.5**2 / 4)


def test_extra_innings_probabilities_sum_to_one() -> None:
    for distribution in (EXTRA_SHARED, EXTRA_MARGIN_HOME, EXTRA_MARGIN_AWAY):
        assert distribution.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("home_mean", "away_mean", "dispersion"), [(4.6, 4.2, 4.0), (3.1, 6.4, 2.5), (7.0, 5.0, 9.0)]
)
def test_probabilities_equal_the_frequencies_of_brute_force(
    home_mean: float, away_mean: float, dispersion: float
) -> None:
    game = (home_mean, away_mean, dispersion)
    scores = brute_force(*game, games=60_000)
    margin, total = scores[:, 0] - scores[:, 1], scores.sum(axis=1)
    assert_frequency(margin > 0, float(home_win_probability(*game)))
    for line in (-3.0, -2.5, -1.5, -1.0, 1.0, 1.5, 2.0, 2.5):
        assert_frequency(margin + line > 0, float(cover_probability(*game, line)))
    for line in (3.5, 6.0, 8.5, 9.0, 12.0, 15.5):
        expected = total_probabilities(*game, line)
        assert_frequency(total > line, float(expected.over))
        assert_frequency(total < line, float(expected.under))
        if line == round(line):
            assert_frequency(total == line, float(expected.push))


@given(home=means, away=means, dispersion=dispersions, half_runs=st.integers(0, 50))
def test_a_total_is_over_on_or_under_its_line(
    home: float, away: float, dispersion: float, half_runs: int
) -> None:
    total = total_probabilities(home, away, dispersion, half_runs / 2)
    parts = np.array([total.over, total.push, total.under])
    assert parts.sum() == pytest.approx(1)
    assert (parts >= -1e-12).all()
    if half_runs % 2:
        assert total.push == 0


@given(home=means, away=means, dispersion=dispersions)
def test_a_higher_line_is_harder_to_go_over_and_easier_to_cover(
    home: float, away: float, dispersion: float
) -> None:
    lines = np.arange(-12, 13) / 2
    covered = cover_probability(home, away, dispersion, lines)
    over = total_probabilities(home, away, dispersion, lines + 8).over
    assert (np.diff(covered) >= -1e-12).all()
    assert (np.diff(over) <= 1e-12).all()


@given(home=means, away=means, dispersion=dispersions)
def test_nobody_ties(home: float, away: float, dispersion: float) -> None:
    """Lines of -0.5, 0 and +0.5 all ask for a win."""
    win = home_win_probability(home, away, dispersion)
    np.testing.assert_allclose(cover_probability(home, away, dispersion, [-0.5, 0.5]), win)


def test_arguments_broadcast() -> None:
    probabilities = home_win_probability(np.full((3, 1), 4.5), np.array([4.0, 4.5]), 4.0)
    assert probabilities.shape == (3, 2)
    assert probabilities[0, 1] == home_win_probability(4.5, 4.5, 4.0)


@pytest.mark.parametrize("mean", [0.0, -1.0, np.nan, np.inf, 60.0])
def test_means_that_make_no_sense_are_refused(mean: float) -> None:
    with pytest.raises(ValueError, match="expected runs"):
        home_win_probability(mean, 4.5, 4.0)


def test_a_line_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="line"):
        total_probabilities(4.5, 4.5, 4.0, np.nan)
