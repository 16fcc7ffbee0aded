"""Which files of the given paths a source takes."""

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from bullpen.data.source import Source
from bullpen.infra.errors import BadInput, NotFound


def find_files(source: Source, paths: Iterable[Path]) -> list[Path]:
    """List the files, sorted by name within each path; a folder is searched recursively.

    Raises:
        NotFound: if a path does not exist.
        BadInput: if a file is not of a type that the source takes, or a folder holds none.
    """
    return [file for path in paths for file in _below(source, path)]


def _below(source: Source, path: Path) -> list[Path]:
    wanted = ", ".join(source.patterns)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and _takes(source, file))
        if not files:
            raise BadInput(f"No file in {path} is one that {source.name} takes ({wanted}).")
        return files
    if not path.exists():
        raise NotFound(f"There is no file or folder {path}.")
    if not _takes(source, path):
        raise BadInput(f"{path} is not a file that {source.name} takes ({wanted}).")
    return [path]


def _takes(source: Source, file: Path) -> bool:
    return any(fnmatch(file.name.lower(), pattern.lower()) for pattern in source.patterns)
