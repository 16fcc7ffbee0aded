from bullpen.domains.mlb.views.calendar import CALENDAR
from tests.domains.mlb.views.tiny import Game, features, league

GAMES = [
    Game(day="2023-04-01", home="NYA", away="BOS", score="1-0"),
    Game(day="03-28", home="NYA", away="BOS", score="1-0", hour=13.5),
    Game(day="03-29", home="COL", away="LAN", score="1-0"),
    Game(day="03-30", home="NYA", away="LAN", score="1-0", number=1, hour=13),
    Game(day="03-30", home="NYA", away="LAN", number=2, hour=16.5),
]
SEEN = features(CALENDAR, league(GAMES))


def test_the_first_day_of_a_season_is_day_one() -> None:
    assert [SEEN[game.id]["season_day"] for game in GAMES] == [1, 1, 2, 3, 3]


def test_progress_counts_the_games_of_the_season_that_are_over() -> None:
    """Before the last games New York and Los Angeles have played one each: (1 + 1) / 2 / 162."""
    progress = [SEEN[game.id]["season_progress"] for game in GAMES]
    assert progress == [0, 0, 0, 1 / 162, 1 / 162]


def test_date_and_hour_are_the_venues() -> None:
    """28 March 2024 was a Thursday; 13:30 in New York is a day game, 16:30 too, 19:00 is not."""
    first, last = SEEN["NYA202403280"], SEEN["NYA202403302"]
    assert [first[name] for name in ("month", "dow", "is_weekend")] == [3, 4, False]
    assert (last["dow"], last["is_weekend"], last["dh_game_no"]) == (6, True, 2)
    assert (first["local_start_hour"], first["is_day_game"]) == (13.5, True)
    assert (last["local_start_hour"], last["is_day_game"]) == (16.5, True)
    assert SEEN["COL202403290"]["is_day_game"] is False
