"""A folder and a database that do not belong together are never used together."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bullpen.data.home import bind
from bullpen.infra.database import Database
from bullpen.infra.errors import BullpenError, Conflict
from bullpen.migrations import migrate


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """A second database, which no home has used."""
    opened = Database(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(opened)
    yield opened
    opened.close()


def test_what_is_bound_stays_bound(home: Path, database: Database) -> None:
    bind(home, database)
    (home / "lake").mkdir()
    bind(home, database)
    assert [path.name for path in home.iterdir() if path.name.startswith(".")] == []


def test_a_database_serves_one_home(home: Path, tmp_path: Path, database: Database) -> None:
    bind(home, database)
    with pytest.raises(Conflict, match="belongs to another home") as caught:
        bind(tmp_path, database)
    assert caught.value.exit_code == 6


@pytest.mark.parametrize("held", ["lake", "artifacts"])
def test_data_whose_database_is_gone_is_not_given_to_a_new_one(
    home: Path, database: Database, other: Database, held: str
) -> None:
    bind(home, database)
    (home / held).mkdir()
    with pytest.raises(Conflict, match=r"is new, but .* Restore that one from a backup"):
        bind(home, other)
    bind(home, database)


def test_a_home_without_data_takes_a_new_database(
    home: Path, database: Database, other: Database
) -> None:
    bind(home, database)
    bind(home, other)


def test_a_home_that_lost_its_id_is_refused(home: Path, database: Database) -> None:
    bind(home, database)
    (home / "home.id").unlink()
    with pytest.raises(Conflict, match=r"home\.id was lost"):
        bind(home, database)


def test_all_who_bind_a_new_home_at_once_agree(home: Path, database: Database) -> None:
    failed: list[Exception] = []
    start = threading.Barrier(4)

    def open_() -> None:
        start.wait()
        try:
            bind(home, database)
        except (BullpenError, OSError, sa.exc.SQLAlchemyError) as error:
            failed.append(error)

    threads = [threading.Thread(target=open_) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    bind(home, database)
