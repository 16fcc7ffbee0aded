"""Which bets win: the table of rules, case by case."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullpen.domains.mlb import settlement
from bullpen.domains.mlb.settlement import Market

FULL, SHORT, SHUTTERED = 54, 45, 51


def graded(
    market: Market,
    selection: str,
    line: float | None,
    home: int | None,
    away: int | None,
    *,
    outs: int | None = FULL,
    status: str | None = "final",
) -> str | None:
    game = pl.DataFrame(
        {"home_score": home, "away_score": away, "length_outs": outs, "status": status},
        schema={
            "home_score": pl.Int32,
            "away_score": pl.Int32,
            "length_outs": pl.Int32,
            "status": pl.String,
        },
    )
    bet = settlement.outcome(market, pl.lit(selection), pl.lit(line, dtype=pl.Float64))
    result: str | None = game.select(bet.alias("outcome"))["outcome"][0]
    return result


@pytest.mark.parametrize(
    "selection, home, away, outs, status, expected",
    [
        ("home", 5, 4, FULL, "final", "won"),
        ("away", 5, 4, FULL, "final", "lost"),
        ("away", 0, 1, FULL, "final", "won"),
        ("home", 5, 4, SHORT, "final", "won"),  # official, however short
        ("home", 4, 4, FULL, "tie", "void"),
        ("home", 5, 4, FULL, "suspended", "void"),
        ("home", 5, 4, FULL, "postponed", "void"),
        ("home", None, None, None, None, None),  # not played yet
    ],
)
def test_moneyline(
    selection: str,
    home: int | None,
    away: int | None,
    outs: int | None,
    status: str | None,
    expected: str | None,
) -> None:
    found = graded(Market.MONEYLINE, selection, None, home, away, outs=outs, status=status)
    assert found == expected


@pytest.mark.parametrize(
    "selection, line, home, away, outs, status, expected",
    [
        ("over", 8.5, 5, 4, FULL, "final", "won"),
        ("under", 8.5, 5, 4, FULL, "final", "lost"),
        ("over", 9.0, 5, 4, FULL, "final", "void"),  # a push
        ("under", 9.0, 5, 4, FULL, "final", "void"),
        ("under", 9.5, 5, 4, SHUTTERED, "final", "won"),  # the home side did not bat last
        ("over", 8.5, 5, 4, SHORT, "final", "void"),
        ("over", 8.5, 5, 4, FULL, "suspended", "void"),
        ("over", 7.5, 4, 4, FULL, "tie", "won"),  # nobody won, but the runs count
        ("over", 8.5, 5, 4, None, "final", "won"),  # unknown length counts as full
        ("over", None, 5, 4, FULL, "final", None),  # there was no line
    ],
)
def test_total(
    selection: str,
    line: float | None,
    home: int,
    away: int,
    outs: int | None,
    status: str,
    expected: str | None,
) -> None:
    assert graded(Market.TOTAL, selection, line, home, away, outs=outs, status=status) == expected


@pytest.mark.parametrize(
    "selection, line, home, away, outs, expected",
    [
        ("home", -1.5, 5, 3, FULL, "won"),
        ("home", -1.5, 5, 4, FULL, "lost"),
        ("away", 1.5, 5, 4, FULL, "won"),
        ("away", 1.5, 5, 3, FULL, "lost"),
        ("home", 1.5, 4, 5, FULL, "won"),
        ("away", -1.5, 4, 6, FULL, "won"),
        ("home", -1.0, 5, 4, FULL, "void"),
        ("home", -1.5, 9, 3, SHORT, "void"),
    ],
)
def test_run_line(
    selection: str, line: float, home: int, away: int, outs: int, expected: str
) -> None:
    assert graded(Market.RUN_LINE, selection, line, home, away, outs=outs) == expected


@given(
    st.sampled_from(Market), st.integers(0, 20), st.integers(0, 20), st.integers(-30, 30), st.data()
)
def test_of_two_opposite_bets_one_wins_or_both_are_void(
    market: Market, home: int, away: int, halves: int, data: st.DataObject
) -> None:
    status = data.draw(st.sampled_from(["final", "tie", "suspended"]))
    line = halves / 2
    mirrored = -line if market is Market.RUN_LINE else line
    first = graded(market, market.sides[0], line, home, away, status=status)
    second = graded(market, market.sides[1], mirrored, home, away, status=status)
    assert (first, second) in {("won", "lost"), ("lost", "won"), ("void", "void")}


@pytest.mark.parametrize("line, expected", [(8.5, 1.0), (9.5, 0.0), (9.0, None), (None, None)])
def test_a_label_is_the_fate_of_a_bet_on_the_first_side(
    line: float | None, expected: float | None
) -> None:
    game = pl.DataFrame({"home_score": 5, "away_score": 4, "length_outs": 54, "status": "final"})
    label = settlement.label(Market.TOTAL, pl.lit(line, dtype=pl.Float64))
    assert game.select(label.alias("label"))["label"].to_list() == [expected]
