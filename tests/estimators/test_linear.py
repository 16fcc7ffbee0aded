import numpy as np
import polars as pl
import pytest

from bullpen.estimators.estimator import Sample
from bullpen.estimators.linear import Linear
from bullpen.vocabulary.target import TargetKind
from tests.estimators.contract import EstimatorContract, sample


class TestLinear(EstimatorContract):
    estimator = Linear()


class TestLinearOnChosenFeatures(EstimatorContract):
    estimator = Linear(name="elo", features=("form", "market"))


def complete(count: int = 800) -> Sample:
    """A sample of three numeric columns without gaps, so that a library can be asked as well."""
    full = sample(count)
    rows = full.rows.select("market", "rest", "noise")
    return Sample(rows=rows, labels=full.labels)


def universal(train: Sample, columns: int) -> float:
    """Noise times sqrt(2 log(columns)), doubled columns for both signs."""
    spread = train.labels.std() * np.sqrt(2 * len(train.labels) * np.log(2 * columns))
    return float(spread)


@pytest.mark.parametrize("kind", list(TargetKind))
def test_no_weight_can_be_improved(kind: TargetKind) -> None:
    """Optimality (Hastie, Tibshirani, Wainwright 2015, eq. 2.6): the slope of the loss is the
    penalty where a weight stands, and no more than the penalty where it is zero."""
    train = complete(3000)
    fitted = Linear().fit(train, None, kind=kind, seed=0)
    residual = train.labels - fitted.predict(train.rows)
    penalty = universal(train, columns=3)
    for name in train.rows.columns:
        column = train.rows[name].to_numpy()
        slope = float(residual @ ((column - column.mean()) / column.std()))
        if name in fitted.features:
            assert abs(slope) == pytest.approx(penalty, rel=1e-3)
        else:
            assert abs(slope) <= penalty * 1.001
    assert abs(residual.sum()) < 1, "the intercept is not penalised"


def test_pure_noise_earns_no_weight() -> None:
    """Of forty columns of noise none is kept in most draws: that is what the unit is chosen for."""
    kept = 0
    for seed in range(20):
        draw = np.random.default_rng(seed)
        rows = pl.DataFrame({f"x{i}": draw.normal(size=2000) for i in range(40)})
        train = Sample(rows=rows, labels=(draw.random(2000) < 0.5).astype(np.float64))
        fitted = Linear().fit(train, None, kind=TargetKind.BINARY, seed=0)
        kept += bool(fitted.features)
    assert kept <= 10


def test_a_null_takes_the_training_median_and_raises_the_flag() -> None:
    rows = pl.DataFrame({"form": [1.0, 2.0, 9.0, None, None, 3.0]})
    train = Sample(rows=rows, labels=np.array([0.0, 0.0, 1.0, 1.0, 1.0, 0.0]))
    fitted = Linear(strength=0).fit(train, None, kind=TargetKind.BINARY, seed=0)
    value, flag = fitted.terms
    assert (value.fill, value.is_flag, flag.is_flag) == (2.5, False, True)
    assert flag.weight > 0, "both rows without a value were positive"
    at_median, missing = fitted.predict(pl.DataFrame({"form": [2.5, None]}))
    assert missing > at_median


def test_a_column_without_gaps_gets_no_flag_and_a_constant_one_no_term() -> None:
    fitted = Linear(strength=0).fit(sample(500), None, kind=TargetKind.BINARY, seed=0)
    flagged = [term.feature for term in fitted.terms if term.is_flag]
    assert flagged == ["form"]
    assert "always" not in fitted.features


def test_columns_without_a_single_value_leave_the_training_rate() -> None:
    rows = pl.DataFrame({"form": [None] * 10}, schema={"form": pl.Float64})
    labels = np.array([1.0] * 3 + [0.0] * 7)
    fitted = Linear().fit(Sample(rows=rows, labels=labels), None, kind=TargetKind.BINARY, seed=0)
    assert fitted.features == ()
    np.testing.assert_allclose(fitted.predict(rows), 0.3, atol=1e-9)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_the_unit_of_a_column_does_not_matter(scale: float) -> None:
    train = complete()
    rescaled = Sample(rows=train.rows.with_columns(pl.col("market") * scale), labels=train.labels)
    plain = Linear().fit(train, None, kind=TargetKind.BINARY, seed=0)
    fitted = Linear().fit(rescaled, None, kind=TargetKind.BINARY, seed=0)
    np.testing.assert_allclose(fitted.predict(rescaled.rows), plain.predict(train.rows), atol=1e-8)


def test_perfectly_separable_labels_still_settle() -> None:
    rows = pl.DataFrame({"form": np.linspace(-1, 1, 200)})
    labels = (rows["form"].to_numpy() > 0).astype(np.float64)
    fitted = Linear(strength=0.01).fit(
        Sample(rows=rows, labels=labels), None, kind=TargetKind.BINARY, seed=0
    )
    assert ((fitted.predict(rows) > 0.5) == (labels == 1)).all()


def test_a_single_class_is_answered_with_near_certainty() -> None:
    rows = pl.DataFrame({"form": np.linspace(-1, 1, 50)})
    fitted = Linear().fit(
        Sample(rows=rows, labels=np.ones(50)), None, kind=TargetKind.BINARY, seed=0
    )
    assert (fitted.predict(rows) > 0.99).all()
