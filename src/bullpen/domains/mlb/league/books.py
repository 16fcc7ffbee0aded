"""The bookmakers: what each makes of the market's view, and the prices that it posts.

A book adds noise of its own to the market's expected runs (less of it as the day goes on), prices
the three markets from them, and takes its margin in proportion: fair probabilities divided by
1 - hold, rounded to whole American cents.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bullpen.domains.mlb.league.forecast import DISPERSION, OPENING, Forecast
from bullpen.domains.mlb.league.randomness import Purpose, stream
from bullpen.domains.mlb.odds import american_from_decimal, decimal_from_american
from bullpen.domains.mlb.runs import (
    cover_probability,
    home_win_probability,
    total_probabilities,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MARKETS = ("moneyline", "run_line", "total")
_MEDIAN_BELOW_MEAN = 0.3  # runs: totals are skewed, and lines stand near the median
_NOISE_LEFT = 0.4  # share of a book's opening noise that is still there at the close


@dataclass(frozen=True, slots=True)
class Book:
    """A bookmaker: its margin (share of turnover) and its noise (log of expected runs, a side)."""

    name: str
    hold: float
    noise: float


BOOKS: tuple[Book, ...] = (
    Book("northstar", 0.020, 0.015),
    Book("cornerstone", 0.045, 0.040),
    Book("harbour", 0.035, 0.030),
    Book("homestead", 0.050, 0.045),
    Book("meridian", 0.025, 0.020),
    Book("lamplight", 0.040, 0.035),
    Book("turnpike", 0.048, 0.042),
    Book("windmill", 0.030, 0.025),
)


@dataclass(frozen=True, slots=True)
class Views:
    """What books expect whenever they quote; one entry a game, moment and book.

    Attributes:
        game, moment, book: indices.
        runs: expected runs in nine innings, shape (entries, 2): home, away.
    """

    game: Integers
    moment: Integers
    book: Integers
    runs: Floats


@dataclass(frozen=True, slots=True)
class Fair:
    """One market without margin: probability of the home or over side, a push left out.

    `line` is the home side's run line or the total; NaN for the moneyline.
    """

    probability: Floats
    line: Floats


def views(seen: Forecast, *, seed: int, season: int, books: int) -> Views:
    """Return what every book expects at every moment, the market's view with its own noise."""
    game, moment = np.nonzero(seen.is_quoted)
    market = np.log(seen.market[game, moment])
    first_pitch = seen.minutes[game, -1]
    passed = (seen.minutes[game, moment] - OPENING) / (first_pitch - OPENING)
    left = 1 - (1 - _NOISE_LEFT) * passed[:, None]
    runs = []
    for index, book in enumerate(BOOKS[:books]):
        own = stream(seed, Purpose.BOOKS, season, index).standard_normal(seen.true.shape)
        runs.append(np.exp(market + book.noise * left * own[game]))
    return Views(
        game=np.tile(game, books),
        moment=np.tile(moment, books),
        book=np.repeat(np.arange(books), len(game)),
        runs=np.concatenate(runs),
    )


def fair_markets(runs: Floats, *, run_line: Floats, total_line: Floats) -> dict[str, Fair]:
    """Price all markets from expected runs (entries, 2) at the given lines (entries)."""
    home, away = runs.T
    total = total_probabilities(home, away, DISPERSION, total_line)
    return {
        "moneyline": Fair(
            probability=home_win_probability(home, away, DISPERSION),
            line=np.full(len(runs), np.nan),
        ),
        "run_line": Fair(
            probability=cover_probability(home, away, DISPERSION, run_line), line=run_line
        ),
        "total": Fair(probability=total.over / (total.over + total.under), line=total_line),
    }


def run_lines(seen: Forecast) -> Floats:
    """Return every game's run line of the home side: the market's favourite at the opening gives
    1.5 runs, and keeps giving them whatever happens during the day."""
    home, away = seen.market[:, 0].T
    return np.where(home_win_probability(home, away, DISPERSION) >= 0.5, -1.5, 1.5)


def main_total(runs: Floats) -> Floats:
    """Return the whole or half run nearest to the middle of the total's distribution.

    >>> main_total(np.array([[4.5, 4.2], [4.6, 4.6]])).tolist()
    [8.5, 9.0]
    """
    return np.asarray(np.rint(2 * (runs.sum(axis=1) - _MEDIAN_BELOW_MEAN)) / 2)


def offered_price(probability: Floats, hold: Floats) -> Floats:
    """Return the decimal price of a fair probability after the margin, in whole American cents.

    >>> offered_price(np.array([0.5, 0.6]), np.array([0.045, 0.045])).round(4).tolist()
    [1.9091, 1.5917]
    """
    offered = pl.DataFrame({"price": (1 - hold) / probability})
    american = american_from_decimal(pl.col("price")).round()
    return offered.select(decimal_from_american(american)).to_series().to_numpy()
