"""Scores come from the true distribution, and box scores fit them."""

import numpy as np
import pytest

from bullpen.domains.mlb.league.play import Scores, box_scores, play
from bullpen.domains.mlb.runs import (
    cover_probability,
    home_win_probability,
    total_probabilities,
)

MEANS = np.array([[4.6, 4.2], [3.0, 6.0], [7.5, 3.5]])
GAMES = 20_000


@pytest.fixture(scope="module")
def played() -> Scores:
    return play(np.repeat(MEANS, GAMES, axis=0), 4.0, np.random.default_rng(5))


@pytest.mark.parametrize("game", range(len(MEANS)))
def test_the_generator_does_what_the_exact_probabilities_say(played: Scores, game: int) -> None:
    home, away = played.runs[game * GAMES : (game + 1) * GAMES].T
    total = total_probabilities(*MEANS[game], 4.0, [7.0, 9.0, 11.5])
    exact = [
        (home > away, home_win_probability(*MEANS[game], 4.0)),
        (home - away > 1.5, cover_probability(*MEANS[game], 4.0, -1.5)),
        (home - away > -1.5, cover_probability(*MEANS[game], 4.0, 1.5)),
        *((home + away > line, p) for line, p in zip([7.0, 9.0, 11.5], total.over, strict=True)),
        *((home + away == line, p) for line, p in zip([7.0, 9.0], total.push, strict=False)),
    ]
    for happened, probability in exact:
        error = np.sqrt(probability * (1 - probability) / GAMES)
        assert abs(happened.mean() - probability) < 3 * error


def test_nobody_ties(played: Scores) -> None:
    assert (played.runs[:, 0] != played.runs[:, 1]).all()


def test_a_score_depends_on_its_own_game_only() -> None:
    """Another team's change must not move a score through the stream of random numbers."""
    other = MEANS.copy()
    other[0] = [8.0, 8.0]
    runs = [play(means, 4.0, np.random.default_rng(1)).runs for means in (MEANS, other)]
    assert (runs[0][1:] == runs[1][1:]).all()


def test_box_scores_explain_the_runs(played: Scores) -> None:
    box = box_scores(played, seed=7, season=2021)
    assert (box.home_runs <= np.minimum(played.runs, box.hits)).all()
    assert (box.hits + box.walks >= played.runs).all()
    assert (box.pitchers_used >= 1).all()
    for count in (box.hits, box.walks, box.strikeouts, box.errors):
        assert (count >= 0).all()


def test_a_home_side_that_is_ahead_does_not_bat_in_the_ninth(played: Scores) -> None:
    """51 outs, or up to two more in a walk-off; a side that trails bats to the end."""
    outs = box_scores(played, seed=7, season=2021).length_outs
    full = 54 + 6 * played.extra_innings
    assert (outs[~played.home_won] == full[~played.home_won]).all()
    short = full - outs
    assert np.isin(short[played.home_won], [1, 2, 3]).all()
    margin = played.runs[:, 0] - played.runs[:, 1]
    assert (outs[margin > 4] == 51).all()


def test_one_game_in_ten_goes_to_extra_innings(played: Scores) -> None:
    assert 0.06 < (played.extra_innings > 0).mean() < 0.13
    assert (np.abs(np.diff(played.runs[played.extra_innings > 0], axis=1)) <= 4).all()
