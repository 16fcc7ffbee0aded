"""The features room's verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from bullpen.data.service import Data
from bullpen.data.versions import DataVersion
from bullpen.features import pipeline
from bullpen.features.audit import AuditReport, EntitiesOf, audit, combined
from bullpen.features.catalogue import catalogue
from bullpen.features.offline import OfflineStates
from bullpen.features.view import FeatureView
from bullpen.infra.progress import Progress, silent
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.entity import Entity


class FeatureDomain(Protocol):
    """The part of a domain that the features room needs."""

    @property
    def name(self) -> str: ...

    @property
    def views(self) -> Sequence[FeatureView]: ...

    @property
    def entity(self) -> Entity: ...

    @property
    def entities(self) -> EntitiesOf: ...


@dataclass(frozen=True, slots=True)
class Features:
    """Lists features, computes them, and proves that they know no future."""

    domains: Mapping[str, FeatureDomain]
    data: Data
    folder: Path  # where materialised states are kept
    _offline: dict[str, OfflineStates] = field(default_factory=dict, repr=False)  # by token

    def list(self) -> list[dict[str, Any]]:
        """List every feature of every domain; see `catalogue`."""
        return [row for d in self.domains.values() for row in catalogue(d.name, d.views)]

    def assemble(self, version: DataVersion, curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
        """Return the features of the spine's entities, from states materialised once a version.

        They are kept by the token of the version: its number comes again in another database.
        """
        domain = self.domains[version.domain]
        if version.token not in self._offline:
            folder = self.folder / domain.name
            self._offline[version.token] = OfflineStates(folder, f"{version.id}-{version.token}")
        return pipeline.assemble(domain.views, spine, curated, self._offline[version.token])

    def audit(
        self, cutoffs_per_season: int | None, seed: int, progress: Progress = silent
    ) -> AuditReport:
        """Audit all views of every domain that has data; see `audit.audit`.

        Raises:
            Conflict: if none has.
        """
        held = [d for d in self.domains.values() if self.data.has(d.name)]
        for name in [] if held else self.domains:
            self.data.latest(name)  # says what to import
        reports = [
            audit(
                domain.views,
                domain.entities,
                domain.entity,
                self.data.read(self.data.latest(domain.name)),
                cutoffs_per_season=cutoffs_per_season,
                seed=seed,
                progress=partial(progress, f"auditing {domain.name}"),
            )
            for domain in held
        ]
        return combined(reports)
