"""Whether a probability of 60 % comes true in 60 % of cases, and how to mend it where not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from bullpen.infra.errors import BadInput

Floats = NDArray[np.float64]

BINS = 10
MIN_ROWS = 100  # two parameters from fewer rows do more harm than good
_EDGE = 1e-12  # probabilities are kept this far from 0 and 1 before logits are taken
_MIN_SLOPE = 0.05  # keeps the map strictly increasing
_PRIOR_STRENGTH = 1.0  # pull towards the identity, as strong as about four even rows


def logit(probabilities: ArrayLike) -> Floats:
    p = np.clip(np.asarray(probabilities, dtype=np.float64), _EDGE, 1 - _EDGE)
    return np.asarray(np.log(p) - np.log1p(-p), dtype=np.float64)


def sigmoid(logits: ArrayLike) -> Floats:
    x = np.asarray(logits, dtype=np.float64)
    return np.asarray(np.exp(-np.logaddexp(0, -x)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Platt:
    """Platt scaling: p' = sigmoid(intercept + slope * logit(p)), strictly increasing.

    Attributes:
        fallback: why the identity was taken in place of a fit; null where it was fitted.

    Source: Platt (1999), "Probabilistic Outputs for Support Vector Machines", on logits.
    """

    intercept: float = 0.0
    slope: float = 1.0
    fallback: str | None = None

    @classmethod
    def fit(cls, probabilities: ArrayLike, labels: ArrayLike) -> Self:
        """Fit on rows that the model has not seen, labels 0 or 1."""
        p, y = np.asarray(probabilities, np.float64), np.asarray(labels, np.float64)
        if len(y) < MIN_ROWS:
            return cls(fallback=f"calibration needs {MIN_ROWS} rows, there are {len(y)}")
        if y.min() == y.max():
            return cls(fallback="calibration needs both classes, all labels are the same")
        x = logit(p)
        intercept, slope = fit_logistic(x, y, prior=_PRIOR_STRENGTH)
        if slope < _MIN_SLOPE:  # the penalised loss is convex: the best allowed slope is the bound
            slope = _MIN_SLOPE
            intercept = _fit_intercept(slope * x, y)
        return cls(intercept, slope)

    def apply(self, probabilities: ArrayLike) -> Floats:
        if self.fallback is not None:
            return np.asarray(probabilities, dtype=np.float64)
        return sigmoid(self.intercept + self.slope * logit(probabilities))

    def as_json(self) -> dict[str, Any]:
        return {"intercept": self.intercept, "slope": self.slope, "fallback": self.fallback}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild what `as_json` gave.

        Raises:
            BadInput: where a field is missing or not a number.
        """
        try:
            intercept, slope = float(stored["intercept"]), float(stored["slope"])
            return cls(intercept, slope, stored["fallback"])
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"the stored calibration cannot be read: {error!r}") from error


def fit_logistic(x: Floats, y: Floats, *, prior: float = 0.0) -> tuple[float, float]:
    """Return intercept and slope of a logistic regression, by Newton steps with halving.

    Args:
        x: one input a row.
        y: labels 0 or 1.
        prior: strength of the pull towards intercept 0 and slope 1; 0 = maximum likelihood, which
            runs off to infinity where `x` separates the classes.
    """
    design = np.column_stack([np.ones_like(x), x])
    identity = np.array([0.0, 1.0])

    def loss(theta: Floats) -> float:
        z = design @ theta
        return float(
            np.sum(np.logaddexp(0, z) - y * z) + prior / 2 * np.sum((theta - identity) ** 2)
        )

    theta = identity.copy()
    for _ in range(50):
        p = sigmoid(design @ theta)
        gradient = design.T @ (p - y) + prior * (theta - identity)
        hessian = (design.T * (p * (1 - p))) @ design + (prior + 1e-12) * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        before = loss(theta)
        while loss(theta - step) > before and float(np.abs(step).max()) > 1e-12:
            step = step / 2
        theta = theta - step
        if float(np.abs(step).max()) < 1e-10:
            break
    return float(theta[0]), float(theta[1])


def equal_mass_bins(probabilities: ArrayLike, count: int = BINS) -> NDArray[np.int64]:
    """Return each row's bin, 0 to `count` - 1, the bins holding equally many rows.

    Equal probabilities share a bin, so that the order of rows does not matter; bins may therefore
    differ in size, or be empty.

    >>> equal_mass_bins([0.1, 0.2, 0.2, 0.9], count=2).tolist()
    [0, 0, 0, 1]
    """
    p = np.asarray(probabilities, dtype=np.float64)
    below = np.searchsorted(np.sort(p), p, side="left")
    return np.asarray(below * count // max(len(p), 1), dtype=np.int64)


def reliability_curve(
    probabilities: ArrayLike, labels: ArrayLike, count: int = BINS
) -> pl.DataFrame:
    """Return `rows, predicted, observed, low, high`, one row a bin that is not empty.

    `predicted` and `observed` are means; `low` and `high` the 95 % Wilson interval of `observed`,
    as if rows were independent.
    """
    frame = pl.DataFrame(
        {
            "bin": equal_mass_bins(probabilities, count),
            "p": np.asarray(probabilities, np.float64),
            "y": np.asarray(labels, np.float64),
        }
    )
    curve = frame.group_by("bin").agg(
        rows=pl.len(), predicted=pl.col("p").mean(), observed=pl.col("y").mean()
    )
    n, share, z2 = pl.col("rows"), pl.col("observed"), 1.959964**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = (z2 * (share * (1 - share) / n + z2 / (4 * n**2))).sqrt() / (1 + z2 / n)
    return curve.sort("bin").select(
        "rows", "predicted", "observed", low=centre - half, high=centre + half
    )


def _fit_intercept(offset: Floats, y: Floats) -> float:
    """Best intercept at a fixed slope under the same pull towards 0."""
    intercept = 0.0
    for _ in range(50):
        p = sigmoid(intercept + offset)
        gradient = float(np.sum(p - y)) + _PRIOR_STRENGTH * intercept
        step = gradient / (float(np.sum(p * (1 - p))) + _PRIOR_STRENGTH)
        intercept -= step
        if abs(step) < 1e-10:
            break
    return intercept
