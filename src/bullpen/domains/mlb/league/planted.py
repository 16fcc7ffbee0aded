"""Changes that were planted in a league: what is true from a day on, and what the books believe.

A book closes the same share of what is left of the gap every day, so that after 30 days it has
found out all but one per cent.
"""

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bullpen.domains.mlb.league.settings import Change, LeagueSettings

Floats = NDArray[np.float64]

ADAPTATION_DAYS = 6.5  # e-folding time of what books believe: 95 % in 20 days, 99 % in 30


@dataclass(frozen=True, slots=True)
class Belief:
    """A quantity by day: what it is, and what the books take it to be on that morning."""

    true: Floats
    believed: Floats


def run_environment(settings: LeagueSettings, dates: NDArray[np.datetime64]) -> Belief:
    """Return the logarithm of the planted multiple of runs on every date."""
    levels = [
        (change.day, math.log(change.run_environment))
        for change in settings.changes
        if change.run_environment is not None
    ]
    return _by_day(levels, dates)


def team_strength(settings: LeagueSettings, team: str, dates: NDArray[np.datetime64]) -> Belief:
    """Return the planted strength of a team on every date, in runs a game."""
    levels = [_strength(change) for change in settings.changes if change.team == team]
    return _by_day(levels, dates)


def _strength(change: Change) -> tuple[date, float]:
    assert change.strength is not None
    return change.day, change.strength


def _by_day(levels: list[tuple[date, float]], dates: NDArray[np.datetime64]) -> Belief:
    """A step at every change; the books follow each step exponentially."""
    true, believed = np.zeros(len(dates)), np.zeros(len(dates))
    before = 0.0
    for day, level in sorted(levels):
        since = (dates - np.datetime64(day, "D")).astype(np.float64)
        true += np.where(since >= 0, level - before, 0.0)
        learned = 1 - np.exp(-np.maximum(since, 0) / ADAPTATION_DAYS)
        believed += (level - before) * learned
        before = level
    return Belief(true=true, believed=believed)
