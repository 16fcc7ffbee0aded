"""How much to stake: expected value, the Kelly criterion, and the limits around it.

Probabilities are of winning given that the bet is not a push; `push` is the probability of a push.
In the terms of winning p, losing q and push r of a three-way result they are p / (p + q) and r.
A push returns the stake, so it scales the expected value and leaves the Kelly fraction alone.

Source: Kelly (1956), "A New Interpretation of Information Rate", BSTJ 35(4), 917-926.
"""

from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bullpen.infra.errors import UsageError

Floats = NDArray[np.float64]

MOST_EXACT_BETS = 12  # 2^12 joint results are enumerated


def expected_value(probability: pl.Expr, price: pl.Expr, push: pl.Expr | float = 0.0) -> pl.Expr:
    """Return the expected profit of one unit staked.

    >>> round(pl.select(expected_value(pl.lit(0.55), pl.lit(2.0))).item(), 6)
    0.1
    """
    return (probability * price - 1) * (1 - push)


def kelly_fraction(probability: pl.Expr, price: pl.Expr) -> pl.Expr:
    """Return the share of bankroll that maximises expected log growth; 0 without an edge.

    >>> round(pl.select(kelly_fraction(pl.lit(0.45), pl.lit(2.5))).item(), 5)
    0.08333
    """
    return ((probability * price - 1) / (price - 1)).clip(lower_bound=0.0)


def estimation_shrinkage(
    probability: pl.Expr, price: pl.Expr, standard_error: pl.Expr | float
) -> pl.Expr:
    """Return the factor in [0, 1] by which an uncertain probability shrinks its Kelly stake.

    Source: Baker, McHale (2013), "Optimal Betting Under Parameter Uncertainty", Decision Analysis
    10(3), 189-199: d^2 / (d^2 + (b + 1)^2 sd^2) with d = (b + 1) p - 1.

    >>> round(pl.select(estimation_shrinkage(pl.lit(0.55), pl.lit(2.0), 0.05)).item(), 6)
    0.5
    """
    edge = (probability * price - 1).clip(lower_bound=0.0)
    noise = price * standard_error
    return pl.when(edge > 0).then(edge**2 / (edge**2 + noise**2)).otherwise(0.0)


def capped(stake: pl.Expr, *, per_bet: float) -> pl.Expr:
    """Return the stake, at most `per_bet`."""
    return stake.clip(upper_bound=per_bet)


def shared(stake: pl.Expr, *, per_slate: float, over: tuple[str, ...]) -> pl.Expr:
    """Scale the stakes of each group `over` down in proportion, so that they sum to `per_slate`
    at most."""
    scale = (per_slate / stake.sum()).clip(upper_bound=1.0).fill_nan(1.0)
    return stake * scale.over(over)


def simultaneous_kelly(probabilities: Floats, prices: Floats, *, cap: float = 1.0) -> Floats:
    """Return the stakes that together maximise expected log growth of independent bets.

    Args:
        probabilities: of winning, shape (n,) with n <= 12.
        prices: decimal, shape (n,).
        cap: the stakes sum to this share of the bankroll at most.

    Raises:
        UsageError: for more than 12 bets, whose joint results are too many to enumerate, or for a
            probability or price out of range.

    Two even bets, each with a single Kelly stake of .10:

    >>> simultaneous_kelly(np.array([0.55, 0.55]), np.array([2.0, 2.0])).round(5).tolist()
    [0.09901, 0.09901]
    """
    p, price = np.asarray(probabilities, dtype=np.float64), np.asarray(prices, dtype=np.float64)
    if len(p) > MOST_EXACT_BETS:
        raise UsageError(f"exact Kelly takes {MOST_EXACT_BETS} bets at most, not {len(p)}")
    if not bool(np.all((p >= 0) & (p <= 1) & (price > 1))):
        raise UsageError("Kelly needs probabilities in [0, 1] and decimal prices above 1")
    if len(p) == 0:
        return np.zeros(0)
    won = np.array(list(product([False, True], repeat=len(p))))
    weight = np.where(won, p, 1 - p).prod(axis=1)
    returns = np.where(won, price - 1, -1.0)
    return _best_growth(weight, returns, cap=min(cap, 1 - 1e-9))  # a bankroll is never wiped out


def _best_growth(weight: Floats, returns: Floats, *, cap: float) -> Floats:
    """Maximise the weighted mean of ln(1 + returns @ stakes), which is concave."""

    def loss(stakes: Floats) -> tuple[float, Floats]:
        wealth = np.maximum(1 + returns @ stakes, 1e-12)
        return -float(weight @ np.log(wealth)), -returns.T @ (weight / wealth)

    from scipy.optimize import minimize  # half a second, for those who need it

    count = returns.shape[1]
    found = minimize(
        loss,
        x0=np.full(count, min(0.01, cap / count)),
        jac=True,
        method="SLSQP",
        bounds=[(0.0, cap)] * count,
        constraints={
            "type": "ineq",
            "fun": lambda s: cap - s.sum(),
            "jac": lambda s: -np.ones(count),
        },
        options={"ftol": 1e-15, "maxiter": 500},
    )
    return np.asarray(found.x, dtype=np.float64).clip(0.0, cap)
