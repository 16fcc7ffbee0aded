"""`bullpen train`, `backtest`, `predict` and `reproduce`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from bullpen.interfaces.cli.options import (
    Home,
    Json,
    check_order,
    open_home,
    parse_date,
    parse_moment,
)
from bullpen.interfaces.cli.output import emit, note, say, table
from bullpen.interfaces.cli.progress import progress_bars

Name = Annotated[str, typer.Argument(help="Model name, e.g. home-ml.")]
Target = Annotated[str, typer.Option("--target", help="What is predicted, e.g. home_ml.")]
Estimator = Annotated[
    str, typer.Option("--estimator", help="lightgbm, logistic, constant, or a domain's baseline.")
]
SIMULATED = "SIMULATED DATA: the league, its results and its prices are made up."


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
      bullpen train home-ml --target home_ml --until 2017-12-31
      bullpen train totals --target total_over --estimator logistic --json
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
        if version.recipe["simulated"]:
            say(SIMULATED)
        tested = version.metrics["tested"]
        say(f"{version} ({estimator}, {target}) is in {version.stage.value}.")
        say(f"Tested on {tested['rows']} unseen rows, {tested['from']} to {tested['until']}:")
        _show_judgement(version.metrics)
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
      bullpen backtest --target home_ml --from 2014-01-01 --to 2018-12-31
      bullpen backtest --target total_over --from 2018-01-01 --to 2018-12-31 --estimator market
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
        if result.simulated:
            say(SIMULATED)
        say(f"{target} by {estimator}, {since} to {until}: {result.fits} fits ({scheme}).")
        _show_judgement(document)

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
      bullpen predict --model home-ml --date 2018-09-30
      bullpen predict --model home-ml --game-id SLN201809300 --as-of 2018-09-30T15:00:00Z
    """
    from bullpen.infra.errors import UsageError

    if (entity_id is None) == (date is None):
        raise UsageError("Give either --game-id ID or --date DAY.")
    day, moment = parse_date(date, "--date"), parse_moment(as_of, "--as-of")
    with open_home(home) as workspace:
        answer = workspace.predictor.predict(model, entity_id=entity_id, slate=day, as_of=moment)
    document = answer.as_json()

    def show() -> None:
        if answer.simulated:
            say(SIMULATED)
        title = f"{answer.version} ({answer.version.target})"
        _show_predictions(title, document["predictions"])
        if any(row["retrospective"] for row in document["predictions"]):
            say("Retrospective: answered as of the cutoff, after the fact; not logged as live.")

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
      bullpen reproduce home-ml 1.0.0
    """
    from bullpen.infra.errors import CheckFailed

    with open_home(home) as workspace:
        result = workspace.training.reproduce(name, version)
    verdict = "identical" if result.identical else "DIFFERENT"
    emit(
        asdict(result),
        json,
        lambda: say(
            f"{name} {version}: {result.rows_compared:,} predictions {verdict} "
            f"(largest difference {result.max_difference:g}); artifact digest "
            f"{'equal' if result.digest == result.digest_again else 'differs'}."
        ),
    )
    if not result.identical:
        raise typer.Exit(CheckFailed.exit_code)


def _show_judgement(document: Mapping[str, Any]) -> None:
    """Print the scores beside the market's, and the money."""
    market = {name: values for name, values in document["market"].items() if values["rows"]}
    metrics = document["metrics"]
    names = [name for name in metrics if not name.endswith("_ci95")]
    rows = [
        [name, metrics[name], _interval(metrics, name)]
        + [values[name] for values in market.values()]
        + [values["model"][name] for values in market.values()]
        for name in names
    ]
    columns = ["score", "model", "95 % interval", *market]
    columns += [f"model on the rows of {name}" for name in market]
    table(f"Scores on {document['rows']:,} rows", columns, rows)
    ledger = document["ledger"]
    if not ledger["bets"]:
        say(f"No bets: {ledger.get('reason', 'no edge passed the margin')}.")
        return
    intervals = {"roi_percentage": ledger.get("roi_ci95")}
    shown = [name for name in ledger if not name.endswith("ci95") and name != "inconclusive"]
    rows = [
        [name, ledger[name], _between(intervals.get(name) or ledger.get(f"{name}_ci95"))]
        for name in shown
    ]
    table("Ledger", ["", "value", "95 % interval"], rows)
    for name, reason in ledger.get("inconclusive", {}).items():
        say(f"{name}: inconclusive, {reason}")


def _interval(values: dict[str, Any], name: str) -> str | None:
    return _between(values.get(f"{name}_ci95"))


def _between(interval: list[float] | None) -> str | None:
    return f"{interval[0]:.4g} to {interval[1]:.4g}" if interval else None


def _show_predictions(title: str, rows: list[dict[str, Any]]) -> None:
    wanted = ["label", "prediction", "selection", "probability", "fair_price", "price"]
    wanted += ["expected_value", "kelly_fraction", "stake", "reason"]
    columns = [name for name in wanted if name in rows[0]]
    table(title, columns, [[row[name] for name in columns] for row in rows])
