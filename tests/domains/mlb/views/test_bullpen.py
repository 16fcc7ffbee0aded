from bullpen.domains.mlb.views.bullpen import BULLPEN
from tests.domains.mlb.views.tiny import Game, features, league


def pitched(day: str, pitchers: int, number: int = 0, hour: float = 19) -> Game:
    box = {"home_pitchers_used": pitchers, "away_pitchers_used": 1}
    return Game(day=day, home="NYA", away="BOS", score="1-0", number=number, hour=hour, box=box)


GAMES = [
    pitched("05-01", 9),
    pitched("05-02", 3),
    pitched("05-03", 4, number=1, hour=13),
    pitched("05-03", 5, number=2, hour=16.5),
    pitched("05-04", 2, hour=13),
    pitched("05-06", 2),
    pitched("05-20", 2),
]
SEEN = features(BULLPEN, league(GAMES))


def test_relievers_are_the_pitchers_beyond_the_starter() -> None:
    assert SEEN["NYA202405020"]["h_relievers_1d"] == 8
    assert SEEN["NYA202405020"]["a_relievers_1d"] == 0


def test_both_games_of_a_doubleheader_count_the_day_after() -> None:
    assert SEEN["NYA202405040"]["h_relievers_1d"] == 3 + 4


def test_the_second_game_does_not_know_the_first() -> None:
    assert SEEN["NYA202405032"]["h_relievers_1d"] == 2
    assert SEEN["NYA202405032"]["h_relievers_3d"] == 8 + 2


def test_three_days_are_calendar_days() -> None:
    """Before 4 May: 1 to 3 May. Before 6 May: 3 to 5 May. Before 20 May: none."""
    three = [SEEN[f"NYA2024{day}0"]["h_relievers_3d"] for day in ("0504", "0506", "0520")]
    assert three == [8 + 2 + 3 + 4, 3 + 4 + 1, 0]


def test_before_the_first_result_it_is_null() -> None:
    assert SEEN["NYA202405010"]["h_relievers_1d"] is None
