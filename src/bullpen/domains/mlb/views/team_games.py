"""Results as one row a team and game, in the order in which they became known."""

import polars as pl

from bullpen.vocabulary.curated import Curated

_BOX = ("home_runs", "walks", "strikeouts")


def team_games(curated: Curated) -> pl.LazyFrame:
    """Return two rows a result, sorted by `known_at`: counts over them never see the future.

    Columns: `game_id, team, opponent, is_home, season, game_date, known_at, runs, runs_allowed,
    win` (1, 0, or 0.5 for a tie), `pitchers_used`, and the batting counts `home_runs, walks,
    strikeouts` of the team with those of its opponent as `..._allowed`.
    """
    results = curated["results"].drop("source", "simulated", "status", "length_outs", "ended_at")
    games = curated["games"].select("game_id", "season", "game_date", "home_team", "away_team")
    played = results.join(games, on="game_id", how="inner")
    both = pl.concat([_side(played, "home", "away"), _side(played, "away", "home")])
    return both.sort("known_at", "game_id", "is_home")


def _side(played: pl.LazyFrame, own: str, other: str) -> pl.LazyFrame:
    runs, allowed = (pl.col(f"{side}_score").cast(pl.Int64) for side in (own, other))
    box = [pl.col(f"{own}_{name}").cast(pl.Int64).alias(name) for name in _BOX]
    box += [pl.col(f"{other}_{name}").cast(pl.Int64).alias(f"{name}_allowed") for name in _BOX]
    return played.select(
        "game_id",
        "season",
        "game_date",
        "known_at",
        *box,
        team=f"{own}_team",
        opponent=f"{other}_team",
        is_home=pl.lit(own == "home"),
        runs=runs,
        runs_allowed=allowed,
        win=((runs - allowed).sign() + 1) / 2,
        pitchers_used=pl.col(f"{own}_pitchers_used").cast(pl.Int64),
    )
