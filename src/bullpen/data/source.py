"""What brings payloads in, and what it makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import polars as pl


class Fate(StrEnum):
    """What a rule did to what it found."""

    KEPT = "kept"  # remarkable, yet sound: used as it stands, and on record
    REPAIRED = "repaired"  # the value was mended by a stated rule and used
    UNMATCHED = "unmatched"  # a sound row that belongs to no entity; kept in staging, not curated
    QUARANTINED = "quarantined"  # the value or the row is not used


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A defect that a source is known to have, and what is done about it.

    Attributes:
        name: short and stable, kebab-case; findings refer to it.
        defect: what is wrong, for people.
        fate: what happens to it.
        remedy: what is done, for people.
    """

    name: str
    defect: str
    fate: Fate
    remedy: str


FINDING_SCHEMA: dict[str, pl.DataType] = {
    "source": pl.String(),
    "file": pl.String(),  # name of the file, without its folders
    "line": pl.Int64(),  # 1-based line or row of the sheet; null = the whole file
    "entity": pl.String(),  # the entity's id where it is known, else a readable key; may be null
    "field": pl.String(),  # the column or quote concerned; null = the whole row
    "value": pl.String(),  # as it stood in the file
    "rule": pl.String(),  # name of a Rule
    "fate": pl.String(),  # a Fate
    "reason": pl.String(),  # a sentence that a person understands
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One file as received."""

    file: str  # name without folders
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a source made of one payload.

    Attributes:
        staging: validated rows by staging table. Each frame has the columns of
            `Source.staging`, among them `_file` (text) and `_line` (Int64), which say where the
            row came from and are not part of its content.
        findings: `FINDING_SCHEMA`; what was repaired and what was quarantined while parsing.
        rows_read: data rows that the payload held, also the quarantined ones.
    """

    staging: Mapping[str, pl.DataFrame]
    findings: pl.DataFrame
    rows_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingTable:
    """Name, key and columns of a staging table; `_file` and `_line` are added to the columns.

    Rows of a file that a later edition of it does not hold are dropped, so that sources do not
    share a staging table.
    """

    name: str
    key: tuple[str, ...]
    schema: Mapping[str, pl.DataType]


class Source(Protocol):
    """Parses the payloads of one provider into validated staging rows.

    `parse` is a pure function of the payload. A row that it cannot use becomes a finding; a
    payload that it cannot use at all raises `BadPayload` with a sentence.
    """

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def patterns(self) -> tuple[str, ...]:
        """Shell patterns of the file names it takes (case-insensitive)."""
        ...

    @property
    def default(self) -> "Payload | None":
        """What is parsed when no path is given; null where the source needs files."""
        ...

    @property
    def staging(self) -> tuple[StagingTable, ...]: ...

    @property
    def rules(self) -> tuple[Rule, ...]: ...

    @property
    def simulated(self) -> bool:
        """True where every row is made up; such data never shares a home with real data."""
        ...

    @property
    def notice(self) -> str | None:
        """A notice that the provider asks to be shown wherever its data is used."""
        ...

    def parse(self, payload: Payload) -> Parsed: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Curation:
    """What a domain made of its staging tables.

    Attributes:
        tables: curated tables by name, each with `known_at` and `simulated`.
        findings: `FINDING_SCHEMA`; what joining the sources repaired, left unmatched or
            quarantined. `file` and `line` are `_file` and `_line` of a staging row as they stood
            there: which row of an import a finding is about is told by them.
    """

    tables: Mapping[str, pl.DataFrame]
    findings: pl.DataFrame
