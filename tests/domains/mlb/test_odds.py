"""Prices and fair probabilities. Known answers: DOMAIN_NOTES 4, home side of a two-way market."""

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bullpen.domains.mlb import odds
from bullpen.domains.mlb.odds import DevigMethod
from bullpen.infra.errors import BadInput

american = st.one_of(st.floats(100, 5000), st.floats(-5000, -100))
price = st.floats(1.02, 50)
method = st.sampled_from(DevigMethod)


def evaluated(expression: pl.Expr) -> float:
    return float(pl.select(expression).item())


def market(*prices: float) -> np.ndarray:
    return np.array([odds.decimal_price(each) for each in prices])


@pytest.mark.parametrize(
    "home, away, multiplicative, additive, power, odds_ratio",
    [
        (-150, 130, 0.57983, 0.58261, 0.58398, 0.58271),
        (-250, 205, 0.68539, 0.69321, 0.69729, 0.69361),
        (120, -140, 0.43796, 0.43561, 0.43444, 0.43551),
        (-110, -110, 0.5, 0.5, 0.5, 0.5),
    ],
)
def test_the_margin_comes_out_as_published(
    home: float,
    away: float,
    multiplicative: float,
    additive: float,
    power: float,
    odds_ratio: float,
) -> None:
    """For two outcomes Shin's method is the additive one (Clarke 2017)."""
    expected = {
        DevigMethod.MULTIPLICATIVE: multiplicative,
        DevigMethod.ADDITIVE: additive,
        DevigMethod.POWER: power,
        DevigMethod.ODDS_RATIO: odds_ratio,
        DevigMethod.SHIN: additive,
    }
    prices = market(home, away)
    found = {each: odds.fair_probabilities(prices, each)[0] for each in DevigMethod}
    assert found == pytest.approx(expected, abs=6e-6)


def test_margins_of_known_markets() -> None:
    assert odds.overround(market(-150, 130)) == pytest.approx(0.03478, abs=5e-6)
    assert odds.hold(market(-150, 130)) == pytest.approx(0.03361, abs=5e-6)
    assert odds.hold(market(-110, -110)) == pytest.approx(0.04545, abs=6e-6)
    assert odds.shin_insider_share(market(-150, 130)) == pytest.approx(0.03482, abs=5e-6)


def test_shin_of_a_three_way_market_solves_its_own_equations() -> None:
    """Definition of Shin (1993): what an insider's share z makes of the fair probabilities."""
    prices = np.array([2.1, 3.4, 3.9])
    p = odds.fair_probabilities(prices, DevigMethod.SHIN)
    z = float(odds.shin_insider_share(prices))
    quoted = np.sqrt(z * p + (1 - z) * p**2)
    assert quoted * quoted.sum() == pytest.approx(1 / prices, abs=1e-9)


@given(st.lists(st.tuples(price, price), min_size=1, max_size=5), method)
def test_fair_probabilities_sum_to_one(prices: list[tuple[float, float]], by: DevigMethod) -> None:
    fair = odds.fair_probabilities(np.array(prices), by)
    assert fair.sum(axis=-1) == pytest.approx(np.ones(len(prices)), abs=1e-9)


@given(price, price, method)
def test_swapping_the_sides_mirrors_the_probabilities(a: float, b: float, by: DevigMethod) -> None:
    there = odds.fair_probabilities(np.array([a, b]), by)
    back = odds.fair_probabilities(np.array([b, a]), by)
    assert there == pytest.approx(back[::-1], abs=1e-9)


@given(price, price)
def test_the_expression_is_the_multiplicative_method(a: float, b: float) -> None:
    fair = odds.fair_probabilities(np.array([a, b]))
    assert evaluated(odds.fair_two_way(pl.lit(a), pl.lit(b))) == pytest.approx(fair[0], rel=1e-12)


def cents(quoted: float) -> float:
    """Distance from even money, where +100 and -100 are one price."""
    return quoted - 100 if quoted > 0 else quoted + 100


@given(american)
@example(-100.0)
@example(-100.00000000000001)  # even money to the last bit of a decimal price
def test_american_prices_survive_the_round_trip(quoted: float) -> None:
    decimal = odds.decimal_from_american(pl.lit(quoted))
    there_and_back = evaluated(odds.american_from_decimal(decimal))
    assert cents(there_and_back) == pytest.approx(cents(quoted), rel=1e-9, abs=1e-9)
    scalar = odds.american_price(odds.decimal_price(quoted))
    assert cents(scalar) == pytest.approx(cents(quoted), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("quoted", [0.0, 99.9, -99.9, float("nan"), float("inf"), float("-inf")])
def test_what_is_no_american_price_is_refused(quoted: float) -> None:
    assert pl.select(odds.decimal_from_american(pl.lit(quoted))).item() is None
    with pytest.raises(BadInput, match="not an American price"):
        odds.decimal_price(quoted)


@pytest.mark.parametrize("decimal", [1.0, 0.5, -2.0, float("nan"), float("inf")])
def test_what_is_no_decimal_price_is_refused(decimal: float) -> None:
    assert pl.select(odds.american_from_decimal(pl.lit(decimal))).item() is None
    with pytest.raises(BadInput, match="not a decimal price"):
        odds.american_price(decimal)
    with pytest.raises(BadInput, match="above 1"):
        odds.fair_probabilities(np.array([2.0, decimal]))


@pytest.mark.parametrize(
    "before, ticks, after",
    [(150, 1, 145), (-110, 1, -115), (103, 1, -102), (100, 1, -105), (105, 1, 100), (120, 6, -110)],
)
def test_slippage_counts_cents_across_even_money(before: int, ticks: int, after: int) -> None:
    moved = odds.worsen(pl.lit(odds.decimal_price(before)), ticks)
    assert evaluated(odds.american_from_decimal(moved)) == pytest.approx(after)


@given(price, st.integers(1, 10))
def test_slippage_never_helps_the_bettor(offered: float, ticks: int) -> None:
    moved = evaluated(odds.worsen(pl.lit(offered), ticks))
    assert 1 < moved < offered


@given(price)
def test_no_slippage_leaves_the_price(offered: float) -> None:
    assert evaluated(odds.worsen(pl.lit(offered), 0)) == pytest.approx(offered, rel=1e-12)
