"""How many runs a game sees: two negative binomials, and an extra-innings rule for what they tie.

Each side's runs in nine innings are negative binomial with its own mean and a shared dispersion
k, so that variance = mean + mean² / k; the two sides are independent. (Runs are far more spread
than a Poisson allows: total runs measured 4.48 around a mean of 8.85.) A tied game is decided by
one deciding inning:

- the home side wins it with probability `home_mean / (home_mean + away_mean)`;
- before it, both sides have added the same number of runs, drawn from `EXTRA_SHARED`;
- in it, the winner goes ahead by a margin drawn from `EXTRA_MARGIN_HOME` or `EXTRA_MARGIN_AWAY`.
  A home winner stops batting once ahead, so that its margin is nearly always one.

A final score never ties. All functions are vectorised and broadcast their arguments; they leave
out what lies beyond 99 runs a side, and refuse means so large that this would matter.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

RUNS = 100  # a side's runs are 0 .. RUNS - 1
_LOST_MASS = 1e-4  # probability beyond RUNS - 1 at which we refuse

EXTRA_SHARED: Floats = np.array([0.74, 0.18, 0.06, 0.02])  # 0, 1, 2, 3 runs for each side
EXTRA_MARGIN_HOME: Floats = np.array([0.82, 0.10, 0.04, 0.04])  # ahead by 1, 2, 3, 4
EXTRA_MARGIN_AWAY: Floats = np.array([0.62, 0.22, 0.10, 0.06])


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalProbabilities:
    """Probabilities that the total is over, exactly on and under the line; they sum to 1."""

    over: Floats
    push: Floats
    under: Floats


def run_probabilities(mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """Probabilities of 0, 1, ... `RUNS - 1` runs in nine innings.

    Args:
        mean: expected runs, above 0.
        dispersion: k of the negative binomial, above 0.

    Returns:
        Array of shape `(RUNS, *shape of the broadcast arguments)`.

    Raises:
        ValueError: where an argument is not a positive finite number, or the mean is so large
            that a noticeable part of the distribution lies beyond `RUNS - 1`.

    >>> run_probabilities(2.0, 1.0)[:3].round(4).tolist()
    [0.3333, 0.2222, 0.1481]
    """
    mean, k = np.broadcast_arrays(np.asarray(mean, float), np.asarray(dispersion, float))
    if not (np.isfinite(mean) & np.isfinite(k) & (mean > 0) & (k > 0)).all():
        raise ValueError("expected runs and dispersion must be positive numbers")
    probabilities = np.empty((RUNS, *mean.shape))
    probabilities[0] = (k / (k + mean)) ** k
    ratio = mean / (k + mean)
    for runs in range(1, RUNS):
        probabilities[runs] = probabilities[runs - 1] * ratio * ((runs - 1 + k) / runs)
    if probabilities.size and 1 - probabilities.sum(axis=0).min() > _LOST_MASS:
        raise ValueError(f"expected runs of {mean.max():.1f} are beyond what this model covers")
    return probabilities


def home_win_probability(
    home_mean: ArrayLike, away_mean: ArrayLike, dispersion: ArrayLike
) -> Floats:
    """Probability that the home side wins, extra innings included.

    >>> round(float(home_win_probability(4.4, 4.4, 4.0)), 12)
    0.5
    """
    return cover_probability(home_mean, away_mean, dispersion, 0.0)


def cover_probability(
    home_mean: ArrayLike, away_mean: ArrayLike, dispersion: ArrayLike, line: ArrayLike
) -> Floats:
    """Probability that the home side wins by more than `-line` runs.

    `line` is the home side's run line: -1.5 asks for a win by two or more, +1.5 for no loss by two
    or more. On a whole line a push counts as not covered.

    >>> cover_probability(4.4, 4.4, 4.0, [-1.5, 1.5]).round(3).tolist()
    [0.358, 0.632]
    """
    game = _Game.of(home_mean, away_mean, dispersion, line)
    needed = np.floor(-game.line).astype(np.int64) + 1
    return game.shaped(game.wins_by(needed))


def total_probabilities(
    home_mean: ArrayLike, away_mean: ArrayLike, dispersion: ArrayLike, line: ArrayLike
) -> TotalProbabilities:
    """Probabilities of the final total against `line`, extra innings included.

    A push is possible on a whole line only.

    >>> total = total_probabilities(4.4, 4.4, 4.0, [8.5, 9.0])
    >>> total.over.round(3).tolist(), total.push.round(3).tolist()
    ([0.506, 0.401], [0.0, 0.105])
    """
    game = _Game.of(home_mean, away_mean, dispersion, line)
    below = np.ceil(game.line).astype(np.int64) - 1
    under = game.total_at_most(below)
    over = 1 - game.total_at_most(np.floor(game.line).astype(np.int64))
    push = np.where(game.line == np.floor(game.line), 1 - over - under, 0.0)
    return TotalProbabilities(
        over=game.shaped(over), push=game.shaped(push), under=game.shaped(under)
    )


def _extra_runs_at_most(margin: Floats) -> Floats:
    """Distribution function of both sides' extra runs together."""
    probabilities = np.zeros(2 * (len(EXTRA_SHARED) - 1) + len(margin) + 1)
    for shared, weight in enumerate(EXTRA_SHARED):
        probabilities[2 * shared + 1 : 2 * shared + 1 + len(margin)] += weight * margin
    return np.cumsum(probabilities)


_EXTRA_HOME = _extra_runs_at_most(EXTRA_MARGIN_HOME)
_EXTRA_AWAY = _extra_runs_at_most(EXTRA_MARGIN_AWAY)


def _from_zero(cumulative: Floats, index: Integers) -> Floats:
    """`cumulative[index]`, with 0 before its start and its last value after its end."""
    held = cumulative[np.clip(index, 0, len(cumulative) - 1)]
    return np.where(index < 0, 0.0, held)


@dataclass(frozen=True)
class _Game:
    """Nine innings of many games: one column a game."""

    home: Floats  # (RUNS, games)
    away: Floats
    home_share: Floats  # probability that a tied game is the home side's
    line: Floats
    shape: tuple[int, ...]

    @classmethod
    def of(
        cls, home_mean: ArrayLike, away_mean: ArrayLike, dispersion: ArrayLike, line: ArrayLike
    ) -> "_Game":
        arguments = (np.asarray(a, float) for a in (home_mean, away_mean, dispersion, line))
        broadcast = np.broadcast_arrays(*arguments)
        home, away, k, flat_line = (np.ravel(a) for a in broadcast)
        if not np.isfinite(flat_line).all():
            raise ValueError("a line must be a finite number")
        return cls(
            home=run_probabilities(home, k),
            away=run_probabilities(away, k),
            home_share=home / (home + away),
            line=flat_line,
            shape=broadcast[0].shape,
        )

    def shaped(self, values: Floats) -> Floats:
        return values.reshape(self.shape)

    @cached_property
    def away_at_most(self) -> Floats:
        """Probability that the away side has at most `row - 1` runs; row 0 is "fewer than none"."""
        return np.vstack([np.zeros_like(self.home_share), np.cumsum(self.away, axis=0)])

    @cached_property
    def tie(self) -> Floats:
        return np.asarray((self.home * self.away).sum(axis=0))

    def wins_by(self, needed: Integers) -> Floats:
        """Probability that home minus away is at least `needed`."""
        columns = np.arange(len(needed))
        after_nine = np.zeros(len(needed))
        for runs in range(RUNS):
            row = np.clip(runs - needed + 1, 0, RUNS)
            after_nine += self.home[runs] * self.away_at_most[row, columns]
        after_nine -= np.where(needed <= 0, self.tie, 0.0)
        won = self.home_share * (1 - _from_zero(np.cumsum(EXTRA_MARGIN_HOME), needed - 2))
        lost = (1 - self.home_share) * _from_zero(np.cumsum(EXTRA_MARGIN_AWAY), -needed - 1)
        return after_nine + self.tie * (won + lost)

    def total_at_most(self, most: Integers) -> Floats:
        """Probability that the final total is at most `most`."""
        columns = np.arange(len(most))
        probability = np.zeros(len(most))
        for runs in range(min(RUNS, int(most.max(initial=-1)) + 1)):
            left = most - runs
            row = np.clip(left + 1, 0, RUNS)
            probability += self.home[runs] * self.away_at_most[row, columns]
            tied_here = self.home[runs] * self.away[runs]
            extra = left - runs
            decided = self.home_share * _from_zero(_EXTRA_HOME, extra) + (
                1 - self.home_share
            ) * _from_zero(_EXTRA_AWAY, extra)
            probability += tied_here * (decided - (extra >= 0))
        return probability
