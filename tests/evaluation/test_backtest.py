"""Walking forward: nothing that is tested was learnt from, in any form."""

from datetime import date, timedelta

import polars as pl
import pytest

from bullpen.evaluation.backtest import walk_forward
from bullpen.evaluation.splits import Fold, WalkForward
from bullpen.infra.progress import silent
from bullpen.vocabulary.target import TargetKind
from tests.evaluation.recorder import FEATURES, FIRST, Recorder, history


def folds(rows: pl.DataFrame, every: int = 7) -> list[Fold]:
    scheme = WalkForward(refit_every=timedelta(days=every), min_training_rows=100)
    return scheme.folds(rows, start=FIRST + timedelta(days=35))


def walk(rows: pl.DataFrame, estimator: Recorder) -> pl.DataFrame:
    return walk_forward(
        rows,
        FEATURES,
        estimator,
        folds(rows),
        kind=TargetKind.BINARY,
        tune_slates=10,
        seed=1,
        progress=silent,
    )


@pytest.mark.parametrize("delay_hours", [5, 80])
def test_no_label_of_the_test_window_was_seen(delay_hours: int) -> None:
    """The estimator repeats every label that it was shown; on tested rows it knows none."""
    tested = walk(history(delay_hours=delay_hours), Recorder(holds_back=False))
    assert tested["prediction"].to_list() == tested["market"].to_list()


def test_the_planted_memory_would_be_found() -> None:
    """The same estimator, tested on rows that it learnt from, gives itself away."""
    rows = history()
    (fold, *_) = folds(rows)
    leaky = Fold(first_cutoff=fold.first_cutoff, train=fold.train, test=fold.train[-6:])
    tested = walk_forward(
        rows,
        FEATURES,
        Recorder(holds_back=False),
        [leaky],
        kind=TargetKind.BINARY,
        tune_slates=10,
        seed=1,
        progress=silent,
    )
    assert tested["prediction"].to_list() == tested["label"].to_list()


@pytest.mark.parametrize("delay_hours", [5, 80])
def test_stopping_and_calibration_end_before_the_test_window_too(delay_hours: int) -> None:
    rows, recorder = history(delay_hours=delay_hours), Recorder()
    walk(rows, recorder)
    for fold, (learnt, tuned) in zip(folds(rows), recorder.fits, strict=True):
        assert rows[learnt]["label_known_at"].max() < rows[tuned]["cutoff_at"].min()  # type: ignore[operator]
        assert rows[tuned]["label_known_at"].max() < fold.first_cutoff  # type: ignore[operator]


def test_every_slate_of_the_period_is_tested_once_and_whole() -> None:
    rows = history()
    tested = walk(rows, Recorder())
    expected = rows.filter(pl.col("slate") >= date(2024, 5, 6))
    assert tested["entity_id"].to_list() == expected["entity_id"].to_list()


def test_progress_is_told_after_every_fold() -> None:
    rows, told = history(), []
    walk_forward(
        rows,
        FEATURES,
        Recorder(),
        folds(rows),
        kind=TargetKind.BINARY,
        tune_slates=10,
        seed=1,
        progress=lambda task, done, total: told.append((done, total)),
    )
    assert told == [(number, 4) for number in range(1, 5)]
