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
    assert summary(Curated({name: table.lazy() for name, table in tables.items()})) == {
        "seasons": [
            {"season": 2013, "games": 1, "with_open_odds": 0, "with_close_odds": 0},
            {"season": 2014, "games": 3, "with_open_odds": 1, "with_close_odds": 2},
        ]
    }


def test_an_empty_home_has_no_seasons() -> None:
    tables = curate_small([log_line()], []).tables
    empty = Curated({name: tables[name].clear().lazy() for name in CURATED})
    assert summary(empty) == {"seasons": []}
