"""How good the teams and their starters are, day by day, and how good the books think they are.

A rating is the logarithm of a factor on runs. Every team has an attack, a defence, and five
starters. Ratings wander from day to day (AR(1)) and fall back by a third towards the average
between seasons, as Elo ratings commonly do; now and then a starter retires and an unknown one takes
his place. Books follow with a lag and expect that fall, but not who improves.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bullpen.domains.mlb.league.calendar import SEASON_DAYS, STARTERS, season_dates
from bullpen.domains.mlb.league.clubs import CLUBS
from bullpen.domains.mlb.league.planted import ADAPTATION_DAYS, Belief, team_strength
from bullpen.domains.mlb.league.randomness import Purpose, stream
from bullpen.domains.mlb.league.settings import LeagueSettings

Floats = NDArray[np.float64]

ATTACK, DEFENCE, FIRST_STARTER = 0, 1, 2  # columns of a team's ratings
USUAL_RUNS = 4.3  # of an average team in nine innings

_SPREAD = np.array([0.09, 0.07] + [0.12] * STARTERS)  # standard deviation between teams
_KEPT_OVERNIGHT = 0.997
_KEPT_OVER_WINTER = 2 / 3
_RETIREMENT = 0.2  # chance of a starter, between seasons
_LEARNED_OVERNIGHT = 1 - np.exp(-1 / ADAPTATION_DAYS)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of one season: arrays of shape (days, teams, 2 + starters).

    Attributes:
        own: how good they are, before planted changes.
        own_believed: the same as the books see it in the morning.
        true, believed: with planted changes.
        debut: season of each starter's first game, shape (teams, starters).
    """

    own: Floats
    own_believed: Floats
    true: Floats
    believed: Floats
    debut: NDArray[np.int64]


def ratings(settings: LeagueSettings, season: int, before: Ratings | None) -> Ratings:
    """Return the ratings of a season that follows `before` (null: the league's first)."""
    steps = _steps(settings, season)
    retired = _retired(settings, season)
    if before is None:
        start = expected = steps[0]
        debut = np.full(retired.shape, season)
    else:
        kept = np.full(steps[0].shape, _KEPT_OVER_WINTER)
        kept[:, FIRST_STARTER:][retired] = 0.0
        start = kept * before.own[-1] + np.sqrt(1 - kept**2) * steps[0]
        expected = kept * before.own_believed[-1]
        debut = np.where(retired, season, before.debut)
    own = _wander(start, steps[1:])
    own_believed = _follow(own, expected)
    planted = _planted(settings, season)
    return Ratings(
        own=own,
        own_believed=own_believed,
        true=own + planted.true,
        believed=own_believed + planted.believed,
        debut=debut,
    )


def _steps(settings: LeagueSettings, season: int) -> Floats:
    """Steps of every rating, one for the winter and one a day; those of all teams cancel out."""
    shape = (1 + SEASON_DAYS, settings.teams, len(_SPREAD))
    steps = stream(settings.seed, Purpose.RATINGS, season).standard_normal(shape)
    return np.asarray((steps - steps.mean(axis=1, keepdims=True)) * _SPREAD)


def _retired(settings: LeagueSettings, season: int) -> NDArray[np.bool_]:
    chance = stream(settings.seed, Purpose.TURNOVER, season).random((settings.teams, STARTERS))
    return chance < _RETIREMENT


def _wander(start: Floats, steps: Floats) -> Floats:
    path = np.empty_like(steps)
    path[0] = start
    for day in range(1, len(path)):
        step = np.sqrt(1 - _KEPT_OVERNIGHT**2) * steps[day]
        path[day] = _KEPT_OVERNIGHT * path[day - 1] + step
    return path


def _follow(path: Floats, expected: Floats) -> Floats:
    """What is believed in the morning: yesterday's belief, moved towards yesterday's truth."""
    believed = np.empty_like(path)
    believed[0] = expected
    for day in range(1, len(path)):
        missing = path[day - 1] - believed[day - 1]
        believed[day] = believed[day - 1] + _LEARNED_OVERNIGHT * missing
    return believed


def _planted(settings: LeagueSettings, season: int) -> Belief:
    """Planted strength as ratings: half of the runs in attack, half in defence."""
    shape = (SEASON_DAYS, settings.teams, len(_SPREAD))
    true, believed = np.zeros(shape), np.zeros(shape)
    for team, club in enumerate(CLUBS[: settings.teams]):
        shift = team_strength(settings, club.code, season_dates(season))
        for part in (ATTACK, DEFENCE):
            true[:, team, part] = shift.true / (2 * USUAL_RUNS)
            believed[:, team, part] = shift.believed / (2 * USUAL_RUNS)
    return Belief(true=true, believed=believed)
