"""A whole league: its seasons one after the other, as the tables of MLB."""

from collections.abc import Mapping

import polars as pl

from bullpen.domains.mlb.league.season import season_tables
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.mlb.league.strength import Ratings, ratings
from bullpen.domains.mlb.tables import CURATED


def simulate(settings: LeagueSettings) -> Mapping[str, pl.DataFrame]:
    """Play the league and return the curated tables by name, in the order of the games.

    Seasons are always played in full and cut at `settings.until` afterwards, so that a later
    `until` adds rows and changes none.
    """
    seasons = []
    rated: Ratings | None = None
    for season in range(settings.first_season, settings.first_season + settings.seasons):
        if settings.until is not None and season > settings.until.year:
            break
        rated = ratings(settings, season, rated)
        seasons.append(season_tables(settings, season, rated))
    tables = {name: pl.concat([tables[name] for tables in seasons]) for name in CURATED}
    if settings.until is None:
        return tables
    played = tables["games"].filter(pl.col("game_date") <= settings.until).select("game_id")
    return {
        name: table.join(played, on="game_id", how="semi", maintain_order="left")
        for name, table in tables.items()
    }
