"""Holds the folder of a home and its database together.

The database says which versions of which tables there are, and the folder holds them: neither
means anything beside the other of a different home. Both carry one random id.
"""

import uuid
from pathlib import Path

import sqlalchemy as sa

from bullpen.data import tables
from bullpen.infra.database import Database
from bullpen.infra.errors import Conflict

_FILE = "home.id"
_ONLY = 1  # the number of the only row
_HELD = ("lake", "artifacts")  # what a database speaks of; the rest can be made again


def bind(folder: Path, database: Database) -> None:
    """Let a folder and a database that are new to each other belong together from now on.

    Raises:
        Conflict: if the database belongs to another folder, or the folder holds data of another.
    """
    held = [name for name in _HELD if (folder / name).exists()]
    ours = _id_of(folder)
    theirs = _recorded(database)
    if theirs is None and not held:
        theirs = _record(database, ours)
    if theirs is None:
        raise Conflict(
            f"The database {_address(database)} is new, but {folder} holds data that another "
            "database knew. Restore that one from a backup or set `database.url` to it; else "
            "import the files into a new home (--home DIR)."
        )
    if theirs != ours:
        raise Conflict(
            f"The database {_address(database)} belongs to another home than {folder}. Give each "
            f"home a database of its own (`database.url`); if {folder / _FILE} was lost, restore "
            "it from a backup."
        )


def _id_of(folder: Path) -> str:
    """Read the id of a folder, and give it one if it has none."""
    file = folder / _FILE
    if not file.exists():
        _create(file, uuid.uuid4().hex)
    return file.read_text(encoding="utf-8").strip()


def _create(file: Path, content: str) -> None:
    """Write a file unless there is one; nobody ever sees a part of it."""
    written = file.with_name(f".{file.name}-{uuid.uuid4().hex}")
    written.write_text(content, encoding="utf-8")
    try:
        file.hardlink_to(written)
    except FileExistsError:
        pass  # another process was first
    finally:
        written.unlink()


def _recorded(database: Database) -> str | None:
    with database.transaction() as connection:
        return connection.execute(sa.select(tables.home.c.id)).scalar_one_or_none()


def _record(database: Database, home: str) -> str | None:
    """Record the home unless one is, and return the one that is."""
    try:
        with database.transaction() as connection:
            connection.execute(sa.insert(tables.home).values(number=_ONLY, id=home))
    except sa.exc.IntegrityError:
        pass  # another process was first
    return _recorded(database)


def _address(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=True)
