"""Histograms count every row once, in bins of about equal mass."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from bullpen.training.histograms import histograms

VALUES = st.lists(st.none() | st.floats(-1e6, 1e6) | st.integers(-3, 3).map(float))


@given(VALUES)
def test_every_row_is_counted_once(values: list[float | None]) -> None:
    found = histograms(pl.DataFrame({"x": values}, schema={"x": pl.Float64}))["x"]
    assert sum(found["counts"]) + found["missing"] == len(values)
    assert len(found["counts"]) == len(found["edges"]) + 1
    assert found["edges"] == sorted(set(found["edges"]))


def test_bins_of_a_spread_feature_hold_a_tenth_each() -> None:
    values = np.random.default_rng(1).normal(size=1_000)
    counts = histograms(pl.DataFrame({"x": values}))["x"]["counts"]
    assert len(counts) == 10
    assert all(98 <= count <= 102 for count in counts)


def test_flags_counts_and_what_is_never_known_have_histograms_too() -> None:
    frame = pl.DataFrame({"flag": [True, False, True], "count": [1, 2, 2], "never": [None] * 3})
    found = histograms(frame)
    assert found["flag"] == {"edges": [1.0], "counts": [1, 2], "missing": 0}
    assert found["count"] == {"edges": [2.0], "counts": [1, 2], "missing": 0}
    assert found["never"] == {"edges": [], "counts": [0], "missing": 3}
