import numpy as np
import polars as pl
import pytest

from bullpen.estimators.estimator import Floats, Sample
from bullpen.estimators.light_gbm import MODEL_FILE, LightGbm, LightGbmForecaster
from bullpen.infra.errors import BadInput, Corrupted
from bullpen.vocabulary.target import TargetKind
from tests.estimators.contract import EstimatorContract, sample


class TestLightGbm(EstimatorContract):
    estimator = LightGbm(rounds=60, min_data_in_leaf=30)


@pytest.fixture(scope="module")
def fitted() -> LightGbmForecaster:
    small = LightGbm(rounds=60, min_data_in_leaf=30)
    return small.fit(sample(1200), None, kind=TargetKind.BINARY, seed=7)


def test_it_learns() -> None:
    from sklearn.metrics import log_loss

    train, test = sample(3000, seed=1), sample(3000, seed=50)
    fitted = LightGbm().fit(train, None, kind=TargetKind.BINARY, seed=7)
    constant = np.full(3000, train.labels.mean())
    assert log_loss(test.labels, fitted.predict(test.rows)) < log_loss(test.labels, constant) - 0.03


def test_the_seed_decides_which_rows_and_features_a_tree_sees(fitted: LightGbmForecaster) -> None:
    other = LightGbm(rounds=60, min_data_in_leaf=30).fit(
        sample(1200), None, kind=TargetKind.BINARY, seed=8
    )
    rows = sample(50, seed=4).rows
    assert (other.predict(rows) != fitted.predict(rows)).any()


def test_the_number_of_threads_changes_no_prediction(fitted: LightGbmForecaster) -> None:
    paired = LightGbm(rounds=60, min_data_in_leaf=30, num_threads=2).fit(
        sample(1200), None, kind=TargetKind.BINARY, seed=7
    )
    rows = sample(500, seed=4).rows
    assert paired.predict(rows).tobytes() == fitted.predict(rows).tobytes()


def test_the_fit_stops_at_the_best_loss_on_later_rows() -> None:
    from sklearn.metrics import log_loss

    train, tune = sample(600, seed=1), sample(600, seed=20)
    settings = LightGbm(rounds=400, patience=20, min_data_in_leaf=20, lambda_l2=0, noise_gain=0)
    stopped, unstopped = (
        settings.fit(train, watched, kind=TargetKind.BINARY, seed=7) for watched in (tune, None)
    )
    assert stopped.booster.num_trees() < unstopped.booster.num_trees() == 400
    kept, overgrown = (
        log_loss(tune.labels, fitted.predict(tune.rows)) for fitted in (stopped, unstopped)
    )
    assert kept < overgrown


@pytest.mark.parametrize("unit", [1.0, 100.0])
def test_labels_of_pure_noise_grow_hardly_a_tree_whatever_their_unit(unit: float) -> None:
    """What a split must gain grows with the noise of the labels, so the unit does not matter."""
    rows = sample(2000).rows
    labels = unit * np.random.default_rng(4).normal(size=2000)
    fitted = LightGbm().fit(
        Sample(rows=rows, labels=labels), None, kind=TargetKind.REGRESSION, seed=7
    )
    assert np.ptp(fitted.predict(rows)) < 0.25 * unit
    assert np.ptp(fitted.predict(rows)) < 0.5 * np.ptp(_without_threshold(rows, labels))


def _without_threshold(rows: pl.DataFrame, labels: Floats) -> Floats:
    train = Sample(rows=rows, labels=labels)
    return LightGbm(noise_gain=0).fit(train, None, kind=TargetKind.REGRESSION, seed=7).predict(rows)


def test_a_value_that_is_missing_tells_something_by_itself() -> None:
    rows = pl.DataFrame({"form": [None if row % 2 else 1.0 for row in range(400)]})
    labels = np.array([float(row % 2) for row in range(400)])
    settings = LightGbm(rounds=100, min_data_in_leaf=20, learning_rate=0.2, lambda_l2=0)
    fitted = settings.fit(Sample(rows=rows, labels=labels), None, kind=TargetKind.BINARY, seed=1)
    known, missing = fitted.predict(pl.DataFrame({"form": [1.0, None]}))
    assert known < 0.1 < 0.9 < missing


def test_a_fit_without_features_is_refused() -> None:
    nothing = Sample(rows=pl.DataFrame(height=3), labels=np.array([0.0, 1.0, 1.0]))
    with pytest.raises(BadInput, match="no features"):
        LightGbm().fit(nothing, None, kind=TargetKind.BINARY, seed=1)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_cut_model_file_never_reaches_the_parser(
    fitted: LightGbmForecaster, share: float
) -> None:
    """Half a model file takes the whole process down inside LightGBM."""
    whole = fitted.files()[MODEL_FILE]
    cut = whole[: int(len(whole) * share)]
    with pytest.raises(Corrupted, match="not a complete LightGBM model"):
        LightGbm().load({MODEL_FILE: cut}, fitted.state(), kind=TargetKind.BINARY)


def test_an_absent_model_file_is_refused(fitted: LightGbmForecaster) -> None:
    with pytest.raises(Corrupted):
        LightGbm().load({}, fitted.state(), kind=TargetKind.BINARY)


def test_a_model_file_of_other_features_is_refused(fitted: LightGbmForecaster) -> None:
    with pytest.raises(Corrupted, match="reads 6 features and its manifest names 2"):
        LightGbm().load(fitted.files(), {"features": ["form", "rest"]}, kind=TargetKind.BINARY)
