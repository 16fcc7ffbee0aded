"""The staging tables of a domain in memory, while files are merged into them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from bullpen.data.lake import Lake, Zone
from bullpen.data.merge import ORIGIN, empty, merge
from bullpen.data.plugin import DataDomain
from bullpen.data.source import FINDING_SCHEMA, Fate, Parsed, Source, StagingTable
from bullpen.data.versions import DataVersion

FINDINGS = "findings"
_SAME_FINDING = ["source", "entity", "field", "value", "rule"]
_MARK = "\0"  # no file name holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What one file changed.

    Rows that a former edition of the file held, and this one does not, leave staging and are
    counted nowhere here: they are no rows of this file.

    Attributes:
        number: 1-based place among the files of this import; 0 for a file of nothing new.
        rows_read: data rows in the file.
        unchanged: rows that were held already with the same content.
        changed: rows that replace one that was held.
        refused: rows that never reached staging.
        fresh: `_file` and `_line` of the rows that were new or changed.
        findings: what was found while parsing it, known or not.
    """

    number: int = 0
    rows_read: int
    unchanged: int
    changed: int
    refused: int
    fresh: pl.DataFrame
    findings: pl.DataFrame

    @classmethod
    def nothing_new(cls, rows: int) -> "Arrival":
        """A file whose rows are all held already."""
        return cls(
            rows_read=rows,
            unchanged=rows,
            changed=0,
            refused=0,
            fresh=pl.DataFrame(schema=ORIGIN),
            findings=pl.DataFrame(schema=FINDING_SCHEMA),
        )

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
    _fresh: dict[str, list[pl.DataFrame]] = field(default_factory=dict)  # one frame a file
    _arrived: int = 0

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
        """Merge what was parsed from one file.

        A file that holds rows that came before is a later edition of the one of its name: what
        that one said, and this one does not say again, is forgotten. A simulation forgets
        nothing: its file describes a world, and a shorter description only the start of it.
        """
        self._arrived += 1
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
                if source.rules:  # without rules there are no findings to tell apart
                    self._remember(table, merged.fresh)
        again = unchanged + changed > 0
        if again and not source.simulated:
            self._forget_rows(source, parsed)
        known = self._add_findings(source, parsed, replace=again)
        refused = parsed.rows_read - staged
        return Arrival(
            number=self._arrived,
            rows_read=parsed.rows_read,
            unchanged=unchanged + min(known, refused),
            changed=changed,
            refused=refused - min(known, refused),
            fresh=pl.concat(fresh),
            findings=parsed.findings,
        )

    def marked(self) -> dict[str, pl.DataFrame]:
        """Return the tables with the number of its arrival in the `_file` of every new row.

        A finding names a file and a line, which two files of one name both have; `unmarked` says
        which of them it means.
        """
        marked = dict(self.tables)
        for name, fresh in self._fresh.items():
            keys = [column for column in fresh[0].columns if column != "_arrival"]
            newest = pl.concat(fresh).unique(keys, keep="last", maintain_order=True)
            marked[name] = (
                self.tables[name]
                .join(newest, on=keys, how="left", nulls_equal=True, maintain_order="left")
                .with_columns(_file=pl.concat_str("_file", "_arrival", ignore_nulls=True))
                .drop("_arrival")
            )
        return marked

    def commit(self, lake: Lake, domain: DataDomain) -> None:
        """Write every table that changed."""
        for name in sorted(self._changed):
            frame = self.findings if name == FINDINGS else self.tables[name]
            self.versions[name] = lake.replace(Zone.STAGING, domain.name, name, frame)
        self._changed.clear()

    def _remember(self, table: StagingTable, fresh: pl.DataFrame) -> None:
        arrival = pl.lit(f"{_MARK}{self._arrived}")
        self._fresh.setdefault(table.name, []).append(fresh.select(*table.key, _arrival=arrival))

    def _forget_rows(self, source: Source, parsed: Parsed) -> None:
        """Drop the rows that came from a file of this name and are not in this one."""
        files = _files(parsed)
        for table in source.staging:
            held, on = self.tables[table.name], list(table.key)
            said = parsed.staging.get(table.name, empty(table))
            former = held.filter(pl.col("_file").is_in(files.implode()))
            gone = former.join(said, on=on, how="anti", nulls_equal=True)
            if not gone.is_empty():
                self.tables[table.name] = held.join(
                    gone, on=on, how="anti", nulls_equal=True, maintain_order="left"
                )
                self._changed.add(table.name)

    def _add_findings(self, source: Source, parsed: Parsed, *, replace: bool) -> int:
        """Add findings that are new; return how many refused rows had been refused before.

        With `replace`, findings of the former edition that are not found again are forgotten.
        """
        arriving = parsed.findings
        news = _without(arriving, self.findings)
        kept = self.findings
        if replace:
            own = pl.col("source") == source.name
            here = kept.filter(own & pl.col("file").is_in(_files(parsed).implode()))
            kept = _without(kept, _without(here, arriving), ["file", *_SAME_FINDING])
        if news.height or kept.height < self.findings.height:
            self.findings = pl.concat([kept, news.select(kept.columns)])
            self._changed.add(FINDINGS)
        whole_rows = pl.col("field").is_null() & (pl.col("fate") == Fate.QUARANTINED)
        return arriving.filter(whole_rows).height - news.filter(whole_rows).height


def unmarked(findings: pl.DataFrame) -> pl.DataFrame:
    """Return findings about marked rows, in a fixed order, with the number of the `arrival`.

    It is null where the finding is about a row that was held before.
    """
    parts = pl.col("file").str.split_exact(_MARK, 1)
    return findings.with_columns(
        file=parts.struct.field("field_0"), arrival=parts.struct.field("field_1").cast(pl.Int64)
    ).sort(*FINDING_SCHEMA)


def _files(parsed: Parsed) -> pl.Series:
    """Return the names of the files that were parsed: one, or the members of a zip."""
    frames = [*parsed.staging.values(), parsed.findings.rename({"file": "_file"})]
    return pl.concat([frame.select("_file") for frame in frames]).to_series().unique()


def _without(
    findings: pl.DataFrame, others: pl.DataFrame, same: Sequence[str] = _SAME_FINDING
) -> pl.DataFrame:
    """Drop the findings that are among the others too."""
    return findings.join(others, on=same, how="anti", nulls_equal=True, maintain_order="left")
