"""The offline store: states materialised once, so that features need not be computed anew."""

import re
import shutil
import tempfile
from pathlib import Path

import polars as pl
from deltalake import WriterProperties

from bullpen.data.lake import scan_table
from bullpen.features.fingerprint import rows_fingerprint
from bullpen.features.view import RowsOf, State
from bullpen.infra.errors import UsageError
from bullpen.vocabulary.curated import Curated

_DATA_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_ONE_FILE = 1 << 40  # bytes; a table in one file keeps the order of its rows
_ROW_GROUP = 4_096  # rows; small, so that reading the rows of one key skips most of the file


class OfflineStates:
    """Serves the rows of states from Delta tables, `folder/data_version/{function}-{fingerprint}`.

    Pass it to `assemble` as `states`. A state is computed when it is first asked for at a data
    version, and again when its source has changed. A table is written under another name and then
    renamed, so that one that is there is whole; of two writers the first one wins.
    """

    def __init__(self, folder: Path, data_version: str) -> None:
        if not _DATA_VERSION.fullmatch(data_version):
            raise UsageError(
                f"{data_version!r} cannot name a data version: use letters, digits, '.', '_', '-'."
            )
        self._folder = folder / data_version
        self._open: dict[RowsOf, pl.LazyFrame] = {}

    def __call__(self, state: State, curated: Curated) -> pl.LazyFrame:
        if state.rows not in self._open:
            table = self._folder / _table_name(state.rows)
            if not table.exists():
                _write(_by_key(state, curated), table)
            self._open[state.rows] = scan_table(table)
        return self._open[state.rows]


def _by_key(state: State, curated: Curated) -> pl.DataFrame:
    """The rows of a state, those of one key together and in their own order."""
    keys = sorted({key for role in state.roles for key in role.by})
    rows = state.rows(curated)
    return (rows.sort(keys, maintain_order=True) if keys else rows).collect()


def _table_name(rows: RowsOf) -> str:
    return f"{getattr(rows, '__name__', 'rows')}-{rows_fingerprint(rows)[:16]}"


def _write(rows: pl.DataFrame, table: Path) -> None:
    table.parent.mkdir(parents=True, exist_ok=True)
    writing = Path(tempfile.mkdtemp(prefix=".writing-", dir=table.parent))
    try:
        options = {
            "target_file_size": _ONE_FILE,
            "writer_properties": WriterProperties(max_row_group_size=_ROW_GROUP),
        }
        rows.write_delta(str(writing / table.name), delta_write_options=options)
        _rename(writing / table.name, table)
    finally:
        shutil.rmtree(writing)


def _rename(source: Path, table: Path) -> None:
    try:
        source.rename(table)
    except OSError:
        if not table.exists():  # else somebody else was first, with the same rows
            raise
