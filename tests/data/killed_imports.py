"""Kills an import at every point where it writes; run as a process of its own.

`python -m tests.data.killed_imports BASE FOLDER FILE` copies the home BASE to FOLDER/1, FOLDER/2,
... and imports FILE in each, killed by SIGKILL at the first, second, ... point, until an import
gets to its end. It forks, so nothing here may start a thread before.
"""

import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bullpen.data.lake import Lake
from tests.data.toy import toy_home


class Failpoints:
    """Counts the points that the import passes, and kills the process at the chosen one."""

    def __init__(self, fatal: int) -> None:
        self.left = fatal

    def __call__(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def import_and_die(home: Path, file: Path, fatal: int) -> None:
    point = Failpoints(fatal)
    data = toy_home(home)
    write = Lake._write

    def write_after_the_point(*args: Any, **options: Any) -> int:
        point()
        return write(*args, **options)

    Lake._write = write_after_the_point  # type: ignore[method-assign]
    engine = data.database.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *args: _on_change(point, args[2]))
    sa.event.listen(engine, "commit", point)
    data.import_("lines", [file])
    point()


def _on_change(point: Failpoints, statement: str) -> None:
    if statement.startswith(("INSERT", "DELETE")):
        point()


def main(base: Path, folder: Path, file: Path) -> None:
    for number in count(1):
        home = folder / str(number)
        shutil.copytree(base, home)
        child = os.fork()
        if child == 0:
            import_and_die(home, file, number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
