import pytest

from bullpen.estimators.baseline import Baseline
from bullpen.estimators.catalogue import estimator
from bullpen.estimators.column import Column
from bullpen.estimators.linear import Linear
from bullpen.infra.errors import UsageError
from bullpen.vocabulary.target import TargetKind

BASELINES = {
    "market": Baseline(features=("p_open",), method="column"),
    "rating": Baseline(features=("rating", "home"), method="linear"),
}


@pytest.mark.parametrize("kind", list(TargetKind))
@pytest.mark.parametrize("name", ["lightgbm", "logistic", "constant", "market", "rating"])
def test_every_known_name_gives_the_estimator_of_that_name(name: str, kind: TargetKind) -> None:
    assert estimator(name, kind, BASELINES).name == name


def test_a_baseline_reads_only_the_features_that_the_domain_names() -> None:
    assert estimator("market", TargetKind.BINARY, BASELINES) == Column(
        name="market", feature="p_open"
    )
    assert estimator("rating", TargetKind.BINARY, BASELINES) == Linear(
        name="rating", features=("rating", "home")
    )


def test_an_unknown_name_is_answered_with_those_that_exist_and_the_nearest() -> None:
    with pytest.raises(UsageError) as refusal:
        estimator("lightgmb", TargetKind.BINARY, BASELINES)
    assert "Did you mean 'lightgbm'?" in str(refusal.value)
    assert "Known: lightgbm, logistic, constant, market, rating." in str(refusal.value)


def test_a_name_like_no_other_gets_no_suggestion() -> None:
    with pytest.raises(UsageError) as refusal:
        estimator("zzz", TargetKind.BINARY, BASELINES)
    assert "Did you mean" not in str(refusal.value)
