"""Scores, skill and money of a set of predictions, in tables for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from bullpen.interfaces.cli.output import cell, say, table

_LEDGER = {
    "bets": "bets",
    "turnover": "turnover, bankrolls",
    "roi_percentage": "ROI, %",
    "hit_rate": "hit rate",
    "break_even_hit_rate": "hit rate to break even",
    "sharpe_per_bet": "Sharpe per bet",
    "max_drawdown_pct": "largest drawdown, %",
    "clv_ev": "CLV, EV at the close",
}


def show_judgement(document: Mapping[str, Any], *, simulated: bool) -> None:
    """Print the scores beside the benchmarks', the skill against them, and the money.

    Args:
        document: `Judgement.as_json`.
    """
    market = {name: values for name, values in document["market"].items() if values["rows"]}
    _show_scores(document, market, simulated)
    _show_skill(market, simulated)
    for name, values in document["market"].items():
        if not values["rows"]:
            say(f"Nothing to compare with at the {name}: {values['reason']}.")
    _show_ledger(document["ledger"], simulated)


def _show_scores(
    document: Mapping[str, Any], market: Mapping[str, Mapping[str, Any]], simulated: bool
) -> None:
    metrics, rows = document["metrics"], document["rows"]
    columns, sources = ["score", "model", "95 % interval"], []
    for name, values in market.items():
        columns.append(name)
        sources.append(values)
        if values["rows"] != rows:  # else it is the column of the model itself
            columns.append(f"model on the {cell(values['rows'])} rows of {name}")
            sources.append(values["model"])
    shown = [
        [_words(score), metrics[score], _interval(metrics, score), *(s[score] for s in sources)]
        for score in _measures(metrics)
    ]
    table(f"Scores on {cell(rows)} rows", columns, shown, simulated=simulated)


def _show_skill(market: Mapping[str, Mapping[str, Any]], simulated: bool) -> None:
    if not market:
        return
    skills = [values["skill"] for values in market.values()]
    shown = [
        [_words(name), *(f"{cell(s[name])} ({_interval(s, name)})" for s in skills)]
        for name in _measures(skills[0])
    ]
    columns = ["", *(f"against the {name} (95 % interval)" for name in market)]
    table(
        "Skill on the same rows; above 0 the model is better", columns, shown, simulated=simulated
    )


def _show_ledger(ledger: Mapping[str, Any], simulated: bool) -> None:
    if not ledger["bets"]:
        say(f"No bets: {ledger.get('reason', 'no edge passed the margin')}.")
        return
    intervals = {**ledger, "roi_percentage_ci95": ledger.get("roi_ci95")}
    rows = [
        [words, ledger[name], _interval(intervals, name)]
        for name, words in _LEDGER.items()
        if ledger[name] is not None
    ]
    table("Money", ["", "value", "95 % interval"], rows, simulated=simulated)
    for name, reason in ledger.get("inconclusive", {}).items():
        say(f"{_LEDGER.get(name, name)}: inconclusive, {reason}.")


def _measures(values: Mapping[str, Any]) -> Sequence[str]:
    return [
        name
        for name, value in values.items()
        if not name.endswith("_ci95") and not isinstance(value, dict)
    ]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _interval(values: Mapping[str, Any], name: str) -> str | None:
    bounds = values.get(f"{name}_ci95")
    return f"{cell(bounds[0])} to {cell(bounds[1])}" if bounds else None
