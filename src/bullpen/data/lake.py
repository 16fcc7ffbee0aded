"""The zones on disk: one Delta Lake table per zone, domain and name."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote

import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from polars.exceptions import ComputeError, PanicException

from bullpen.infra.errors import BadInput, Corrupted

_UNFIT = re.compile(r"[\x00-\x1f\x7f\[\]\\^|\ud800-\udfff]|%[0-9A-Fa-f]{2}")
"""What the Delta Lake library cannot write to, or writes elsewhere, when it is in a path."""


class Zone(StrEnum):
    RAW = "raw"  # payloads as received, immutable
    STAGING = "staging"  # typed, validated rows; findings beside them
    CURATED = "curated"  # one truth per entity


class Lake:
    """Versioned tables under one folder. A commit to one table is atomic; readers name versions.

    Every read raises `Corrupted` where the version is not there or its files are damaged.

    Raises:
        BadInput: if the tables cannot be kept in a folder of that name.
    """

    def __init__(self, root: Path) -> None:
        real = os.path.realpath(root)  # the library follows links too
        if found := _UNFIT.search(real):
            raise BadInput(
                f"Tables cannot be kept in {real!r}: Delta Lake does not take "
                f"{found.group()!r} in a path. Name another folder with --home DIR."
            )
        self._root = root

    def version(self, zone: Zone, domain: str, table: str) -> int | None:
        """Return the newest version, or None where nothing was ever written."""
        path = self._path(zone, domain, table)
        if not DeltaTable.is_deltatable(str(path)):
            return None
        return DeltaTable(str(path)).version()

    def read(self, zone: Zone, domain: str, table: str, version: int | None = None) -> pl.DataFrame:
        """Read one version, the newest unless named."""
        path = self._path(zone, domain, table)
        with _intact(path):
            return scan_table(path, version).collect()

    def column(self, zone: Zone, domain: str, table: str, column: str) -> pl.Series:
        """Read one column of the newest version."""
        path = self._path(zone, domain, table)
        with _intact(path):
            return scan_table(path).select(column).collect().to_series()

    def rows(self, zone: Zone, domain: str, table: str, version: int) -> int:
        """Count the rows of one version."""
        path = self._path(zone, domain, table)
        with _intact(path):
            counted = scan_table(path, version).select(pl.len()).collect()
        return int(counted.item())

    def replace(self, zone: Zone, domain: str, table: str, frame: pl.DataFrame) -> int:
        """Write a version that holds exactly `frame`, and return its number."""
        return self._write(zone, domain, table, frame, "overwrite")

    def append(self, zone: Zone, domain: str, table: str, frame: pl.DataFrame) -> int:
        """Write a version that holds the rows before and `frame`, and return its number."""
        return self._write(zone, domain, table, frame, "append")

    def _write(self, zone: Zone, domain: str, table: str, frame: pl.DataFrame, mode: str) -> int:
        path = str(self._path(zone, domain, table))
        options = {"schema_mode": "overwrite"} if mode == "overwrite" else {}
        frame.write_delta(path, mode=mode, delta_write_options=options)  # type: ignore[call-overload]  # mode is one of two literals
        return DeltaTable(path).version()

    def _path(self, zone: Zone, domain: str, table: str) -> Path:
        return self._root / zone.value / domain / table


def scan_table(path: Path, version: int | None = None) -> pl.LazyFrame:
    """Read the files that a version of a Delta table names, the newest unless given.

    They are named here by path: the table names them by URI, in which a space is `%20`. Nothing
    is ever deleted from a table of ours, so that all of its files are all of its rows.
    """
    table = DeltaTable(str(path), version=version)
    files = [unquote(uri) for uri in table.file_uris()]
    if not files:
        return pl.LazyFrame(schema=pl.Schema(table.schema()))
    return pl.scan_parquet(files, glob=False, hive_partitioning=False)


@contextmanager
def _intact(path: Path) -> Iterator[None]:
    try:
        yield
    except (DeltaError, OSError, ComputeError, PanicException) as error:
        what = str(error).strip().partition("\n")[0]
        raise Corrupted(
            f"The table {path} is not what was recorded of it ({what}). Restore the home from a "
            "backup, or import the files again into a new one (--home DIR)."
        ) from error
