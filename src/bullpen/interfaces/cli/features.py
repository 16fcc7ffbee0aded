"""`bullpen features`: list and audit."""

from typing import Annotated

import typer

from bullpen.interfaces.cli.options import Home, Json, open_home
from bullpen.interfaces.cli.output import cell, emit, marked, note, say, table
from bullpen.interfaces.cli.progress import progress_bars

app = typer.Typer(help="What models read, and the proof that it never knows the future.")


@app.command("list")
def list_(home: Home = None, json: Json = False) -> None:
    """List every feature with its unit and description.

    \b
    Example:
      bullpen features list --json
    """
    with open_home(home) as workspace:
        rows = workspace.features.list()

    def show() -> None:
        shown = ["view", "name", "unit", "description"]
        cells = [[row[name] for name in shown] for row in rows]
        table(f"{len(rows)} features", shown, cells, simulated=False)

    emit(rows, json, show)


@app.command()
def audit(
    home: Home = None,
    json: Json = False,
    cutoffs: Annotated[int, typer.Option(help="Seeded cutoffs a season.", min=1)] = 12,
    every: Annotated[bool, typer.Option("--all", help="Every cutoff there is; slow.")] = False,
    seed: Annotated[int, typer.Option(help="Chooses the cutoffs.", min=0)] = 0,
) -> None:
    """Delete everything not yet known at each cutoff, recompute, and compare bit for bit.

    Ends with exit code 5 where a value changed, or where a feature was never compared.

    \b
    Examples:
      bullpen features audit
      bullpen features audit --all --json
    """
    from bullpen.infra.errors import CheckFailed

    with open_home(home) as workspace, progress_bars() as progress:
        report = workspace.features.audit(None if every else cutoffs, seed, progress)
        simulated = workspace.data.simulated
    document = {**report.as_json(), "simulated": simulated}
    leaks = document["leaks"]

    def show() -> None:
        what = (
            f"{cell(report.values_compared)} values of {report.views_checked} views compared at "
            f"{report.cutoffs_checked} cutoffs: {len(leaks)} leaks."
        )
        say(marked(what, simulated))
        for leak in leaks:
            note("LEAK " + ", ".join(f"{key} {value}" for key, value in leak.items()))
        for name in report.never_compared:
            note(f"NEVER COMPARED {name}")

    emit(document, json, show)
    if not report.clean:
        raise typer.Exit(CheckFailed.exit_code)
