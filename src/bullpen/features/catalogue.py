"""The catalogue: what features there are, for people and for `bullpen features list --json`."""

from collections.abc import Sequence
from typing import Any

from bullpen.features.view import FeatureView


def catalogue(domain: str, views: Sequence[FeatureView]) -> list[dict[str, Any]]:
    """Return one row a feature, in the order of the views; every value is fit for JSON."""
    return [
        {
            "domain": domain,
            "category": view.category,
            "view": view.name,
            "name": feature.name,
            "version": view.version,
            "dtype": str(feature.dtype),
            "unit": feature.unit,
            "description": feature.description,
            "owner": view.owner,
            "tags": [*view.tags, *feature.tags],
        }
        for view in views
        for feature in view.features
    ]
