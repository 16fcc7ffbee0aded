"""Where output goes: data to stdout, everything else to stderr."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from bullpen.infra.errors import BullpenError


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
    message = printable(str(error))
    print(f"Error: {message}", file=sys.stderr)  # noqa: T201  # the one place that reports errors
    if as_json:
        emit({"error": {"code": error.code, "message": message}}, True, lambda: None)
    return error.exit_code


def say(text: str) -> None:
    """Print a line for people on stdout."""
    print(printable(text))  # noqa: T201  # the one place that prints lines


def note(text: str) -> None:
    """Print a line for people on stderr: a warning, or what happens next."""
    print(printable(text), file=sys.stderr)  # noqa: T201  # the one place that prints notes


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers are aligned right."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    shown = Table(title=escape(title) or None, title_justify="left", header_style="bold")
    for index, column in enumerate(columns):
        numeric = rows and all(isinstance(row[index], int | float) for row in rows)
        shown.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(escape(printable(_cell(value))) for value in row))
    wide = None if sys.stdout.isatty() else 140
    Console(width=wide, highlight=False).print(shown)


def printable(text: str) -> str:
    """Drop control characters, which could rewrite a terminal."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
