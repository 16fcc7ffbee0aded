"""Trains a version again from what was recorded of it, and compares."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from bullpen.data.service import Data
from bullpen.domains.plugin import Domain
from bullpen.features.fingerprint import feature_set_fingerprint
from bullpen.features.pipeline import assemble
from bullpen.infra.errors import Conflict
from bullpen.registry.artifacts import digest_of
from bullpen.registry.model_version import ModelVersion
from bullpen.training.code_revision import code_revision
from bullpen.training.recipe import Recipe
from bullpen.training.train import train


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """How the second training compares with the first.

    Attributes:
        identical: every prediction on the test window has the same 64 bits.
        rows_compared: predictions compared.
        max_difference: largest absolute difference between them.
        digest: of the first artifact, as recorded.
        digest_again: of the second; differs also where only the code's revision does.
        same_code: whether this is the code that trained the first.
    """

    model: str
    version: str
    identical: bool
    rows_compared: int
    max_difference: float
    digest: str
    digest_again: str
    same_code: bool


def reproduce(
    version: ModelVersion, recipe: Recipe, domains: Mapping[str, Domain], data: Data
) -> Reproduction:
    """Train again; every feature is recomputed from the tables, nothing is read from a cache."""
    domain = domains[recipe.domain]
    if feature_set_fingerprint(domain.views) != recipe.features["fingerprint"]:
        raise Conflict(
            f"The features of {version} were computed by other code (revision {recipe.code}; this "
            f"is {code_revision()}). Install that revision to reproduce it."
        )
    curated = data.read(data.version(recipe.data_version))

    def features_of(spine: pl.DataFrame) -> pl.DataFrame:
        return assemble(domain.views, spine, curated)

    again = train(version.name, recipe, domain, curated, features_of)
    first = np.array(version.sample["prediction"])
    second = np.array(again.sample["prediction"])
    same_rows = version.sample["entity_id"] == again.sample["entity_id"]
    return Reproduction(
        model=version.name,
        version=version.version,
        identical=same_rows and first.tobytes() == second.tobytes(),
        rows_compared=len(first),
        max_difference=float(np.abs(first - second).max()) if same_rows else float("inf"),
        digest=version.digest,
        digest_again=digest_of(again.files),
        same_code=recipe.code == code_revision(),
    )
