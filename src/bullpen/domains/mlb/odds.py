"""Prices of bets: conversions, the bookmaker's margin, and fair probabilities without it.

Prices are decimal with the stake included (2.50 pays 1.50 net per unit) unless they are called
American. An American price between -100 and +100 does not exist; +100 and -100 are both 2.00.

Expressions turn what is not a price into null. Functions over arrays take a market's prices along
the last axis and expect them all above 1.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bullpen.infra.errors import BadInput

Floats = NDArray[np.float64]

TICK_CENTS = 5  # one tick of slippage, in American cents
_EVEN = 100.0


def decimal_from_american(american: pl.Expr) -> pl.Expr:
    """Return the decimal price; null where the American one is in (-100, 100) or not finite.

    >>> pl.DataFrame({"a": [150.0, -200.0, 100.0, 50.0]}).select(
    ...     decimal_from_american(pl.col("a"))
    ... )["a"].to_list()
    [2.5, 1.5, 2.0, None]
    """
    odds = american.cast(pl.Float64)
    valid = odds.is_finite() & (odds.abs() >= _EVEN)
    price = pl.when(odds > 0).then(odds / _EVEN + 1).otherwise(_EVEN / odds.abs() + 1)
    return pl.when(valid).then(price)


def american_from_decimal(price: pl.Expr) -> pl.Expr:
    """Return the American price, +100 for even money; null where the decimal one is not above 1."""
    net = price.cast(pl.Float64) - 1
    odds = pl.when(net >= 1).then(net * _EVEN).otherwise(-_EVEN / net)
    return pl.when(is_price(price)).then(odds)


def is_price(price: pl.Expr) -> pl.Expr:
    """Return whether a decimal price is finite and above 1; null where it is null."""
    return price.is_finite() & (price > 1)


def decimal_price(american: float) -> float:
    """Convert one American price.

    Raises:
        BadInput: if it is in (-100, 100) or not finite.

    >>> round(decimal_price(-110), 5)
    1.90909
    """
    if not (np.isfinite(american) and abs(american) >= _EVEN):
        raise BadInput(f"{american} is not an American price; give one of -100 or less, or +100 up")
    return 1 + american / _EVEN if american > 0 else 1 + _EVEN / -american


def american_price(price: float) -> float:
    """Convert one decimal price; even money is +100.

    Raises:
        BadInput: if it is not above 1 or not finite.

    >>> american_price(1.5), american_price(2.5)
    (-200.0, 150.0)
    """
    if not (np.isfinite(price) and price > 1):
        raise BadInput(f"{price} is not a decimal price; give one above 1")
    return _EVEN * (price - 1) if price >= 2 else -_EVEN / (price - 1)


def worsen(price: pl.Expr, ticks: int) -> pl.Expr:
    """Move a decimal price by `ticks` x 5 American cents against the bettor.

    Cents are counted across even money, where +100 and -100 are one price: +103 less 5 cents is
    -102. Null where the price is not above 1.

    >>> pl.DataFrame({"p": [2.5, 2.03]}).select(
    ...     american_from_decimal(worsen(pl.col("p"), 1)).round(6)
    ... )["p"].to_list()
    [145.0, -102.0]
    """
    american = american_from_decimal(price)
    cents = pl.when(american > 0).then(american - _EVEN).otherwise(american + _EVEN)
    moved = cents - ticks * TICK_CENTS
    return decimal_from_american(pl.when(moved >= 0).then(moved + _EVEN).otherwise(moved - _EVEN))


def fair_two_way(price_a: pl.Expr, price_b: pl.Expr) -> pl.Expr:
    """Return the fair probability of `a` in a two-way market (multiplicative).

    >>> pl.DataFrame({"a": [5 / 3], "b": [2.3]}).select(
    ...     fair_two_way(pl.col("a"), pl.col("b")).round(5)
    ... ).item()
    0.57983
    """
    return price_b / (price_a + price_b)


def booksum(prices: Floats) -> Floats:
    """Return the sum of the raw implied probabilities 1/price of each market."""
    return np.asarray(np.sum(1 / prices, axis=-1), dtype=np.float64)


def overround(prices: Floats) -> Floats:
    """Return the booksum above 1.

    >>> round(float(overround(np.array([5 / 3, 2.3]))), 5)
    0.03478
    """
    return booksum(prices) - 1


def hold(prices: Floats) -> Floats:
    """Return the share of turnover that a balanced book keeps, 1 - 1/booksum.

    >>> round(float(hold(np.array([5 / 3, 2.3]))), 5)
    0.03361
    """
    return 1 - 1 / booksum(prices)


class DevigMethod(StrEnum):
    """How the bookmaker's margin is taken out of a price."""

    MULTIPLICATIVE = "multiplicative"
    ADDITIVE = "additive"
    POWER = "power"
    ODDS_RATIO = "odds_ratio"
    SHIN = "shin"


def fair_probabilities(prices: Floats, method: DevigMethod = DevigMethod.MULTIPLICATIVE) -> Floats:
    """Return fair probabilities, of the shape of `prices`, summing to 1 over the last axis.

    Additive may answer less than 0 for the long shots of markets with more than two outcomes.

    Raises:
        BadInput: if a price is not finite and above 1, or a market has fewer than two outcomes.

    Source: Clarke, Kovalchik, Ingram (2017), "Adjusting Bookmaker's Odds to Allow for Overround",
    American Journal of Sports Science 5(6), 45-49.

    >>> fair_probabilities(np.array([5 / 3, 2.3]), DevigMethod.POWER).round(5).tolist()
    [0.58398, 0.41602]
    """
    prices = np.asarray(prices, dtype=np.float64)
    if prices.ndim == 0 or prices.shape[-1] < 2:
        raise BadInput("fair probabilities need the prices of all outcomes, two at the least")
    if not bool(np.all(np.isfinite(prices) & (prices > 1))):
        raise BadInput("every decimal price must be a number above 1; drop the others first")
    return _DEVIG[method](1 / prices)


def shin_insider_share(prices: Floats) -> Floats:
    """Return Shin's z, the share of stakes from people who know the outcome; below 0 where the
    booksum is below 1.

    >>> round(float(shin_insider_share(np.array([5 / 3, 2.3]))), 5)
    0.03482
    """
    q = 1 / np.asarray(prices, dtype=np.float64)
    z = _solve(lambda z: _shin_probabilities(q, z), q, low=-1.0, high=1.0)
    return np.asarray(z[..., 0], dtype=np.float64)


def _multiplicative(q: Floats) -> Floats:
    return np.asarray(q / q.sum(axis=-1, keepdims=True), dtype=np.float64)


def _additive(q: Floats) -> Floats:
    excess = q.sum(axis=-1, keepdims=True) - 1
    return np.asarray(q - excess / q.shape[-1], dtype=np.float64)


def _power(q: Floats) -> Floats:
    k = _solve(lambda k: q**k, q, low=0.0, high=1e4)
    return _multiplicative(q**k)


def _odds_ratio(q: Floats) -> Floats:
    def fair(log_c: Floats) -> Floats:
        c = np.exp(log_c)
        return np.asarray(q / (c + q - c * q), dtype=np.float64)

    return _multiplicative(fair(_solve(fair, q, low=-30.0, high=30.0)))


def _shin(q: Floats) -> Floats:
    z = _solve(lambda z: _shin_probabilities(q, z), q, low=-1.0, high=1.0)
    return _multiplicative(_shin_probabilities(q, z))


def _shin_probabilities(q: Floats, z: Floats) -> Floats:
    """Shin's formula with its numerator made rational, so that z near 1 loses no digits."""
    a = q**2 / q.sum(axis=-1, keepdims=True)
    return np.asarray(2 * a / (np.sqrt(z**2 + 4 * (1 - z) * a) + z), dtype=np.float64)


def _solve(fair: Callable[[Floats], Floats], q: Floats, *, low: float, high: float) -> Floats:
    """Return per market the parameter at which `fair` sums to 1, by bisection.

    The sums must fall as the parameter rises. The answer keeps the last axis, with length 1.
    """
    lower = np.full((*q.shape[:-1], 1), low)
    upper = np.full_like(lower, high)
    for _ in range(80):  # halves 1e4 down to the spacing of floats
        middle = (lower + upper) / 2
        above = fair(middle).sum(axis=-1, keepdims=True) > 1
        lower, upper = np.where(above, middle, lower), np.where(above, upper, middle)
    return np.asarray((lower + upper) / 2, dtype=np.float64)


_DEVIG: dict[DevigMethod, Callable[[Floats], Floats]] = {
    DevigMethod.MULTIPLICATIVE: _multiplicative,
    DevigMethod.ADDITIVE: _additive,
    DevigMethod.POWER: _power,
    DevigMethod.ODDS_RATIO: _odds_ratio,
    DevigMethod.SHIN: _shin,
}
