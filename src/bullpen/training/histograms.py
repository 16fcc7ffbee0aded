"""How each feature was distributed in training, small enough to live in the artifact."""

from typing import Any

import numpy as np
import polars as pl

_BINS = 10


def histograms(rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Count every column in bins of about equal mass.

    Returns:
        By column: `edges` (inner edges, ascending, without repetition), `counts` (one more than
        edges; a value on an edge belongs to the bin above it) and `missing` (rows without a value).

    >>> histograms(pl.DataFrame({"x": [1.0, 1.0, 2.0, None]}))["x"]
    {'edges': [1.0, 2.0], 'counts': [0, 2, 1], 'missing': 1}
    """
    return {name: _histogram(rows[name].cast(pl.Float64)) for name in rows.columns}


def _histogram(values: pl.Series) -> dict[str, Any]:
    present = values.drop_nulls().to_numpy()
    missing = int(values.null_count())
    if not len(present):
        return {"edges": [], "counts": [0], "missing": missing}
    quantiles = np.quantile(present, np.arange(1, _BINS) / _BINS, method="higher")
    edges = np.unique(quantiles)
    counts = np.bincount(np.searchsorted(edges, present, side="right"), minlength=len(edges) + 1)
    return {"edges": edges.tolist(), "counts": counts.tolist(), "missing": missing}
