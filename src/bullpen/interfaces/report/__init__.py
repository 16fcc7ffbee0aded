"""One self-contained HTML page that shows what a model is worth."""

from bullpen.interfaces.report.page import render
from bullpen.interfaces.report.report import Absent, Bet, Fact, Finding, Report, Score

__all__ = ["Absent", "Bet", "Fact", "Finding", "Report", "Score", "render"]
