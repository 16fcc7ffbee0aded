"""Makes what was staged visible: curated tables, and one database row that names all versions."""

from collections.abc import Mapping, Sequence

import polars as pl
import sqlalchemy as sa

from bullpen.data import imported_files
from bullpen.data.imported_files import Imported
from bullpen.data.lake import Lake, Zone
from bullpen.data.plugin import DataDomain
from bullpen.data.source import FINDING_SCHEMA, Source
from bullpen.data.staging import FINDINGS, Staging, unmarked
from bullpen.data.tables import data_versions
from bullpen.data.versions import DataVersion
from bullpen.infra.clock import Clock
from bullpen.infra.database import Database


def publish(
    domain: DataDomain,
    source: Source,
    staging: Staging,
    files: Sequence[Imported],
    *,
    before: DataVersion | None,
    lake: Lake,
    database: Database,
    clock: Clock,
) -> pl.DataFrame:
    """Curate, and name the result in a new data version.

    Files that brought nothing new are put on record under the data version that holds them.

    Returns:
        What curating found: `FINDING_SCHEMA`, and `arrival`, the number of the file that brought
        the row; null where the row was held before.
    """
    if before is not None and before.staging == staging.versions:
        with database.transaction() as connection:
            imported_files.record(
                connection, domain.name, source.name, files, before.id, clock.now()
            )
        return nothing_found()
    curation = domain.curate(staging.marked())
    found = unmarked(curation.findings)
    tables = {**curation.tables, FINDINGS: found.drop("arrival")}
    curated = _write_curated(domain, tables, before, lake)
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
        imported_files.record(connection, domain.name, source.name, files, version, clock.now())
    return found


def nothing_found() -> pl.DataFrame:
    """Return what `publish` does where there was nothing to curate."""
    return pl.DataFrame(schema={**FINDING_SCHEMA, "arrival": pl.Int64()})


def _write_curated(
    domain: DataDomain,
    tables: Mapping[str, pl.DataFrame],
    before: DataVersion | None,
    lake: Lake,
) -> dict[str, int]:
    """Write each curated table whose content changed; return the version of all of them."""
    named = dict(before.curated) if before else {}
    for name, frame in tables.items():
        if name in named and lake.read(Zone.CURATED, domain.name, name, named[name]).equals(frame):
            continue
        named[name] = lake.replace(Zone.CURATED, domain.name, name, frame)
    return named
