"""Stakes. Known answers: DOMAIN_NOTES 5."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullpen.domains.mlb import kelly
from bullpen.infra.errors import UsageError

chance = st.floats(0.01, 0.99)
price = st.floats(1.05, 20)


def evaluated(expression: pl.Expr) -> float:
    return float(pl.select(expression).item())


@pytest.mark.parametrize(
    "p, decimal, expected",
    [
        (0.55, 1 + 100 / 110, 0.055),
        (0.45, 2.5, 0.08333),
        (0.6, 1 + 100 / 150, 0.0),
        (0.5, 2.0, 0.0),
    ],
)
def test_single_bets_of_the_notes(p: float, decimal: float, expected: float) -> None:
    found = evaluated(kelly.kelly_fraction(pl.lit(p), pl.lit(decimal)))
    assert found == pytest.approx(expected, abs=5e-6)


@given(chance, price)
def test_kelly_is_a_share_and_zero_without_an_edge(p: float, decimal: float) -> None:
    stake = evaluated(kelly.kelly_fraction(pl.lit(p), pl.lit(decimal)))
    assert 0 <= stake <= 1
    assert (stake > 0) == (p * decimal - 1 > 0)


@given(chance, price)
def test_kelly_maximises_log_growth(p: float, decimal: float) -> None:
    stake = evaluated(kelly.kelly_fraction(pl.lit(p), pl.lit(decimal)))

    def growth(share: float) -> float:
        return float(p * np.log1p(share * (decimal - 1)) + (1 - p) * np.log1p(-share))

    others = [share for share in (stake - 0.01, stake + 0.01) if 0 <= share < 1]
    assert all(growth(stake) >= growth(share) for share in others)


@given(st.floats(0.05, 0.6), st.floats(0.01, 0.3), price)
def test_a_push_is_worth_what_the_three_way_formulas_say(
    win: float, push: float, decimal: float
) -> None:
    """EV p(dec-1) - q and Kelly (pb - q) / (b(p + q)), of DOMAIN_NOTES 4 and 5."""
    lose, net = 1 - win - push, decimal - 1
    given_no_push = pl.lit(win / (win + lose))
    value = evaluated(kelly.expected_value(given_no_push, pl.lit(decimal), push))
    assert value == pytest.approx(win * net - lose, abs=1e-12)
    stake = evaluated(kelly.kelly_fraction(given_no_push, pl.lit(decimal)))
    assert stake == pytest.approx(max(0.0, (win * net - lose) / (net * (win + lose))), abs=1e-12)


def test_uncertain_edges_shrink() -> None:
    """d = .1 and (b + 1) sd = .1 give one half, by hand; a sure probability keeps its stake."""
    p, decimal = pl.lit(0.55), pl.lit(2.0)
    assert evaluated(kelly.estimation_shrinkage(p, decimal, 0.05)) == pytest.approx(0.5)
    assert evaluated(kelly.estimation_shrinkage(p, decimal, 0.0)) == pytest.approx(1.0)
    assert evaluated(kelly.estimation_shrinkage(pl.lit(0.4), decimal, 0.0)) == 0.0


@pytest.mark.parametrize(
    "p, decimal, expected",
    [
        ([0.55, 0.55], [2.0, 2.0], [0.09901, 0.09901]),
        ([0.55] * 5, [2.0] * 5, [0.09591] * 5),
        ([0.55, 0.45, 0.60], [1.90909, 2.5, 1.8], [0.05399, 0.08247, 0.09870]),
    ],
)
def test_simultaneous_bets_of_the_notes(
    p: list[float], decimal: list[float], expected: list[float]
) -> None:
    found = kelly.simultaneous_kelly(np.array(p), np.array(decimal))
    assert found == pytest.approx(np.array(expected), abs=6e-6)


def test_one_simultaneous_bet_is_a_single_bet() -> None:
    assert kelly.simultaneous_kelly(np.array([0.55]), np.array([2.0])) == pytest.approx([0.1])


def test_simultaneous_bets_without_an_edge_get_nothing() -> None:
    found = kelly.simultaneous_kelly(np.array([0.55, 0.4]), np.array([2.0, 2.0]))
    assert found == pytest.approx([0.1, 0.0], abs=1e-6)


def test_simultaneous_bets_respect_their_cap() -> None:
    found = kelly.simultaneous_kelly(np.full(3, 0.55), np.array([2.0, 2.1, 2.2]), cap=0.1)
    assert found.sum() == pytest.approx(0.1, abs=1e-9)
    assert found[0] < found[1] < found[2]


def test_too_many_simultaneous_bets_are_refused() -> None:
    with pytest.raises(UsageError, match="12 bets at most"):
        kelly.simultaneous_kelly(np.full(13, 0.5), np.full(13, 2.1))


def test_a_slate_over_its_limit_is_scaled_in_proportion() -> None:
    stakes = pl.DataFrame({"slate": [1, 1, 2], "stake": [0.09, 0.03, 0.05]})
    shared = kelly.shared(pl.col("stake"), per_slate=0.06, over=("slate",))
    assert stakes.select(shared)["stake"].to_list() == pytest.approx([0.045, 0.015, 0.05])


def test_a_slate_without_stakes_stays_without() -> None:
    stakes = pl.DataFrame({"slate": [1, 1], "stake": [0.0, 0.0]})
    shared = kelly.shared(pl.col("stake"), per_slate=0.1, over=("slate",))
    assert stakes.select(shared)["stake"].to_list() == [0.0, 0.0]
