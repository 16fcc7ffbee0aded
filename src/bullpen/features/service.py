"""The features room's verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from bullpen.data.service import Data
from bullpen.data.versions import DataVersion
from bullpen.features import pipeline
from bullpen.features.catalogue import catalogue
from bullpen.features.offline import OfflineStates
from bullpen.features.view import FeatureView
from bullpen.vocabulary.curated import Curated


class FeatureDomain(Protocol):
    """The part of a domain that the features room needs."""

    @property
    def name(self) -> str: ...

    @property
    def views(self) -> Sequence[FeatureView]: ...


@dataclass(frozen=True, slots=True)
class Features:
    """Lists features, computes them, and proves that they know no future."""

    domains: Mapping[str, FeatureDomain]
    data: Data
    folder: Path  # where materialised states are kept

    def list(self) -> list[dict[str, Any]]:
        """List every feature of every domain; see `catalogue`."""
        return [row for d in self.domains.values() for row in catalogue(d.name, d.views)]

    def assemble(self, version: DataVersion, curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
        """Return the features of the spine's entities, from states materialised once a version."""
        domain = self.domains[version.domain]
        states = OfflineStates(self.folder / domain.name, str(version.id))
        return pipeline.assemble(domain.views, spine, curated, states)
