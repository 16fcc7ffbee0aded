"""Where output goes: data to stdout, everything else to stderr."""

import os
import shutil
import sys
from collections.abc import Callable, Collection, Sequence
from typing import Any

from bullpen.infra.errors import BullpenError

PIPED_WIDTH = 140  # columns, where no terminal says how many it has
NARROWEST = 78  # below it the terminal wraps lines, which still say everything
_UNBROKEN = 12  # characters; what is no longer is not broken to make room for the last column


def emit(document: Any, as_json: bool, show: Callable[[], None]) -> None:
    """Print the document as JSON, or let `show` print it for people."""
    if not as_json:
        show()
        return
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE
    sys.stdout.buffer.write(orjson.dumps(document, option=options))
    sys.stdout.flush()


def fail(error: BullpenError, as_json: bool) -> int:
    """Say what is wrong on stderr, with `--json` on stdout too; return the exit code."""
    message = printable(str(error)).rstrip()
    message += "" if message.endswith((".", "?", "!", "`")) else "."
    note(f"Error: {message}")
    if as_json:
        emit({"error": {"code": error.code, "message": message}}, True, lambda: None)
    return error.exit_code


def say(text: str) -> None:
    """Print a line for people on stdout."""
    print(printable(text))  # noqa: T201  # the one place that prints lines


def note(text: str) -> None:
    """Print a line for people on stderr: a warning, or what happens next."""
    print(printable(text), file=sys.stderr)  # noqa: T201  # the one place that prints notes


def marked(text: str, simulated: bool) -> str:
    """Say before anything else that what follows is made up, where it is.

    >>> marked("Scores", simulated=True)
    'SIMULATED DATA · Scores'
    """
    return f"SIMULATED DATA · {text}" if simulated else text


def table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    simulated: bool,
    right: Collection[str] = (),
) -> None:
    """Print a table, its title marked where the data is simulated.

    Numbers are aligned right, and so are the columns named in `right`.
    """
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    cells = [[printable(cell(value)) for value in row] for row in rows]
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for index, column in enumerate(columns):
        numeric = column in right or _is_numeric([row[index] for row in rows])
        longest = max((len(row[index]) for row in cells), default=0)
        shown.add_column(
            escape(printable(column.replace("_", " "))),
            justify="right" if numeric else "left",
            min_width=min(longest, _UNBROKEN) if index < len(columns) - 1 else None,
            overflow="fold",
        )
    for row in cells:
        shown.add_row(*map(escape, row))
    console = Console(width=_width(), highlight=False)
    heading = escape(printable(marked(title, simulated)))
    with console.capture() as captured:
        console.print(heading, style="bold", soft_wrap=True)
        console.print(shown)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    sys.stdout.write("\n".join(lines).strip("\n") + "\n\n")


def printable(text: str) -> str:
    """Drop control characters, which could rewrite a terminal.

    >>> printable("a\\x1b[2Jb")
    'a[2Jb'
    """
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


def cell(value: object) -> str:
    """Write one value; thousands are separated from 10,000 on, so that a season reads 2018.

    >>> [cell(value) for value in (2018, 21860, 0.67429, None)]
    ['2018', '21,860', '0.6743', '-']
    """
    if value is None:
        return "-"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.0f}"
    return f"{value:z.2f}" if abs(value) >= 10 else f"{value:z.4f}"  # z: no zero is negative


def _is_numeric(values: Sequence[object]) -> bool:
    numbers = [value for value in values if value is not None]
    return bool(numbers) and all(isinstance(value, int | float) for value in numbers)


def _width() -> int:
    """Return how wide a table is: as the terminal or COLUMNS says, where that fits columns."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return PIPED_WIDTH
    return max(NARROWEST, shutil.get_terminal_size().columns)
