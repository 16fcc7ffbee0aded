"""Steam: several books moving the same way at once."""

import polars as pl

from bullpen.domains.mlb.views.two_way import two_way
from bullpen.vocabulary.curated import Curated

_MOVE = 0.015 - 1e-9  # of the fair probability, with room for rounding
_BOOKS = 3
_WINDOW = "10m"


def steam(curated: Curated) -> pl.LazyFrame:
    """Return how many 10-minute windows so far had steam, at each such window's third book.

    A window has steam where three books or more have moved the fair home probability the same way
    by 1.5 percentage points or more, each in one step.
    """
    moved = two_way(curated, "moneyline").with_columns(
        step=pl.col("p").diff().over("game_id", "book"),
        window=pl.col("known_at").dt.truncate(_WINDOW),
    )
    window = ["game_id", "window", "way"]
    return (
        moved.filter(pl.col("step").abs() >= _MOVE)
        .with_columns(way=pl.col("step").sign())
        .unique([*window, "book"], keep="first", maintain_order=True)
        .filter(pl.int_range(1, pl.len() + 1).over(window) == _BOOKS)
        .select("game_id", "known_at", windows=pl.int_range(1, pl.len() + 1).over("game_id"))
    )
