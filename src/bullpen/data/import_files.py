"""Imports files: raw, staging, curated, and then one row that makes it all visible.

Every import starts from the tables that the newest data version names. Killed at any point, it
leaves readers and the next import on that version, whatever it had written beside; given the same
files, the next import does all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from bullpen.data import versions
from bullpen.data.imported_files import Imported, in_force
from bullpen.data.lake import Lake, Zone
from bullpen.data.plugin import DataDomain
from bullpen.data.publish import nothing_found, publish
from bullpen.data.receive import Received, receive
from bullpen.data.source import Fate, Payload, Source
from bullpen.data.staging import Arrival, Staging
from bullpen.infra.clock import Clock
from bullpen.infra.database import Database
from bullpen.infra.errors import BadInput, Conflict
from bullpen.infra.progress import Progress

PAYLOADS = "payloads"
_RAW_SCHEMA: dict[str, pl.DataType] = {
    "digest": pl.String(),
    "source": pl.String(),
    "file": pl.String(),
    "received_at": pl.Datetime("us", "UTC"),
    "simulated": pl.Boolean(),
    "content": pl.Binary(),
}
_ROW = ["arrival", "_file", "_line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """The fate of every row: read = accepted + unchanged + unmatched + quarantined.

    Each row counts once, however many findings it has. Rows that a later edition of a file holds
    no more are no rows of it: they leave the data and have no fate here.

    Attributes:
        accepted: rows that were new or changed, and are used whole.
        unchanged: rows that were held already, whatever their fate was then.
        unmatched: new rows that belong to no entity (yet).
        quarantined: new rows that were refused, whole or in a part of them.
        simulated: the rows are made up.
        rejected: files that could not be used at all, with the reason.
    """

    source: str
    files: int
    rows_read: int
    rows_accepted: int
    rows_unchanged: int
    rows_unmatched: int
    rows_quarantined: int
    simulated: bool
    rejected: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Merged:
    """What became of the files so far."""

    arrivals: list[Arrival] = field(default_factory=list)
    news: list[Imported] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)


def import_files(
    domain: DataDomain,
    source: Source,
    files: Sequence[Path | Payload],
    *,
    lake: Lake,
    database: Database,
    clock: Clock,
    max_file_size: int,
    progress: Progress,
) -> ImportSummary:
    """Import the files of one source. Importing a file again changes nothing.

    Raises:
        BadInput: if none of the files can be used; one bad file among good ones is reported in
            the summary instead.
        Conflict: if simulated data would join real data or another simulation.
    """
    before = versions.latest(database, domain.name)
    _refuse_mixing(domain, source, before)
    staging = Staging.open(lake, domain, before)
    known = in_force(database, source)
    merged = _Merged()
    for number, path in enumerate(files, start=1):
        try:
            _merge(receive(path, max_file_size), source, staging, known, merged)
        except BadInput as error:
            merged.rejected.append((str(path), str(error)))
        progress(f"reading {source.name}", number, len(files))
    if merged.rejected and not merged.arrivals:
        raise BadInput(" ".join(reason for _, reason in merged.rejected))
    found = nothing_found()
    if merged.news:
        progress("storing and curating", 0, 1)
        _store_raw(lake, domain, source, clock, [each.file for each in merged.news])
        staging.commit(lake, domain)
        found = publish(
            domain,
            source,
            staging,
            merged.news,
            before=before,
            lake=lake,
            database=database,
            clock=clock,
        )
        progress("storing and curating", 1, 1)
    return _summary(source, merged, found)


def _refuse_mixing(domain: DataDomain, source: Source, before: versions.DataVersion | None) -> None:
    if before is None or before.simulated == source.simulated:
        return
    held, arriving = ("simulated", "real") if before.simulated else ("real", "simulated")
    raise Conflict(
        f"This home holds {held} data of {domain.name}, and {source.name} brings {arriving} "
        "data. The two are never mixed: use another home (--home DIR)."
    )


def _merge(
    file: Received,
    source: Source,
    staging: Staging,
    known: dict[tuple[str, str], int],
    merged: _Merged,
) -> None:
    """Merge one file into the staging tables, unless its content is in force already."""
    if file.key in known:
        merged.arrivals.append(Arrival.nothing_new(known[file.key]))
        return
    held = staging.rows(source)
    arrival = staging.add(source, source.parse(file.payload))
    if source.simulated and not arrival.extends(held):
        raise Conflict(
            f"This home holds another simulation than the one of {file.payload.file}. "
            "Two are never mixed: import it into a home of its own (--home DIR)."
        )
    known[file.key] = arrival.rows_read
    merged.arrivals.append(arrival)
    merged.news.append(Imported(file=file, rows_read=arrival.rows_read))


def _store_raw(
    lake: Lake, domain: DataDomain, source: Source, clock: Clock, files: Sequence[Received]
) -> None:
    held: set[str] = set()
    if lake.version(Zone.RAW, domain.name, PAYLOADS) is not None:
        held = set(lake.column(Zone.RAW, domain.name, PAYLOADS, "digest").to_list())
    news = {file.digest: file.payload for file in files if file.digest not in held}
    if not news:
        return
    now = clock.now()
    rows = [
        (digest, source.name, payload.file, now, source.simulated, payload.content)
        for digest, payload in news.items()
    ]
    frame = pl.DataFrame(rows, schema=_RAW_SCHEMA, orient="row")
    lake.append(Zone.RAW, domain.name, PAYLOADS, frame)


def _summary(source: Source, merged: _Merged, curated: pl.DataFrame) -> ImportSummary:
    """Count; `curated` holds what curating found about the rows of each arrival."""
    arrivals = merged.arrivals
    fresh = pl.concat([_numbered(arrival, arrival.fresh) for arrival in arrivals])
    found = pl.concat([*(_numbered(each, each.findings) for each in arrivals), curated])
    of_fresh = fresh.join(found.rename({"file": "_file", "line": "_line"}), on=_ROW)
    quarantined = of_fresh.filter(pl.col("fate") == Fate.QUARANTINED).unique(_ROW)
    unmatched = (
        of_fresh.filter(pl.col("fate") == Fate.UNMATCHED)
        .unique(_ROW)
        .join(quarantined, on=_ROW, how="anti")
    )
    return ImportSummary(
        source=source.name,
        files=len(arrivals),
        rows_read=sum(arrival.rows_read for arrival in arrivals),
        rows_accepted=fresh.height - quarantined.height - unmatched.height,
        rows_unchanged=sum(arrival.unchanged for arrival in arrivals),
        rows_unmatched=unmatched.height,
        rows_quarantined=sum(arrival.refused for arrival in arrivals) + quarantined.height,
        simulated=source.simulated,
        rejected=tuple(merged.rejected),
    )


def _numbered(arrival: Arrival, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(arrival=pl.lit(arrival.number, pl.Int64()))
