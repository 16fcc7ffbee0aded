"""A data version: one database row that names the Delta version of every table.

Delta commits are per table; this row is what makes many of them visible at once. A reader never
asks a table for its newest version, so an import that died half-way is invisible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import sqlalchemy as sa

from bullpen.data.lake import Lake, Zone
from bullpen.data.tables import data_versions
from bullpen.infra.database import Database
from bullpen.infra.errors import NotFound
from bullpen.vocabulary.curated import Curated


@dataclass(frozen=True, slots=True, kw_only=True)
class DataVersion:
    """What was known to Bullpen at one moment, for good.

    Attributes:
        id: its number in this database.
        token: its name among the versions of all databases, for what is kept outside of this one.
        staging, curated: the Delta version of each table.
    """

    id: int
    token: str
    domain: str
    created_at: datetime
    simulated: bool
    staging: Mapping[str, int]
    curated: Mapping[str, int]


def latest(database: Database, domain: str) -> DataVersion | None:
    newest = sa.select(data_versions).where(data_versions.c.domain == domain)
    return _first(database, newest.order_by(data_versions.c.id.desc()).limit(1))


def by_id(database: Database, version: int) -> DataVersion:
    found = _first(database, sa.select(data_versions).where(data_versions.c.id == version))
    if found is None:
        raise NotFound(f"There is no data version {version}; was it imported into another home?")
    return found


def _first(database: Database, query: sa.Select[tuple[object, ...]]) -> DataVersion | None:
    with database.transaction() as connection:
        row = connection.execute(query).mappings().first()
    return DataVersion(**row) if row else None


def read(
    lake: Lake, version: DataVersion, schemas: Mapping[str, Mapping[str, pl.DataType]]
) -> Curated:
    """Read the curated tables of a version; a table that it does not name is empty."""
    return Curated(
        {
            name: (
                lake.read(Zone.CURATED, version.domain, name, version.curated[name])
                if name in version.curated
                else pl.DataFrame(schema=schema)
            ).lazy()
            for name, schema in schemas.items()
        }
    )


def nothing(schemas: Mapping[str, Mapping[str, pl.DataType]]) -> Curated:
    """Return the curated tables of a domain without data: all of them, empty."""
    return Curated({name: pl.DataFrame(schema=schema).lazy() for name, schema in schemas.items()})
