"""The sheet of a season archive, from either format, as text under our own column names."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass

import fastexcel
import polars as pl

from bullpen.data.source import Payload
from bullpen.domains.mlb.sources.unpack import DAMAGES, unpack, unpacks_to_more_than
from bullpen.infra.errors import BadInput

MAX_WORKBOOK = 64 * 2**20  # bytes unpacked; a season takes about 4 MiB
MAX_CELLS = 2_000_000  # of the rectangle that holds all cells; a season takes about 120,000
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d+)["']""")  # of a cell, such as r="W4925"

_HEADERS = {  # header as published → our name
    "Date": "date",
    "Rot": "rotation",
    "VH": "vh",
    "Team": "team",
    "Pitcher": "pitcher",
    "1st": "inning_1",
    "2nd": "inning_2",
    "3rd": "inning_3",
    "4th": "inning_4",
    "5th": "inning_5",
    "6th": "inning_6",
    "7th": "inning_7",
    "8th": "inning_8",
    "9th": "inning_9",
    "Final": "final",
    "Open": "open_moneyline",
    "Close": "close_moneyline",
    "Run Line": "run_line",
    "Open OU": "open_total",
    "Close OU": "close_total",
}
_PRICED = ("run_line", "open_total", "close_total")  # the column to the right is the price
_ABSENT_BEFORE_2014 = ("run_line", "run_line_price")
INNINGS = tuple(f"inning_{n}" for n in range(1, 10))
NUMBERS = (
    "final",
    "open_moneyline",
    "close_moneyline",
    *(name for line in _PRICED for name in (line, f"{line}_price")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One season as filed.

    Attributes:
        rows: text columns by our names, blank cells null, with `_file` and `_line` (1-based row of
            the sheet, the header being row 1); empty rows are left out. `ragged` is the text of
            a line that has more or fewer cells than the header; its other columns are null.
        respelled: headers that are not spelled as published.
        unnamed: our names of the columns that had no header.
        has_run_line: false for the archives that carry none (2010 to 2013).
    """

    rows: pl.DataFrame
    respelled: tuple[str, ...]
    unnamed: tuple[str, ...]
    has_run_line: bool


def read_sheet(payload: Payload) -> Sheet:
    """Read an `.xlsx`, `.csv` or `.csv.gz` archive; the same season gives the same rows.

    Raises:
        BadInput: if the payload is damaged or its header is not that of a season archive.
    """
    cells, ragged = _cells(payload)
    header = [cell or "" for cell in cells.row(0)]
    names = _names(payload, header)
    rows = (
        cells.with_columns(ragged=ragged)
        .slice(1)
        .select(
            "ragged",
            *(pl.col(cells.columns[position]).alias(name) for name, position in names.items()),
            *(pl.lit(None, pl.String()).alias(n) for n in _ABSENT_BEFORE_2014 if n not in names),
            _file=pl.lit(payload.file),
            _line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64),
        )
    )
    rows = rows.filter(~pl.all_horizontal(pl.exclude("_file", "_line").is_null()))
    if rows.is_empty():
        raise BadInput(f"{payload.file} has no rows below its header; fetch it again.")
    return Sheet(
        rows=rows,
        respelled=tuple(header[at] for at in names.values() if header[at] not in {*_HEADERS, ""}),
        unnamed=tuple(name for name, position in names.items() if not header[position]),
        has_run_line="run_line" in names,
    )


def _cells(payload: Payload) -> tuple[pl.DataFrame, pl.Series]:
    """Return all cells as text, stripped, blank ones null; the header is the first row.

    Beside them, the text of each line that is ragged, else null; a workbook has none.
    """
    if payload.file.lower().endswith(".xlsx"):
        cells = _workbook_cells(payload)
        ragged = pl.Series([None] * cells.height, dtype=pl.String())
    else:
        cells, ragged = _csv_cells(payload)
    if cells.is_empty():
        raise BadInput(f"{payload.file} is empty; fetch it again.")
    return cells.select(pl.all().str.strip_chars().replace("", None)), ragged


def _workbook_cells(payload: Payload) -> pl.DataFrame:
    try:
        with zipfile.ZipFile(io.BytesIO(payload.content)) as archive:
            _refuse_bomb(payload, archive)
        return pl.read_excel(
            io.BytesIO(payload.content),
            sheet_id=1,
            has_header=False,
            infer_schema_length=0,  # all cells as text
            drop_empty_rows=False,
            drop_empty_cols=False,
        )
    except (*DAMAGES, fastexcel.FastExcelError) as error:
        raise BadInput(f"{payload.file} is no Excel workbook, or it is cut short.") from error
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or an exotic compression
        raise BadInput(f"{payload.file} cannot be unpacked: {error}.") from error
    except pl.exceptions.NoDataError as error:
        raise BadInput(f"{payload.file} has an empty first sheet.") from error


def _refuse_bomb(payload: Payload, archive: zipfile.ZipFile) -> None:
    """Refuse what would take all memory: the reader allots the whole rectangle of a sheet."""
    if unpacks_to_more_than(MAX_WORKBOOK, archive):
        raise BadInput(
            f"{payload.file} unpacks to more than {MAX_WORKBOOK // 2**20} MiB; no season is so "
            "large."
        )
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and _span(archive.read(name)) > MAX_CELLS:
            raise BadInput(
                f"{payload.file} has a cell so far from the others that its sheet spans more than "
                f"{MAX_CELLS:,} cells; delete it."
            )


def _span(sheet: bytes) -> int:
    """Return how many cells lie between A1 and the outermost ones.

    >>> _span(b'<c r="B1"/><c r="A7"/>')
    14
    """
    found = _REFERENCE.findall(sheet)
    columns = max(map(_column, {letters for letters, _ in found}), default=0)
    return columns * max(map(int, {row for _, row in found}), default=0)


def _column(letters: bytes) -> int:
    """Return the number of a column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _csv_cells(payload: Payload) -> tuple[pl.DataFrame, pl.Series]:
    """Read each line by itself, so that a stray quotation mark or comma costs no other line."""
    (file,) = unpack(payload, r".*\.csv")
    lines = file.content.decode("utf-8-sig", errors="replace").splitlines()
    try:
        rows = [next(csv.reader([line]), []) for line in lines]
    except csv.Error as error:
        raise BadInput(f"{payload.file} is no table of comma-separated values.") from error
    width = len(rows[0]) if rows else 0
    fits = [len(row) == width for row in rows]
    blank: list[str | None] = [None] * width
    cells = pl.DataFrame(
        [row if fit else blank for row, fit in zip(rows, fits, strict=True)],
        schema={f"column_{n}": pl.String() for n in range(1, width + 1)},
        orient="row",
    )
    is_ragged = [not fit and any(map(str.strip, row)) for row, fit in zip(rows, fits, strict=True)]
    text = [line if ragged else None for line, ragged in zip(lines, is_ragged, strict=True)]
    return cells, pl.Series(text, dtype=pl.String())


def _names(payload: Payload, header: list[str]) -> dict[str, int]:
    """Return the position of each of our columns."""
    spelling = {_bare(published): name for published, name in _HEADERS.items()}
    found = {
        spelling[_bare(text)]: position
        for position, text in enumerate(header)
        if _bare(text) in spelling
    }
    missing = [text for text, name in _HEADERS.items() if name not in {*found, "run_line"}]
    if missing:
        raise BadInput(
            f"{payload.file} is no season odds archive: it has no column {', '.join(missing)}."
        )
    for line in (name for name in _PRICED if name in found):
        beside = found[line] + 1
        if beside >= len(header) or beside in found.values():
            raise BadInput(f"{payload.file} has no price column to the right of `{line}`.")
        found[f"{line}_price"] = beside
    return found


def _bare(header: str) -> str:
    return "".join(letter for letter in header.lower() if letter.isalnum())
