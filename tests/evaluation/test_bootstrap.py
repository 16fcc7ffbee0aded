"""Intervals that resample days: they cover, they repeat, and they admit ignorance."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.evaluation.bootstrap import (
    DayBlocks,
    interval,
    mean_estimate,
    ratio_estimate,
    sums_by_slate,
)
from bullpen.evaluation.inconclusive import Estimate, Inconclusive


def days_in_common(generator: np.random.Generator, slates: int, rows: int) -> np.ndarray:
    """Rows that share the luck of their day: as independent rows they would look far surer."""
    luck = np.repeat(generator.normal(0, 1, slates), rows)
    return luck + generator.normal(0, 1, slates * rows)


def test_intervals_cover_the_truth_nineteen_times_in_twenty() -> None:
    """Of 300 samples of 60 days; 3 standard errors of .95 are .038, and percentile intervals
    of 60 blocks are a little narrow."""
    generator = np.random.default_rng(5)
    slates = np.repeat(np.arange(60), 8)
    covered = 0
    for seed in range(300):
        found = mean_estimate(days_in_common(generator, 60, 8), slates, seed=seed, draws=400)
        assert isinstance(found, Estimate)
        covered += found.low <= 0 <= found.high
    assert 0.90 <= covered / 300 <= 0.985


def test_a_day_block_interval_is_wider_than_one_of_independent_rows() -> None:
    values = days_in_common(np.random.default_rng(1), 80, 10)
    by_day = mean_estimate(values, np.repeat(np.arange(80), 10), seed=1)
    by_row = mean_estimate(values, np.arange(800), seed=1)
    assert isinstance(by_day, Estimate)
    assert isinstance(by_row, Estimate)
    assert by_day.high - by_day.low > 2 * (by_row.high - by_row.low)


def test_the_interval_of_a_mean_is_that_of_theory() -> None:
    values = np.random.default_rng(2).normal(0, 1, 400)
    found = mean_estimate(values, np.arange(400), seed=1)
    assert isinstance(found, Estimate)
    half = 1.96 * values.std() / 20
    assert (found.low, found.high) == pytest.approx(
        (values.mean() - half, values.mean() + half), abs=0.1 * half
    )


def test_a_ratio_is_resampled_as_one() -> None:
    """Profit that is always a tenth of the stake leaves nothing to chance."""
    stakes = np.random.default_rng(3).uniform(1, 9, 200)
    found = ratio_estimate(stakes / 10, stakes, np.arange(200) // 4, seed=1)
    assert found == Estimate(pytest.approx(0.1), pytest.approx(0.1), pytest.approx(0.1), 200)


def test_the_same_seed_draws_the_same_days() -> None:
    values, slates = np.arange(100.0), np.arange(100) // 5
    assert mean_estimate(values, slates, seed=1) == mean_estimate(values, slates, seed=1)
    assert mean_estimate(values, slates, seed=1) != mean_estimate(values, slates, seed=2)


@given(st.permutations(range(40)))
@settings(max_examples=30)
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    """Whole numbers, so that sums are exact in any order."""
    values, slates = np.arange(40.0), np.arange(40) // 3
    shuffled = mean_estimate(values[order], slates[order], seed=1, draws=50)
    assert shuffled == mean_estimate(values, slates, seed=1, draws=50)


def test_sums_keep_further_axes() -> None:
    sums = sums_by_slate(["b", "a", "b"], {"x": np.array([[1.0, 0.0], [2.0, 5.0], [3.0, 1.0]])})
    assert sums["x"].tolist() == [[2.0, 5.0], [4.0, 1.0]]


def test_every_draw_has_as_many_days_as_the_sample() -> None:
    blocks = DayBlocks.of({"n": np.ones(30), "x": np.eye(30)}, seed=1, draws=200)
    assert set(blocks.drawn["n"]) == {30.0}
    assert blocks.drawn["x"].sum(axis=0) == pytest.approx(np.full(30, 200.0), abs=60)


def test_too_few_days_have_a_value_and_no_interval() -> None:
    found = mean_estimate([1.0, 2.0, 3.0], [1, 2, 3], seed=1)
    assert found == Inconclusive("an interval needs 10 slates, there are 3", 2.0)


def test_nothing_is_inconclusive() -> None:
    assert mean_estimate([], [], seed=1) == Inconclusive("there are no rows")


def test_a_metric_that_many_draws_cannot_have_has_no_interval() -> None:
    """One losing day in twelve: a third of the draws miss it, and cannot divide by losses."""
    losses = np.zeros(12)
    losses[0] = 1.0
    found = ratio_estimate(np.ones(12), losses, np.arange(12), seed=1)
    assert isinstance(found, Inconclusive)
    assert found.value == 12.0


def test_a_few_undefined_draws_are_left_out() -> None:
    draws = np.append(np.linspace(0, 1, 99), np.nan)
    found = interval(0.5, draws, n=7, slates=20, undefined="")
    assert found == Estimate(0.5, pytest.approx(0.025), pytest.approx(0.975), 7)


def test_nine_seasons_are_resampled_in_under_two_seconds() -> None:
    values = np.random.default_rng(4).normal(size=22_000)
    started = time.perf_counter()
    mean_estimate(values, np.arange(22_000) // 13, seed=1)
    assert time.perf_counter() - started < 2
