"""Who started, and with which hand he throws."""

import polars as pl

from bullpen.domains.mlb.join_odds import is_same_pitcher
from bullpen.domains.mlb.tables import STARTERS


def starters(scheduled: pl.DataFrame, joined: pl.DataFrame) -> pl.DataFrame:
    """Return the table `starters`: two rows a game, none for a side whose starter is missing.

    The starter is read from the game log, so his source is "actual": he took the mound, which the
    morning's schedule could only announce. His hand is the suffix of the pitcher whom the odds
    archive lists, where that is the same man; else null.
    """
    listed = joined.filter(pl.col("game_id").is_not_null()).select(
        "game_id", "away_pitcher", "home_pitcher"
    )
    games = scheduled.join(listed, on="game_id", how="left")
    sides = [_of_side(games, side) for side in ("away", "home")]
    return pl.concat(sides).sort("game_id", "side")


def _of_side(games: pl.DataFrame, side: str) -> pl.DataFrame:
    listed, name = pl.col(f"{side}_pitcher"), pl.col(f"{side}_starter_name")
    hand = listed.str.to_uppercase().str.extract("-([RL])$")
    return (
        games.filter(pl.col(f"{side}_starter_id").is_not_null())
        .select(
            "game_id",
            side=pl.lit(side),
            pitcher_id=f"{side}_starter_id",
            pitcher_name=name,
            throws=pl.when(is_same_pitcher(listed, name)).then(hand),
            starter_source=pl.lit("actual"),
            known_at="morning",
            source="source",
            simulated="simulated",
        )
        .match_to_schema(STARTERS)
    )
