"""The opening line: the first that the books said about a game."""

import polars as pl

from bullpen.domains.mlb.views.sides import DAY, OWNER
from bullpen.domains.mlb.views.two_way import latest_of_books, two_way
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated


def opening_moneyline(curated: Curated) -> pl.LazyFrame:
    """Return the median fair probability of a home win over the books that have opened."""
    return _opening(curated, "moneyline").agg(p=pl.col("p").median(), books=pl.len())


def opening_total(curated: Curated) -> pl.LazyFrame:
    """Return the median total and the median fair probability of the over, as above."""
    return _opening(curated, "total").agg(
        line=pl.col("line").median(), p=pl.col("p").median(), books=pl.len()
    )


def _opening(curated: Curated, market: str) -> "pl.lazyframe.group_by.LazyGroupBy":
    opened = two_way(curated, market).filter(pl.col("moment") == "open")
    return latest_of_books(opened).group_by("game_id", "known_at", maintain_order=True)


OPENING_MONEYLINE = State(
    rows=opening_moneyline, roles=(Role(prefix="open_ml_", by={"game_id": "entity_id"}),)
)
OPENING_TOTAL = State(
    rows=opening_total, roles=(Role(prefix="open_total_", by={"game_id": "entity_id"}),)
)

MONEYLINE_OPENED = pl.col("open_ml_books") >= 1
TOTAL_OPENED = pl.col("open_total_books") >= 1

OPENING_MARKET = FeatureView(
    name="opening_market",
    version=1,
    category="market",
    description="Opening quotes, with the margin taken out.",
    owner=OWNER,
    reads=("quotes",),
    states=(OPENING_MONEYLINE, OPENING_TOTAL),
    features=(
        Feature(
            name="p_home_open",
            dtype=pl.Float64(),
            unit="probability",
            description="Fair probability of a home win at the opening (multiplicative), median "
            "over the books that have opened by the cutoff. Null without an opening moneyline.",
            value=pl.col("open_ml_p"),
            defined_for=MONEYLINE_OPENED,
        ),
        Feature(
            name="spread_line",
            dtype=pl.Float64(),
            unit="runs",
            description="Run line of the home side that home_spread asks about: -1.5 where "
            "p_home_open is one half or more, else +1.5. Null without an opening moneyline.",
            value=pl.when(pl.col("open_ml_p") >= 0.5).then(-1.5).otherwise(1.5),
            defined_for=MONEYLINE_OPENED,
        ),
        Feature(
            name="total_open",
            dtype=pl.Float64(),
            unit="runs",
            description="Opening total, median over the books that have opened by the cutoff. Null "
            "without an opening total.",
            value=pl.col("open_total_line"),
            defined_for=TOTAL_OPENED,
        ),
        Feature(
            name="p_over_open",
            dtype=pl.Float64(),
            unit="probability",
            description="Fair probability of the over at the opening (multiplicative), each book "
            "at its own line, median over books. Null without an opening total.",
            value=pl.col("open_total_p"),
            defined_for=TOTAL_OPENED,
        ),
    ),
    freshness=DAY,
    tags=("quotes",),
)
