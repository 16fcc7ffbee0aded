"""Which files of the given paths a source takes."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from bullpen.data.source import Source
from bullpen.infra.errors import BadInput, BullpenError, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The files to import, and why some of the paths gave none."""

    files: tuple[Path, ...]
    rejected: tuple[tuple[str, str], ...]


def find_files(source: Source, paths: Sequence[Path]) -> Found:
    """List the files, sorted by name within each path; a folder is searched recursively.

    Raises:
        NotFound: if no path gives a file, and one does not exist.
        BadInput: if no path gives a file that the source takes.
    """
    files: list[Path] = []
    refusals: list[tuple[Path, BullpenError]] = []
    for path in paths:
        try:
            files += _readable(source, path)
        except (NotFound, BadInput) as error:
            refusals.append((path, error))
    if refusals and not files:
        missing = any(isinstance(error, NotFound) for _, error in refusals)
        raise (NotFound if missing else BadInput)(" ".join(str(error) for _, error in refusals))
    rejected = tuple((str(path), str(error)) for path, error in refusals)
    return Found(files=tuple(dict.fromkeys(files)), rejected=rejected)


def _readable(source: Source, path: Path) -> list[Path]:
    try:
        return _below(source, path)
    except OSError as error:
        where = error.filename or path
        raise BadInput(
            f"{path} cannot be searched: {where}: {error.strerror}. Make it readable, or name the "
            "files that are."
        ) from error


def _below(source: Source, path: Path) -> list[Path]:
    wanted = ", ".join(source.patterns)
    if path.is_dir():
        files = sorted(file for file in _walk(path) if _takes(source, file) and file.is_file())
        if not files:
            raise BadInput(f"No file in {path} is one that {source.name} takes ({wanted}).")
        return files
    if not path.exists():
        raise NotFound(f"There is no file or folder {path}.")
    if not (path.is_file() and _takes(source, path)):
        raise BadInput(f"{path} is not a file that {source.name} takes ({wanted}).")
    return [path]


def _walk(folder: Path) -> Iterator[Path]:
    """Every file below a folder; a folder that cannot be listed is an error, not an empty one."""
    for where, _, names in os.walk(folder, onerror=_raise):
        yield from (Path(where, name) for name in names)


def _raise(error: OSError) -> None:
    raise error


def _takes(source: Source, file: Path) -> bool:
    return any(fnmatch(file.name.lower(), pattern.lower()) for pattern in source.patterns)
