"""The staging tables of a domain in memory, while files are merged into them."""

from dataclasses import dataclass, field

import polars as pl

from bullpen.data.lake import Lake, Zone
from bullpen.data.merge import ORIGIN, empty, merge
from bullpen.data.plugin import DataDomain
from bullpen.data.source import FINDING_SCHEMA, Fate, Parsed, Source

FINDINGS = "findings"
_SAME_FINDING = ["source", "entity", "field", "value", "rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What one file changed.

    Attributes:
        rows_read: data rows in the file.
        unchanged: rows that were held already with the same content.
        changed: rows that replace one that was held.
        refused: rows that never reached staging.
        fresh: `_file` and `_line` of the rows that were new or changed.
    """

    rows_read: int
    unchanged: int
    changed: int
    refused: int
    fresh: pl.DataFrame


@dataclass(slots=True)
class Staging:
    """All staging tables of a domain, and the findings made while parsing."""

    tables: dict[str, pl.DataFrame]
    findings: pl.DataFrame
    versions: dict[str, int]  # of what is on disk
    _changed: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, lake: Lake, domain: DataDomain) -> "Staging":
        """Read the newest version of every table; one that was never written is empty."""
        tables = {t.name: empty(t) for s in domain.sources.values() for t in s.staging}
        tables[FINDINGS] = pl.DataFrame(schema=FINDING_SCHEMA)
        versions: dict[str, int] = {}
        for name in tables:
            version = lake.version(Zone.STAGING, domain.name, name)
            if version is not None:
                versions[name] = version
                tables[name] = lake.read(Zone.STAGING, domain.name, name, version)
        return cls(tables, tables.pop(FINDINGS), versions)

    def add(self, source: Source, parsed: Parsed) -> Arrival:
        """Merge what was parsed from one file."""
        unchanged, changed, staged = 0, 0, 0
        fresh = [pl.DataFrame(schema=ORIGIN)]
        for table in source.staging:
            arriving = parsed.staging.get(table.name, empty(table))
            merged = merge(table, self.tables[table.name], arriving)
            staged += arriving.height
            unchanged += merged.unchanged
            changed += merged.changed
            if not merged.fresh.is_empty():
                self.tables[table.name] = merged.rows
                self._changed.add(table.name)
                fresh.append(merged.fresh.select(ORIGIN.keys()))
        known = self._add_findings(parsed.findings)
        refused = parsed.rows_read - staged
        return Arrival(
            rows_read=parsed.rows_read,
            unchanged=unchanged + min(known, refused),
            changed=changed,
            refused=refused - min(known, refused),
            fresh=pl.concat(fresh),
        )

    def commit(self, lake: Lake, domain: DataDomain) -> None:
        """Write every table that changed."""
        for name in sorted(self._changed):
            frame = self.findings if name == FINDINGS else self.tables[name]
            self.versions[name] = lake.replace(Zone.STAGING, domain.name, name, frame)
        self._changed.clear()

    def _add_findings(self, arriving: pl.DataFrame) -> int:
        """Add findings that are new; return how many refused rows had been refused before."""
        news = arriving.join(
            self.findings, on=_SAME_FINDING, how="anti", nulls_equal=True, maintain_order="left"
        )
        if not news.is_empty():
            self.findings = pl.concat([self.findings, news.select(self.findings.columns)])
            self._changed.add(FINDINGS)
        whole_rows = pl.col("field").is_null() & (pl.col("fate") == Fate.QUARANTINED)
        return arriving.filter(whole_rows).height - news.filter(whole_rows).height
