"""Random numbers that stay put: every purpose of every season has a stream of its own.

A stream is always drawn in full, in arrays whose shape does not depend on what came out of other
streams or on what was asked to change. Adding a season, a book or a change therefore never shifts
a number that was drawn before.
"""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is for. The numbers are part of every league's identity: never renumber."""

    PARKS = 0
    RATINGS = 1
    PITCHERS = 2
    TURNOVER = 3
    PAIRINGS = 4
    CALENDAR = 5
    STARTING_TIMES = 6
    NEWS = 7
    SCORES = 8
    BOX_SCORES = 9
    BOOKS = 10
    PUBLIC = 11


def stream(seed: int, purpose: Purpose, season: int, part: int = 0) -> np.random.Generator:
    """Return the generator of one purpose in one season (and one book, team or other part)."""
    key = (int(purpose), season, part)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
