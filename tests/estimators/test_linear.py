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


def test_logistic_regression_agrees_with_scikit_learn() -> None:
    """Known answer: scikit-learn's L-BFGS on the standardised columns; its C is 1 / penalty."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    train = complete()
    scaled = StandardScaler().fit_transform(train.rows.to_numpy())
    theirs = LogisticRegression(C=1 / 30, tol=1e-10, max_iter=1000).fit(scaled, train.labels)
    ours = Linear(penalty=30.0).fit(train, None, kind=TargetKind.BINARY, seed=0)
    expected = theirs.predict_proba(scaled)[:, 1]
    np.testing.assert_allclose(ours.predict(train.rows), expected, atol=1e-6)


def test_ridge_regression_agrees_with_scikit_learn() -> None:
    """Known answer: scikit-learn's Ridge on the standardised columns."""
    from sklearn.linear_model import Ridge
    from sklearn.preprocessing import StandardScaler

    train = complete()
    scaled = StandardScaler().fit_transform(train.rows.to_numpy())
    expected = Ridge(alpha=30.0).fit(scaled, train.labels).predict(scaled)
    ours = Linear(penalty=30.0).fit(train, None, kind=TargetKind.REGRESSION, seed=0)
    np.testing.assert_allclose(ours.predict(train.rows), expected, atol=1e-8)


def test_a_null_takes_the_training_median_and_raises_the_flag() -> None:
    rows = pl.DataFrame({"form": [1.0, 2.0, 9.0, None, None, 3.0]})
    train = Sample(rows=rows, labels=np.array([0.0, 0.0, 1.0, 1.0, 1.0, 0.0]))
    fitted = Linear(penalty=0.01).fit(train, None, kind=TargetKind.BINARY, seed=0)
    value, flag = fitted.terms
    assert (value.fill, value.is_flag, flag.is_flag) == (2.5, False, True)
    assert flag.weight > 0, "both rows without a value were positive"
    at_median, missing = fitted.predict(pl.DataFrame({"form": [2.5, None]}))
    assert missing > at_median


def test_a_column_without_gaps_gets_no_flag_and_a_constant_one_no_term() -> None:
    fitted = Linear().fit(sample(500), None, kind=TargetKind.BINARY, seed=0)
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
    fitted = Linear(penalty=1e-3).fit(
        Sample(rows=rows, labels=labels), None, kind=TargetKind.BINARY, seed=0
    )
    assert ((fitted.predict(rows) > 0.5) == (labels == 1)).all()


def test_a_single_class_is_answered_with_near_certainty() -> None:
    rows = pl.DataFrame({"form": np.linspace(-1, 1, 50)})
    fitted = Linear().fit(
        Sample(rows=rows, labels=np.ones(50)), None, kind=TargetKind.BINARY, seed=0
    )
    assert (fitted.predict(rows) > 0.99).all()
