import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.data.source import Curation
from bullpen.domains.mlb.join_odds import is_same_pitcher
from tests.domains.mlb.small_seasons import curate_small, log_line, odds_rows, rules_of

FIRST = log_line(number="1", score=(2, 5), starters=("Zack Wheeler", "Gerrit Cole"))
SECOND = log_line(number="2", score=(4, 1), starters=("Dillon Gee", "Jeff Locke"))
OF_FIRST = odds_rows(rotation=901, score=(2, 5), moneyline=(130, -140, 120, -130))
OF_SECOND = odds_rows(
    rotation=903,
    score=(4, 1),
    moneyline=(105, -115, 110, -120),
    pitchers=("DGEE-R", "JLOCKE-L"),
)
PRICE_OF_FIRST, PRICE_OF_SECOND = 2.3, 2.05  # +130 and +105, the visitor's opening price


def opening_prices(curation: Curation) -> dict[str, float]:
    quotes = curation.tables["quotes"].filter(
        (pl.col("market") == "moneyline")
        & (pl.col("moment") == "open")
        & (pl.col("side") == "away")
    )
    return {i: round(p, 4) for i, p in quotes.select("game_id", "price").iter_rows()}


def methods(curation: Curation) -> list[str]:
    found = curation.findings.filter(pl.col("rule") == "doubleheader").sort("entity")
    return found["value"].to_list()


def test_a_single_game_is_joined_by_date_and_teams() -> None:
    curation = curate_small([log_line()], [odds_rows()])
    assert opening_prices(curation) == {"PIT201404050": PRICE_OF_FIRST}
    assert rules_of(curation.findings) == []


@pytest.mark.parametrize("games", [(OF_FIRST, OF_SECOND), (OF_SECOND, OF_FIRST)])
def test_a_doubleheader_is_joined_by_score_in_whatever_order_it_is_listed(
    games: tuple[tuple[str, str], ...],
) -> None:
    """Half of the real ones are listed in reverse: by order, every second bet would be settled
    on the other game's result."""
    curation = curate_small([FIRST, SECOND], games)
    assert opening_prices(curation) == {
        "PIT201404051": PRICE_OF_FIRST,
        "PIT201404052": PRICE_OF_SECOND,
    }
    assert methods(curation) == ["score", "score"]
    reverse = curation.findings.filter(pl.col("rule") == "reversed-doubleheader")
    assert reverse.height == (0 if games[0] is OF_FIRST else 2)


def test_games_with_one_score_are_told_apart_by_their_starters() -> None:
    """2010-09-04 at Boston both games ended 3-1."""
    second = log_line(number="2", score=(2, 5), starters=("Dillon Gee", "Jeff Locke"))
    of_second = odds_rows(
        rotation=903, score=(2, 5), moneyline=(105, -115, 1, 1), pitchers=("DGEE-R", "JLOCKE-L")
    )
    curation = curate_small([FIRST, second], [of_second, OF_FIRST])
    assert opening_prices(curation)["PIT201404051"] == PRICE_OF_FIRST
    assert methods(curation) == ["starters", "starters"]


def test_the_one_game_left_over_needs_no_other_sign() -> None:
    """Its final score is wrong and its starters were changed, but the other game is taken."""
    unlike = odds_rows(
        rotation=903, score=(9, 9), moneyline=(105, -115, 110, -120), pitchers=("A-R", "B-R")
    )
    curation = curate_small([FIRST, SECOND], [unlike, OF_FIRST])
    assert opening_prices(curation)["PIT201404052"] == PRICE_OF_SECOND
    assert methods(curation) == ["score", "remainder"]


def test_what_cannot_be_told_apart_is_not_joined() -> None:
    """Better no quotes than those of another game."""
    alike = [odds_rows(rotation=r, score=(9, 9), pitchers=("A-R", "B-R")) for r in (901, 903)]
    curation = curate_small([FIRST, SECOND], alike)
    assert opening_prices(curation) == {}
    assert sorted(rules_of(curation.findings)) == ["no-game"] * 4 + ["no-odds"] * 2


def test_a_game_filed_under_the_day_before_is_joined_by_score_and_starter() -> None:
    """2014-09-17: the game of the next day was filed under the same date."""
    logs = [log_line(), log_line(date="20140406", score=(4, 1), starters=("Dillon Gee", "J L"))]
    curation = curate_small(logs, [odds_rows(), OF_SECOND])
    assert opening_prices(curation)["PIT201404060"] == PRICE_OF_SECOND
    assert rules_of(curation.findings) == ["misdated", "misdated"]


def test_a_game_of_the_next_day_needs_the_same_score_and_starter() -> None:
    logs = [log_line(), log_line(date="20140406", score=(4, 1), starters=("Other", "Men"))]
    curation = curate_small(logs, [odds_rows(), OF_SECOND])
    assert "PIT201404060" not in opening_prices(curation)


def test_a_game_after_the_season_is_unmatched_row_by_row() -> None:
    curation = curate_small([log_line()], [odds_rows(), odds_rows(date=1001)])
    unmatched = curation.findings.filter(pl.col("fate") == "unmatched")
    assert unmatched.select("rule", "line").rows() == [("postseason", 4), ("postseason", 5)]


def test_a_game_that_was_not_played_is_unmatched() -> None:
    curation = curate_small([log_line()], [odds_rows(), odds_rows(date=404, score=("NL", "NL"))])
    assert rules_of(curation.findings) == ["not-played", "not-played"]


def test_odds_before_their_game_log_wait_for_it() -> None:
    curation = curate_small([log_line(date="20130405")], [odds_rows()])
    assert rules_of(curation.findings) == ["no-game", "no-game"]


def test_a_game_without_odds_is_kept_and_on_record() -> None:
    logs = [log_line(date=day) for day in ("20140404", "20140405", "20140406")]
    curation = curate_small(logs, [odds_rows(date=404), odds_rows(date=406)])
    missing = curation.findings.filter(pl.col("rule") == "no-odds")
    assert missing["entity"].to_list() == ["PIT201404050"]
    assert curation.tables["games"].height == 3


def test_retrosheets_score_counts_where_the_archives_differ() -> None:
    curation = curate_small([log_line(score=(2, 5))], [odds_rows(score=(2, 2))])
    assert curation.tables["results"]["home_score"].to_list() == [5]
    differs = curation.findings.filter(pl.col("rule") == "final-differs")
    assert differs.select("entity", "value").rows() == [("PIT201404050", "2-2")]


@settings(deadline=None, max_examples=8)
@given(order=st.permutations(range(4)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    lines = [FIRST, SECOND, log_line(date="20140406"), log_line(date="20140407")]
    odds = [OF_FIRST, OF_SECOND, odds_rows(date=406), odds_rows(date=407, moneyline=(1, 2, 3, 4))]
    usual = curate_small(lines, odds)
    mixed = curate_small([lines[n] for n in order], [odds[n] for n in reversed(order)])
    for name, table in usual.tables.items():
        assert table.equals(mixed.tables[name]), name


@pytest.mark.parametrize(
    ("listed", "name", "is_same"),
    [
        ("CSABATHIA-L", "CC Sabathia", True),
        ("BUMGARNER-L", "Madison Bumgarner", True),  # without the first letter
        ("JDELAROSA-L", "Jorge De La Rosa", True),
        ("O'SULLIVAN-R", "Sean O'Sullivan", True),
        ("LMCCULLERSJR.-R", "Lance McCullers", True),
        ("TALEXANDE-R", "Tyler Alexander", True),  # cut short
        ("HRYU", "Hyun-Jin Ryu", True),
        ("UNDECIDED", "Gerrit Cole", False),
        ("GCOLE-R", "A.J. Burnett", False),
        (None, "Gerrit Cole", False),
    ],
)
def test_a_listed_pitcher_is_known_by_his_last_name(
    listed: str | None, name: str, is_same: bool
) -> None:
    row = pl.DataFrame({"listed": [listed], "name": [name]}, schema_overrides={"listed": pl.String})
    assert row.select(is_same_pitcher(pl.col("listed"), pl.col("name"))).item() is is_same
