"""One SQLAlchemy engine for SQLite or PostgreSQL, with the same transactions on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bullpen.infra.errors import Corrupted, DependencyUnavailable, UsageError

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every package declares its tables here; one Alembic history creates them."""


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment with time zone. SQLite stores it as UTC without one, and gives it back with it."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """Connections to one database. Thread-safe; every unit of work is one `transaction()`."""

    def __init__(self, url: str, *, busy_timeout: timedelta = timedelta(seconds=5)) -> None:
        self.engine = _engine(url, busy_timeout)

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Commit when the block ends, roll back when it raises.

        On SQLite the transaction takes the write lock at its start, so that what it reads stays
        true until it commits; on PostgreSQL it is READ COMMITTED.

        Raises:
            DependencyUnavailable: if the database cannot be reached or stays locked.
            Corrupted: if its file is damaged.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            if type(error) is sa.exc.DatabaseError:  # none of its kinds: the file itself is broken
                name = self.engine.url.render_as_string(hide_password=True)
                raise Corrupted(
                    f"The database {name} is damaged: {error.orig}. Restore it from a backup."
                ) from error
            if not isinstance(error, sa.exc.OperationalError):
                raise
            raise DependencyUnavailable(
                f"The database {self.engine.url.render_as_string(hide_password=True)} does not "
                f"answer: {error.orig}. Check that it runs and that `database.url` is right."
            ) from error

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str, busy_timeout: timedelta) -> sa.Engine:
    wanted = "write sqlite:///FILE or postgresql://USER@HOST/NAME."
    try:
        kind = sa.make_url(url).get_backend_name()
        if kind not in ("sqlite", "postgresql"):
            raise UsageError(f"`database.url` names a database of the kind {kind!r}; {wanted}")
        engine = sa.create_engine(url, pool_pre_ping=kind != "sqlite")
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise UsageError(f"`database.url` is not a database address; {wanted}") from error
    except ModuleNotFoundError as error:
        raise DependencyUnavailable(
            f"The driver {error.name!r} is not installed. Install the extra `postgres`: "
            "pip install -e '.[postgres]' in a clone."
        ) from error
    if kind == "sqlite":
        _make_sqlite_safe(engine, busy_timeout)
    return engine


def _make_sqlite_safe(engine: sa.Engine, busy_timeout: timedelta) -> None:
    """WAL, foreign keys, and explicit BEGIN IMMEDIATE in place of the driver's own transactions."""

    @sa.event.listens_for(engine, "connect")
    def configure(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        plain: Any = connection
        plain.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_timeout.total_seconds() * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
