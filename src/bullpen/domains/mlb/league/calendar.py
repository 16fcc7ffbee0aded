"""Who plays whom, where and when: a round robin of series, spread over April to September."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle, islice

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bullpen.domains.mlb.league.clubs import CLUBS
from bullpen.domains.mlb.league.randomness import Purpose, stream
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.mlb.venues import to_utc, venues

Integers = NDArray[np.int64]
Moments = NDArray[np.datetime64]  # microseconds; UTC unless a name says local

SEASON_DAYS = 183  # 1 April to 30 September
STARTERS = 5  # in a rotation
_DAYS_PER_GAME = SEASON_DAYS / 120  # shorter seasons are as dense as the default one
_SERIES_LENGTHS = (3, 3, 4)
_DOUBLEHEADER_CHANCE = 0.05  # of a series: rain on its first day

# Minutes after midnight.
_DAY_STARTS = np.array([13 * 60 + 5, 13 * 60 + 35, 16 * 60 + 5])
_NIGHT_STARTS = np.array([18 * 60 + 40, 19 * 60 + 5, 19 * 60 + 10])
_DOUBLEHEADER_STARTS = np.array([13 * 60 + 5, 16 * 60 + 35])
_DAY_GAME_CHANCE = np.array([0.1, 0.1, 0.25, 0.3, 0.1, 0.5, 0.85])  # Monday to Sunday
_MINUTE = np.timedelta64(60_000_000, "us")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The games of one season in the order in which they are played; one entry a game.

    Attributes:
        season: year.
        day: days since 1 April.
        number: 0 for a single game, 1 or 2 of a doubleheader.
        teams: index of the club, shape (games, 2): home, away.
        slots: which of the starters takes the mound, shape (games, 2): home, away.
        start: scheduled first pitch, minutes after midnight by the venue's clock.
        midnight: the midnight before, venue time, as a UTC moment.
    """

    season: int
    day: Integers
    number: Integers
    teams: Integers
    slots: Integers
    start: Integers
    midnight: Moments

    def __len__(self) -> int:
        return len(self.day)

    @property
    def dates(self) -> Moments:
        return season_dates(self.season)[self.day]

    @property
    def first_pitch_local(self) -> Moments:
        midnight: Moments = self.dates.astype("datetime64[us]")
        return midnight + self.start * _MINUTE

    def at(self, minutes: Integers) -> Moments:
        """UTC moments so many minutes after the midnight (no clock changes during a season)."""
        shape = (-1, *[1] * (minutes.ndim - 1))
        return self.midnight.reshape(shape) + minutes * _MINUTE


def season_dates(season: int) -> Moments:
    """Return every date of a season, from 1 April on."""
    return np.datetime64(f"{season}-04-01", "D") + np.arange(SEASON_DAYS)


def calendar(settings: LeagueSettings, season: int) -> Calendar:
    """Schedule one season: every team plays `games_per_team` games, opponents in turn."""
    games = _games(_series(settings, season))
    day, number, home, away = (games[c].to_numpy() for c in ("day", "number", "home", "away"))
    teams = np.stack([home, away], axis=1)
    dates = season_dates(season)[day]
    return Calendar(
        season=season,
        day=day,
        number=number,
        teams=teams,
        slots=_slots(teams, settings.teams),
        start=_starts(settings, season, dates, number, games["is_last"].to_numpy()),
        midnight=_midnights(dates, home),
    )


def _series(settings: LeagueSettings, season: int) -> pl.DataFrame:
    """One row a series: `home, away, length, first_day, is_rained_out` (its first day is)."""
    lengths = np.array(list(_series_lengths(settings.games_per_team)))
    season_days = min(SEASON_DAYS, settings.games_per_team * _DAYS_PER_GAME)
    edges = np.concatenate([[0], np.cumsum(lengths)]) * (season_days / settings.games_per_team)
    first_day = np.floor(edges).astype(np.int64)
    idle_days = np.diff(first_day) - lengths
    chance = stream(settings.seed, Purpose.CALENDAR, season)
    shape = (len(lengths), settings.teams // 2)
    wait = (chance.random(shape) * (idle_days[:, None] + 1)).astype(np.int64)
    is_rained_out = (chance.random(shape) < _DOUBLEHEADER_CHANCE) & (lengths[:, None] > 1)
    pairs = np.array(list(islice(_rounds(settings, season), len(lengths))))
    return pl.DataFrame(
        {
            "home": pairs[:, :, 0].ravel(),
            "away": pairs[:, :, 1].ravel(),
            "length": np.repeat(lengths, shape[1]),
            "first_day": (first_day[:-1, None] + wait).ravel(),
            "is_rained_out": is_rained_out.ravel(),
        }
    )


def _games(series: pl.DataFrame) -> pl.DataFrame:
    """One row a game, in the order of play; rain on the first day makes a doubleheader."""
    game = pl.col("game")
    is_twin = pl.col("is_rained_out") & (game < 2)
    return (
        series.with_columns(game=pl.int_ranges(0, "length"))
        .explode("game")
        .select(
            "home",
            "away",
            day=pl.col("first_day") + pl.when(is_twin).then(1).otherwise(game),
            number=pl.when(is_twin).then(game + 1).otherwise(0),
            is_last=game == pl.col("length") - 1,
        )
        .sort("day", "number", "home")
    )


def _series_lengths(games: int) -> Iterator[int]:
    for length in cycle(_SERIES_LENGTHS):
        if games <= length:
            yield games
            return
        yield length
        games -= length


def _rounds(settings: LeagueSettings, season: int) -> Iterator[list[tuple[int, int]]]:
    """Endless rounds of (home, away) pairs by the circle method; home and away swap every cycle."""
    order = stream(settings.seed, Purpose.PAIRINGS, season).permutation(settings.teams).tolist()
    fixed, circle = order[0], order[1:]
    for index in count():
        turn = index % len(circle)
        ring = [fixed, *circle[turn:], *circle[:turn]]
        half = len(ring) // 2
        pairs = list(zip(ring[:half], reversed(ring[half:]), strict=True))
        swaps = index // len(circle) + np.arange(half) + np.where(np.arange(half) == 0, turn, 0)
        yield [(b, a) if swap % 2 else (a, b) for (a, b), swap in zip(pairs, swaps, strict=True)]


def _slots(teams: Integers, clubs: int) -> Integers:
    """Which starter pitches: the rotation goes round, a game at a time."""
    slots = np.empty_like(teams)
    for club in range(clubs):
        plays = teams == club
        slots[plays] = np.arange(plays.sum()) % STARTERS
    return slots


def _starts(
    settings: LeagueSettings,
    season: int,
    dates: Moments,
    number: Integers,
    is_last: NDArray[np.bool_],
) -> Integers:
    """Nights in the week, days at the week-end and on many getaway days."""
    chance = stream(settings.seed, Purpose.STARTING_TIMES, season).random((len(dates), 2))
    weekday = (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1970 began on a Thursday
    by_day = chance[:, 0] < _DAY_GAME_CHANCE[weekday] + 0.2 * is_last
    which = (chance[:, 1] * len(_DAY_STARTS)).astype(np.int64)
    single = np.where(by_day, _DAY_STARTS[which], _NIGHT_STARTS[which])
    return np.where(number == 0, single, _DOUBLEHEADER_STARTS[np.maximum(number - 1, 0)])


def _midnights(dates: Moments, home: Integers) -> Moments:
    parks = pl.DataFrame({"venue_id": [club.venue_id for club in CLUBS]})
    zones = parks.join(venues(), on="venue_id", how="left", maintain_order="left")["time_zone"]
    local = pl.DataFrame({"date": dates.astype("datetime64[us]"), "zone": zones.gather(home)})
    utc = local.select(to_utc(pl.col("date"), pl.col("zone")).dt.replace_time_zone(None))
    return utc.to_series().to_numpy()
