"""A report as one HTML file.

It opens without a network and runs no script: plots are inline SVG, the style sheet is inline, and
the page's content-security policy forbids everything else.
"""

import base64
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bullpen.interfaces.report import charts, parts
from bullpen.interfaces.report.report import Report


def render(report: Report) -> str:
    """Return the page, UTF-8 text.

    Raises:
        DependencyUnavailable: if the extra `charts` is not installed.
    """
    templates = _templates()
    style = templates.get_template("report.css.jinja").render(palette=charts.PALETTE)
    return templates.get_template("report.html.jinja").render(
        report=report,
        stamp=parts.STAMP,
        style=Markup(style),  # noqa: S704  ours, with nothing of the report's in it
        style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        summary=parts.summary(report),
        bets=parts.bets(report),
        plots=(
            parts.skill(report),
            parts.calibration(report),
            parts.bankroll(report),
            parts.importance(report),
        ),
        scores=parts.scores(report),
    )


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("bullpen.interfaces.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
