"""The plots and tables of a page, each made from one part of a report."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from bullpen.interfaces.report import charts
from bullpen.interfaces.report.report import Absent, Bet, Interval, Report, Score
from bullpen.vocabulary.target import TargetKind

STAMP = "Simulated data"
_MOST_FEATURES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as the template draws it.

    Attributes:
        caption: what it shows.
        columns: their heads; the first one names the row.
        rows: cells by column; None is a gap.
        words: columns that hold text and not numbers.
        marked: rows that stand out.
    """

    caption: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str | None, ...]]
    words: frozenset[str] = frozenset()
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot as the template draws it: the picture, how to read it, the numbers behind it."""

    id: str
    title: str
    reading: str
    picture: Markup
    numbers: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What the template draws where a plot or a table would be."""

    id: str
    title: str
    reason: str


def summary(report: Report) -> Table | Gap:
    if not report.summary:
        return Gap(id="summary", title="In short", reason="Nothing has been measured yet.")
    return Table(
        caption="What was measured, how sure it is, and what it means",
        columns=("Measure", "Result", "95 % interval", "What it means"),
        rows=[(f.label, f.value, f.interval, f.meaning) for f in report.summary],
        words=frozenset({"What it means"}),
    )


def bets(report: Report) -> Table | Gap:
    title = report.bets_heading
    if isinstance(report.bets, Absent):
        return Gap(id="bets", title=title, reason=report.bets.reason)
    if not report.bets:
        return Gap(id="bets", title=title, reason=f"There is no {report.entity} to bet on.")
    columns = ("Side", "Chance", "Fair price", "Price", "Value", "Stake", "Why not")
    return Table(
        caption="Prices are decimal odds; value is the expected profit per unit staked; "
        "stakes are shares of the bankroll",
        columns=(_capitalised(report.entity), *columns),
        rows=[_bet_row(bet) for bet in report.bets],
        words=frozenset({"Side", "Why not"}),
        marked=frozenset(row for row, bet in enumerate(report.bets) if bet.stake > 0),
    )


def scores(report: Report) -> Table | Gap:
    title = "Estimators compared"
    if isinstance(report.scores, Absent):
        return Gap(id="scores", title=title, reason=report.scores.reason)
    if not report.scores:
        return Gap(id="scores", title=title, reason="No estimator has been judged yet.")
    others = tuple(dict.fromkeys(name for score in report.scores for name in score.others))
    return Table(
        caption=f"All judged on the same rows; for {report.score}, less is better",
        columns=("Forecast", _capitalised(report.score), "95 % interval", *others),
        rows=[
            (
                _named(score),
                f"{score.value:.4f}",
                _between(score.interval, ".4f"),
                *(score.others.get(name) for name in others),
            )
            for score in report.scores
        ],
        marked=frozenset(row for row, score in enumerate(report.scores) if score.role == "model"),
    )


def calibration(report: Report) -> Plot | Gap:
    id_, title = "calibration", "Do the forecasts come true?"
    bins = report.calibration
    if isinstance(bins, Absent):
        return Gap(id=id_, title=title, reason=bins.reason)
    if bins.is_empty():
        return Gap(id=id_, title=title, reason="There are no judged forecasts to group.")
    binary = report.kind is TargetKind.BINARY
    reading = (
        "Each point is a group of similar forecasts. On the dashed line they come true exactly as "
        "often as they say; an upright bar that crosses it is within the luck of the draw. Below: "
        "how many forecasts each group holds."
        if binary
        else "Each point is a group of similar forecasts. On the dashed line they are right on "
        "average; an upright bar that crosses it is within the luck of the draw. Below: how many "
        "forecasts each group holds."
    )
    show = _percent if binary else _number
    numbers = Table(
        caption="Groups of forecasts",
        columns=("Forecast", "What happened", "95 % interval", "Rows"),
        rows=[
            (show(predicted), show(observed), f"{show(low)} to {show(high)}", f"{count:,}")
            for predicted, observed, low, high, count in bins.select(
                "predicted", "observed", "low", "high", "rows"
            ).iter_rows()
        ],
    )
    inside = bins.filter(pl.col("predicted").is_between("low", "high")).height
    words = _labels(
        report, id_, title, f"{inside} of {bins.height} groups agree with their forecast."
    )
    picture = charts.calibration(bins, words, number=".0%" if binary else ".2~f")
    return Plot(id=id_, title=title, reading=reading, picture=picture, numbers=numbers)


def bankroll(report: Report) -> Plot | Gap:
    id_, title = "bankroll", "What would have become of the money?"
    path = report.bankroll
    if isinstance(path, Absent):
        return Gap(id=id_, title=title, reason=path.reason)
    if path.is_empty():
        return Gap(id=id_, title=title, reason="No bet was made, so the bankroll never moved.")
    lowest, highest, last = path.select(
        low=pl.col("bankroll").min(), high=pl.col("bankroll").max(), last=pl.col("bankroll").last()
    ).row(0)
    first_day, last_day = path["slate"][0], path["slate"][-1]
    monthly = path.group_by(pl.col("slate").dt.truncate("1mo"), maintain_order=True).last()
    numbers = Table(
        caption="Bankroll at the end of each month with bets",
        columns=("Month", "Bankroll"),
        rows=[(f"{day:%Y-%m}", f"{value:.3f}") for day, value in monthly.iter_rows()],
    )
    description = (
        f"From 1 before {first_day} to {last:.3f} on {last_day}; "
        f"lowest {lowest:.3f}, highest {highest:.3f}."
    )
    return Plot(
        id=id_,
        title=title,
        reading="The bankroll after each day of bets, as a multiple of what it started with. Above "
        "the dashed line is a gain, below it a loss.",
        picture=charts.bankroll(path, _labels(report, id_, title, description)),
        numbers=numbers,
    )


def skill(report: Report) -> Plot | Gap:
    id_, title = "skill", "Does it know more than the market?"
    judged = scores(report)
    if isinstance(judged, Gap):
        return Gap(id=id_, title=title, reason=judged.reason)
    assert not isinstance(report.scores, Absent), "a table was made of them"
    frame = pl.DataFrame(
        [
            (score.name, score.role, score.value, *(score.interval or (None, None)))
            for score in report.scores
        ],
        schema={"name": pl.String, "role": pl.String}
        | dict.fromkeys(("value", "low", "high"), pl.Float64),
        orient="row",
    )
    best = min(report.scores, key=lambda score: score.value)
    words = _labels(report, id_, title, f"{best.name} is best with {best.value:.4f}.")
    return Plot(
        id=id_,
        title=title,
        reading=f"The {report.score} of each forecast with its 95 % interval. The filled circle is "
        "this model, hollow ones are simple estimators to beat, diamonds are the market's prices.",
        picture=charts.skill(frame, words, score=report.score),
        numbers=judged,
    )


def importance(report: Report) -> Plot | Gap:
    id_, title = "importance", "What does it look at?"
    if isinstance(report.importance, Absent):
        return Gap(id=id_, title=title, reason=report.importance.reason)
    used = [(name, share) for name, share in report.importance.items() if share > 0]
    ranked = sorted(used, key=lambda item: (-item[1], item[0]))
    if not ranked:
        return Gap(id=id_, title=title, reason="This estimator does not weigh features.")
    shown = ranked[:_MOST_FEATURES]
    name, share = shown[0]
    words = _labels(report, id_, title, f"{name} carries most: {_percent(share)}.")
    return Plot(
        id=id_,
        title=title,
        reading=f"What carries most of the fit: {len(shown)} of {len(report.importance)} features. "
        "What matters to the model need not be what causes the result.",
        picture=charts.importance(shown, words),
        numbers=Table(
            caption="Share of the fit",
            columns=("Feature", "Share"),
            rows=[(name, _percent(share)) for name, share in shown],
        ),
    )


def _labels(report: Report, id_: str, title: str, description: str) -> charts.Labels:
    stamp = STAMP if report.simulated else ""
    stamped = f"{title} ({stamp.lower()})" if stamp else title
    return charts.Labels(id=id_, title=stamped, description=description, stamp=stamp)


def _bet_row(bet: Bet) -> tuple[str | None, ...]:
    return (
        bet.event,
        bet.selection,
        None if bet.probability is None else _percent(bet.probability),
        None if bet.fair_price is None else _number(bet.fair_price),
        None if bet.price is None else _number(bet.price),
        None if bet.expected_value is None else _signed_percent(bet.expected_value),
        f"{100 * bet.stake:.2f} %" if bet.stake else "no bet",
        bet.reason,
    )


def _named(score: Score) -> str:
    return {"model": f"{score.name} (this model)", "market": f"{score.name} (market)"}.get(
        score.role, score.name
    )


def _between(interval: Interval | None, form: str) -> str | None:
    return None if interval is None else f"{interval[0]:{form}} to {interval[1]:{form}}"


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _signed_percent(share: float) -> str:
    return f"{100 * share:+.1f} %".replace("-", "−")  # noqa: RUF001  a true minus sign


def _number(value: float) -> str:
    return f"{value:.2f}"
