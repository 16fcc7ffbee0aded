"""Games as entities: what a prediction is about, and what the feature views join on."""

import polars as pl

from bullpen.domains.mlb.venues import venues
from bullpen.vocabulary.curated import Curated


def entities(curated: Curated) -> pl.LazyFrame:
    """Return one row a game, sorted by `event_time`, then `entity_id`.

    Columns: `entity_id` (the game's id), `event_time` (first pitch, UTC), `slate` (local date),
    `known_at`, `simulated`, `season`, `game_number`, `home_team`, `away_team`, `venue_id`,
    `is_day`, `first_pitch_local`, `latitude`, `longitude`, `altitude_m`, `roof`, and
    `utc_offset_hours` of the venue's clock at first pitch.
    """
    clock = pl.col("first_pitch_local") - pl.col("first_pitch").dt.replace_time_zone(None)
    places = venues().lazy().select("venue_id", "latitude", "longitude", "altitude_m", "roof")
    return (
        curated["games"]
        .join(places, on="venue_id", how="left")
        .select(
            "season",
            "game_number",
            "home_team",
            "away_team",
            "venue_id",
            "is_day",
            "first_pitch_local",
            "known_at",
            "simulated",
            "latitude",
            "longitude",
            "altitude_m",
            "roof",
            entity_id="game_id",
            event_time="first_pitch",
            slate="game_date",
            utc_offset_hours=clock.dt.total_minutes() / 60,
        )
        .sort("event_time", "entity_id")
    )


def describe(curated: Curated) -> pl.LazyFrame:
    """Return `entity_id` and `label`, such as "2016-04-04 SLN at PIT"."""
    number = pl.col("game_number")
    suffix = pl.when(number > 0).then(pl.format(" (game {})", number)).otherwise(pl.lit(""))
    return curated["games"].select(
        entity_id="game_id",
        label=pl.format("{} {} at {}{}", "game_date", "away_team", "home_team", suffix),
    )
