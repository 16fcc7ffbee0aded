"""Predictions as a table that a bettor understands."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bullpen.interfaces.cli.output import table

Row = Mapping[str, Any]
Column = tuple[str, Callable[[Row], str | None]]


def show_predictions(
    rows: Sequence[Row], *, title: str, noun: str, target: str, day: date | None, simulated: bool
) -> None:
    """Print one line an entity; columns without any value are left out.

    Args:
        rows: `Answer.as_json()["predictions"]`.
        noun: what an entity is called.
        day: left out of the labels, since the title says it; null = labels stay whole.
    """
    decides = "stake" in rows[0]

    def label(row: Row) -> str:
        return str(row["label"] or "?").removeprefix(f"{day} ")

    columns: list[Column] = [(noun, label)]
    columns += _decision(target) if decides else [(target, lambda row: f"{row['prediction']:.2f}")]
    cells = {name: [show(row) for row in rows] for name, show in columns}
    filled = {name: values for name, values in cells.items() if any(v is not None for v in values)}
    words = {noun, "side", "no bet because"}
    table(
        title,
        list(filled),
        list(zip(*filled.values(), strict=True)),
        simulated=simulated,
        right=filled.keys() - words,
    )


def _decision(target: str) -> list[Column]:
    return [
        (f"{target}\n%", _percent("prediction", ".1f")),
        ("side", lambda row: row["selection"]),
        ("line", _number("line", "g")),
        ("chance\n%", _percent("probability", ".1f")),
        ("fair\nprice", _number("fair_price", ".3f")),
        ("price", _number("price", ".3f")),
        ("EV\n%", _percent("expected_value", "+.1f")),
        ("stake\n%", _percent("stake", ".2f")),
        ("no bet because", lambda row: row["reason"]),
    ]


def _number(name: str, form: str) -> Callable[[Row], str | None]:
    return lambda row: None if row[name] is None else format(row[name], form)


def _percent(name: str, form: str) -> Callable[[Row], str | None]:
    return lambda row: None if row[name] is None else format(100 * row[name], form)
