"""What a metric answers: an estimate with its interval, or that it cannot be told, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval.

    Attributes:
        value: as computed on all rows.
        low, high: ends of the interval.
        n: how many rows it rests on.
    """

    value: float
    low: float
    high: float
    n: int

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n}


@dataclass(frozen=True, slots=True)
class Inconclusive:
    """There is not enough evidence, or the metric is not defined on it. Never read as 0 or neutral.

    Attributes:
        reason: a sentence for people.
        value: the bare value where it can be computed and only its interval cannot: fit to be
            shown, not to be judged by.
    """

    reason: str
    value: float | None = None

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "low": None, "high": None, "reason": self.reason}


Result = Estimate | Inconclusive


def plain(report: Any) -> Any:
    """Return a report (dataclasses, mappings, results) as dictionaries of plain numbers."""
    if isinstance(report, Estimate | Inconclusive):
        return report.as_json()
    if isinstance(report, Mapping):
        return {name: plain(value) for name, value in report.items()}
    if is_dataclass(report):
        return {field.name: plain(getattr(report, field.name)) for field in fields(report)}
    return report
