"""What a report says, as plain data. An empty part is shown as absent, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from bullpen.vocabulary.target import TargetKind

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Absent:
    """Stands where a plot or a table would, when there is none, and says why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that identifies what was done: model, version, digest, data version, seed."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the summary, ready to be read.

    Attributes:
        label: what was measured ("Return on turnover").
        value: with its unit ("1.8 %").
        interval: how sure it is ("0.4 % to 3.2 %"); None where it is exact.
        meaning: one plain sentence.
    """

    label: str
    value: str
    interval: str | None = None
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well one forecaster did on the rows that all were judged on; less is better.

    Attributes:
        name: unique.
        role: the model reported on, an estimator beside it, or the market's own forecast.
        value: in the unit of `Report.score`.
        interval: None where it cannot be told.
        others: further columns of the table, ready to be read, by column name.
    """

    name: str
    role: Literal["model", "baseline", "market"]
    value: float
    interval: Interval | None = None
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bet:
    """A decision, taken or left.

    Attributes:
        event: what is bet on, in words.
        selection: the best one; None without an offer.
        probability: that it wins, by the model.
        fair_price, price: decimal odds, stake included.
        expected_value: profit per unit staked.
        stake: share of the bankroll; 0 when no bet is recommended.
        reason: why it is 0.
    """

    event: str
    selection: str | None
    probability: float | None
    fair_price: float | None
    price: float | None
    expected_value: float | None
    stake: float
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that the page shows.

    Attributes:
        title, lead: what this is, and what came of it in one or two sentences.
        simulated: the data was made up; the page says so on every table and plot.
        kind: of the target.
        entity: singular noun of what is predicted ("game").
        score: name of the score that estimators are compared by ("log loss").
        facts, summary: see there.
        calibration: `predicted, observed, low, high` (in the unit of the target) and `rows`, one
            row a group of similar forecasts, ascending.
        bankroll: `slate` (date) and `bankroll`, in multiples of its start, ascending by date.
        scores: all forecasters, in the order of display.
        importance: share of the fit by feature.
        bets_heading: which decisions `bets` are ("Bets of 30 September").
        bets: decisions, in the order of display.
        notices: that the sources of the data require, shown at the foot.
    """

    title: str
    lead: str
    simulated: bool
    kind: TargetKind
    entity: str
    score: str
    facts: tuple[Fact, ...]
    summary: tuple[Finding, ...]
    calibration: pl.DataFrame | Absent
    bankroll: pl.DataFrame | Absent
    scores: tuple[Score, ...] | Absent
    importance: Mapping[str, float] | Absent
    bets_heading: str
    bets: tuple[Bet, ...] | Absent
    notices: tuple[str, ...]
