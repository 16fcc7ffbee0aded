"""One Alembic history for all tables, on SQLite and on PostgreSQL."""

import sqlalchemy as sa

from bullpen.infra.database import Database
from bullpen.infra.errors import Conflict

HEAD = "20261120_spine"
"""The newest revision; a test holds it equal to what Alembic finds in `versions/`."""

_LOCK = 0x62756C6C  # "bull": an advisory lock number of our own


def migrate(database: Database) -> None:
    """Bring the schema to `HEAD`; concurrent callers wait for each other.

    Raises:
        Conflict: if the database was migrated by a newer Bullpen than this one.
    """
    with database.transaction() as connection:
        if _revision(connection) == HEAD:
            return
        if database.dialect == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        run(connection, "upgrade", HEAD)


def run(connection: sa.Connection, direction: str, revision: str) -> None:
    """Run Alembic inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "bullpen:migrations")
    config.attributes["connection"] = connection
    try:
        getattr(command, direction)(config, revision)
    except CommandError as error:
        raise Conflict(
            f"The database has a schema that this Bullpen does not know ({error}). "
            "It was made by a newer version; upgrade this one."
        ) from error


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
