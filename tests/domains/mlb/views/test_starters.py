from datetime import date, timedelta

import polars as pl
import pytest

from bullpen.domains.mlb.views.starters import STARTERS
from bullpen.vocabulary.curated import Curated
from tests.domains.mlb.views.tiny import Game, features, league


def starts(
    scores: list[str | None], pitcher: str = "ace", first: date = date(2024, 4, 1)
) -> list[Game]:
    """Home starts of one pitcher, every fifth day."""
    return [
        Game(
            day=(first + timedelta(days=5 * n)).isoformat(),
            home="NYA",
            away="BOS",
            score=score,
            starters=(pitcher, f"other{n}"),
            box={"away_strikeouts": 10},
        )
        for n, score in enumerate(scores)
    ]


def last(games: list[Game]) -> dict[str, float | None]:
    return features(STARTERS, league(games))[games[-1].id]


def test_starts_of_the_season_and_days_of_rest() -> None:
    """Every fifth day means four days of rest."""
    game = last(starts(["1-0", "2-0", "3-0", None]))
    assert (game["h_sp_starts"], game["h_sp_rest"]) == (3, 4)
    assert (game["a_sp_starts"], game["a_sp_rest"]) == (0, None)


def test_the_hand_is_known_by_name() -> None:
    games = starts(["1-0", None], "southpawL")
    assert last(games)["h_sp_left"] is True
    assert last(games)["a_sp_left"] is False


def test_runs_allowed_are_those_of_the_last_five_starts_shrunk_by_five() -> None:
    """0-9, then five times 0-2: the nine runs are out; the league scored 19 runs in 12."""
    game = last(starts(["0-9", *["0-2"] * 5, None]))
    assert game["h_sp_ra_5"] == pytest.approx((10 + 5 * 19 / 12) / 10)
    assert game["h_sp_k_5"] == pytest.approx((50 + 5 * 5) / 10)
    assert game["a_sp_ra_5"] == pytest.approx(19 / 12)


def test_wins_are_of_the_season_and_runs_are_not() -> None:
    games = [*starts(["1-0", "1-0"], first=date(2023, 8, 1)), *starts([None])]
    game = last(games)
    assert (game["h_sp_starts"], game["h_sp_win"], game["h_sp_rest"]) == (0, 0.5, None)
    assert game["h_sp_ra_5"] == pytest.approx((0 + 5 * 0.5) / 7)
    assert last(starts(["1-0", "1-0", "0-1", None]))["h_sp_win"] == pytest.approx(7 / 13)


def test_nobody_named_means_null() -> None:
    game = last([*starts(["1-0"]), Game(day="04-10", home="NYA", away="BOS")])
    names = [name for name in game if name.startswith(("h_sp", "a_sp"))]
    assert len(names) == 12
    assert {game[name] for name in names} == {None}


def test_a_start_counts_for_whom_it_was_named_last() -> None:
    """A second naming, three hours after the first, takes the start from the ace."""
    games = starts(["1-0", None])
    curated = league(games)
    ace = (pl.col("game_id") == games[0].id) & (pl.col("side") == "home")
    named = curated["starters"]
    later = named.filter(ace).with_columns(
        pl.col("known_at") + timedelta(hours=3), pitcher_id=pl.lit("substitute")
    )
    tables = Curated({**curated, "starters": pl.concat([later, named])})
    assert features(STARTERS, curated)[games[1].id]["h_sp_starts"] == 1
    assert features(STARTERS, tables)[games[1].id]["h_sp_starts"] == 0
