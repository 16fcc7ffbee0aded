"""Intervals by resampling whole slates with replacement.

Rows of one day share weather, news and a bankroll, so the day is the unit that is resampled. Almost
every metric is a function of sums over rows; those are added up once per slate, and a draw is then
a weighted sum of slates. What depends on the order of days resamples the path itself.

Source: Efron, Tibshirani (1993), "An Introduction to the Bootstrap", chapters 8 and 13.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bullpen.evaluation.inconclusive import Estimate, Inconclusive, Result

Floats = NDArray[np.float64]
Sums = Mapping[str, Floats]

DRAWS = 2_000
MIN_SLATES = 10  # with fewer blocks, percentile intervals are far too narrow
_MOST_UNDEFINED = 0.05  # share of draws in which the metric may be undefined
_TAILS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class DayBlocks:
    """Sums per slate, and the slates that each draw consists of.

    Attributes:
        sums: by name, arrays of shape (slates, ...), slates in time order.
        order: slate numbers, shape (draws, slates).
        drawn: the sums of each draw, shape (draws, ...).
    """

    sums: Sums
    order: NDArray[np.int64]
    drawn: Sums

    @classmethod
    def of(cls, sums: Sums, *, seed: int, draws: int = DRAWS) -> Self:
        """Draw the resamples. All arrays have one row a slate."""
        slates = len(next(iter(sums.values())))
        order = np.random.default_rng(seed).integers(0, max(slates, 1), size=(draws, slates))
        flat = order + np.arange(draws)[:, None] * slates
        counts = np.bincount(flat.ravel(), minlength=draws * slates).reshape(draws, slates)
        weights = counts.astype(np.float64)
        drawn = {name: np.tensordot(weights, values, axes=1) for name, values in sums.items()}
        return cls(sums, order, drawn)

    @property
    def slates(self) -> int:
        return int(self.order.shape[1])

    def estimate(
        self,
        statistic: Callable[[Sums], Floats],
        *,
        n: float,
        undefined: str,
        centred: bool = False,
    ) -> Result:
        """Estimate a function of sums.

        Args:
            statistic: takes the sums, maybe with a leading axis of draws; not finite = undefined.
            n: rows that it rests on.
            undefined: the reason to give where it is undefined on all rows.
            centred: move the interval by the bias of the draws, for statistics of at least 0
                that grow by noise alone (a calibration error is larger on every resample).
        """
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            totals = {name: values.sum(axis=0) for name, values in self.sums.items()}
            value, draws = float(statistic(totals)), np.asarray(statistic(self.drawn))
        if centred and np.isfinite(value):
            draws = np.maximum(draws - (np.nanmean(draws) - value), 0.0)
        return interval(value, draws, n=int(n), slates=self.slates, undefined=undefined)

    def path_estimate(
        self, statistic: Callable[[Floats], Floats], path: Floats, *, undefined: str
    ) -> Result:
        """Estimate a function of one value a slate in time order (last axis); n = slates.

        The interval is that of the same days in another order and mix.
        """
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            value, draws = float(statistic(path)), statistic(path[self.order])
        return interval(value, draws, n=self.slates, slates=self.slates, undefined=undefined)


def interval(value: float, draws: Floats, *, n: int, slates: int, undefined: str) -> Result:
    """Return the percentile interval of `draws` around `value`, or why there is none."""
    if not np.isfinite(value):
        return Inconclusive(undefined)
    if slates < MIN_SLATES:
        return Inconclusive(f"an interval needs {MIN_SLATES} slates, there are {slates}", value)
    finite = draws[np.isfinite(draws)]
    if len(finite) < (1 - _MOST_UNDEFINED) * len(draws):
        return Inconclusive(f"too few rows for an interval: often, {undefined}", value)
    low, high = np.percentile(finite, _TAILS)
    return Estimate(value, float(low), float(high), n)


def sums_by_slate(slates: ArrayLike, columns: Sums) -> dict[str, Floats]:
    """Add up rows per slate, slates ascending.

    Args:
        slates: one a row; anything that sorts (dates, numbers).
        columns: arrays of shape (rows,) or (rows, k).

    >>> sums_by_slate(["b", "a", "b"], {"x": np.array([1.0, 2.0, 3.0])})["x"].tolist()
    [2.0, 4.0]
    """
    _, block = np.unique(np.asarray(slates), return_inverse=True)
    count = int(block.max(initial=-1)) + 1
    return {name: _added(np.asarray(values), block, count) for name, values in columns.items()}


def mean_estimate(values: ArrayLike, slates: ArrayLike, *, seed: int, draws: int = DRAWS) -> Result:
    """Estimate a mean over rows, such as a difference of log losses."""
    rows = np.asarray(values, dtype=np.float64)
    sums = sums_by_slate(slates, {"x": rows, "n": np.ones(len(rows))})
    blocks = DayBlocks.of(sums, seed=seed, draws=draws)
    return blocks.estimate(lambda s: s["x"] / s["n"], n=len(rows), undefined="there are no rows")


def ratio_estimate(
    numerator: ArrayLike,
    denominator: ArrayLike,
    slates: ArrayLike,
    *,
    seed: int,
    draws: int = DRAWS,
) -> Result:
    """Estimate a ratio of two sums over rows, such as profit over turnover."""
    over = np.asarray(numerator, dtype=np.float64)
    sums = sums_by_slate(slates, {"over": over, "under": np.asarray(denominator, np.float64)})
    blocks = DayBlocks.of(sums, seed=seed, draws=draws)
    return blocks.estimate(
        lambda s: s["over"] / s["under"], n=len(over), undefined="the denominator sums to 0"
    )


def _added(values: NDArray[Any], block: NDArray[np.int64], count: int) -> Floats:
    added = np.zeros((count, *values.shape[1:]))
    np.add.at(added, block, values)
    return added
