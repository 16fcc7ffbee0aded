"""A model learns from the older rows and is tuned and calibrated on the newer ones."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.evaluation.calibration import Platt
from bullpen.evaluation.model import Model, fit_model
from bullpen.vocabulary.target import TargetKind
from tests.evaluation.recorder import FEATURES, Recorder, Remembering, history


def fit(
    rows: pl.DataFrame,
    estimator: Recorder,
    kind: TargetKind = TargetKind.BINARY,
    tune_slates: int = 10,
) -> Model:
    return fit_model(estimator, rows, FEATURES, kind=kind, tune_slates=tune_slates, seed=1)


def shown(rows: pl.DataFrame, tune_slates: int = 10) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that an estimator which holds back learns from, and those it is tuned on."""
    recorder = Recorder()
    fit(rows, recorder, tune_slates=tune_slates)
    ((learnt, tuned),) = recorder.fits
    return rows[learnt], rows[tuned]


@settings(max_examples=40, deadline=None)
@given(
    delay_hours=st.integers(1, 24 * 9),
    tune_slates=st.integers(1, 30),
    slates=st.integers(25, 60),
)
def test_what_is_learnt_was_known_before_the_first_tuned_decision(
    delay_hours: int, tune_slates: int, slates: int
) -> None:
    rows = history(slates, 2, delay_hours)
    train, tune = shown(rows, tune_slates)
    assert train["label_known_at"].max() < tune["cutoff_at"].min()  # type: ignore[operator]
    assert train["slate"].max() < tune["slate"].min()  # type: ignore[operator]
    assert tune["slate"].max() == rows["slate"].max()


def test_a_slate_is_never_split_between_learning_and_tuning() -> None:
    rows = history()
    train, tune = shown(rows)
    assert train.height + tune.height == rows.height
    assert set(tune["slate"]) == set(rows["slate"].unique().sort().tail(10))


def test_after_a_winter_it_is_tuned_on_the_autumn_before() -> None:
    """Ten slates, whatever days lie between them: April alone would be too few to calibrate on."""
    rows = history(60)
    spring = pl.col("slate") >= rows["slate"].unique().sort()[57]
    winter = pl.when(spring).then(pl.duration(days=150)).otherwise(pl.duration(days=0))
    later = [pl.col(name) + winter for name in ("slate", "cutoff_at", "label_known_at")]
    _, tune = shown(rows.with_columns(later))
    assert tune["slate"].n_unique() == 10


def test_a_short_history_is_tuned_on_its_newest_fifth() -> None:
    train, tune = shown(history(20), tune_slates=180)
    assert (train["slate"].n_unique(), tune["slate"].n_unique()) == (16, 4)


def test_an_estimator_that_holds_nothing_back_learns_from_all_and_is_not_calibrated() -> None:
    rows, recorder = history(), Recorder(holds_back=False)
    model = fit(rows, recorder)
    assert recorder.fits == [(rows["number"].to_list(), [])]
    assert model.calibration is None
    assert model.predict(rows).tolist() == rows["label"].to_list()


def test_calibration_is_fitted_on_the_tuned_rows_alone() -> None:
    """On rows that it learnt from this forecaster is always right: no fit for other days."""
    rows = history()
    _, tune = shown(rows)
    model = fit(rows, Recorder())
    assert model.calibration == Platt.fit(tune["market"], tune["label"])
    assert model.calibration.fallback == "calibration needs 100 rows, there are 60"
    longer = history(60, 20)
    calibrated = fit(longer, Recorder()).calibration
    newest = longer.filter(pl.col("slate") >= longer["slate"].unique().sort()[-10])
    assert calibrated == Platt.fit(newest["market"], newest["label"])
    assert calibrated.fallback is None
    assert 0.5 < calibrated.slope < 2


@pytest.mark.parametrize("holds_back", [True, False])
def test_a_mean_carries_the_spread_of_what_happened_around_it(holds_back: bool) -> None:
    rows = history()
    model = fit(rows, Recorder(holds_back=holds_back), TargetKind.REGRESSION)
    assert model.calibration is None
    if holds_back:
        _, tune = shown(rows)
        off = tune["label"].to_numpy() - tune["market"].to_numpy()
        assert model.spread == pytest.approx(float(np.std(off)))
    else:
        assert model.spread == 0.0


def test_a_probability_is_mapped_by_the_calibration_and_a_mean_is_not() -> None:
    rows, forecaster = history(3), Remembering({})
    platt = Platt(0.1, 0.8)
    model = Model(kind=TargetKind.BINARY, forecaster=forecaster, calibration=platt, spread=None)
    assert model.predict(rows).tolist() == platt.apply(rows["market"]).tolist()
    bare = Model(kind=TargetKind.BINARY, forecaster=forecaster, calibration=None, spread=None)
    assert bare.predict(rows).tolist() == rows["market"].to_list()
