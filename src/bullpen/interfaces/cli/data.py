"""`bullpen data`: import, status, quarantine, defects."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bullpen.interfaces.cli.options import Home, Json, open_home
from bullpen.interfaces.cli.output import emit, marked, note, printable, say, table
from bullpen.interfaces.cli.progress import progress_bars

app = typer.Typer(help="Bring data in and see what became of it.")


@app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="Source, e.g. retrosheet, sbr-odds.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, or folders to search recursively.")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Import files of one source. Importing a file again changes nothing.

    \b
    Examples:
      bullpen data import retrosheet GL2018.TXT.gz
      bullpen data import sbr-odds odds/ --json
      bullpen data import simulated-league
    """
    from bullpen.infra.errors import BadInput

    with open_home(home) as workspace, progress_bars() as progress:
        summary = workspace.data.import_(source, paths or [], progress)
    document = asdict(summary)
    rejected = [
        {"file": printable(file), "reason": printable(reason)}
        for file, reason in document.pop("rejected")
    ]
    if rejected:
        document["rejected"] = rejected

    def show() -> None:
        counts = [
            [name.replace("rows_", "rows "), value]
            for name, value in document.items()
            if name == "files" or name.startswith("rows_")
        ]
        table(f"Imported from {source}", ["", "count"], counts, simulated=summary.simulated)
        if summary.rows_quarantined:
            say("Why rows were quarantined: bullpen data quarantine")
            say("Each row counts once above; there it is listed with each of its findings.")
        say("What is there now: bullpen data status")

    emit(document, json, show)
    for each in rejected:
        note(f"Error: {each['file']} was not imported: {each['reason']}")
    if rejected:
        raise typer.Exit(BadInput.exit_code)


@app.command()
def status(home: Home = None, json: Json = False) -> None:
    """Show the tables of every zone, and what the domains say of them.

    \b
    Example:
      bullpen data status --json
    """
    with open_home(home) as workspace:
        tables = [asdict(entry) for entry in workspace.data.tables()]
        facts = workspace.data.facts()
        simulated = workspace.data.simulated

    def show() -> None:
        if not tables:
            say("No data yet. Try: bullpen data import SOURCE PATH, or: bullpen demo")
            return
        for name, rows in {"tables": tables, **facts}.items():
            if rows:
                cells = [list(row.values()) for row in rows]
                table(name.capitalize(), list(rows[0]), cells, simulated=simulated)

    emit({"simulated": simulated, "tables": tables, **facts}, json, show)


@app.command()
def quarantine(home: Home = None, json: Json = False) -> None:
    """List rows and values that were refused, with the reason.

    \b
    Example:
      bullpen data quarantine
    """
    from bullpen.data.source import Fate

    with open_home(home) as workspace:
        simulated = workspace.data.simulated
        found = workspace.data.findings([Fate.QUARANTINED]).to_dicts()
    rows = [{**row, "simulated": simulated} for row in found]

    def show() -> None:
        if not rows:
            say(marked("Nothing is in quarantine.", simulated))
            return
        cells = [[row["file"], row["line"], _what(row), row["reason"]] for row in rows]
        columns = ["file", "line", "what", "reason"]
        of = len({(row["source"], row["file"], row["line"]) for row in rows})
        title = f"Quarantine: {_count(len(rows), 'finding')} in {_count(of, 'row')}"
        table(title, columns, cells, simulated=simulated)

    emit(rows, json, show)


@app.command()
def defects(home: Home = None, json: Json = False) -> None:
    """Show every known defect of the sources, the rule for it, and how often it was met.

    \b
    Example:
      bullpen data defects
    """
    with open_home(home) as workspace:
        simulated = workspace.data.simulated
        rows = [{**rule, "simulated": simulated} for rule in workspace.data.defects()]

    def show() -> None:
        shown = ["source", "rule", "fate", "count", "defect", "remedy"]
        cells = [[row[name] for name in shown] for row in rows]
        table("Known defects", shown, cells, simulated=simulated)

    emit(rows, json, show)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _what(row: Mapping[str, Any]) -> str:
    """Say which value of a row was refused, or that all of it was."""
    if row["field"] is None:
        return row["entity"] or "the whole row"
    return f"{row['field']}: {row['value']}"
