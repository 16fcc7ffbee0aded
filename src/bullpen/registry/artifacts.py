"""Artifacts: folders of files, addressed by what is in them.

A text or binary model file is not a safe input to its parser. Nothing here parses one: `load`
gives bytes away only after every file has the recorded name, length and SHA-256.
"""

import contextlib
import hashlib
import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from bullpen.infra.errors import Corrupted


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 over the sorted names, lengths and SHA-256 digests of the files.

    >>> digest_of({"a": b"1"}) == digest_of({"a": b"2"})
    False
    """
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(f"{name}\0{len(content)}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


class Artifacts:
    """A folder of artifacts, one sub-folder each, named by digest."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(self, digest: str) -> Path:
        return self._root / digest

    def store(self, files: Mapping[str, bytes]) -> str:
        """Write the files and return their digest; files that are there already stay.

        They appear all at once: the folder is written under a temporary name, then renamed. Of
        two that store the same files at once, the first one wins. A folder of that digest whose
        bytes have changed is put aside, never trusted.
        """
        digest = digest_of(files)
        folder = self.folder(digest)
        if folder.exists():
            if self._read(folder, digest) == dict(files):
                return digest
            with contextlib.suppress(FileNotFoundError):  # somebody else has put it aside
                folder.rename(self._root / f"{digest}.corrupt-{uuid.uuid4().hex[:8]}")
        temporary = self._root / f".{uuid.uuid4().hex}"
        try:
            temporary.mkdir(parents=True)
            for name, content in files.items():
                _write_durably(temporary / name, content)
            self._appear(temporary, digest)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return digest

    def load(self, digest: str, names: str) -> dict[str, bytes]:
        """Return the files of an artifact.

        Args:
            digest: as recorded when the artifact was stored.
            names: whose artifact it is, for the message.

        Raises:
            Corrupted: if it is missing, or a byte, a file or a name differs.
        """
        folder = self.folder(digest)
        if not folder.is_dir():
            raise Corrupted(
                f"The artifact of {names} is missing ({folder}). Restore the folder from a backup, "
                "or train the model again."
            )
        files = self._read(folder, digest)
        if files is None:
            raise Corrupted(
                f"The artifact of {names} is not what was stored: its SHA-256 differs from the "
                f"recorded {digest[:12]}…. It was not loaded. Restore {folder} from a backup."
            )
        return files

    def _appear(self, temporary: Path, digest: str) -> None:
        """Give a finished folder its name, for good: also if the power fails right after."""
        folder = self.folder(digest)
        _sync(temporary)
        try:
            temporary.rename(folder)
        except OSError:
            if not folder.is_dir() or self._read(folder, digest) is None:
                raise  # else somebody else was first, with the same files
        _sync(self._root)

    def _read(self, folder: Path, digest: str) -> dict[str, bytes] | None:
        """Return the files if they have the digest, else None."""
        paths = list(folder.iterdir())
        if any(path.is_symlink() or not path.is_file() for path in paths):
            return None
        files = {path.name: path.read_bytes() for path in paths}
        return files if digest_of(files) == digest else None


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
