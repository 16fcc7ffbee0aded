"""A forecast of total runs prices every line on offer."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullpen.domains.mlb.total_pricing import price_totals, run_chances
from tests.domains.mlb.test_targets import curated, pair, spine

PREDICTIONS = pl.DataFrame({"entity_id": ["g"], "prediction": [9.0]})
SPREAD = 4.5


@given(st.floats(3, 20), st.floats(0.5, 8), st.integers(8, 40))
def test_the_three_chances_are_all_that_can_happen(mean: float, spread: float, half: int) -> None:
    over, push, under = run_chances(np.array([mean]), spread, np.array([half / 2]))
    assert over + push + under == pytest.approx(1)
    assert (push > 0) == (half % 2 == 0), "only a whole line can push"
    assert min(over, under) > 0


def test_the_distribution_has_the_mean_and_spread_asked_for() -> None:
    """Known answer: the sum of P(runs > x) is the mean, of (2x + 1) P(runs > x) the square."""
    more_than = np.arange(400)
    over, _, _ = run_chances(np.full(400, 9.0), SPREAD, more_than + 0.0)
    assert over.sum() == pytest.approx(9.0, abs=1e-6)
    square = float(((2 * more_than + 1) * over).sum())
    assert square - 81 == pytest.approx(SPREAD**2, abs=1e-4)


def test_a_fair_price_earns_nothing_on_average() -> None:
    tables = curated(pair("total", (1.9, 1.95), line=9.0))
    (row,) = price_totals(PREDICTIONS, SPREAD, tables, spine()).to_dicts()
    over, push, under = (row[f"{name}_probability"] for name in ("over", "push", "under"))
    assert over * row["over_fair_price"] + push == pytest.approx(1)
    assert under * row["under_fair_price"] + push == pytest.approx(1)
    assert row["line"] == 9.0


def test_two_lines_make_a_middle_that_can_win_twice() -> None:
    """Known answer by enumeration: over 8.5 at 2.0 and under 9.5 at 2.0 lose nothing, and win one
    unit more when exactly nine runs are scored: the value is half of that chance."""
    tables = curated(
        pair("total", (2.0, 1.8), line=8.5, book="a"), pair("total", (1.8, 2.0), line=9.5, book="b")
    )
    (row,) = price_totals(PREDICTIONS, SPREAD, tables, spine()).to_dicts()
    nine = float(run_chances(np.array([9.0]), SPREAD, np.array([9.0]))[1][0])
    assert (row["middle_low"], row["middle_high"]) == (8.5, 9.5)
    assert row["middle_expected_value"] == pytest.approx(nine)


def test_without_an_offer_nothing_is_priced() -> None:
    (row,) = price_totals(PREDICTIONS, SPREAD, curated(), spine()).to_dicts()
    assert set(row.values()) == {None}
