from datetime import date, timedelta

import pytest

from bullpen.domains.mlb.views.team_form import TEAM_FORM
from tests.domains.mlb.views.tiny import Game, features, league


def season(scores: list[str | None], first: date = date(2024, 4, 1)) -> list[Game]:
    days = [first + timedelta(days=n) for n in range(len(scores))]
    return [
        Game(day=day.isoformat(), home="NYA", away="BOS", score=score, box={"home_home_runs": 2})
        for day, score in zip(days, scores, strict=True)
    ]


def last(games: list[Game]) -> dict[str, float]:
    return features(TEAM_FORM, league(games))[games[-1].id]


def test_runs_are_those_of_the_last_thirty_games_shrunk_to_the_league() -> None:
    """31 games of 10-0, then 30 of 3-1: the ten-run games have dropped out of the window."""
    games = season(["10-0"] * 31 + ["3-1"] * 30 + [None])
    mean = (31 * 10 + 30 * 4) / 122
    assert last(games)["h_rs_30"] == pytest.approx((90 + 20 * mean) / 50)
    assert last(games)["h_ra_30"] == pytest.approx((30 + 20 * mean) / 50)
    assert last(games)["a_rs_30"] == last(games)["h_ra_30"]


def test_box_counts_belong_to_batters_and_to_the_pitchers_they_faced() -> None:
    """New York hits two home runs in each of four games; the mean of both teams is one."""
    game = last(season(["2-1"] * 4 + [None]))
    assert game["h_bat_hr_30"] == game["a_pit_hr_30"] == pytest.approx((8 + 20) / 24)
    assert game["a_bat_hr_30"] == game["h_pit_hr_30"] == pytest.approx((0 + 20) / 24)


def test_the_last_ten_are_shrunk_by_ten() -> None:
    game = last(season(["1-0"] * 5 + ["0-1"] * 4 + ["1-0"] * 4 + [None]))
    assert game["h_l10"] == pytest.approx((6 + 5) / 20)
    assert game["a_l10"] == pytest.approx((4 + 5) / 20)


@pytest.mark.parametrize(
    "scores, streak",
    [
        ([], 0),
        (["1-0"] * 3, 3),
        (["1-0", "0-1", "0-1"], -2),
        (["1-0"] * 3 + ["1-1"], 0),
        (["0-1"] * 14, -10),
    ],
)
def test_a_streak_is_signed_and_capped(scores: list[str], streak: int) -> None:
    game = last(season([*scores, None]))
    assert (game["h_streak"], game["a_streak"]) == (streak, -streak)


def test_form_does_not_carry_over_the_winter() -> None:
    before = season(["1-0"] * 12, date(2023, 9, 1))
    game = last([*before, *season([None])])
    assert (game["h_streak"], game["h_l10"], game["h_rs_30"]) == (0, 0.5, pytest.approx(0.5))
