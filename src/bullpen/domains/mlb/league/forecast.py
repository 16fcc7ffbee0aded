"""The runs to expect of both sides of every game: in truth, and as the market sees it by the hour.

The logarithm of a side's expected runs is the sum of the run environment, the park, the home edge,
its attack, less the other side's defence and starter, and the news of the day. News (line-ups,
form, weather) is a random walk that the whole market learns between 09:00 and the first pitch,
and a last part that nobody learns. Each part has mean 1 as a factor, so that a line moves without
a trend: an early line is as unbiased as a late one, only less sharp.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bullpen.domains.mlb.league.calendar import Calendar, season_dates
from bullpen.domains.mlb.league.clubs import CLUBS
from bullpen.domains.mlb.league.planted import run_environment
from bullpen.domains.mlb.league.randomness import Purpose, stream
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.mlb.league.strength import (
    ATTACK,
    DEFENCE,
    FIRST_STARTER,
    USUAL_RUNS,
    Ratings,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DISPERSION = 4.0  # of each side's runs in nine innings
_HOME_EDGE = np.log(1.09)
_PARK_SPREAD = 0.06  # standard deviation of the logarithm of a park's factor
_LEARNED_NEWS = 0.09  # standard deviation of what the market learns during the day, per side
_HIDDEN_NEWS = 0.05  # and of what it does not

OPENING = 9 * 60  # minutes after midnight, venue time
CUTOFF_LEAD = 60  # minutes before first pitch
_ROUNDS = np.arange(OPENING, 18 * 60, 120)  # 09:00, 11:00, ... 17:00
_LATE_LEADS = np.array([CUTOFF_LEAD, CUTOFF_LEAD // 2, 0])


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected runs in nine innings.

    Attributes:
        true: shape (games, 2): home, away.
        market: shape (games, moments, 2); what the market as a whole expects.
        minutes: shape (games, moments): when, minutes after midnight by the venue's clock.
        is_quoted: shape (games, moments): false where the moment does not come before first pitch
            (an early game has fewer rounds of quotes).
    """

    true: Floats
    market: Floats
    minutes: Integers
    is_quoted: NDArray[np.bool_]


def forecast(settings: LeagueSettings, games: Calendar, rated: Ratings) -> Forecast:
    minutes, is_quoted = moments(games.start)
    learned, hidden = _news(settings, games, minutes)
    environment = run_environment(settings, season_dates(games.season))
    parks = _parks(settings)[games.teams[:, 0]]
    true = _log_runs(games, rated.true) + (environment.true[games.day] + parks)[:, None]
    seen = _log_runs(games, rated.believed) + (environment.believed[games.day] + parks)[:, None]
    return Forecast(
        true=np.exp(true + learned[:, -1] + hidden),
        market=np.exp(seen[:, None, :] + learned),
        minutes=minutes,
        is_quoted=is_quoted,
    )


def moments(start: Integers) -> tuple[Integers, NDArray[np.bool_]]:
    """When quotes are taken: every two hours until the cutoff, at the cutoff, and twice after.

    Returns:
        Minutes after midnight and whether they are used, both of shape (games, 8), never falling
        from left to right. A round that is not before the cutoff is moved to it and not used.
    """
    cutoff = start[:, None] - CUTOFF_LEAD
    rounds = np.broadcast_to(_ROUNDS, (len(start), len(_ROUNDS)))
    late = start[:, None] - _LATE_LEADS
    minutes = np.concatenate([np.minimum(rounds, cutoff), late], axis=1)
    used = np.concatenate([rounds < cutoff, np.ones_like(late, dtype=bool)], axis=1)
    return minutes, used


def _log_runs(games: Calendar, rates: Floats) -> Floats:
    today = rates[games.day[:, None], games.teams]  # (games, 2, ratings)
    starter = np.take_along_axis(today, FIRST_STARTER + games.slots[:, :, None], axis=2)[:, :, 0]
    prevention = today[:, :, DEFENCE] + starter
    edge = np.array([_HOME_EDGE, -_HOME_EDGE]) / 2
    return np.asarray(np.log(USUAL_RUNS) + edge + today[:, :, ATTACK] - prevention[:, ::-1])


def _parks(settings: LeagueSettings) -> Floats:
    draws = stream(settings.seed, Purpose.PARKS, 0).standard_normal(len(CLUBS))[: settings.teams]
    return np.asarray(_PARK_SPREAD * (draws - draws.mean()))


def _news(settings: LeagueSettings, games: Calendar, minutes: Integers) -> tuple[Floats, Floats]:
    """Logarithms of what is known at each moment (games, moments, 2), and of the rest."""
    chance = stream(settings.seed, Purpose.NEWS, games.season)
    steps = chance.standard_normal((*minutes.shape, 2))
    rest = chance.standard_normal((len(games), 2))
    passed = (minutes - OPENING) / (games.start - OPENING)[:, None]
    variance = _LEARNED_NEWS**2 * np.diff(passed, axis=1, prepend=0.0)[:, :, None]
    learned = np.cumsum(np.sqrt(variance) * steps - variance / 2, axis=1)
    return learned, _HIDDEN_NEWS * rest - _HIDDEN_NEWS**2 / 2
