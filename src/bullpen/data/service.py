"""The data room's verbs, as commands and notebooks call them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from bullpen.data import versions
from bullpen.data.find_files import find_files
from bullpen.data.import_files import PAYLOADS, ImportSummary, import_files
from bullpen.data.lake import Lake, Zone
from bullpen.data.plugin import DataDomain
from bullpen.data.settings import DataSettings
from bullpen.data.source import FINDING_SCHEMA, Fate, Payload, Source
from bullpen.data.staging import FINDINGS
from bullpen.infra.clock import Clock
from bullpen.infra.database import Database
from bullpen.infra.errors import Conflict, NotFound, UsageError
from bullpen.infra.file_lock import file_lock
from bullpen.infra.logs import logger
from bullpen.infra.progress import Progress, silent
from bullpen.infra.suggest import suggestion
from bullpen.vocabulary.curated import Curated

log = logger("data")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStatus:
    zone: str
    table: str
    rows: int
    version: int


@dataclass(frozen=True, slots=True)
class Data:
    """Imports files, and reads what they became."""

    domains: Mapping[str, DataDomain]
    lake: Lake
    database: Database
    clock: Clock
    settings: DataSettings
    lock: Path  # held while an import runs

    def import_(
        self, source_name: str, paths: Sequence[Path], progress: Progress = silent
    ) -> ImportSummary:
        """Import every file below the paths that the source takes.

        Without paths a source that needs none (a simulation) imports its default.

        Raises:
            UsageError: without paths, for a source that needs some.
            NotFound: for an unknown source, or where no path exists.
            BadInput: if nothing could be used; a bad path among good ones is in the summary.
            Conflict: if another import runs, or simulated and real data would mix.
        """
        domain, source = self.source(source_name)
        found = find_files(source, paths) if paths else None
        with file_lock(self.lock, "An import"):
            summary = import_files(
                domain,
                source,
                found.files if found else [_default(source)],
                lake=self.lake,
                database=self.database,
                clock=self.clock,
                max_file_size=self.settings.max_file_size,
                progress=progress,
            )
        rejected = (found.rejected if found else ()) + summary.rejected
        log.info("imported", source=source.name, files=summary.files, rows=summary.rows_read)
        return replace(summary, rejected=rejected)

    def source(self, name: str) -> tuple[DataDomain, Source]:
        known = {s: d for d in self.domains.values() for s in d.sources}
        if name not in known:
            raise NotFound(f"There is no source {name!r}.{suggestion(name, known)}")
        return known[name], known[name].sources[name]

    def has(self, domain: str) -> bool:
        """Whether anything of a domain was imported."""
        return versions.latest(self.database, domain) is not None

    @property
    def simulated(self) -> bool:
        """Whether this home holds made-up data."""
        held = (versions.latest(self.database, name) for name in self.domains)
        return any(version.simulated for version in held if version is not None)

    def latest(self, domain: str) -> versions.DataVersion:
        """Return the newest data version of a domain, or say that it has no data."""
        version = versions.latest(self.database, domain)
        if version is None:
            sources = ", ".join(self.domains[domain].sources)
            raise Conflict(
                f"This home has no data of {domain} yet. Import some first: "
                f"`bullpen data import SOURCE PATH` (sources: {sources}), or run `bullpen demo`."
            )
        return version

    def version(self, number: int) -> versions.DataVersion:
        return versions.by_id(self.database, number)

    def read(self, version: versions.DataVersion) -> Curated:
        return versions.read(self.lake, version, self.domains[version.domain].curated)

    def tables(self) -> list[TableStatus]:
        """Say how many rows each table of each zone holds, at the newest data version."""
        return sorted(self._tables(), key=lambda table: (table.zone, table.table))

    def findings(self, fates: Sequence[Fate]) -> pl.DataFrame:
        """List what rules did to the data (`FINDING_SCHEMA`), ordered by source, file and line."""
        found = [pl.DataFrame(schema=FINDING_SCHEMA)]
        for name in self.domains:
            version = versions.latest(self.database, name)
            if version is None:
                continue
            for zone, tables in ((Zone.STAGING, version.staging), (Zone.CURATED, version.curated)):
                if FINDINGS in tables:
                    found.append(self.lake.read(zone, name, FINDINGS, tables[FINDINGS]))
        wanted = pl.col("fate").is_in([fate.value for fate in fates])
        return pl.concat(found).filter(wanted).sort("source", "file", "line", nulls_last=True)

    def notices(self, domain: str) -> list[str]:
        """Return the notices that the providers of the newest data version ask to be shown."""
        version = versions.latest(self.database, domain)
        if version is None:
            return []
        used = [
            s
            for s in self.domains[domain].sources.values()
            if s.notice and any(table.name in version.staging for table in s.staging)
        ]
        return [source.notice for source in used if source.notice]

    def facts(self) -> dict[str, Any]:
        """Return what the domains say of their data, by name; also where there is none yet.

        Raises:
            Conflict: if two domains say something under the same name.
        """
        facts: dict[str, Any] = {}
        owners: dict[str, str] = {}
        for name, domain in self.domains.items():
            held = self.has(name)
            curated = self.read(self.latest(name)) if held else versions.nothing(domain.curated)
            for key, fact in domain.summary(curated).items():
                if key in facts:
                    raise Conflict(
                        f"The plug-ins {owners[key]} and {name} both say {key!r} of their data. "
                        "Uninstall one of them."
                    )
                facts[key], owners[key] = fact, name
        return facts

    def defects(self) -> list[dict[str, Any]]:
        """List every rule of every source, and how often it was applied to the data."""
        found = self.findings(list(Fate)).group_by("source", "rule").len().rows()
        counts = {(source, rule): count for source, rule, count in found}
        return [
            {
                "source": source.name,
                "rule": rule.name,
                "fate": rule.fate.value,
                "count": counts.get((source.name, rule.name), 0),
                "defect": rule.defect,
                "remedy": rule.remedy,
            }
            for domain in self.domains.values()
            for source in domain.sources.values()
            for rule in source.rules
        ]

    def _tables(self) -> Iterator[TableStatus]:
        for name in self.domains:
            version = versions.latest(self.database, name)
            if version is None:
                continue
            raw = self.lake.version(Zone.RAW, name, PAYLOADS)
            zones = {
                Zone.RAW: {} if raw is None else {PAYLOADS: raw},
                Zone.STAGING: version.staging,
                Zone.CURATED: version.curated,
            }
            for zone, tables in zones.items():
                for table, number in tables.items():
                    rows = self.lake.rows(zone, name, table, number)
                    yield TableStatus(zone=zone.value, table=table, rows=rows, version=number)


def _default(source: Source) -> Payload:
    if source.default is None:
        wanted = ", ".join(source.patterns)
        raise UsageError(f"Name the files or folders to import from {source.name} ({wanted}).")
    return source.default
