"""What is on offer at the cutoff: the best prices and what the books keep."""

import polars as pl

from bullpen.domains.mlb.views.sides import DAY, OWNER
from bullpen.domains.mlb.views.two_way import latest_of_books, two_way
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated


def moneyline_now(curated: Curated) -> pl.LazyFrame:
    """Return what the books' latest moneylines say together, at each moment of a quote.

    Beside it the path of the median so far: its number of moments, of moves of half a percentage
    point or more, the largest jump, the highest and the lowest.
    """
    book = latest_of_books(two_way(curated, "moneyline"))
    p, hold = pl.col("p"), pl.col("hold")
    sharp = pl.col("book") == pl.col("book").sort_by("hold", "book").first()
    now = book.group_by("game_id", "known_at", maintain_order=True).agg(
        p=p.median(),
        p_std=p.std(),
        books=pl.len(),
        hold=hold.mean(),
        hold_min=hold.min(),
        best_home=pl.col("price_a").max(),
        best_away=pl.col("price_b").max(),
        p_sharp=p.filter(sharp).first(),
        p_soft=p.filter(~sharp).median(),
    )
    jump = p.diff().abs().over("game_id")
    path = {
        "moments": pl.int_range(1, pl.len() + 1),
        "first_at": pl.col("known_at").first(),
        "moves": (pl.col("jump") >= _MOVE).fill_null(False).cast(pl.Int64).cum_sum(),
        "max_jump": pl.col("jump").fill_null(0).cum_max(),
        "p_max": p.cum_max(),
        "p_min": p.cum_min(),
    }
    steps = now.with_columns(jump=jump)
    return steps.with_columns(**{name: step.over("game_id") for name, step in path.items()})


def total_now(curated: Curated) -> pl.LazyFrame:
    """Return what the books' latest totals say together, at each moment of a quote."""
    book = latest_of_books(two_way(curated, "total"))
    now = book.group_by("game_id", "known_at", maintain_order=True).agg(
        line=pl.col("line").median(),
        line_std=pl.col("line").std(),
        p=pl.col("p").median(),
        hold=pl.col("hold").mean(),
        best_over=pl.col("price_a").max(),
    )
    return now.with_columns(moments=pl.int_range(1, pl.len() + 1).over("game_id"))


_MOVE = 0.005 - 1e-9  # half a percentage point, with room for rounding

MONEYLINE_NOW = State(rows=moneyline_now, roles=(Role(prefix="ml_", by={"game_id": "entity_id"}),))
TOTAL_NOW = State(rows=total_now, roles=(Role(prefix="total_", by={"game_id": "entity_id"}),))


def _price(name: str, unit: str, description: str, value: pl.Expr) -> Feature:
    return Feature(name=name, dtype=pl.Float64(), unit=unit, description=description, value=value)


PRICES = FeatureView(
    name="prices",
    version=1,
    category="market",
    description="Best prices over the books' latest quotes before the cutoff, and their hold.",
    owner=OWNER,
    reads=("quotes",),
    states=(MONEYLINE_NOW, TOTAL_NOW),
    features=(
        _price(
            "best_dec_home",
            "decimal price",
            "Best price of a home win among the books' latest quotes. Null without a moneyline.",
            pl.col("ml_best_home"),
        ),
        _price(
            "best_dec_away",
            "decimal price",
            "Best price of an away win among the books' latest quotes. Null without a moneyline.",
            pl.col("ml_best_away"),
        ),
        Feature(
            name="is_home_fav",
            dtype=pl.Boolean(),
            unit="flag",
            description="The home side's fair probability, median over the books' latest quotes, "
            "is above one half. Null without a moneyline.",
            value=pl.col("ml_p") > 0.5,
        ),
        _price(
            "hold_mean",
            "share",
            "Share of the turnover that the books keep on the moneyline, 1 - 1/booksum, mean over "
            "their latest quotes. Null without a moneyline.",
            pl.col("ml_hold"),
        ),
        _price(
            "best_dec_over",
            "decimal price",
            "Best price of the over among the books' latest quotes, each at its own line. Null "
            "without a total.",
            pl.col("total_best_over"),
        ),
        _price(
            "hold_total",
            "share",
            "Share of the turnover that the books keep on the total, 1 - 1/booksum, mean over "
            "their latest quotes. Null without a total.",
            pl.col("total_hold"),
        ),
    ),
    freshness=DAY,
    tags=("quotes",),
)
