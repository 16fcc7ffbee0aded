import pytest

from bullpen.domains.mlb.views.travel import TRAVEL
from tests.domains.mlb.views.tiny import Game, features, league

GAMES = [
    Game(day="05-01", home="NYA", away="LAN"),
    Game(day="05-02", home="NYA", away="LAN"),
    Game(day="05-04", home="LAN", away="NYA"),
    Game(day="05-06", home="BOS", away="LAN"),
    Game(day="2025-04-01", home="LAN", away="BOS"),
]
SEEN = features(TRAVEL, league(GAMES))


def test_the_first_game_of_a_season_has_no_journey() -> None:
    for game in (GAMES[0], GAMES[-1]):
        assert {SEEN[game.id][f"{side}_travel_km"] for side in "ha"} == {None}
        assert {SEEN[game.id][f"{side}_tz_shift"] for side in "ha"} == {None}


def test_who_stays_does_not_travel() -> None:
    assert SEEN["NYA202405020"]["h_travel_km"] == 0
    assert SEEN["NYA202405020"]["a_tz_shift"] == 0


def test_new_york_to_los_angeles_is_3940_km_and_three_hours_west() -> None:
    """Yankee Stadium to Dodger Stadium; city centres are 3,936 km apart (great circle)."""
    assert SEEN["LAN202405040"]["a_travel_km"] == pytest.approx(3940, abs=15)
    assert SEEN["LAN202405040"]["a_tz_shift"] == -3


def test_east_is_positive() -> None:
    assert SEEN["BOS202405060"]["a_tz_shift"] == 3
    assert SEEN["BOS202405060"]["h_travel_km"] is None
