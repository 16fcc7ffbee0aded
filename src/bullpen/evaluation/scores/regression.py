"""How good predicted means are, in the unit of the label."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bullpen.evaluation.bootstrap import DRAWS, DayBlocks, Sums, sums_by_slate
from bullpen.evaluation.inconclusive import Inconclusive, Result, plain
from bullpen.infra.errors import BadInput

Floats = NDArray[np.float64]


def rmse(predictions: ArrayLike, labels: ArrayLike) -> float:
    """Return the root of the mean squared error."""
    return float(np.sqrt(np.mean(_errors(predictions, labels) ** 2)))


def mae(predictions: ArrayLike, labels: ArrayLike) -> float:
    """Return the mean absolute error."""
    return float(np.mean(np.abs(_errors(predictions, labels))))


def r2(predictions: ArrayLike, labels: ArrayLike) -> float:
    """Return the share of the labels' variance that is explained; NaN where they do not vary."""
    y = np.asarray(labels, np.float64)
    spread = float(np.sum((y - y.mean()) ** 2))
    unexplained = float(np.sum(_errors(predictions, y) ** 2))
    return 1 - unexplained / spread if spread > 0 else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Errors of predicted means; bias is the mean of prediction - label."""

    rows: int
    rmse: Result
    mae: Result
    r2: Result
    bias: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorComparison:
    """A model beside a benchmark on the same rows; skill is 1 - MSE / the benchmark's MSE."""

    rows: int
    model: Errors
    benchmark: Errors
    skill: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionReport:
    """Errors on all rows, and against each benchmark on the rows that it covers."""

    rows: int
    slates: int
    scores: Errors
    against: Mapping[str, ErrorComparison | Inconclusive]

    def as_json(self) -> dict[str, Any]:
        return dict(plain(self))


def regression_summary(
    predictions: ArrayLike,
    labels: ArrayLike,
    slates: ArrayLike,
    *,
    benchmarks: Mapping[str, ArrayLike] | None = None,
    seed: int,
    draws: int = DRAWS,
) -> RegressionReport:
    """Score predicted means.

    Args:
        predictions: shape (rows,).
        labels: the numbers predicted.
        slates: the day of each row.
        benchmarks: other forecasts of the same rows by name; NaN where there is none.
        seed: of the bootstrap.
        draws: of the bootstrap.

    Raises:
        BadInput: where there are no rows, a value is not finite, or the lengths differ.
    """
    m, y = np.asarray(predictions, np.float64), np.asarray(labels, np.float64)
    days = np.asarray(slates)
    _check(m, y, days)
    against: dict[str, ErrorComparison | Inconclusive] = {}
    for name, forecast in (benchmarks or {}).items():
        other = np.asarray(forecast, np.float64)
        here = np.isfinite(other)
        if not here.any():
            against[name] = Inconclusive(f"no row has the benchmark {name}")
            continue
        both = sums_by_slate(days[here], _columns(m[here], y[here], "model"))
        both |= sums_by_slate(days[here], _columns(other[here], y[here], "benchmark"))
        against[name] = _compared(DayBlocks.of(both, seed=seed, draws=draws), int(here.sum()))
    blocks = DayBlocks.of(sums_by_slate(days, _columns(m, y, "model")), seed=seed, draws=draws)
    scores = _errors_in(blocks, "model", len(y))
    return RegressionReport(rows=len(y), slates=blocks.slates, scores=scores, against=against)


def _compared(blocks: DayBlocks, rows: int) -> ErrorComparison:
    skill = blocks.estimate(
        lambda s: 1 - s["model.square"] / s["benchmark.square"],
        n=rows,
        undefined="the benchmark makes no errors",
    )
    model, benchmark = (_errors_in(blocks, name, rows) for name in ("model", "benchmark"))
    return ErrorComparison(rows=rows, model=model, benchmark=benchmark, skill=skill)


def _errors_in(blocks: DayBlocks, name: str, rows: int) -> Errors:
    def mean(column: str) -> Result:
        return blocks.estimate(lambda s: s[column] / s["n"], n=rows, undefined="there are no rows")

    def explained(s: Sums) -> Floats:
        spread = s["label_square"] - s["label"] ** 2 / s["n"]
        return np.where(spread > 1e-9, 1 - s[f"{name}.square"] / spread, np.nan)

    return Errors(
        rows=rows,
        rmse=blocks.estimate(
            lambda s: np.sqrt(s[f"{name}.square"] / s["n"]), n=rows, undefined="there are no rows"
        ),
        mae=mean(f"{name}.absolute"),
        r2=blocks.estimate(explained, n=rows, undefined="the labels do not vary"),
        bias=mean(f"{name}.error"),
    )


def _columns(m: Floats, y: Floats, name: str) -> dict[str, Floats]:
    error = m - y
    centred = y - y.mean()  # the spread of labels is the same, and sums lose no digits
    return {
        "n": np.ones(len(y)),
        "label": centred,
        "label_square": centred**2,
        f"{name}.error": error,
        f"{name}.absolute": np.abs(error),
        f"{name}.square": error**2,
    }


def _errors(predictions: ArrayLike, labels: ArrayLike) -> Floats:
    return np.asarray(predictions, np.float64) - np.asarray(labels, np.float64)


def _check(m: Floats, y: Floats, days: NDArray[Any]) -> None:
    if len(y) == 0:
        raise BadInput("there are no rows to score; widen the period")
    if not len(m) == len(y) == len(days):
        raise BadInput("predictions, labels and slates must have the same length")
    if not bool(np.all(np.isfinite(m) & np.isfinite(y))):
        raise BadInput("predictions and labels must be numbers, none missing")
