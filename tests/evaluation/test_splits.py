"""Walk-forward folds learn from the past alone."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.evaluation.splits import EMBARGO, BySeason, Scheme, WalkForward, scheme
from bullpen.infra.errors import UsageError

START = date(2018, 4, 1)


def history(
    days: int, *, rows_a_day: int = 10, label_delay: timedelta = timedelta(hours=6)
) -> pl.DataFrame:
    """Rows of one slate a day, two cutoffs each; a season is 100 days."""
    slates = [START + timedelta(days=number) for number in range(days) for _ in range(rows_a_day)]
    hours = [12 + 3 * (number % 2) for number in range(days * rows_a_day)]
    cutoffs = [
        datetime.combine(slate, time(hour), UTC) for slate, hour in zip(slates, hours, strict=True)
    ]
    return pl.DataFrame({"slate": slates, "cutoff_at": cutoffs}).with_columns(
        label_known_at=pl.col("cutoff_at") + label_delay,
        season=2018 + (pl.col("slate") - START).dt.total_days() // 100,
    )


def on(number: int) -> date:
    return START + timedelta(days=number)


@given(
    st.integers(30, 80),
    st.integers(1, 25),
    st.sampled_from([None, 20, 45]),
    st.integers(0, 12),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40)
def test_what_every_fold_promises(
    days: int, step: int, window: int | None, delay: int, random: object
) -> None:
    rows = history(days, rows_a_day=4, label_delay=timedelta(days=delay, hours=6))
    rows = rows.sample(fraction=1, shuffle=True, seed=random.randint(0, 99))  # type: ignore[attr-defined]
    walk = WalkForward(
        refit_every=timedelta(days=step),
        train=timedelta(days=window) if window else None,
        min_training_rows=20,
    )
    folds = walk.folds(rows)
    tested = np.concatenate([fold.test for fold in folds])
    first = rows["slate"].gather(tested).min()
    assert sorted(tested) == sorted((rows["slate"] >= first).arg_true().to_list())  # once each
    for fold in folds:
        train, test = rows[fold.train], rows[fold.test]
        assert fold.first_cutoff == test["cutoff_at"].min()
        assert (train["label_known_at"] < fold.first_cutoff - EMBARGO).all()
        assert not set(train["slate"]) & set(test["slate"])
        assert len(fold.train) >= 20
        span = test["slate"].max() - test["slate"].min()  # type: ignore[operator]
        assert span < timedelta(days=step)
        if window:
            oldest = fold.first_cutoff - timedelta(days=window)
            assert (train["cutoff_at"] >= oldest).all()


def test_an_expanding_fold_learns_from_all_that_was_known_a_day_before() -> None:
    """Of 30 days of 10 rows those of the last day are in the embargo."""
    folds = WalkForward().folds(history(90), start=on(30), end=on(89))
    assert [len(fold.train) for fold in folds] == [290, 590]
    assert [len(fold.test) for fold in folds] == [300, 300]


def test_a_label_known_as_the_embargo_begins_comes_too_late() -> None:
    """Strictly before: a result of day 28 is known at noon of day 29, a day before the cutoff."""
    rows = history(40, label_delay=timedelta(days=1))
    fold = WalkForward(min_training_rows=1).folds(rows, start=on(30))[0]
    assert on(28) not in set(rows["slate"].gather(fold.train))
    assert on(27) in set(rows["slate"].gather(fold.train))


def test_a_label_never_known_is_never_learnt_from() -> None:
    rows = history(60).with_columns(
        label_known_at=pl.when(pl.col("slate") == on(3)).then(None).otherwise("label_known_at")
    )
    fold = WalkForward().folds(rows, start=on(30))[0]
    assert len(fold.train) == 280


def test_without_a_start_testing_begins_when_there_is_enough() -> None:
    """200 rows are 20 days of 10; a day later all of them are out of the embargo."""
    rows = history(60)
    folds = WalkForward().folds(rows)
    assert rows["slate"].gather(folds[0].test).min() == on(21)


def test_dates_are_inclusive() -> None:
    rows = history(60)
    fold = WalkForward().folds(rows, start=on(30), end=on(31))[0]
    assert set(rows["slate"].gather(fold.test)) == {on(30), on(31)}


def test_days_without_a_slate_make_no_fold() -> None:
    rows = history(120).filter(~pl.col("slate").is_between(on(40), on(110)))
    folds = WalkForward().folds(rows, start=on(30))
    assert [len(fold.test) for fold in folds] == [100, 90]


def test_seasons_are_tested_one_fold_each() -> None:
    rows = history(300)
    folds = BySeason().folds(rows)
    assert [set(rows["season"].gather(fold.test)) for fold in folds] == [{2019}, {2020}]
    assert [len(fold.train) for fold in folds] == [990, 1990]


def test_a_season_may_be_tested_in_part() -> None:
    rows = history(300)
    folds = BySeason().folds(rows, start=on(150), end=on(219))
    assert [len(fold.test) for fold in folds] == [500, 200]
    assert [len(fold.train) for fold in folds] == [1490, 1990]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("expanding:30d", WalkForward()),
        ("expanding:7d", WalkForward(refit_every=timedelta(days=7))),
        ("sliding:365d:30d", WalkForward(train=timedelta(days=365))),
        ("season", BySeason()),
    ],
)
def test_schemes_are_read(text: str, expected: Scheme) -> None:
    assert scheme(text) == expected


@pytest.mark.parametrize(
    "text", ["", "weekly", "expanding", "expanding:30", "expanding:0d", "sliding:0d:30d", "season "]
)
def test_other_schemes_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        scheme(text)


class TestTooLittle:
    def test_an_early_start_is_told_when_it_could_start(self) -> None:
        with pytest.raises(UsageError, match=r"has 40 .* needs 200; start on 2018-04-22 or later"):
            WalkForward().folds(history(60), start=on(5))

    def test_a_short_history_is_told_what_is_missing(self) -> None:
        with pytest.raises(UsageError, match=r"needs 200 rows .* 180 at most"):
            WalkForward().folds(history(20))

    def test_a_narrow_window_is_told_to_widen(self) -> None:
        rows = history(120).filter(~pl.col("slate").is_between(on(60), on(89)))
        walk = WalkForward(train=timedelta(days=25), min_training_rows=100)
        with pytest.raises(UsageError, match="window of 25 days longer"):
            walk.folds(rows, start=on(30))

    def test_a_window_without_slates_is_told_what_there_is(self) -> None:
        with pytest.raises(UsageError, match="there are 2018-04-01 to 2018-05-30"):
            WalkForward().folds(history(60), start=date(2019, 4, 1))

    def test_dates_in_the_wrong_order_are_refused(self) -> None:
        with pytest.raises(UsageError, match=r"ends .* before it starts"):
            WalkForward().folds(history(60), start=on(40), end=on(30))

    def test_an_empty_history_is_refused(self) -> None:
        with pytest.raises(UsageError, match="import a longer history"):
            WalkForward().folds(history(60).clear())

    def test_rows_without_seasons_cannot_be_split_by_them(self) -> None:
        with pytest.raises(UsageError, match="no season"):
            BySeason().folds(history(60).drop("season"))

    def test_one_season_alone_cannot_be_tested(self) -> None:
        with pytest.raises(UsageError, match="import an earlier one"):
            BySeason().folds(history(90))
