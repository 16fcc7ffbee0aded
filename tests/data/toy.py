"""A domain as small as one can be: lines of text in, numbers and names out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from bullpen.data.lake import Lake
from bullpen.data.service import Data
from bullpen.data.settings import DataSettings
from bullpen.data.source import (
    FINDING_SCHEMA,
    Curation,
    Fate,
    Parsed,
    Payload,
    Rule,
    Source,
    StagingTable,
)
from bullpen.infra.clock import ManualClock
from bullpen.infra.database import Database
from bullpen.infra.errors import BadInput
from bullpen.migrations import migrate
from bullpen.vocabulary.curated import Curated

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
_ORIGIN: dict[str, pl.DataType] = {"_file": pl.String(), "_line": pl.Int64()}
NUMBERS = StagingTable(
    name="numbers", key=("key",), schema={"key": pl.String(), "value": pl.Int64()}
)
NAMES = StagingTable(name="names", key=("key",), schema={"key": pl.String(), "name": pl.String()})
CURATED = {"numbers": dict(NUMBERS.schema), "names": dict(NAMES.schema)}


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines `number,KEY,VALUE` and `name,KEY,NAME`; a line that is neither is quarantined."""

    name: str = "lines"
    description: str = "lines of text"
    patterns: tuple[str, ...] = ("*.csv",)
    default: Payload | None = None
    staging: tuple[StagingTable, ...] = (NUMBERS, NAMES)
    rules: tuple[Rule, ...] = (
        Rule(name="unreadable", defect="no number", fate=Fate.QUARANTINED, remedy="left out"),
        Rule(name="stranger", defect="no such key", fate=Fate.UNMATCHED, remedy="kept aside"),
    )
    simulated: bool = False
    notice: str | None = None

    def parse(self, payload: Payload) -> Parsed:
        if payload.content.startswith(b"\0"):
            raise BadInput(f"{payload.file} is not text.")
        lines = payload.content.decode().splitlines()
        rows: dict[str, list[Any]] = {"number": [], "name": []}
        refused = []
        for number, line in enumerate(lines, start=1):
            kind, key, value = line.split(",")
            if kind == "number" and not value.lstrip("-").isdigit():
                refused.append((payload.file, number, key, value))
            else:
                cell = int(value) if kind == "number" else value
                rows[kind].append((key, cell, payload.file, number))
        return Parsed(
            staging={
                table.name: pl.DataFrame(
                    rows[kind], schema={**table.schema, **_ORIGIN}, orient="row"
                )
                for kind, table in (("number", NUMBERS), ("name", NAMES))
            },
            findings=_findings(self.name, refused, "unreadable", Fate.QUARANTINED),
            rows_read=len(lines),
        )


@dataclass(frozen=True, slots=True)
class Toy:
    """Keys that start with x belong to nothing."""

    sources: Mapping[str, Source]
    name: str = "toy"
    curated: Mapping[str, Mapping[str, pl.DataType]] = field(default_factory=lambda: CURATED)

    def curate(self, staging: Mapping[str, pl.DataFrame]) -> Curation:
        strange = pl.col("key").str.starts_with("x")
        lost = staging["numbers"].filter(strange).select("_file", "_line", "key", "value").rows()
        return Curation(
            tables={
                name: staging[name].filter(~strange).select(*schema).sort("key")
                for name, schema in self.curated.items()
            },
            findings=_findings("lines", lost, "stranger", Fate.UNMATCHED),
        )

    def summary(self, curated: Curated) -> Mapping[str, Any]:
        return {"keys": curated["numbers"].select("key").collect().to_dicts()}


def toy_home(home: Path, *, url: str | None = None, max_file_size: str = "1 MiB") -> Data:
    """A data room of its own in a folder."""
    home.mkdir(parents=True, exist_ok=True)
    database = Database(url or f"sqlite:///{home / 'bullpen.db'}")
    migrate(database)
    sources = (
        Lines(),
        Lines(name="more-lines"),
        Lines(name="made-up", patterns=("*.sim",), simulated=True),
    )
    return Data(
        {"toy": Toy({source.name: source for source in sources})},
        Lake(home / "lake"),
        database,
        ManualClock(NOW),
        DataSettings(max_file_size=max_file_size),  # type: ignore[arg-type]  # parsed from text
        home / "import.lock",
    )


def content(data: Data) -> dict[str, list[Any]]:
    """All that a reader can see: curated tables and findings of the newest data version."""
    if not data.has("toy"):
        return {}
    curated = data.read(data.latest("toy"))
    seen = {name: table.sort("key").collect().rows() for name, table in curated.items()}
    return {**seen, "findings": sorted(data.findings(list(Fate)).rows(), key=str)}


def _findings(source: str, rows: list[Any], rule: str, fate: Fate) -> pl.DataFrame:
    whole = [
        (source, file, line, key, None, str(value), rule, fate.value, f"{key} is {value}.")
        for file, line, key, value in rows
    ]
    return pl.DataFrame(whole, schema=FINDING_SCHEMA, orient="row")
