import polars as pl
import pytest

from bullpen.estimators.column import Column
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.target import TargetKind
from tests.estimators.contract import EstimatorContract, sample


class TestColumn(EstimatorContract):
    estimator = Column(name="market", feature="market")


def test_it_repeats_the_column_and_answers_the_training_rate_where_it_is_null() -> None:
    train = sample(100)
    fitted = Column(name="market", feature="market").fit(
        train, None, kind=TargetKind.BINARY, seed=0
    )
    answers = fitted.predict(pl.DataFrame({"market": [0.25, None, 0.75]}))
    assert answers.tolist() == [0.25, train.labels.mean(), 0.75]


def test_a_column_that_is_no_probability_is_refused_at_the_fit() -> None:
    with pytest.raises(BadInput, match="rest is not a probability"):
        Column(name="market", feature="rest").fit(sample(100), None, kind=TargetKind.BINARY, seed=0)


def test_any_number_may_forecast_a_number() -> None:
    fitted = Column(name="line", feature="rest").fit(
        sample(100), None, kind=TargetKind.REGRESSION, seed=0
    )
    assert fitted.predict(pl.DataFrame({"rest": [9]})).tolist() == [9.0]
