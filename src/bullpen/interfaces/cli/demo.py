"""`bullpen demo`."""

from pathlib import Path
from typing import Annotated

import typer

from bullpen.interfaces.cli.options import Home, Json, open_home
from bullpen.interfaces.cli.output import emit, say, table
from bullpen.interfaces.cli.progress import progress_bars


def demo(
    data: Annotated[
        Path | None, typer.Option("--data", help="A folder of real seasons; else a simulation.")
    ] = None,
    domain: Annotated[
        str | None, typer.Option(help="Which domain to show; else the first by name.")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Play the whole slice: import, audit, train, backtest beside baselines, predict, report.

    Without --home it uses a home of its own below the usual one, so that the simulation never
    meets your data.

    \b
    Examples:
      bullpen demo
      bullpen demo --data seasons/
    """
    from bullpen.infra.errors import NotFound
    from bullpen.infra.suggest import suggestion
    from bullpen.interfaces.report.demo import findings, report
    from bullpen.interfaces.report.page import render
    from bullpen.replay.demo import walk

    with open_home(home or _own_home(data)) as workspace, progress_bars() as progress:
        shown = domain or min(workspace.domains)
        if shown not in workspace.domains:
            raise NotFound(f"There is no domain {shown!r}.{suggestion(shown, workspace.domains)}")
        steps = walk(
            workspace.domains[shown],
            data,
            data=workspace.data,
            features=workspace.features,
            training=workspace.training,
            predictor=workspace.predictor,
            progress=progress,
        )
        file = workspace.home / "demo.html"
        file.write_text(
            render(report(steps, workspace.domains[shown], workspace.home)), encoding="utf-8"
        )
    found = findings(steps)
    document = {
        "simulated": steps.simulated,
        "model": steps.version.name,
        "version": steps.version.version,
        "backtests": {name: each.as_json() for name, each in steps.backtests.items()},
        "report": str(file),
    }

    def show() -> None:
        title = "A league that is made up" if steps.simulated else "Real seasons"
        rows = [[f.label, f.value, f.interval, f.meaning] for f in found]
        columns = ["", "value", "95 % interval", "what it means"]
        table(title, columns, rows, simulated=steps.simulated)
        for notice in steps.notices:
            say(notice)
        say(f"Report with plots: {file}")
        slate = steps.slate
        say(f"Next: bullpen predict --model demo --date {slate} --home {workspace.home}")

    emit(document, json, show)


def _own_home(data: Path | None) -> Path:
    from bullpen.workspace import default_home

    return default_home() / ("demo-simulated" if data is None else "demo-real")
