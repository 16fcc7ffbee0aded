"""Transactions and migrations, on SQLite and on PostgreSQL."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bullpen.data.tables import data_versions
from bullpen.infra.database import Database, metadata
from bullpen.infra.errors import Conflict, DependencyUnavailable, UsageError
from bullpen.migrations import HEAD, migrate, run

ROW = {"domain": "d", "simulated": False, "staging": {}, "curated": {"t": 3}}


def insert(connection: sa.Connection, moment: datetime) -> None:
    connection.execute(sa.insert(data_versions).values(created_at=moment, **ROW))


def count(database: Database) -> int:
    with database.transaction() as connection:
        return int(connection.execute(sa.select(sa.func.count(data_versions.c.id))).scalar_one())


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    def insert_and_fail() -> None:
        with database.transaction() as connection:
            insert(connection, datetime(2026, 1, 1, tzinfo=UTC))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        insert_and_fail()
    assert count(database) == 0


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    west = datetime(2026, 7, 1, 19, 5, tzinfo=timezone(timedelta(hours=-7)))
    with database.transaction() as connection:
        insert(connection, west)
        stored = connection.execute(sa.select(data_versions.c.created_at)).scalar_one()
    assert (stored, stored.tzinfo) == (west, UTC)


def test_a_moment_without_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 7, 1)  # noqa: DTZ001  # what is refused
    refused = pytest.raises(sa.exc.StatementError, match="no time zone")
    with refused, database.transaction() as connection:
        insert(connection, naive)


def test_concurrent_writers_lose_nothing(database: Database) -> None:
    def write() -> None:
        for _ in range(20):
            with database.transaction() as connection:
                insert(connection, datetime(2026, 1, 1, tzinfo=UTC))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database) == 80


def test_the_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_go_down_and_up_again(database: Database) -> None:
    with database.transaction() as connection:
        run(connection, "downgrade", "base")
    assert set(sa.inspect(database.engine).get_table_names()) <= {"alembic_version"}
    migrate(database)
    assert count(database) == 0


def test_migrating_twice_and_at_once_is_harmless(database_url: str) -> None:
    opened = [Database(database_url) for _ in range(3)]
    threads = [threading.Thread(target=migrate, args=(database,)) for database in opened]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(opened[0]) == 0
    for database in opened:
        database.close()


def test_a_database_of_a_newer_bullpen_is_refused(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '29991231_future'"))
    with pytest.raises(Conflict, match="newer version"):
        migrate(database)


def test_head_is_what_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", "bullpen:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_unreachable_server_is_a_sentence_without_the_password() -> None:
    database = Database("postgresql://me:secret@127.0.0.1:1/nothing")
    with pytest.raises(DependencyUnavailable, match="does not answer") as caught:
        migrate(database)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense", "mysql://here/db", "sqlite3:///x"])
def test_an_address_of_the_wrong_kind_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises((UsageError, DependencyUnavailable)):
        Database(url)
