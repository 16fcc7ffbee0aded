import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullpen.estimators.matrix import forecast, matrix
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.target import TargetKind


@given(st.lists(st.none() | st.integers(-(2**40), 2**40), min_size=1))
def test_whole_numbers_survive_and_nulls_become_nan(values: list[int | None]) -> None:
    column = matrix(pl.DataFrame({"a": pl.Series(values, dtype=pl.Int64)}), ["a"])[:, 0]
    assert [None if np.isnan(value) else int(value) for value in column] == values


def test_infinite_values_are_refused_by_name() -> None:
    rows = pl.DataFrame({"fine": [1.0], "ratio": [float("inf")]})
    with pytest.raises(BadInput, match="infinite values: ratio"):
        matrix(rows, ["fine", "ratio"])


def test_text_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="not: team"):
        matrix(pl.DataFrame({"team": ["a"]}), ["team"])


def test_many_missing_columns_are_counted_not_all_named() -> None:
    wanted = [f"f{number}" for number in range(20)]
    with pytest.raises(BadInput, match=r"lack 20 of 20 features .* and 12 more"):
        matrix(pl.DataFrame({"a": [1]}), wanted)


@given(st.lists(st.floats(-10, 10), min_size=1))
def test_a_probability_never_reaches_its_ends_and_a_mean_stays(values: list[float]) -> None:
    given_values = np.array(values)
    probabilities = forecast(given_values, TargetKind.BINARY)
    assert ((probabilities > 0) & (probabilities < 1)).all()
    assert forecast(given_values, TargetKind.REGRESSION).tolist() == values
