"""How good probabilities of a yes or no are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bullpen.evaluation.bootstrap import DRAWS, DayBlocks, Sums, sums_by_slate
from bullpen.evaluation.calibration import BINS, equal_mass_bins, fit_logistic, logit, sigmoid
from bullpen.evaluation.inconclusive import Inconclusive, Result, plain
from bullpen.infra.errors import BadInput

Floats = NDArray[np.float64]
Statistic = Callable[[Sums], Floats]

_CLIP = 1e-15  # a certain forecast that fails costs 34.5 nats, not infinity
_STEEPEST = 50.0  # a calibration slope beyond it means that the forecasts separate the classes


def log_losses(probabilities: ArrayLike, labels: ArrayLike) -> Floats:
    """Return the loss of each row, nats."""
    p = np.clip(np.asarray(probabilities, np.float64), _CLIP, 1 - _CLIP)
    y = np.asarray(labels, np.float64)
    return np.asarray(-(y * np.log(p) + (1 - y) * np.log1p(-p)), dtype=np.float64)


def log_loss(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Return the mean negative log likelihood, nats.

    >>> round(log_loss([0.5, 0.5], [0, 1]), 6)
    0.693147
    """
    return float(np.mean(log_losses(probabilities, labels)))


def brier(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Return the mean squared error of probabilities."""
    p, y = np.asarray(probabilities, np.float64), np.asarray(labels, np.float64)
    return float(np.mean((p - y) ** 2))


def accuracy(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Return the share of rows where the likelier answer came true; one half counts as a yes."""
    p, y = np.asarray(probabilities, np.float64), np.asarray(labels, np.float64)
    return float(np.mean((p >= 0.5) == (y == 1)))


def auc(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Return the chance that a random 1 is ranked above a random 0, ties counting half.

    NaN where one class is absent.
    """
    p, y = _arrays(probabilities, labels)
    if y.min() == y.max():
        return float("nan")
    return float(_placements(p, y)[y == 1].mean())


def ece(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Return the expected calibration error over 10 equal-mass bins.

    It is never 0 by chance: a perfect model has about .055 on 500 rows.
    """
    return float(_ece(_totals(_binned(*_arrays(probabilities, labels)))))


@dataclass(frozen=True, slots=True)
class BrierSplit:
    """Brier = reliability - resolution + uncertainty, up to what varies within the bins.

    Source: Murphy (1973), "A New Vector Partition of the Probability Score", Journal of Applied
    Meteorology 12, 595-600; here over 10 equal-mass bins.
    """

    reliability: float
    resolution: float
    uncertainty: float


def brier_split(probabilities: ArrayLike, labels: ArrayLike) -> BrierSplit:
    """Split the Brier score into calibration, sharpness, and the spread of the labels."""
    sums = _totals(_binned(*_arrays(probabilities, labels)))
    return BrierSplit(
        float(_reliability(sums)), float(_resolution(sums)), float(_uncertainty(sums))
    )


def calibration_line(probabilities: ArrayLike, labels: ArrayLike) -> tuple[float, float]:
    """Return intercept and slope of the labels' logistic regression on logit(p).

    (0, 1) is calibrated; a slope below 1 is overconfident. NaN where it does not exist: one class,
    one probability, or classes that are separated.
    """
    p, y = _arrays(probabilities, labels)
    x = logit(p)
    if np.ptp(x) < 1e-9 or y.min() == y.max():
        return float("nan"), float("nan")
    intercept, slope = fit_logistic(x, y)
    return (intercept, slope) if abs(slope) < _STEEPEST else (float("nan"), float("nan"))


def skill(model: float, benchmark: float) -> float:
    """Return 1 - loss / benchmark's loss: above 0 is better than the benchmark.

    >>> round(skill(0.67, 0.68), 4)
    0.0147
    """
    return 1 - model / benchmark


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores of probabilities; calibrated ones have slope 1 and intercept 0."""

    rows: int
    log_loss: Result
    brier: Result
    reliability: Result
    resolution: Result
    uncertainty: Result
    accuracy: Result
    auc: Result
    ece: Result
    calibration_slope: Result
    calibration_intercept: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A model beside a benchmark on the same rows, resampled together.

    Skills are 1 - model / benchmark. Gains are differences, above 0 where the model is better.
    """

    rows: int
    model: Scores
    benchmark: Scores
    log_loss_skill: Result
    log_loss_gain: Result
    brier_skill: Result
    accuracy_gain: Result
    auc_gain: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReport:
    """Scores on all rows, and against each benchmark on the rows that it covers."""

    rows: int
    slates: int
    scores: Scores
    against: Mapping[str, Comparison | Inconclusive]

    def as_json(self) -> dict[str, Any]:
        return dict(plain(self))


def summary(
    probabilities: ArrayLike,
    labels: ArrayLike,
    slates: ArrayLike,
    *,
    benchmarks: Mapping[str, ArrayLike] | None = None,
    seed: int,
    draws: int = DRAWS,
) -> ScoreReport:
    """Score probabilities of label 1.

    Args:
        probabilities: shape (rows,), in [0, 1].
        labels: 0 or 1.
        slates: the day of each row.
        benchmarks: other forecasts of the same rows by name; NaN where there is none.
        seed: of the bootstrap.
        draws: of the bootstrap.

    Raises:
        BadInput: where there are no rows, a value is out of range, or the lengths differ.
    """
    p, y = _arrays(probabilities, labels)
    days = np.asarray(slates)
    _check(p, y, days)
    model = _Forecast.of(p, y)
    blocks = DayBlocks.of(sums_by_slate(days, model.columns), seed=seed, draws=draws)
    against: dict[str, Comparison | Inconclusive] = {}
    for name, forecast in (benchmarks or {}).items():
        other = np.asarray(forecast, np.float64)
        here = np.isfinite(other)
        if not here.any():
            against[name] = Inconclusive(f"no row has the benchmark {name}")
            continue
        _check(other[here], y[here], days[here])
        pair = _Forecast.of(p[here], y[here]), _Forecast.of(other[here], y[here])
        against[name] = _compared(*pair, days[here], seed=seed, draws=draws)
    return ScoreReport(
        rows=len(y), slates=blocks.slates, scores=_scores(blocks, model), against=against
    )


@dataclass(frozen=True, slots=True)
class _Forecast:
    """Forecasts as columns whose sums give every score, and the scores as functions of sums.

    Two scores are not functions of sums. AUC is replaced by its first-order expansion in the
    placements of each row (DeLong, DeLong, Clarke-Pearson 1988, Biometrics 44(3), 837-845), the
    calibration line by one Newton step from its fit on all rows; both are exact on all rows, and
    closer than the draws' own noise from a few hundred rows on.
    """

    rows: int
    columns: Sums
    statistics: Mapping[str, Statistic]

    @classmethod
    def of(cls, p: Floats, y: Floats) -> Self:
        area, line = auc(p, y), calibration_line(p, y)
        placed = _placements(p, y) - area
        gradient, hessian = _newton_parts(p, y, *line)
        columns = _binned(p, y) | {
            "log_loss": log_losses(p, y),
            "square": (p - y) ** 2,
            "hit": ((p >= 0.5) == (y == 1)).astype(np.float64),
            "ones": y,
            "area_of_ones": np.where(y == 1, placed, 0.0),
            "area_of_zeros": np.where(y == 1, 0.0, placed),
            "gradient": gradient,
            "hessian": hessian,
        }
        statistics: dict[str, Statistic] = {
            "log_loss": lambda s: s["log_loss"] / s["n"],
            "brier": lambda s: s["square"] / s["n"],
            "accuracy": lambda s: s["hit"] / s["n"],
            "auc": lambda s: (
                area + s["area_of_ones"] / s["ones"] + s["area_of_zeros"] / (s["n"] - s["ones"])
            ),
            "calibration_intercept": lambda s: line[0] + _newton_step(s)[..., 0],
            "calibration_slope": lambda s: line[1] + _newton_step(s)[..., 1],
        }
        return cls(len(y), columns, statistics | _BIN_STATISTICS)


def _scores(blocks: DayBlocks, forecast: _Forecast, prefix: str = "") -> Scores:
    def result(name: str) -> Result:
        return blocks.estimate(
            _within(prefix, forecast.statistics[name]),
            n=forecast.rows,
            undefined=_UNDEFINED.get(name, "there are no rows"),
            centred=name in _CENTRED,
        )

    names = [field.name for field in fields(Scores) if field.name != "rows"]
    return Scores(rows=forecast.rows, **{name: result(name) for name in names})


def _compared(
    model: _Forecast, benchmark: _Forecast, days: NDArray[Any], *, seed: int, draws: int
) -> Comparison:
    columns = {f"model.{name}": values for name, values in model.columns.items()}
    columns |= {f"benchmark.{name}": values for name, values in benchmark.columns.items()}
    blocks = DayBlocks.of(sums_by_slate(days, columns), seed=seed, draws=draws)

    def of_both(name: str) -> tuple[Statistic, Statistic]:
        ours = _within("model.", model.statistics[name])
        return ours, _within("benchmark.", benchmark.statistics[name])

    def skill_in(name: str) -> Result:
        ours, theirs = of_both(name)
        undefined = f"the benchmark's {name} is 0"
        return blocks.estimate(lambda s: 1 - ours(s) / theirs(s), n=model.rows, undefined=undefined)

    def gain_in(name: str, sign: float = 1.0) -> Result:
        ours, theirs = of_both(name)
        undefined = _UNDEFINED.get(name, "there are no rows")
        return blocks.estimate(
            lambda s: sign * (ours(s) - theirs(s)), n=model.rows, undefined=undefined
        )

    return Comparison(
        rows=model.rows,
        model=_scores(blocks, model, "model."),
        benchmark=_scores(blocks, benchmark, "benchmark."),
        log_loss_skill=skill_in("log_loss"),
        log_loss_gain=gain_in("log_loss", sign=-1.0),
        brier_skill=skill_in("brier"),
        accuracy_gain=gain_in("accuracy"),
        auc_gain=gain_in("auc"),
    )


def _within(prefix: str, statistic: Statistic) -> Statistic:
    """Let a statistic see only the sums whose names start with `prefix`, without it."""
    return lambda sums: statistic(
        {name.removeprefix(prefix): sums[name] for name in sums if name.startswith(prefix)}
    )


def _placements(p: Floats, y: Floats) -> Floats:
    """Of each 1 the share of zeros ranked below it, of each 0 the share of ones above it."""
    ones, zeros = np.sort(p[y == 1]), np.sort(p[y != 1])
    below = _rank(zeros, p) / max(len(zeros), 1)
    above = 1 - _rank(ones, p) / max(len(ones), 1)
    return np.where(y == 1, below, above)


def _rank(ordered: Floats, p: Floats) -> Floats:
    """How many of `ordered` are below each p, ties counting half."""
    low, high = np.searchsorted(ordered, p, "left"), np.searchsorted(ordered, p, "right")
    return np.asarray((low + high) / 2, dtype=np.float64)


def _newton_parts(p: Floats, y: Floats, intercept: float, slope: float) -> tuple[Floats, Floats]:
    """Per row: gradient (2) of the log likelihood, and the entries (3) of minus its Hessian.

    All 0 where there is no line to step from.
    """
    if np.isnan(slope):
        return np.zeros((len(y), 2)), np.zeros((len(y), 3))
    x = logit(p)
    fitted = sigmoid(intercept + slope * x)
    rest, weight = y - fitted, fitted * (1 - fitted)
    gradient = np.column_stack([rest, rest * x])
    return gradient, np.column_stack([weight, weight * x, weight * x**2])


def _newton_step(sums: Sums) -> Floats:
    g, h = sums["gradient"], sums["hessian"]
    determinant = h[..., 0] * h[..., 2] - h[..., 1] ** 2
    intercept = h[..., 2] * g[..., 0] - h[..., 1] * g[..., 1]
    slope = h[..., 0] * g[..., 1] - h[..., 1] * g[..., 0]
    return np.asarray(np.stack([intercept, slope], axis=-1) / determinant[..., None])


def _binned(p: Floats, y: Floats) -> dict[str, Floats]:
    member = np.eye(BINS)[equal_mass_bins(p)]
    return {
        "n": np.ones(len(y)),
        "bin_rows": member,
        "bin_predicted": member * p[:, None],
        "bin_observed": member * y[:, None],
    }


def _totals(columns: Sums) -> Sums:
    return {name: values.sum(axis=0) for name, values in columns.items()}


def _ece(sums: Sums) -> Floats:
    gaps = np.abs(sums["bin_predicted"] - sums["bin_observed"])
    return np.asarray(gaps.sum(axis=-1) / sums["n"])


def _reliability(sums: Sums) -> Floats:
    gaps = (sums["bin_predicted"] - sums["bin_observed"]) ** 2
    return np.asarray((gaps / _at_least_one(sums["bin_rows"])).sum(axis=-1) / sums["n"])


def _resolution(sums: Sums) -> Floats:
    rows, observed, n = sums["bin_rows"], sums["bin_observed"], sums["n"]
    rate = observed.sum(axis=-1) / n
    gaps = (observed - rows * rate[..., None]) ** 2
    return np.asarray((gaps / _at_least_one(rows)).sum(axis=-1) / n)


def _uncertainty(sums: Sums) -> Floats:
    rate = sums["bin_observed"].sum(axis=-1) / sums["n"]
    return np.asarray(rate * (1 - rate))


def _at_least_one(rows: Floats) -> Floats:
    """Bin sizes to divide by: sums over an empty bin are 0 and stay so."""
    return np.maximum(rows, 1.0)


def _arrays(probabilities: ArrayLike, labels: ArrayLike) -> tuple[Floats, Floats]:
    return np.asarray(probabilities, np.float64), np.asarray(labels, np.float64)


def _check(p: Floats, y: Floats, days: NDArray[Any]) -> None:
    if len(y) == 0:
        raise BadInput("there are no rows to score; widen the period")
    if not len(p) == len(y) == len(days):
        raise BadInput("forecasts, labels and slates must have the same length")
    if not bool(np.all((p >= 0) & (p <= 1))):
        raise BadInput("forecasts must be probabilities in [0, 1], none missing")
    if not bool(np.all((y == 0) | (y == 1))):
        raise BadInput("labels must be 0 or 1; leave void rows out")


_BIN_STATISTICS: dict[str, Statistic] = {
    "reliability": _reliability,
    "resolution": _resolution,
    "uncertainty": _uncertainty,
    "ece": _ece,
}
_CENTRED = {"reliability", "resolution", "ece"}  # they grow by noise, on every resample again
_UNDEFINED = {
    "auc": "all labels are the same",
    "calibration_slope": "the labels or the forecasts do not vary, or are separated",
    "calibration_intercept": "the labels or the forecasts do not vary, or are separated",
}
