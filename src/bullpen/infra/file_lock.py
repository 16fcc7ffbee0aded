"""A lock between processes of one machine, let go by the kernel when its holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bullpen.infra.errors import Conflict


@contextmanager
def file_lock(path: Path, what: str) -> Iterator[None]:
    """Hold the lock for the block.

    Raises:
        Conflict: at once, if another process holds it; `what` says what that one is doing.
    """
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"{what} is already running on this home. Try again when it is done."
            ) from error
        yield
