from bullpen.domains.mlb.views.schedule import SCHEDULE
from tests.domains.mlb.views.tiny import Game, features, league

GAMES = [
    Game(day="05-01", home="NYA", away="BOS"),
    Game(day="05-02", home="NYA", away="BOS", number=1, hour=13),
    Game(day="05-02", home="NYA", away="BOS", number=2, hour=16.5),
    Game(day="05-03", home="NYA", away="LAN"),
    Game(day="05-05", home="COL", away="NYA"),
    Game(day="05-10", home="NYA", away="BOS"),
    Game(day="05-12", home="COL", away="LAN"),
    Game(day="2025-04-01", home="NYA", away="BOS"),
]
SEEN = features(SCHEDULE, league(GAMES))


def column(name: str) -> list[int | None]:
    return [SEEN[game.id][name] for game in GAMES]


def test_a_series_is_consecutive_games_against_one_opponent_at_one_venue() -> None:
    assert column("series_game_no") == [1, 2, 3, 1, 1, 1, 1, 1]


def test_rest_is_days_between_minus_one_and_at_most_four() -> None:
    """The second game of a doubleheader rests since the day before, like the first."""
    assert column("h_rest_days") == [None, 0, 0, 0, None, 4, 4, 4]
    assert column("a_rest_days") == [None, 0, 0, None, 1, 4, 4, 4]
    assert column("d_rest_days") == [None, 0, 0, None, None, 0, 0, 0]


def test_games_of_seven_days_are_those_before_the_date() -> None:
    """New York on 10 May: 3 and 5 May, for 2 May is eight days before."""
    assert column("h_games_7d") == [0, 1, 1, 3, 0, 2, 1, 0]


def test_days_in_a_row_end_the_day_before() -> None:
    assert column("h_days_in_row") == [0, 1, 1, 2, 0, 0, 0, 0]
    assert column("a_days_in_row") == [0, 1, 1, 0, 0, 0, 0, 0]


def test_homestands_and_road_trips_count_from_the_last_change() -> None:
    """Boston's road trip goes on over its days off, New York's homestand ends in Denver."""
    assert column("h_homestand_no") == [1, 2, 3, 4, 1, 1, 2, 1]
    assert column("a_roadtrip_no") == [1, 2, 3, 1, 1, 4, 2, 1]
