import numpy as np

from bullpen.estimators.constant import Constant
from bullpen.vocabulary.target import TargetKind
from tests.estimators.contract import EstimatorContract, noisy_rows, sample


class TestConstant(EstimatorContract):
    estimator = Constant()


def test_it_answers_with_the_training_rate() -> None:
    train = sample(100)
    fitted = Constant().fit(train, None, kind=TargetKind.BINARY, seed=0)
    assert (fitted.predict(noisy_rows(3)) == train.labels.mean()).all()


def test_a_rate_of_one_still_leaves_a_doubt() -> None:
    """One miss against a probability of exactly 1 would make the log loss infinite."""
    always = sample(100)
    always.labels[:] = 1.0
    fitted = Constant().fit(always, None, kind=TargetKind.BINARY, seed=0)
    assert np.isfinite(np.log(1 - fitted.predict(noisy_rows(1)))).all()
