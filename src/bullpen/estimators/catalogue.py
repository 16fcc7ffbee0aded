"""Estimators by the name that users write."""

from collections.abc import Mapping
from difflib import get_close_matches

from bullpen.estimators.baseline import Baseline
from bullpen.estimators.column import Column
from bullpen.estimators.constant import Constant
from bullpen.estimators.estimator import Estimator
from bullpen.estimators.light_gbm import LightGbm
from bullpen.estimators.linear import Linear
from bullpen.infra.errors import UsageError
from bullpen.vocabulary.target import TargetKind


def estimator(name: str, target_kind: TargetKind, baselines: Mapping[str, Baseline]) -> Estimator:
    """Return the estimator called `name`, with the defaults for targets of `target_kind`.

    Args:
        name: "lightgbm", "logistic" (which is linear regression where the target is a number),
            "constant", or one of `baselines`.
        target_kind: what is predicted.
        baselines: those that the domain declares for the target.

    Raises:
        UsageError: if there is no such estimator; the message lists those that there are.

    >>> estimator("constant", TargetKind.BINARY, {}).name
    'constant'
    """
    ours = (_light_gbm(target_kind), Linear(), Constant())
    known: dict[str, Estimator] = {made.name: made for made in ours}
    known |= {called: _of_baseline(called, declared) for called, declared in baselines.items()}
    if name in known:
        return known[name]
    nearest = get_close_matches(name, known, n=1)
    hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
    raise UsageError(f"There is no estimator {name!r} here.{hint} Known: {', '.join(known)}.")


def _light_gbm(kind: TargetKind) -> LightGbm:
    """A row weighs four times as much in a regression as in an even binary fit; so do penalties."""
    return LightGbm() if kind is TargetKind.BINARY else LightGbm(lambda_l2=200.0)


def _of_baseline(name: str, declared: Baseline) -> Estimator:
    if declared.method == "linear":
        return Linear(name=name, features=declared.features)
    (feature,) = declared.features
    return Column(name=name, feature=feature)
