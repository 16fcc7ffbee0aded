"""The staging tables of a domain in memory, while files are merged into them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from bullpen.data.lake import Lake, Zone
from bullpen.data.merge import ORIGIN, empty, merge
from bullpen.data.plugin import DataDomain
from bullpen.data.source import FINDING_SCHEMA, Fate, Parsed, Source
from bullpen.data.versions import DataVersion

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

    @classmethod
    def nothing_new(cls, rows: int) -> "Arrival":
        """A file whose rows are all held already."""
        fresh = pl.DataFrame(schema=ORIGIN)
        return cls(rows_read=rows, unchanged=rows, changed=0, refused=0, fresh=fresh)

    def extends(self, held: int) -> bool:
        """Whether the file says the same as the `held` rows before it, and perhaps more.

        A file that says only a part of them, and nothing else, does too.
        """
        return self.changed == 0 and (self.fresh.is_empty() or self.unchanged == held)


@dataclass(slots=True)
class Staging:
    """All staging tables of a domain, and the findings made while parsing."""

    tables: dict[str, pl.DataFrame]
    findings: pl.DataFrame
    versions: dict[str, int]  # of what these tables were when last read or written
    _changed: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, lake: Lake, domain: DataDomain, version: DataVersion | None) -> "Staging":
        """Read the tables that a data version names; one that it does not name is empty.

        What lies beside them on disk was left by an import that never finished.
        """
        tables = {t.name: empty(t) for s in domain.sources.values() for t in s.staging}
        tables[FINDINGS] = pl.DataFrame(schema=FINDING_SCHEMA)
        named = dict(version.staging) if version else {}
        for name, number in named.items():
            tables[name] = lake.read(Zone.STAGING, domain.name, name, number)
        return cls(tables, tables.pop(FINDINGS), named)

    def rows(self, source: Source) -> int:
        """Count the rows held in the tables of a source."""
        return sum(self.tables[table.name].height for table in source.staging)

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
        again = unchanged + changed > 0
        known = self._add_findings(source, parsed, replace=again)
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

    def _add_findings(self, source: Source, parsed: Parsed, *, replace: bool) -> int:
        """Add findings that are new; return how many refused rows had been refused before.

        With `replace` the file holds rows that came before, so that it is a later edition of the
        one of its name: what was found in that one, and is not found again, is forgotten.
        """
        arriving = parsed.findings
        news = _without(arriving, self.findings)
        kept = self.findings
        if replace:
            own = pl.col("source") == source.name
            files = [*parsed.staging.values(), arriving.rename({"file": "_file"})]
            names = pl.concat([frame.select("_file") for frame in files]).to_series().unique()
            here = kept.filter(own & pl.col("file").is_in(names.implode()))
            kept = _without(kept, _without(here, arriving), ["file", *_SAME_FINDING])
        if news.height or kept.height < self.findings.height:
            self.findings = pl.concat([kept, news.select(kept.columns)])
            self._changed.add(FINDINGS)
        whole_rows = pl.col("field").is_null() & (pl.col("fate") == Fate.QUARANTINED)
        return arriving.filter(whole_rows).height - news.filter(whole_rows).height


def _without(
    findings: pl.DataFrame, others: pl.DataFrame, same: Sequence[str] = _SAME_FINDING
) -> pl.DataFrame:
    """Drop the findings that are among the others too."""
    return findings.join(others, on=same, how="anti", nulls_equal=True, maintain_order="left")
