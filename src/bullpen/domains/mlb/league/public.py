"""The public's tickets and money.

Tickets go to favourites, home sides, overs and teams that have been winning, whatever the price.
Money follows them in part, and leans towards the side that the price underrates: those who bet much
have the news of the day before the market does. They know no more than the market will at the first
pitch, and nothing of the part of the news that nobody learns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bullpen.domains.mlb.league.books import MARKETS, fair_markets, main_total, run_lines
from bullpen.domains.mlb.league.calendar import Calendar
from bullpen.domains.mlb.league.forecast import Forecast
from bullpen.domains.mlb.league.play import Scores
from bullpen.domains.mlb.league.randomness import Purpose, stream

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_MOMENTS = (1, 3, 5)  # second and fourth round of quotes, and the cutoff
_LEAN = {"moneyline": 0.15, "run_line": 0.05, "total": 0.35}  # logits, to home and over
_FAVOURITE = 1.1  # logits of tickets per logit of the price
_FORM = 1.2  # logits per difference of the share of the last ten games won
_NOISE, _MONEY_NOISE = 0.25, 0.3  # logits
_FOLLOWERS = 0.6  # share of the tickets' lean that money has too
_SHARPNESS = 2.0  # logits of money per logit that the price will move until the first pitch
_TICKETS = {"moneyline": 9.0, "run_line": 8.2, "total": 8.5}  # log of the usual count by the cutoff
_COUNT_SPREAD = 0.35
_LAST_GAMES = 10


@dataclass(frozen=True, slots=True)
class Shares:
    """One market's splits, one entry a game and moment: percentages of the home or over side."""

    bets: Floats
    money: Floats
    tickets: Integers


@dataclass(frozen=True, slots=True)
class PublicMoney:
    """Splits by market, with the index of the game and of the moment of every entry."""

    game: Integers
    moment: Integers
    shares: dict[str, Shares]


def public_money(games: Calendar, seen: Forecast, scores: Scores, seed: int) -> PublicMoney:
    """Draw the splits of a season at up to three moments a game, none after the cutoff."""
    asked = np.zeros_like(seen.is_quoted)
    asked[:, _MOMENTS] = seen.is_quoted[:, _MOMENTS]
    game, moment = np.nonzero(asked)
    market = seen.market[game, moment]
    run_line, total_line = run_lines(seen)[game], main_total(market)
    prices = fair_markets(market, run_line=run_line, total_line=total_line)
    informed = seen.market[game, -1]
    fair = fair_markets(informed, run_line=run_line, total_line=total_line)
    form = recent_wins(games, scores)
    shares = {}
    for part, name in enumerate(MARKETS):
        priced = _logit(prices[name].probability)
        liked = _LEAN[name] + _FAVOURITE * priced
        if name != "total":
            liked += _FORM * (form[game, 0] - form[game, 1])
        shares[name] = _shares(
            liked=liked,
            underrated=_logit(fair[name].probability) - priced,
            noise=_noise(stream(seed, Purpose.PUBLIC, games.season, part), seen, game, moment),
            tickets=np.exp(_TICKETS[name]) * ((moment + 1) / (_MOMENTS[-1] + 1)) ** 2,
        )
    return PublicMoney(game=game, moment=moment, shares=shares)


def _noise(chance: np.random.Generator, seen: Forecast, game: Integers, moment: Integers) -> Floats:
    """Standard normal noise, shape (entries, 3): of the game, of its tickets and money just now."""
    of_game = chance.standard_normal(len(seen.true))[game]
    of_moment = chance.standard_normal((*seen.is_quoted.shape, 2))[game, moment]
    return np.concatenate([of_game[:, None], of_moment], axis=1)


def _shares(*, liked: Floats, underrated: Floats, noise: Floats, tickets: Floats) -> Shares:
    of_game, of_tickets, of_money = noise.T
    bets = liked + _NOISE * (of_game + of_tickets / 4)
    money = _FOLLOWERS * bets + _SHARPNESS * underrated + _MONEY_NOISE * of_money
    count = tickets * np.exp(_COUNT_SPREAD * of_game)
    return Shares(
        bets=_percent(bets), money=_percent(money), tickets=np.rint(count).astype(np.int64)
    )


def recent_wins(games: Calendar, scores: Scores) -> Floats:
    """Share of its last ten games of the season that each side won before today, .5 for none.

    Shape (games, 2): home, away. The first game of a doubleheader is not known to the second.
    """
    won = np.stack([scores.home_won, ~scores.home_won], axis=1)
    share = np.full(won.shape, 0.5)
    for club in range(int(games.teams.max(initial=0)) + 1):
        game, side = np.nonzero(games.teams == club)
        wins = np.concatenate([[0], np.cumsum(won[game, side])])
        day = games.day[game]
        played = np.searchsorted(day, day, side="left")
        counted = np.minimum(played, _LAST_GAMES)
        last = (wins[played] - wins[played - counted]) / np.maximum(counted, 1)
        share[game, side] = np.where(counted > 0, last, 0.5)
    return share


def _logit(probability: Floats) -> Floats:
    return np.log(probability / (1 - probability))


def _percent(logit: Floats) -> Floats:
    return np.round(100 / (1 + np.exp(-logit)))
