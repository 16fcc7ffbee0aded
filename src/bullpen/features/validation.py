"""What must hold of a set of views before anything is computed with it."""

from collections import Counter
from collections.abc import Iterable, Sequence

import polars as pl

from bullpen.features.view import BadView, FeatureView

_RESERVED = ("entity_id", "slate", "cutoff_at")


def validate(views: Sequence[FeatureView]) -> None:
    """Check names and types across views.

    Raises:
        BadView: two views share a name, a feature's name is taken, or a feature's type is not one
            that a model can read.
    """
    twice = _repeated(view.name for view in views)
    if twice:
        raise BadView(f"Several views are called {twice[0]!r}; a name stands for one view.")
    _check_feature_names(views)
    for view in views:
        for feature in view.features:
            if not (feature.dtype.is_numeric() or feature.dtype == pl.Boolean()):
                raise BadView(
                    f"{view.id}: {feature.name} is of type {feature.dtype}; "
                    "a model reads numbers and flags."
                )


def _check_feature_names(views: Sequence[FeatureView]) -> None:
    owner: dict[str, str] = dict.fromkeys(_RESERVED, "the pipeline")
    owner |= {f"{view.name}__known_at": "the pipeline" for view in views}
    for view in views:
        for feature in view.features:
            if feature.name in owner:
                raise BadView(
                    f"{view.id}: the feature name {feature.name!r} is already used "
                    f"by {owner[feature.name]}."
                )
            owner[feature.name] = view.id


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
