"""What is on offer at the cutoff: the best prices and what the books keep."""

import polars as pl

from bullpen.domains.mlb.views.sides import DAY, OWNER
from bullpen.domains.mlb.views.two_way import latest_of_books, two_way
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated


def moneyline_now(curated: Curated) -> pl.LazyFrame:
    """Return what the books' latest moneylines say together, at each moment of a quote.

    Beside it the path of the median so far: its number of moments, of moves of half a percentage
    point or more, the largest jump, the highest and the lowest; null for games of one moment.
    """
    book = latest_of_books(two_way(curated, "moneyline"))
    p, moment = pl.col("p"), ["game_id", "known_at"]
    now = book.group_by(moment, maintain_order=True).agg(
        p=p.median(),
        books=pl.len().cast(pl.Int64),
        hold=pl.col("hold").mean(),
        hold_min=pl.col("hold").min(),
        best_home=pl.col("price_a").max(),
        best_away=pl.col("price_b").max(),
        p_sharp=p.get(pl.col("hold").arg_min()),
    )
    now = now.join(_disagreement(book), on=moment, how="left", maintain_order="left")
    return now.join(_path(now), on=moment, how="left", maintain_order="left")


def _path(now: pl.LazyFrame) -> pl.LazyFrame:
    """How the median came to where it is, for games that have two moments or more."""
    p, game = pl.col("p"), "game_id"
    several = now.filter(pl.len().over(game) > 1).with_columns(jump=p.diff().abs().over(game))
    jump = pl.col("jump").fill_null(0)
    path = {
        "moments": pl.int_range(1, pl.len() + 1),
        "first_at": pl.col("known_at").first(),
        "moves": (jump >= _MOVE).cast(pl.Int64).cum_sum(),
        "max_jump": jump.cum_max(),
        "p_max": p.cum_max(),
        "p_min": p.cum_min(),
    }
    return several.select(
        game, "known_at", **{name: step.over(game) for name, step in path.items()}
    )


def _disagreement(book: pl.LazyFrame) -> pl.LazyFrame:
    """How far the books are apart, where there are two or more."""
    moment, p = ["game_id", "known_at"], pl.col("p")
    return (
        book.filter(pl.len().over(moment) > 1)
        .group_by(moment, maintain_order=True)
        .agg(
            p_std=p.std(),
            p_soft=p.filter(pl.int_range(pl.len()) != pl.col("hold").arg_min()).median(),
        )
    )


def total_now(curated: Curated) -> pl.LazyFrame:
    """Return what the books' latest totals say together, at each moment of a quote."""
    book = latest_of_books(two_way(curated, "total"))
    now = book.group_by("game_id", "known_at", maintain_order=True).agg(
        line=pl.col("line").median(),
        line_std=pl.col("line").std(),
        books=pl.len(),
        p=pl.col("p").median(),
        hold=pl.col("hold").mean(),
        best_over=pl.col("price_a").max(),
    )
    return now.with_columns(moments=pl.int_range(1, pl.len() + 1).over("game_id"))


_MOVE = 0.005 - 1e-9  # half a percentage point, with room for rounding

MONEYLINE_NOW = State(rows=moneyline_now, roles=(Role(prefix="ml_", by={"game_id": "entity_id"}),))
TOTAL_NOW = State(rows=total_now, roles=(Role(prefix="total_", by={"game_id": "entity_id"}),))


_MONEYLINE_QUOTED = pl.col("ml_books") >= 1
_TOTAL_QUOTED = pl.col("total_books") >= 1


def _price(name: str, unit: str, description: str, value: pl.Expr, defined_for: pl.Expr) -> Feature:
    return Feature(
        name=name,
        dtype=pl.Float64(),
        unit=unit,
        description=description,
        value=value,
        defined_for=defined_for,
    )


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
            _MONEYLINE_QUOTED,
        ),
        _price(
            "best_dec_away",
            "decimal price",
            "Best price of an away win among the books' latest quotes. Null without a moneyline.",
            pl.col("ml_best_away"),
            _MONEYLINE_QUOTED,
        ),
        Feature(
            name="is_home_fav",
            dtype=pl.Boolean(),
            unit="flag",
            description="The home side's fair probability, median over the books' latest quotes, "
            "is above one half. Null without a moneyline.",
            value=pl.col("ml_p") > 0.5,
            defined_for=_MONEYLINE_QUOTED,
        ),
        _price(
            "hold_mean",
            "share",
            "Share of the turnover that the books keep on the moneyline, 1 - 1/booksum, mean over "
            "their latest quotes. Null without a moneyline.",
            pl.col("ml_hold"),
            _MONEYLINE_QUOTED,
        ),
        _price(
            "best_dec_over",
            "decimal price",
            "Best price of the over among the books' latest quotes, each at its own line. Null "
            "without a total.",
            pl.col("total_best_over"),
            _TOTAL_QUOTED,
        ),
        _price(
            "hold_total",
            "share",
            "Share of the turnover that the books keep on the total, 1 - 1/booksum, mean over "
            "their latest quotes. Null without a total.",
            pl.col("total_hold"),
            _TOTAL_QUOTED,
        ),
    ),
    freshness=DAY,
    tags=("quotes",),
)
