"""`bullpen train`, `backtest`, `predict` and `reproduce`."""

from dataclasses import asdict
from typing import Annotated

import typer

from bullpen.interfaces.cli.judgement import show_judgement
from bullpen.interfaces.cli.options import (
    Home,
    Json,
    check_order,
    open_home,
    parse_date,
    parse_moment,
)
from bullpen.interfaces.cli.output import cell, emit, marked, note, say
from bullpen.interfaces.cli.predictions import show_predictions
from bullpen.interfaces.cli.progress import progress_bars

Name = Annotated[str, typer.Argument(help="Model name, e.g. first.")]
Target = Annotated[
    str, typer.Option("--target", help="What is predicted; a wrong name lists what there is.")
]
Estimator = Annotated[
    str, typer.Option("--estimator", help="lightgbm, logistic, constant, or a domain's baseline.")
]


def train(
    name: Name,
    target: Target,
    since: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day, YYYY-MM-DD.")] = None,
    estimator: Estimator = "lightgbm",
    home: Home = None,
    json: Json = False,
) -> None:
    """Train a model version and measure it on the newest days, which it never saw.

    \b
    Examples:
      bullpen train spread --target home_spread --until 2017-12-31
      bullpen train runs --target total_runs --estimator logistic --json
    """
    first, last = parse_date(since, "--from"), parse_date(until, "--until")
    check_order(first, last, "--from and --until")
    with open_home(home) as workspace:
        version = workspace.training.train(
            name, target, since=first, until=last, estimator_name=estimator
        )
    document = {
        "model": version.name,
        "version": version.version,
        "stage": version.stage.value,
        "digest": version.digest,
        "simulated": version.recipe["simulated"],
        "metrics": version.metrics,
    }

    def show() -> None:
        simulated, tested = version.recipe["simulated"], version.metrics["tested"]
        say(marked(f"{version} ({estimator}, {target}) is in {version.stage.value}.", simulated))
        say(f"Tested on {tested['rows']} unseen rows, {tested['from']} to {tested['until']}.\n")
        show_judgement(version.metrics, simulated=simulated)
        say(f"Next: bullpen predict --model {version.name} --date {tested['until']}")

    emit(document, json, show)


def backtest(
    target: Target,
    since: Annotated[str, typer.Option("--from", help="First day predicted, YYYY-MM-DD.")],
    until: Annotated[str, typer.Option("--to", help="Last day predicted, YYYY-MM-DD.")],
    estimator: Estimator = "lightgbm",
    scheme: Annotated[
        str, typer.Option(help="expanding:30d, sliding:365d:30d or season.")
    ] = "expanding:30d",
    home: Home = None,
    json: Json = False,
) -> None:
    """Walk through a period, refitting only on what was known, and count what it was worth.

    \b
    Examples:
      bullpen backtest --target home_spread --from 2014-01-01 --to 2018-12-31
      bullpen backtest --target total_runs --from 2018-01-01 --to 2018-12-31 --estimator market
    """
    first, last = parse_date(since, "--from"), parse_date(until, "--to")
    check_order(first, last, "--from and --to")
    assert first is not None
    assert last is not None
    with open_home(home) as workspace, progress_bars() as progress:
        result = workspace.training.backtest(
            target, first, last, estimator_name=estimator, scheme=scheme, progress=progress
        )
    document = result.as_json()

    def show() -> None:
        say(marked(f"{target} by {estimator}, {first} to {last}", result.simulated))
        say(f"Refitted along {scheme}: {result.fits} times.\n")
        show_judgement(document, simulated=result.simulated)

    emit(document, json, show)


def predict(
    model: Annotated[str, typer.Option("--model", help="Model name.")],
    entity_id: Annotated[
        str | None, typer.Option("--game-id", "--entity-id", help="One entity, by its id.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="All entities of a day, YYYY-MM-DD.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Use only what was known then, RFC 3339.")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Answer with probability, fair price, expected value, stake, and why there is no bet.

    \b
    Examples:
      bullpen predict --model spread --date 2018-09-30
      bullpen predict --model spread --game-id CHN201809300 --as-of 2018-09-30T15:00:00Z
    """
    from bullpen.infra.errors import UsageError

    if (entity_id is None) == (date is None):
        raise UsageError("Give either --game-id ID or --date DAY.")
    day, moment = parse_date(date, "--date"), parse_moment(as_of, "--as-of")
    with open_home(home) as workspace:
        answer = workspace.predictor.predict(model, entity_id=entity_id, slate=day, as_of=moment)
        domain = workspace.domains[answer.version.domain]
    document = answer.as_json()

    def show() -> None:
        show_predictions(
            document["predictions"],
            title=f"{answer.version} ({answer.version.target})" + (f", {day}" if day else ""),
            noun=domain.entity.name,
            target=answer.version.target,
            day=day,
            simulated=answer.simulated,
        )
        if any(row["retrospective"] for row in document["predictions"]):
            say("Retrospective: answered as of the cutoff, after the fact; not logged as live.")
        if any(row["in_sample"] for row in document["predictions"]):
            say("IN SAMPLE: the model learnt from results of that day or later ones. No forecast.")

    if answer.note:
        note(answer.note)
    emit(document, json, show)


def reproduce(
    name: Name,
    version: Annotated[str, typer.Argument(help="Version, e.g. 1.0.0.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Train a version again from the data version that it recorded, and compare bit for bit.

    Ends with exit code 5 where a prediction differs.

    \b
    Example:
      bullpen reproduce spread 1.0.0
    """
    from bullpen.infra.errors import CheckFailed

    with open_home(home) as workspace:
        simulated = workspace.registry.get(name, version).recipe["simulated"]
        result = workspace.training.reproduce(name, version)
    verdict = "identical" if result.identical else "DIFFERENT"
    said = (
        f"{name} {version}: {cell(result.rows_compared)} predictions {verdict} "
        f"(largest difference {result.max_difference:g}); artifact digest "
        f"{'equal' if result.digest == result.digest_again else 'differs'}."
    )
    document = {**asdict(result), "simulated": simulated}
    emit(document, json, lambda: say(marked(said, simulated)))
    if not result.identical:
        raise typer.Exit(CheckFailed.exit_code)
