"""What a forecast of total runs says of the totals on offer: their chances, fair prices, middles.

The runs of a game are negative binomial with the predicted mean and the model's own spread, which
covers extra innings as well, since both were fitted on final scores.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bullpen.domains.mlb import markets
from bullpen.domains.mlb.settlement import Market
from bullpen.vocabulary.curated import Curated

Floats = NDArray[np.float64]


def run_chances(mean: Floats, spread: float, line: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the probabilities that total runs are over, exactly on and under a line.

    Args:
        mean: expected runs, above 0.
        spread: their standard deviation; at least that of a Poisson, `sqrt(mean)`, is used.
        line: in runs; NaN gives NaN.

    >>> over, push, under = run_chances(np.array([8.85]), 4.48, np.array([9.0]))
    >>> round(float(over[0]), 3), round(float(push[0]), 3), round(float(under[0]), 3)
    (0.392, 0.086, 0.522)
    """
    from scipy.stats import nbinom  # half a second, for those who need it

    surplus = np.maximum(spread**2 - mean, 1e-6)
    k = mean**2 / surplus
    runs = nbinom(k, k / (k + mean))
    push = runs.pmf(line)
    over = runs.sf(line)
    return over, push, np.where(np.isnan(line), np.nan, 1 - over - push)


def price_totals(
    predictions: pl.DataFrame, spread: float, curated: Curated, spine: pl.DataFrame
) -> pl.DataFrame:
    """Price the totals that books offered at the cutoff.

    Args:
        predictions: `entity_id` and `prediction`, the expected runs.
        spread: standard deviation of runs around the prediction.

    Returns:
        Rows in the order of `predictions`: `line` (the consensus), `over_probability`,
        `push_probability`, `under_probability`, `over_fair_price`, `under_fair_price` (a push
        gives the stake back), and, where books offer two lines, `middle_low`, `middle_high` and
        `middle_expected_value`: the profit per unit staked of half on over the lower line and half
        on under the higher one, at the best prices. Null where there is no offer.
    """
    pairs = _pairs(curated, spine)
    line = markets.consensus_line(pairs.lazy()).collect()
    shown = predictions.join(line, on="entity_id", how="left", maintain_order="left").join(
        _widest(pairs), on="entity_id", how="left", maintain_order="left"
    )
    mean = shown["prediction"].to_numpy()
    over, push, under = _at(shown, "line", mean, spread)
    low_over, low_push, _ = _at(shown, "middle_low", mean, spread)
    _, high_push, high_under = _at(shown, "middle_high", mean, spread)
    price_over, price_under = (shown[f"middle_{side}"].to_numpy() for side in ("over", "under"))
    returned = low_over * price_over + low_push + high_under * price_under + high_push
    values = {
        "over_probability": over,
        "push_probability": push,
        "under_probability": under,
        "over_fair_price": 1 + under / over,
        "under_fair_price": 1 + over / under,
        "middle_expected_value": returned / 2 - 1,
    }
    priced = [pl.Series(name, value).fill_nan(None) for name, value in values.items()]
    return shown.select("line", "middle_low", "middle_high").with_columns(priced)


def _pairs(curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
    last = markets.last_quotes(curated["quotes"], Market.TOTAL, spine)
    return markets.two_way(last, Market.TOTAL).collect()


def _widest(pairs: pl.DataFrame) -> pl.DataFrame:
    """The lowest and the highest line on offer where they differ, with their best prices."""
    line = pl.col("line")
    lowest, highest = line == line.min(), line == line.max()
    return (
        pairs.group_by("entity_id")
        .agg(
            middle_low=line.min(),
            middle_high=line.max(),
            middle_over=pl.col("price_a").filter(lowest).max(),
            middle_under=pl.col("price_b").filter(highest).max(),
        )
        .filter(pl.col("middle_low") < pl.col("middle_high"))
    )


def _at(
    shown: pl.DataFrame, column: str, mean: Floats, spread: float
) -> tuple[Floats, Floats, Floats]:
    return run_chances(mean, spread, shown[column].cast(pl.Float64).to_numpy())
