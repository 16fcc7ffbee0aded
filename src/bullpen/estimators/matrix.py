"""Between polars frames and the float matrices that estimators compute on."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from bullpen.estimators.estimator import Floats, Sample
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.target import TargetKind

_EDGE = 1e-9  # keeps the log loss of a forecast finite; no real forecast is this sure


def matrix(rows: pl.DataFrame, features: Sequence[str]) -> Floats:
    """Return the columns `features` of `rows`, in that order; null and NaN become NaN.

    Shape (rows, features), float64, C order; numbers and booleans alike.

    Raises:
        BadInput: if a feature is missing, not a number, or infinite; the message names it.

    >>> matrix(pl.DataFrame({"b": [True, None], "a": [1, 2]}), ["a", "b"])
    array([[ 1.,  1.],
           [ 2., nan]])
    """
    schema = rows.schema  # read once: a data frame builds it anew each time
    absent = [name for name in features if name not in schema]
    if absent:
        raise BadInput(
            f"The rows lack {len(absent)} of {len(features)} features that the model reads: "
            f"{_listed(absent)}. Compute them with the model's own feature set."
        )
    wrong = [name for name in features if not _is_number(schema[name])]
    if wrong:
        raise BadInput(f"Features must be numbers or flags; these are not: {_listed(wrong)}.")
    values = np.ascontiguousarray(rows.select(pl.col(features).cast(pl.Float64)).to_numpy())
    infinite = np.isinf(values).any(axis=0)
    if infinite.any():
        names = [name for name, bad in zip(features, infinite, strict=True) if bad]
        raise BadInput(
            f"Features hold infinite values: {_listed(names)}. "
            "A view must answer null where it has no value."
        )
    return values


def check_sample(sample: Sample) -> None:
    """Raise BadInput if there is nothing to learn from, or rows and labels do not fit together."""
    rows, labels = sample.rows, sample.labels
    if rows.height != len(labels):
        raise BadInput(f"{rows.height} rows come with {len(labels)} labels; give one a row.")
    if not len(labels):
        raise BadInput("There are no rows to learn from; choose a longer period.")
    if not np.isfinite(labels).all():
        raise BadInput("Labels must be finite numbers; leave out the rows without one.")


def all_features(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the columns to learn from, sorted: their order in the frame must change no fit."""
    return tuple(sorted(rows.columns))


def forecast(values: Floats, kind: TargetKind) -> Floats:
    """Return `values` as forecasts: probabilities strictly inside (0, 1), means as they are.

    >>> forecast(np.array([0.25, 1.0]), TargetKind.BINARY).tolist()
    [0.25, 0.999999999]
    """
    if kind is TargetKind.BINARY:
        return np.clip(values, _EDGE, 1 - _EDGE)
    return values


def _is_number(dtype: pl.DataType) -> bool:
    return dtype.is_numeric() or dtype in (pl.Boolean, pl.Null)


def _listed(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
