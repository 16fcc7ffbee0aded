from collections.abc import Mapping
from typing import Any

import polars as pl

from bullpen.domains.mlb.league.league import simulate
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.mlb.summary import summary
from bullpen.domains.mlb.tables import CURATED
from bullpen.vocabulary.curated import Curated
from tests.domains.mlb.small_seasons import curate_small, log_line, odds_rows


def test_a_season_counts_its_games_and_those_with_both_sides_of_a_moneyline() -> None:
    """The second game has one side at the opening alone, which nobody can take the margin out
    of."""
    lines = [log_line(date=f"2014040{day}") for day in (5, 6, 7)] + [log_line(date="20130405")]
    odds = [odds_rows(), odds_rows(date=406, moneyline=(130, "NL", 120, -130))]
    tables = curate_small(lines, odds).tables
    assert summary(Curated({name: table.lazy() for name, table in tables.items()}))["seasons"] == [
        {"season": 2013, "games": 1, "with_open_odds": 0, "with_close_odds": 0},
        {"season": 2014, "games": 3, "with_open_odds": 1, "with_close_odds": 2},
    ]


def test_starters_are_counted_by_where_they_were_read() -> None:
    """DOMAIN_NOTES 1: a starter read from a box score is `actual`: count and report it."""
    logs = curate_small([log_line(), log_line(date="20140406", starters=("", "Gerrit Cole"))], [])
    assert _sources(logs.tables) == [{"starter_source": "actual", "starters": 3}]
    league = simulate(LeagueSettings(teams=4, seasons=1, games_per_team=10))
    announced = {name.removeprefix("league_"): table for name, table in league.items()}
    both = pl.concat([logs.tables["starters"], announced["starters"]])
    assert _sources({**announced, "starters": both}) == [
        {"starter_source": "actual", "starters": 3},
        {"starter_source": "probable", "starters": 40},
    ]


def _sources(tables: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    curated = Curated({name: table.lazy() for name, table in tables.items()})
    starters: list[dict[str, Any]] = summary(curated)["starters"]
    return starters


def test_an_empty_home_has_no_seasons() -> None:
    tables = curate_small([log_line()], []).tables
    empty = Curated({name: tables[name].clear().lazy() for name in CURATED})
    assert summary(empty) == {"seasons": [], "starters": []}
