"""Imports files: raw, staging, curated, and then one row that makes it all visible.

Killed at any point, an import leaves readers on the data version before it, and the next import
completes it: raw payloads are stored by digest, staging is merged by key, and curated tables are
rebuilt whenever staging has moved on from the version that they were built from.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from bullpen.data import versions
from bullpen.data.lake import Lake, Zone
from bullpen.data.plugin import DataDomain
from bullpen.data.source import Curation, Fate, Payload, Source
from bullpen.data.staging import FINDINGS, Arrival, Staging
from bullpen.data.tables import data_versions, imported_files
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
    "content": pl.Binary(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """The fate of every row: read = accepted + unchanged + unmatched + quarantined.

    Attributes:
        accepted: rows that were new or changed, and are used whole.
        unchanged: rows that were held already, whatever their fate was then.
        unmatched: new rows that belong to no entity (yet).
        quarantined: new rows that were refused, whole or in a part of them.
        rejected: files that could not be used at all, with the reason.
    """

    source: str
    files: int
    rows_read: int
    rows_accepted: int
    rows_unchanged: int
    rows_unmatched: int
    rows_quarantined: int
    rejected: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    digest: str
    content: bytes


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
    if before is not None and before.simulated != source.simulated:
        held, arriving = ("simulated", "real") if before.simulated else ("real", "simulated")
        raise Conflict(
            f"This home holds {held} data of {domain.name}, and {source.name} brings {arriving} "
            "data. The two are never mixed: use another home (--home DIR)."
        )
    staging = Staging.open(lake, domain)
    seen = _seen(database, source)
    arrivals: list[Arrival] = []
    done: list[tuple[_File, Arrival]] = []
    rejected: list[tuple[str, str]] = []
    for number, path in enumerate(files, start=1):
        try:
            file = _file(path) if isinstance(path, Payload) else _read(path, max_file_size)
            if (file.name, file.digest) in seen:
                arrivals.append(_unchanged(seen[file.name, file.digest]))
            else:
                payload = Payload(file=file.name, content=file.content)
                arrivals.append(_arrive(staging, source, payload))
                done.append((file, arrivals[-1]))
        except BadInput as error:
            rejected.append((str(path), str(error)))
        progress(f"reading {source.name}", number, len(files))
    if rejected and not arrivals:
        raise BadInput(" ".join(reason for _, reason in rejected))
    _store_raw(lake, domain, source, clock, [file for file, _ in done])
    staging.commit(lake, domain)
    findings = _publish(domain, source, staging, before, done, lake, database, clock, progress)
    return _summary(source, arrivals, findings, rejected)


def _arrive(staging: Staging, source: Source, payload: Payload) -> Arrival:
    arrival = staging.add(source, source.parse(payload))
    if source.simulated and arrival.changed:
        raise Conflict(
            f"This home holds another simulation, and {payload.file} contradicts "
            f"{arrival.changed:,} of its rows. Import it into a home of its own (--home DIR)."
        )
    return arrival


def _seen(database: Database, source: Source) -> dict[tuple[str, str], int]:
    table = imported_files.c
    query = sa.select(table.file, table.digest, table.rows_read).where(table.source == source.name)
    with database.transaction() as connection:
        return {(row.file, row.digest): row.rows_read for row in connection.execute(query)}


def _read(path: Path, max_file_size: int) -> _File:
    try:
        size = path.stat().st_size
        if size > max_file_size:
            raise BadInput(
                f"{path} has {size:,} bytes, more than the limit of {max_file_size:,}; "
                "raise data.max_file_size if that is right."
            )
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    if not content:
        raise BadInput(f"{path} is empty.")
    return _file(Payload(file=path.name, content=content))


def _file(payload: Payload) -> _File:
    digest = hashlib.sha256(payload.content).hexdigest()
    return _File(name=payload.file, digest=digest, content=payload.content)


def _unchanged(rows: int) -> Arrival:
    nothing = pl.DataFrame(schema={"_file": pl.String(), "_line": pl.Int64()})
    return Arrival(rows_read=rows, unchanged=rows, changed=0, refused=0, fresh=nothing)


def _store_raw(
    lake: Lake, domain: DataDomain, source: Source, clock: Clock, files: Sequence[_File]
) -> None:
    held: set[str] = set()
    version = lake.version(Zone.RAW, domain.name, PAYLOADS)
    if version is not None:
        held = set(lake.column(Zone.RAW, domain.name, PAYLOADS, "digest").to_list())
    news = {file.digest: file for file in files if file.digest not in held}
    if not news:
        return
    rows = [(f.digest, source.name, f.name, clock.now(), f.content) for f in news.values()]
    frame = pl.DataFrame(rows, schema=_RAW_SCHEMA, orient="row")
    lake.append(Zone.RAW, domain.name, PAYLOADS, frame)


def _publish(
    domain: DataDomain,
    source: Source,
    staging: Staging,
    before: versions.DataVersion | None,
    done: Sequence[tuple[_File, Arrival]],
    lake: Lake,
    database: Database,
    clock: Clock,
    progress: Progress,
) -> pl.DataFrame:
    """Bring the curated tables up to staging and name them in a new data version."""
    is_current = before is not None and before.staging == staging.versions
    if is_current and not done:
        return staging.findings
    progress("curating", 0, 1)
    curation = domain.curate(staging.tables)
    curated = _write_curated(domain, curation, before, lake)
    progress("curating", 1, 1)
    with database.transaction() as connection:
        version = connection.execute(
            sa.insert(data_versions)
            .values(
                domain=domain.name,
                created_at=clock.now(),
                simulated=source.simulated,
                staging=staging.versions,
                curated=curated,
            )
            .returning(data_versions.c.id)
        ).scalar_one()
        for file, arrival in done:
            connection.execute(
                sa.insert(imported_files).values(
                    domain=domain.name,
                    source=source.name,
                    file=file.name,
                    digest=file.digest,
                    rows_read=arrival.rows_read,
                    imported_at=clock.now(),
                    data_version=version,
                )
            )
    return pl.concat([staging.findings, curation.findings])


def _write_curated(
    domain: DataDomain, curation: Curation, before: versions.DataVersion | None, lake: Lake
) -> dict[str, int]:
    """Write each curated table whose content changed; return the version of all of them."""
    named = dict(before.curated) if before else {}
    for name, frame in {**curation.tables, FINDINGS: curation.findings}.items():
        if name in named and lake.read(Zone.CURATED, domain.name, name, named[name]).equals(frame):
            continue
        named[name] = lake.replace(Zone.CURATED, domain.name, name, frame)
    return named


def _summary(
    source: Source,
    arrivals: Sequence[Arrival],
    findings: pl.DataFrame,
    rejected: Sequence[tuple[str, str]],
) -> ImportSummary:
    fresh = pl.concat([arrival.fresh for arrival in arrivals])
    refused = sum(arrival.refused for arrival in arrivals)
    fates = findings.select(_file="file", _line="line", fate="fate")
    of_fresh = fresh.join(fates, on=["_file", "_line"])
    quarantined = of_fresh.filter(pl.col("fate") == Fate.QUARANTINED).unique(["_file", "_line"])
    unmatched = (
        of_fresh.filter(pl.col("fate") == Fate.UNMATCHED)
        .unique(["_file", "_line"])
        .join(quarantined, on=["_file", "_line"], how="anti")
    )
    return ImportSummary(
        source=source.name,
        files=len(arrivals),
        rows_read=sum(arrival.rows_read for arrival in arrivals),
        rows_accepted=fresh.height - quarantined.height - unmatched.height,
        rows_unchanged=sum(arrival.unchanged for arrival in arrivals),
        rows_unmatched=unmatched.height,
        rows_quarantined=refused + quarantined.height,
        rejected=tuple(rejected),
    )
