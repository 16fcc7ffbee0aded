"""Facts about the curated games for `bullpen data status`."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from bullpen.vocabulary.curated import Curated


def summary(curated: Curated) -> Mapping[str, Any]:
    """Return the regular-season games of each season, and where their starters were read.

    A moneyline is usable at a moment where some book quotes both sides. A starter whose source is
    "actual" was read from a game log after the game, and stands in for the one who was announced.

    Returns:
        `seasons`: `season, games, with_open_odds, with_close_odds`, by season; the last two count
        games with a usable moneyline.
        `starters`: `starter_source, starters`, by source.
    """
    return {"seasons": _seasons(curated), "starters": _starters(curated)}


def _seasons(curated: Curated) -> list[dict[str, Any]]:
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
    return seasons.sort("season").collect().to_dicts()


def _starters(curated: Curated) -> list[dict[str, Any]]:
    by_source = curated["starters"].group_by("starter_source").agg(starters=pl.len())
    return by_source.sort("starter_source").collect().to_dicts()


def _with_moneyline(curated: Curated, moment: str) -> pl.LazyFrame:
    sides = pl.col("side").filter(pl.col("price") > 1).n_unique().over("game_id", "book")
    return (
        curated["quotes"]
        .filter((pl.col("market") == "moneyline") & (pl.col("moment") == moment))
        .filter(sides == 2)
        .select("game_id", pl.lit(value=True).alias(moment))
        .unique()
    )
