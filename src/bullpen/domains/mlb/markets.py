"""Two-way markets put together from quotes of one side each, and what all books say together."""

import polars as pl

from bullpen.domains.mlb.odds import fair_two_way, is_price
from bullpen.domains.mlb.settlement import Market


def quotes_of(quotes: pl.LazyFrame, market: Market) -> pl.LazyFrame:
    """Return the usable quotes of a market, `game_id` renamed to `entity_id`."""
    usable = (pl.col("market") == market.value) & is_price(pl.col("price"))
    return quotes.filter(usable).rename({"game_id": "entity_id"})


def last_quotes(quotes: pl.LazyFrame, market: Market, spine: pl.DataFrame) -> pl.LazyFrame:
    """Return what each book offered on each side at the cutoff: its last quote known by then.

    Several lines that a book quoted at the same moment are all on offer.
    """
    newest = pl.col("known_at").max().over("entity_id", "book", "side")
    return (
        quotes_of(quotes, market)
        .join(spine.lazy().select("entity_id", "cutoff_at"), on="entity_id")
        .filter(pl.col("known_at") <= pl.col("cutoff_at"))
        .filter(pl.col("known_at") == newest)
        .pipe(_one_per_line)
    )


def quotes_at(quotes: pl.LazyFrame, market: Market, moment: str) -> pl.LazyFrame:
    """Return the quotes of a market marked "open" or "close"."""
    return quotes_of(quotes, market).filter(pl.col("moment") == moment).pipe(_one_per_line)


def _one_per_line(quotes: pl.LazyFrame) -> pl.LazyFrame:
    key = ["entity_id", "book", "side", "line"]
    return quotes.sort("quoted_at", "price").unique(key, keep="last", maintain_order=True)


def two_way(quotes: pl.LazyFrame, market: Market) -> pl.LazyFrame:
    """Pair the two sides that one book quotes on one line.

    Returns:
        `entity_id, book, line, price_a, price_b, fair`: the line of the market's first side, the
        prices of both, and the fair probability of the first (multiplicative). A side without its
        counterpart is left out.
    """
    first, second = market.sides
    mirror = -1.0 if market is Market.RUN_LINE else 1.0
    columns = ["entity_id", "book", "line"]
    a = quotes.filter(pl.col("side") == first).select(*columns, price_a="price")
    b = quotes.filter(pl.col("side") == second).select(
        "entity_id", "book", line=pl.col("line") * mirror, price_b="price"
    )
    return a.join(b, on=columns, nulls_equal=True).with_columns(
        fair=fair_two_way(pl.col("price_a"), pl.col("price_b"))
    )


def consensus_line(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Return `entity_id, line`: the median line over books, always one that is on offer.

    Where the median falls between two lines it is the lower one.
    """
    middle = pl.col("line").quantile(0.5, interpolation="lower")
    return pairs.group_by("entity_id").agg(line=middle)


def consensus(pairs: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return `entity_id, line, fair`: the median fair probability over the books at that line.

    Args:
        pairs: as `two_way` returns them.
        lines: `entity_id, line`; null for a market without lines.
    """
    at_line = pairs.join(lines, on=["entity_id", "line"], nulls_equal=True)
    return at_line.group_by("entity_id", "line").agg(fair=pl.col("fair").median())
