"""Which files were imported, so that importing them again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bullpen.data.receive import Received
from bullpen.data.source import Source
from bullpen.data.tables import imported_files
from bullpen.infra.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A file that was merged, and how many data rows it held."""

    file: Received
    rows_read: int


def in_force(database: Database, source: Source) -> dict[tuple[str, str], int]:
    """Return rows read by (file, digest) of the files that no later import replaced.

    A file is replaced by another content under the same name. Giving the first content once more
    is then a correction like any other, so the first is not in force.
    """
    table = imported_files
    newest = sa.func.max(table.c.data_version).over(partition_by=table.c.file).label("newest")
    ranked = sa.select(table, newest).where(table.c.source == source.name).subquery()
    query = sa.select(ranked).where(ranked.c.data_version == ranked.c.newest)
    with database.transaction() as connection:
        return {(row.file, row.digest): row.rows_read for row in connection.execute(query)}


def record(
    connection: sa.Connection,
    domain: str,
    source: str,
    files: Sequence[Imported],
    data_version: int,
    moment: datetime,
) -> None:
    """Put files on record under a data version; one that was on record already moves there."""
    table = imported_files
    for each in files:
        name, digest = each.file.key
        here = (table.c.source == source, table.c.file == name, table.c.digest == digest)
        connection.execute(sa.delete(table).where(*here))
        row = {"domain": domain, "source": source, "file": name, "digest": digest}
        connection.execute(
            sa.insert(table).values(
                **row, rows_read=each.rows_read, imported_at=moment, data_version=data_version
            )
        )
