from math import log

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullpen.domains.mlb.views.elo import ELO, elo_ratings, points_won
from tests.domains.mlb.views.tiny import Game, features, league

GAMES = [
    Game(day="2023-05-01", home="NYA", away="BOS", score="4-1"),
    Game(day="2023-05-02", home="NYA", away="BOS"),
    Game(day="04-01", home="BOS", away="NYA"),
]
SEEN = features(ELO, league(GAMES))
GAIN = 4 * log(4) * 2.2 / (2.2 + 0.024) * (1 - 1 / (1 + 10 ** (-24 / 400)))


def test_equal_teams_leave_the_home_side_its_24_points() -> None:
    """1 / (1 + 10^(-24/400)) = .5345."""
    first = SEEN["NYA202305010"]
    assert (first["h_elo"], first["a_elo"]) == (1500, 1500)
    assert first["elo_p_home"] == pytest.approx(0.5345, abs=5e-5)


def test_points_pass_by_margin_and_surprise() -> None:
    """A win by three: 4 ln(4) * 2.2/2.224 * (1 - .5345) = 2.554 points."""
    second = SEEN["NYA202305020"]
    assert pytest.approx(2.554, abs=5e-4) == GAIN
    assert second["h_elo"] == pytest.approx(1500 + GAIN)
    assert second["a_elo"] == pytest.approx(1500 - GAIN)


def test_a_third_is_lost_over_the_winter() -> None:
    opener = SEEN["BOS202404010"]
    assert opener["h_elo"] == pytest.approx(1500 - GAIN * 2 / 3)
    assert opener["a_elo"] == pytest.approx(1500 + GAIN * 2 / 3)


def test_the_rating_after_the_winter_is_what_the_opener_starts_from() -> None:
    played = [GAMES[0], Game(day="04-01", home="BOS", away="NYA", score="0-1")]
    rows = elo_ratings(league(played)).filter(season=2024, team="BOS").collect()
    before = 1500 - GAIN * 2 / 3, 1500 + GAIN * 2 / 3
    assert rows["elo"].to_list() == [pytest.approx(before[0] + points_won(*before, -1))]


def test_points_are_neither_made_nor_lost() -> None:
    rows = elo_ratings(league(GAMES)).collect()
    assert rows.group_by("known_at").agg(pl.col("elo").sum())["elo"].to_list() == [3000.0]


@given(st.floats(1300, 1700), st.floats(1300, 1700), st.integers(-15, 15))
def test_the_winner_gains_and_a_tie_changes_nothing(home: float, away: float, margin: int) -> None:
    gain = points_won(home, away, margin)
    assert (gain > 0, gain < 0) == (margin > 0, margin < 0)
