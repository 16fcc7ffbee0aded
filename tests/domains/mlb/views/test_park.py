from datetime import date, timedelta

import pytest

from bullpen.domains.mlb.views.park import PARK
from tests.domains.mlb.views.tiny import Game, features, league


def season(year: int, denver: str, boston: str, games: int = 20) -> list[Game]:
    """Two teams meet at each other's park, with the same score all year."""
    days = [date(year, 4, 1) + timedelta(days=n) for n in range(games)]
    return [
        Game(day=day.isoformat(), home=home, away=away, score=score, hour=hour, venue=None)
        for day in days
        for home, away, score, hour in (("COL", "BOS", denver, 13), ("BOS", "COL", boston, 19))
    ]


def opener(year: int, venue: str | None = None) -> Game:
    return Game(day=f"{year}-04-01", home="COL", away="BOS", venue=venue)


def factor(games: list[Game]) -> float | None:
    value: float | None = features(PARK, league(games))[games[-1].id]["park_runs"]
    return value


def corrected(ratio: float, teams: int = 2) -> float:
    return ratio * teams / (teams - 1 + ratio)


def test_one_year_is_regressed_to_six_tenths() -> None:
    """12 runs a game in Denver, 8 on the road: 1.5, corrected for one other park 1.2."""
    assert corrected(1.5) == pytest.approx(1.2)
    assert factor([*season(2022, "7-5", "4-4"), opener(2023)]) == pytest.approx(1 + 0.6 * 0.2)


def test_two_years_are_pooled_and_regressed_to_seven_tenths() -> None:
    """12 and 6 runs a game in Denver, 8 and 4 on the road: 18/12 again."""
    games = [*season(2021, "7-5", "4-4"), *season(2022, "3-3", "2-2"), opener(2023)]
    assert factor(games) == pytest.approx(1 + 0.7 * 0.2)


def test_four_years_ago_is_forgotten() -> None:
    past = [s for year in (2020, 2021, 2022) for s in season(year, "7-5", "4-4")]
    games = [*season(2019, "20-20", "1-1"), *past, opener(2023)]
    assert factor(games) == pytest.approx(1 + 0.8 * 0.2)


def test_the_season_under_way_does_not_count() -> None:
    games = [*season(2022, "7-5", "4-4"), *season(2023, "20-20", "1-1"), opener(2023)]
    last = Game(day="2023-06-01", home="COL", away="BOS")
    assert factor([*games[:-1], last]) == pytest.approx(1 + 0.6 * 0.2)


def test_a_new_park_and_a_short_stay_have_no_factor() -> None:
    assert factor([*season(2022, "7-5", "4-4"), opener(2023, "TOR02")]) is None
    assert factor([*season(2022, "7-5", "4-4", games=19), opener(2023)]) is None


def test_home_runs_have_their_own_factor() -> None:
    """Three home runs a game in Denver and one elsewhere: 3 -> 1.5 -> 1.3 after one year."""
    hit = [
        Game(
            day=game.day,
            home=game.home,
            away=game.away,
            score=game.score,
            hour=game.hour,
            box={"home_home_runs": 2 if game.home == "COL" else 0, "away_home_runs": 1},
        )
        for game in season(2022, "7-5", "4-4")
    ]
    seen = features(PARK, league([*hit, opener(2023)]))["COL202304010"]
    assert corrected(3) == pytest.approx(1.5)
    assert seen["park_hr"] == pytest.approx(1.3)


def test_the_park_itself() -> None:
    seen = features(PARK, league([opener(2023), opener(2024, "TOR02")]))
    denver, toronto = seen["COL202304010"], seen["COL202404010"]
    assert (denver["altitude_m"], denver["roof"]) == (1580, 0)
    assert toronto["roof"] == 1
