"""Quotes as two-way markets, and what the books together say at each moment.

Closing quotes are left out by name as well as by time: they are for labels and benchmarks.
"""

import polars as pl

from bullpen.domains.mlb.odds import fair_two_way
from bullpen.vocabulary.curated import Curated

SIDES = {"moneyline": ("home", "away"), "total": ("over", "under"), "run_line": ("home", "away")}


def two_way(curated: Curated, market: str) -> pl.LazyFrame:
    """Return both prices that a book quoted at one moment, one row a game, book and moment.

    Columns: `game_id, book, known_at, moment, line` (of the first side), `price_a, price_b`, the
    fair probability `p` of the first side (multiplicative), and the `hold`. Sorted by `known_at`.
    Of several lines at once the last listed counts; a side without its other side is left out.
    """
    keys = ["game_id", "book", "known_at", "moment"]
    other_line = -pl.col("line") if market == "run_line" else pl.col("line")
    quotes = curated["quotes"].filter(
        pl.col("market") == market, pl.col("moment") != "close", pl.col("price") > 1
    )
    a, b = (
        quotes.filter(pl.col("side") == side).select(*keys, "line", price=pl.col("price"))
        for side in SIDES[market]
    )
    return (
        a.rename({"price": "price_a"})
        .join(
            b.select(*keys, line=other_line, price_b="price"),
            on=[*keys, "line"],
            how="inner",
            nulls_equal=True,
            maintain_order="left",
        )
        .unique(keys, keep="last", maintain_order=True)
        .with_columns(
            p=fair_two_way(pl.col("price_a"), pl.col("price_b")),
            hold=1 - 1 / (1 / pl.col("price_a") + 1 / pl.col("price_b")),
        )
        .sort("known_at", maintain_order=True)
    )


def latest_of_books(quotes: pl.LazyFrame) -> pl.LazyFrame:
    """Return, for each game and moment of a quote, the latest quote of each book by then.

    The rows of one game and moment stand together, the books in alphabetical order, so that sums
    over them are the same whatever else is in the table.
    """
    moments = quotes.select("game_id", "known_at").unique()
    books = quotes.select("game_id", "book").unique()
    grid = moments.join(books, on="game_id").sort("known_at")
    latest = grid.join_asof(quotes, on="known_at", by=["game_id", "book"], check_sortedness=False)
    return latest.drop_nulls("price_a").sort("known_at", "game_id", "book")
