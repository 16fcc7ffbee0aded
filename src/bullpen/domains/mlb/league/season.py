"""One season of the league as rows of the tables of MLB."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from bullpen.domains.mlb.league.books import (
    BOOKS,
    Views,
    fair_markets,
    main_total,
    offered_price,
    run_lines,
    views,
)
from bullpen.domains.mlb.league.calendar import Calendar, Integers, Moments, calendar
from bullpen.domains.mlb.league.clubs import CLUBS
from bullpen.domains.mlb.league.forecast import DISPERSION, OPENING, Forecast, forecast
from bullpen.domains.mlb.league.pitchers import roster
from bullpen.domains.mlb.league.play import Scores, box_scores, play
from bullpen.domains.mlb.league.public import public_money
from bullpen.domains.mlb.league.randomness import Purpose, stream
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.mlb.league.strength import Ratings
from bullpen.domains.mlb.runs import home_win_probability
from bullpen.domains.mlb.tables import CURATED

NAME = "simulated-league"
PROVIDER = "simulated-public"
_SIDES = {"moneyline": ("home", "away"), "run_line": ("home", "away"), "total": ("over", "under")}
_GAME_LENGTH = 210  # minutes from the first pitch to the published result
_NIGHT_FROM = 17 * 60
_DAY = 24 * 60
_NEVER = np.datetime64("9999-12-31", "us")


def season_tables(
    settings: LeagueSettings, season: int, rated: Ratings
) -> Mapping[str, pl.DataFrame]:
    """Play one season and return its curated tables by name, in the order of the games."""
    games = calendar(settings, season)
    ids = _game_ids(games)
    seen = forecast(settings, games, rated)
    scores = play(seen.true, DISPERSION, stream(settings.seed, Purpose.SCORES, season))
    tables = {
        "games": _games(games, ids),
        "starters": _starters(games, ids, rated, settings.seed),
        "quotes": _quotes(settings, games, ids, seen),
        "splits": _splits(settings, games, ids, seen, scores),
        "results": _results(settings, games, ids, scores),
        "truth": _truth(ids, seen),
    }
    return {name: _of_table(name, rows) for name, rows in tables.items()}


def _of_table(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    schema = pl.Schema(CURATED[name])
    marked = rows.with_columns(source=pl.lit(NAME), simulated=pl.lit(value=True))
    return marked.select(pl.col(column).cast(dtype) for column, dtype in schema.items())


def _utc(name: str, moments: Moments) -> pl.Series:
    series = pl.Series(name, moments.astype("datetime64[us]"))
    return series.dt.replace_time_zone("UTC")


def _text(name: str, values: list[str], index: Integers) -> pl.Series:
    return pl.Series(name, values, dtype=pl.String).gather(index)


def _game_ids(games: Calendar) -> pl.Series:
    stems = pl.DataFrame(
        {
            "home": _text("home", [club.code for club in CLUBS], games.teams[:, 0]),
            "date": games.dates.astype("datetime64[us]"),
            "number": games.number,
        }
    )
    day = pl.col("date").dt.strftime("%Y%m%d")
    return stems.select(game_id=pl.concat_str("home", day, "number")).to_series()


def _games(games: Calendar, ids: pl.Series) -> pl.DataFrame:
    codes = [club.code for club in CLUBS]
    home, away = games.teams.T
    return pl.DataFrame(
        {
            "game_id": ids,
            "season": np.full(len(games), games.season),
            "game_date": games.dates.astype("datetime64[us]"),
            "game_number": games.number,
            "home_team": _text("home_team", codes, home),
            "away_team": _text("away_team", codes, away),
            "venue_id": _text("venue_id", [club.venue_id for club in CLUBS], home),
            "is_day": games.start < _NIGHT_FROM,
            "first_pitch": _utc("first_pitch", games.at(games.start)),
            "first_pitch_local": games.first_pitch_local,
            "event_time_source": ["scheduled"] * len(games),
            "known_at": _utc("known_at", games.at(np.full(len(games), -_DAY))),
        }
    )


def _starters(games: Calendar, ids: pl.Series, rated: Ratings, seed: int) -> pl.DataFrame:
    who = (games.teams * rated.debut.shape[1] + games.slots).ravel()
    game = np.repeat(np.arange(len(games)), 2)
    opening = games.at(np.full(len(games), OPENING))
    return (
        roster(rated.debut, seed)
        .select(pl.all().gather(who))
        .with_columns(
            ids.gather(game),
            _text("side", ["home", "away"], np.tile([0, 1], len(games))),
            pl.lit("probable").alias("starter_source"),
            _utc("known_at", opening[game]),
        )
    )


def _quotes(
    settings: LeagueSettings, games: Calendar, ids: pl.Series, seen: Forecast
) -> pl.DataFrame:
    quoted = views(seen, seed=settings.seed, season=games.season, books=settings.books)
    of_any_market = _quote_moments(games, ids, seen, quoted)
    hold = np.array([book.hold for book in BOOKS])[quoted.book]
    lines = {"run_line": run_lines(seen)[quoted.game], "total_line": main_total(quoted.runs)}
    frames = []
    for market, fair in fair_markets(quoted.runs, **lines).items():
        line = pl.Series(fair.line, nan_to_null=True)
        for side in _SIDES[market]:
            chance = fair.probability if side in {"home", "over"} else 1 - fair.probability
            frames.append(
                of_any_market.with_columns(
                    pl.lit(market).alias("market"),
                    pl.lit(side).alias("side"),
                    (-line if side == "away" else line).alias("line"),
                    pl.Series("price", offered_price(chance, hold)),
                )
            )
    return pl.concat(frames).sort("game", "quoted_at", "book", "market", "side")


def _quote_moments(games: Calendar, ids: pl.Series, seen: Forecast, quoted: Views) -> pl.DataFrame:
    at = _utc("quoted_at", games.at(seen.minutes)[quoted.game, quoted.moment])
    last = seen.minutes.shape[1] - 1
    named = np.where(quoted.moment == 0, 0, np.where(quoted.moment == last, 2, 1))
    return pl.DataFrame(
        {
            "game": quoted.game,
            "game_id": ids.gather(quoted.game),
            "book": _text("book", [book.name for book in BOOKS], quoted.book),
            "moment": _text("moment", ["open", "snapshot", "close"], named),
            "quoted_at": at,
            "known_at": at,
        }
    )


def _splits(
    settings: LeagueSettings, games: Calendar, ids: pl.Series, seen: Forecast, scores: Scores
) -> pl.DataFrame:
    public = public_money(games, seen, scores, settings.seed)
    at = games.at(seen.minutes)[public.game, public.moment]
    frames = [
        pl.DataFrame(
            {
                "game": public.game,
                "game_id": ids.gather(public.game),
                "provider": [PROVIDER] * len(public.game),
                "market": [market] * len(public.game),
                "side": [_SIDES[market][0]] * len(public.game),
                "bets_pct": shares.bets,
                "money_pct": shares.money,
                "num_bets": shares.tickets,
                "known_at": _utc("known_at", at),
            }
        )
        for market, shares in public.shares.items()
    ]
    return pl.concat(frames).sort("game", "known_at", "market")


def _results(
    settings: LeagueSettings, games: Calendar, ids: pl.Series, scores: Scores
) -> pl.DataFrame:
    box = box_scores(scores, settings.seed, games.season)
    counts = {
        "score": scores.runs,
        "hits": box.hits,
        "home_runs": box.home_runs,
        "walks": box.walks,
        "strikeouts": box.strikeouts,
        "pitchers_used": box.pitchers_used,
        "errors": box.errors,
    }
    ended = _utc("ended_at", games.at(games.start + _GAME_LENGTH))
    return pl.DataFrame(
        {
            "game_id": ids,
            "length_outs": box.length_outs,
            "status": ["final"] * len(games),
            "ended_at": ended,
            "known_at": ended,
        }
        | {
            f"{side}_{name}": count[:, column]
            for column, side in enumerate(("home", "away"))
            for name, count in counts.items()
        }
    )


def _truth(ids: pl.Series, seen: Forecast) -> pl.DataFrame:
    home, away = seen.true.T
    return pl.DataFrame(
        {
            "game_id": ids,
            "home_mean": home,
            "away_mean": away,
            "dispersion": np.full(len(home), DISPERSION),
            "home_win": home_win_probability(home, away, DISPERSION),
            "known_at": _utc("known_at", np.full(len(home), _NEVER)),
        }
    )
