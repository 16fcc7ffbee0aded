"""Plays the games: final scores from the true distribution, and box scores that fit them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bullpen.domains.mlb.league.randomness import Purpose, stream
from bullpen.domains.mlb.runs import (
    EXTRA_MARGIN_AWAY,
    EXTRA_MARGIN_HOME,
    EXTRA_SHARED,
    run_probabilities,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_HOMER_SHARE = 0.26  # of runs: chance that a run comes with a home run of its own
_MOST_HOMERS = 12
_ERRORS = np.array([0.56, 0.89, 0.98])  # chance of at most 0, 1, 2 errors


@dataclass(frozen=True, slots=True)
class Scores:
    """Final scores.

    Attributes:
        runs: shape (games, 2): home, away.
        extra_innings: innings beyond the ninth, 0 in most games.
    """

    runs: Integers
    extra_innings: Integers

    @property
    def home_won(self) -> NDArray[np.bool_]:
        return self.runs[:, 0] > self.runs[:, 1]


@dataclass(frozen=True, slots=True)
class BoxScores:
    """Counts beside the score, each of shape (games, 2): home, away."""

    hits: Integers
    home_runs: Integers
    walks: Integers
    strikeouts: Integers
    pitchers_used: Integers
    errors: Integers
    length_outs: Integers  # shape (games,), both sides together


def play(means: Floats, dispersion: float, chance: np.random.Generator) -> Scores:
    """Draw final scores by the rule of `bullpen.domains.mlb.runs`.

    Args:
        means: expected runs in nine innings, shape (games, 2): home, away.
        dispersion: of the negative binomial.
        chance: six uniform numbers a game are taken from it, whatever comes out.
    """
    draw = chance.random((len(means), 6))
    nine = _quantile(draw[:, :2], np.cumsum(run_probabilities(means, dispersion), axis=0))
    tied = nine[:, 0] == nine[:, 1]
    home_wins = draw[:, 2] < means[:, 0] / means.sum(axis=1)
    shared = np.searchsorted(np.cumsum(EXTRA_SHARED)[:-1], draw[:, 3], side="right")
    by_home = 1 + np.searchsorted(np.cumsum(EXTRA_MARGIN_HOME)[:-1], draw[:, 4], side="right")
    by_away = 1 + np.searchsorted(np.cumsum(EXTRA_MARGIN_AWAY)[:-1], draw[:, 4], side="right")
    ahead = np.stack([home_wins * by_home, ~home_wins * by_away], axis=1)
    runs = nine + tied[:, None] * (shared[:, None] + ahead)
    scoreless = np.floor(np.log1p(-draw[:, 5]) / np.log(0.5)).astype(np.int64)
    extra = tied * (1 + np.minimum(scoreless, 5) + (shared > 0))
    return Scores(runs=runs, extra_innings=extra)


def box_scores(scores: Scores, seed: int, season: int) -> BoxScores:
    """Draw the counts beside the scores; who scored reached base often enough to."""
    chance = stream(seed, Purpose.BOX_SCORES, season)
    runs, shape = scores.runs, scores.runs.shape
    innings = scores.extra_innings[:, None]
    homers = chance.random((*shape, _MOST_HOMERS)) < _HOMER_SHARE
    home_runs = (homers & (np.arange(_MOST_HOMERS) < runs[:, :, None])).sum(axis=2)
    normal = chance.standard_normal((4, *shape))
    walks = _count(3.0 + 0.2 * (runs - 4.4) + 0.3 * innings + 1.7 * normal[0])
    hits = _count(4.3 + 0.92 * runs + 0.7 * innings + 1.8 * normal[1])
    strikeouts = _count(8.3 - 0.15 * (runs - 4.4) + 0.9 * innings + 2.6 * normal[2])
    allowed = runs[:, ::-1]
    pitchers = _count(4.0 + 0.15 * (allowed - 4.4) + 0.8 * innings + normal[3])
    return BoxScores(
        hits=np.maximum(hits, np.maximum(home_runs, runs - walks)),
        home_runs=home_runs,
        walks=walks,
        strikeouts=strikeouts,
        pitchers_used=np.maximum(pitchers, 1),
        errors=np.searchsorted(_ERRORS, chance.random(shape), side="right"),
        length_outs=_length_outs(scores, chance.random((len(runs), 2))),
    )


def _length_outs(scores: Scores, draw: Floats) -> Integers:
    """54 outs make nine innings; a home side that is ahead bats no more or walks off.

    A home win by more than four is never a walk-off; of the closer ones in nine innings about one
    in six is. Extra innings that the home side wins always end in one.
    """
    outs = np.floor(draw[:, 1] * 3).astype(np.int64)  # made in the inning of a walk-off
    full = 54 + 6 * scores.extra_innings
    margin = scores.runs[:, 0] - scores.runs[:, 1]
    walk_off = (scores.extra_innings > 0) | ((margin <= 4) & (draw[:, 0] < 1 / 6))
    return np.where(margin < 0, full, full - 3 + walk_off * outs)


def _count(values: Floats) -> Integers:
    return np.maximum(np.rint(values), 0).astype(np.int64)


def _quantile(draw: Floats, cumulative: Floats) -> Integers:
    """Smallest count whose cumulative probability (along axis 0) exceeds the uniform draw."""
    return np.asarray((cumulative <= draw).sum(axis=0))
