"""Facts about the curated games for `bullpen data status`."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from bullpen.vocabulary.curated import Curated


def summary(curated: Curated) -> Mapping[str, Any]:
    """Return the regular-season games of each season, and how many have a usable moneyline.

    A moneyline is usable at a moment where some book quotes both sides.

    Returns:
        `{"seasons": [{"season", "games", "with_open_odds", "with_close_odds"}]}`, by season.
    """
    games = (
        curated["games"]
        .select("game_id", "season")
        .join(_with_moneyline(curated, "open"), on="game_id", how="left")
        .join(_with_moneyline(curated, "close"), on="game_id", how="left")
    )
    seasons = games.group_by("season").agg(
        games=pl.len(),
        with_open_odds=pl.col("open").fill_null(value=False).sum(),
        with_close_odds=pl.col("close").fill_null(value=False).sum(),
    )
    return {"seasons": seasons.sort("season").collect().to_dicts()}


def _with_moneyline(curated: Curated, moment: str) -> pl.LazyFrame:
    sides = pl.col("side").filter(pl.col("price") > 1).n_unique().over("game_id", "book")
    return (
        curated["quotes"]
        .filter((pl.col("market") == "moneyline") & (pl.col("moment") == moment))
        .filter(sides == 2)
        .select("game_id", pl.lit(value=True).alias(moment))
        .unique()
    )
