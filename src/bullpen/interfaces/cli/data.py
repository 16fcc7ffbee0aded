"""`bullpen data`: import, status, quarantine, defects."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bullpen.interfaces.cli.options import Home, Json, open_home
from bullpen.interfaces.cli.output import emit, note, say, table
from bullpen.interfaces.cli.progress import progress_bars

app = typer.Typer(help="Bring data in and see what became of it.", no_args_is_help=True)


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
    rejected = document.pop("rejected")
    if rejected:
        document["rejected"] = [{"file": file, "reason": reason} for file, reason in rejected]

    def show() -> None:
        rows = [(name.removeprefix("rows_"), value) for name, value in document.items()]
        table(
            f"Imported from {source}", ["", "rows"], [row for row in rows if row[0] != "rejected"]
        )
        if summary.rows_quarantined:
            say("Why rows were quarantined: bullpen data quarantine")

    emit(document, json, show)
    if rejected:
        for file, reason in rejected:
            note(f"Error: {file} was not imported: {reason}")
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

    def show() -> None:
        if not tables:
            say("No data yet. Try: bullpen data import SOURCE PATH, or: bullpen demo")
            return
        table("Tables", list(tables[0]), [list(entry.values()) for entry in tables])
        for name, rows in facts.items():
            if rows:
                table(name.capitalize(), list(rows[0]), [list(row.values()) for row in rows])

    emit({"tables": tables, **facts}, json, show)


@app.command()
def quarantine(home: Home = None, json: Json = False) -> None:
    """List rows and values that were refused, with the reason.

    \b
    Example:
      bullpen data quarantine
    """
    from bullpen.data.source import Fate

    with open_home(home) as workspace:
        rows = workspace.data.findings([Fate.QUARANTINED]).to_dicts()

    def show() -> None:
        if not rows:
            say("Nothing is in quarantine.")
            return
        shown = ["source", "file", "line", "field", "value", "reason"]
        table(f"Quarantine: {len(rows)}", shown, [[row[name] for name in shown] for row in rows])

    emit(rows, json, show)


@app.command()
def defects(home: Home = None, json: Json = False) -> None:
    """Show every known defect of the sources, the rule for it, and how often it was met.

    \b
    Example:
      bullpen data defects
    """
    with open_home(home) as workspace:
        rows = workspace.data.defects()

    def show() -> None:
        shown = ["source", "rule", "fate", "count", "defect", "remedy"]
        table("Known defects", shown, [[row[name] for name in shown] for row in rows])

    emit(rows, json, show)
