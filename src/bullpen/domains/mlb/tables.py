"""The curated tables of MLB: games, starters, quotes, splits, results, and the simulated truth.

`game_id` is `{HOME}{yyyymmdd}{n}` with Retrosheet's team code and game number. Every table says
when a row could be known (`known_at`, UTC) and whether it is made up (`simulated`).
"""

import polars as pl

from bullpen.vocabulary.ledger import MOMENT

GAMES: dict[str, pl.DataType] = {
    "game_id": pl.String(),
    "season": pl.Int32(),
    "game_date": pl.Date(),  # local date, the slate
    "game_number": pl.Int8(),  # 0 single game, 1 or 2 of a doubleheader
    "home_team": pl.String(),
    "away_team": pl.String(),
    "venue_id": pl.String(),
    "is_day": pl.Boolean(),
    "first_pitch": MOMENT,  # scheduled start
    "first_pitch_local": pl.Datetime("us"),  # the same by the venue's clock
    "event_time_source": pl.String(),  # "assumed" (game logs carry none) or "scheduled"
    "known_at": MOMENT,  # when the schedule said so: midnight, venue time, a day before the game
    "source": pl.String(),
    "simulated": pl.Boolean(),
}

STARTERS: dict[str, pl.DataType] = {
    "game_id": pl.String(),
    "side": pl.String(),  # "home" or "away"
    "pitcher_id": pl.String(),
    "pitcher_name": pl.String(),
    "throws": pl.String(),  # "L", "R" or null
    "starter_source": pl.String(),  # "actual" (read from a game log) or "probable"
    "known_at": MOMENT,  # 09:00 venue time on the day of the game
    "source": pl.String(),
    "simulated": pl.Boolean(),
}

QUOTES: dict[str, pl.DataType] = {
    "game_id": pl.String(),
    "book": pl.String(),
    "market": pl.String(),  # "moneyline", "total" or "run_line"
    "side": pl.String(),  # "home" or "away"; "over" or "under"
    "line": pl.Float64(),  # runs; null for the moneyline; for the run line that of the side itself
    "price": pl.Float64(),  # decimal
    "moment": pl.String(),  # "open" (first of its book and market), "close" (last), "snapshot"
    "quoted_at": MOMENT,
    "known_at": MOMENT,  # open: 09:00 venue time; close: first pitch; snapshot: when it was taken
    "source": pl.String(),
    "simulated": pl.Boolean(),
}

SPLITS: dict[str, pl.DataType] = {
    "game_id": pl.String(),
    "provider": pl.String(),
    "market": pl.String(),
    "side": pl.String(),  # "home" or "over"
    "bets_pct": pl.Float64(),  # 0-100, share of tickets on the side
    "money_pct": pl.Float64(),  # 0-100, share of money on the side
    "num_bets": pl.Int64(),
    "known_at": MOMENT,
    "source": pl.String(),
    "simulated": pl.Boolean(),
}

_BOX = ("hits", "home_runs", "walks", "strikeouts", "pitchers_used", "errors")

RESULTS: dict[str, pl.DataType] = {
    "game_id": pl.String(),
    "home_score": pl.Int32(),
    "away_score": pl.Int32(),
    "length_outs": pl.Int32(),  # 51 or more = full length
    "status": pl.String(),  # "final", "tie", or "suspended" (completed on a later date)
    **{f"{side}_{name}": pl.Int32() for side in ("home", "away") for name in _BOX},
    "ended_at": MOMENT,  # first pitch + 5 h, or that long into the day of completion
    "known_at": MOMENT,
    "source": pl.String(),
    "simulated": pl.Boolean(),
}

TRUTH: dict[str, pl.DataType] = {
    "game_id": pl.String(),
    "home_mean": pl.Float64(),  # expected runs
    "away_mean": pl.Float64(),
    "dispersion": pl.Float64(),  # k of the negative binomial: variance = mean + mean² / k
    "home_win": pl.Float64(),  # probability
    "known_at": MOMENT,  # 9999-12-31: nobody ever knows it
    "source": pl.String(),
    "simulated": pl.Boolean(),
}

CURATED: dict[str, dict[str, pl.DataType]] = {
    "games": GAMES,
    "starters": STARTERS,
    "quotes": QUOTES,
    "splits": SPLITS,
    "results": RESULTS,
    "truth": TRUTH,
}
