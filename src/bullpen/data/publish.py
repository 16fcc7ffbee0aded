"""Makes what was staged visible: curated tables, and one database row that names all versions."""

from collections.abc import Sequence

import polars as pl
import sqlalchemy as sa

from bullpen.data import imported_files
from bullpen.data.imported_files import Imported
from bullpen.data.lake import Lake, Zone
from bullpen.data.plugin import DataDomain
from bullpen.data.source import Curation, Source
from bullpen.data.staging import FINDINGS, Staging
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
    """Curate, and name the result in a new data version; return all findings.

    Files that brought nothing new are put on record under the data version that holds them.
    """
    if before is not None and before.staging == staging.versions:
        with database.transaction() as connection:
            imported_files.record(
                connection, domain.name, source.name, files, before.id, clock.now()
            )
        return staging.findings
    curation = domain.curate(staging.tables)
    curated = _write_curated(domain, curation, before, lake)
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
    return pl.concat([staging.findings, curation.findings])


def _write_curated(
    domain: DataDomain, curation: Curation, before: DataVersion | None, lake: Lake
) -> dict[str, int]:
    """Write each curated table whose content changed; return the version of all of them."""
    named = dict(before.curated) if before else {}
    for name, frame in {**curation.tables, FINDINGS: curation.findings}.items():
        if name in named and lake.read(Zone.CURATED, domain.name, name, named[name]).equals(frame):
            continue
        named[name] = lake.replace(Zone.CURATED, domain.name, name, frame)
    return named
