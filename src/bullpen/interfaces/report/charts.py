"""The plots of a report as SVG to be put inline in a page: no script, no font, no link.

Colours are written as the hex codes of `PALETTE`; the page's style sheet maps each of them to a
variable, so that the same plot is drawn for light, dark and paper.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import ModuleType
from typing import Any

import polars as pl
from markupsafe import Markup

from bullpen.infra.errors import DependencyUnavailable

PALETTE: Mapping[str, str] = {
    "ink": "#22303c",
    "muted": "#5a6672",
    "grid": "#e4e1d8",
    "accent": "#1c6b57",
    "soft": "#9cc3b5",
    "market": "#9a4a0a",
}
_WIDTH = 310  # of the plotted area; the page scales the whole
_WIDE = 375  # of names and plotted area together
_LONGEST = 210  # of a name, which is cut beyond it
_LOOKS = {  # shape, outline, filling: never the colour alone
    "model": ("circle", PALETTE["accent"], PALETTE["accent"]),
    "baseline": ("circle", PALETTE["accent"], "transparent"),
    "market": ("diamond", PALETTE["market"], PALETTE["market"]),
}
_FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words on a plot.

    Attributes:
        id: unique on the page.
        title, description: what a screen reader says in place of the picture.
        stamp: printed on the plot itself, so that a copied picture keeps it; "" for none.
    """

    id: str
    title: str
    description: str
    stamp: str


def calibration(bins: pl.DataFrame, labels: Labels, *, number: str) -> Markup:
    """Draw what happened against what was forecast, with intervals, above the counts.

    Args:
        bins: `predicted, observed, low, high` in one unit, and `rows`.
        labels: its words.
        number: d3 format of the axes.
    """
    alt = _altair()
    seen = bins.select(pl.concat_list("predicted", "observed", "low", "high").explode()).to_series()
    low, high = seen.min(), seen.max()
    scale = alt.Scale(domain=[low, high], nice=False, zero=False, padding=12)
    axis = alt.Axis(format=number, tickCount=6)
    x = alt.X("predicted:Q", scale=scale, axis=axis, title="what was forecast")
    y = alt.Y("observed:Q", scale=scale, axis=axis, title="what happened")
    groups = alt.Chart(alt.InlineData(values=bins.to_dicts()), width=_WIDTH)
    promise = (
        alt.Chart(alt.InlineData(values=[{"end": low}, {"end": high}]))
        .mark_line(color=PALETTE["muted"], strokeDash=[4, 4], strokeWidth=1.5)
        .encode(x=alt.X("end:Q", scale=scale), y=alt.Y("end:Q", scale=scale))
    )
    spread = groups.mark_rule(color=PALETTE["accent"], strokeWidth=2)
    points = groups.mark_point(color=PALETTE["accent"], fill=PALETTE["accent"], size=70, opacity=1)
    counts = groups.mark_bar(color=PALETTE["soft"], size=14).properties(height=50)
    tally = alt.Y("rows:Q", title="rows", axis=alt.Axis(tickCount=2, format=",d"))
    above = alt.layer(
        promise,
        spread.encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        points.encode(x=alt.X("predicted:Q", scale=scale, axis=axis, title=None), y=y),
        height=230,
    )
    return _drawn(alt, alt.vconcat(above, counts.encode(x=x, y=tally), spacing=8), labels)


def bankroll(path: pl.DataFrame, labels: Labels) -> Markup:
    """Draw the bankroll over time, in multiples of its start.

    Args:
        path: `slate` (date, ascending) and `bankroll`, after the bets of that day.
        labels: its words.
    """
    alt = _altair()
    rows = [
        {"at": _milliseconds(day), "bankroll": value}
        for day, value in path.select("slate", "bankroll").iter_rows()
    ]
    y = alt.Y(
        "bankroll:Q",
        scale=alt.Scale(zero=False),
        title="bankroll (start = 1)",
        axis=alt.Axis(format=".2f", tickCount=6),
    )
    period = f"{path['slate'][0]} to {path['slate'][-1]}"
    axis = alt.Axis(
        tickCount=5, format={"year": "%Y", "quarter": "%b", "month": "%b", "date": "%-d %b"}
    )
    x = alt.X("at:T", scale=alt.Scale(type="utc"), title=period, axis=axis)
    line = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(color=PALETTE["accent"], strokeWidth=2, interpolate="step-after")
        .encode(x=x, y=y)
    )
    start = (
        alt.Chart(alt.InlineData(values=[{"bankroll": 1.0}]))
        .mark_rule(color=PALETTE["muted"], strokeDash=[4, 4], strokeWidth=1.5)
        .encode(y="bankroll:Q")
    )
    return _drawn(alt, alt.layer(start, line, width=_WIDTH, height=285), labels)


def skill(scores: pl.DataFrame, labels: Labels, *, score: str) -> Markup:
    """Draw the score of each forecaster with its interval, the market's beside them.

    Args:
        scores: `name, role` ("model", "baseline", "market"), `value, low, high`; one row each, in
            the order of display; `low` and `high` may be null.
        labels: its words.
        score: what the axis is called.
    """
    alt = _altair()
    y, width = _names(alt, "name", scores["name"].to_list())
    scale = alt.Scale(zero=False, padding=14)
    axis = alt.Axis(tickCount=5)
    x = alt.X("value:Q", scale=scale, title=f"{score} (further left is better)", axis=axis)
    layers = []
    for role, (shape, color, fill) in _LOOKS.items():
        rows = scores.filter(role=role)
        known = rows.drop_nulls(["low", "high"])
        layers += [
            alt.Chart(alt.InlineData(values=known.to_dicts()))
            .mark_rule(color=color, strokeWidth=2)
            .encode(x=alt.X("low:Q", scale=scale), x2="high:Q", y=y),
            alt.Chart(alt.InlineData(values=rows.to_dicts()))
            .mark_point(shape=shape, color=color, fill=fill, size=90, opacity=1, strokeWidth=2)
            .encode(x=x, y=y),
        ]
    words = (
        alt.Chart(alt.InlineData(values=scores.to_dicts()))
        .mark_text(dy=-13, color=PALETTE["ink"], fontSize=12)
        .encode(x=x, y=y, text=alt.Text("value:Q", format=".4f"))
    )
    return _drawn(alt, alt.layer(*layers, words, width=width, height=alt.Step(46)), labels)


def importance(shares: Sequence[tuple[str, float]], labels: Labels) -> Markup:
    """Draw the share of each feature, in the order given."""
    alt = _altair()
    rows = [{"feature": name, "share": share} for name, share in shares]
    y, width = _names(alt, "feature", [name for name, _ in shares])
    x = alt.X("share:Q", title="share of what the model uses", axis=alt.Axis(format=".0%"))
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_bar(color=PALETTE["soft"]).encode(x=x, y=y)
    words = base.mark_text(align="left", dx=4, color=PALETTE["ink"], fontSize=12).encode(
        x=x, y=y, text=alt.Text("share:Q", format=".1%")
    )
    return _drawn(alt, alt.layer(bars, words, width=width, height=alt.Step(20)), labels)


def _altair() -> ModuleType:
    try:
        import altair
        import vl_convert  # noqa: F401  draws what the other describes
    except ImportError as error:
        raise DependencyUnavailable(
            "A report with plots needs the extra `charts`: pip install 'bullpen[charts]'."
        ) from error
    return altair


def _names(alt: ModuleType, field: str, order: list[str]) -> tuple[Any, float]:
    """Return an axis of names and the width left beside it.

    Room is kept for a wide font: which one the reader's machine has cannot be known here, and it
    may be a quarter wider than the one that names are measured in.
    """
    room = min(_LONGEST, 7.4 * max(map(len, order)))
    axis = alt.Axis(domain=False, ticks=False, minExtent=room, labelLimit=0.8 * _LONGEST)
    return alt.Y(f"{field}:N", sort=order, title=None, axis=axis), _WIDE - room


def _milliseconds(day: date) -> int:
    """Return a date as a number: Vega would read a text in the machine's own time zone."""
    return int(datetime.combine(day, time(), UTC).timestamp() * 1000)


def _drawn(alt: ModuleType, chart: Any, labels: Labels) -> Markup:
    import vl_convert

    if labels.stamp:
        chart = chart.properties(
            title=alt.TitleParams(labels.stamp, color=PALETTE["market"], anchor="start")
        )
    text = {"labelColor": PALETTE["muted"], "titleColor": PALETTE["ink"]}
    specification = chart.configure(
        background="transparent",
        font=_FONT,
        aria=False,
        padding=4,
        view={"stroke": None},
        title={"fontSize": 13},
        axis={
            **text,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titlePadding": 8,
            "gridColor": PALETTE["grid"],
            "domainColor": PALETTE["grid"],
            "tickColor": PALETTE["grid"],
        },
    ).to_dict()
    return _inline(vl_convert.vegalite_to_svg(specification), labels)


def _inline(svg: str, labels: Labels) -> Markup:
    """Give the drawing a name and a description, and let the page decide how wide it is."""
    opening = re.match(r'<svg [^>]*\bviewBox="([\d. -]+)"[^>]*>', svg)
    assert opening is not None, "Vega's SVG begins with its view box"
    head = Markup(
        '<svg role="img" aria-labelledby="{0}-name {0}-text" viewBox="{1}">'
        '<title id="{0}-name">{2}</title><desc id="{0}-text">{3}</desc>'
    ).format(labels.id, opening[1], labels.title, labels.description)
    return head + Markup(svg[opening.end() :])  # noqa: S704  Vega escapes the words it draws
