"""Files as they arrive: read whole, within a limit, and known by their digest."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from bullpen.data.source import Payload
from bullpen.infra.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One payload and its SHA-256."""

    payload: Payload
    digest: str

    @property
    def key(self) -> tuple[str, str]:
        return self.payload.file, self.digest


def receive(what: Path | Payload, max_size: int) -> Received:
    """Read a file, or take a payload as it is.

    Raises:
        BadInput: if it is empty, larger than `max_size` bytes, or cannot be read.
    """
    payload = what if isinstance(what, Payload) else _read(what, max_size)
    if not payload.content:
        raise BadInput(f"{what} is empty; fetch it again.")
    return Received(payload=payload, digest=hashlib.sha256(payload.content).hexdigest())


def _read(path: Path, max_size: int) -> Payload:
    try:
        with path.open("rb") as handle:
            content = handle.read(max_size + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > max_size:
        raise BadInput(
            f"{path} has more than {max_size:,} bytes, the limit of data.max_file_size; "
            "raise it in bullpen.toml if that is right."
        )
    # A name that is not UTF-8 would fit neither the tables nor JSON.
    return Payload(file=os.fsencode(path.name).decode("utf-8", "replace"), content=content)
