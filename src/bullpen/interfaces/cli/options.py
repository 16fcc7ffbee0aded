"""Options that many commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date, datetime

    from bullpen.workspace import Workspace

Home = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="DIR", help="Folder of this installation (BULLPEN_HOME; ./.bullpen)."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def open_home(home: Path | None) -> "Workspace":
    """Open the workspace of a command, with its logs on stderr."""
    from bullpen.infra.logs import configure
    from bullpen.workspace import open_workspace

    workspace = open_workspace(home)
    configure(workspace.settings.log.level)
    return workspace


def parse_date(text: str | None, option: str) -> "date | None":
    """Read YYYY-MM-DD."""
    from datetime import date

    from bullpen.infra.errors import UsageError

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is not a date; write it as 2018-04-30.") from error


def parse_moment(text: str | None, option: str) -> "datetime | None":
    """Read an RFC 3339 moment; without a zone it is UTC."""
    from datetime import UTC, datetime

    from bullpen.infra.errors import UsageError

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        example = "2018-04-30T17:00:00Z"
        raise UsageError(f"{option} {text!r} is not a moment; write it as {example}.") from error


def check_order(earlier: "date | None", later: "date | None", options: str) -> None:
    """Refuse a period that ends before it begins."""
    from bullpen.infra.errors import UsageError

    if earlier and later and earlier > later:
        raise UsageError(f"{options}: {earlier} is after {later}; give the earlier date first.")
