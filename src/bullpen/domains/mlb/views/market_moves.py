"""How the market has moved before the cutoff.

Nothing can be said of moves where a game has but one moment of quotes, so that all of these are
null on archives that hold only the opening one.
"""

from datetime import timedelta

import polars as pl

from bullpen.domains.mlb.views.opening_market import (
    MONEYLINE_OPENED,
    OPENING_MONEYLINE,
    OPENING_TOTAL,
    TOTAL_OPENED,
)
from bullpen.domains.mlb.views.prices import MONEYLINE_NOW, TOTAL_NOW, moneyline_now
from bullpen.domains.mlb.views.sides import OWNER
from bullpen.domains.mlb.views.steam import steam
from bullpen.domains.mlb.views.two_way import latest_of_books, two_way
from bullpen.features.ratio import ratio
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated

_BY_GAME = {"game_id": "entity_id"}
_HOURS = 6


def run_line_now(curated: Curated) -> pl.LazyFrame:
    """Return the median home run line of the books' latest, and the fair cover at that line.

    Beside them how many books quote a run line, and how many of them this one.
    """
    book = latest_of_books(two_way(curated, "run_line"))
    at_median = pl.col("line") == pl.col("line").median()
    return book.group_by("game_id", "known_at", maintain_order=True).agg(
        line=pl.col("line").median(),
        p=pl.col("p").filter(at_median).median(),
        books=pl.len(),
        books_at_line=at_median.sum(),
    )


def _logit(p: pl.Expr) -> pl.Expr:
    return ratio(p, 1 - p).log()


_NOW = _logit(pl.col("ml_p"))
_LATER = pl.max_horizontal(pl.col("cutoff_at") - pl.duration(hours=_HOURS), pl.col("ml_first_at"))
_ELAPSED = ratio((pl.col("cutoff_at") - _LATER).dt.total_seconds(), 3600)
_THEN = _logit(pl.coalesce("ml6_p", "open_ml_p"))

_SEVERAL_BOOKS = pl.col("ml_books") >= 2
_QUOTED_6H_AGO = pl.col("ml6_books") >= 1
_ALWAYS = pl.lit(True)


def _move(
    name: str,
    unit: str,
    description: str,
    value: pl.Expr,
    *,
    dtype: pl.DataType | None = None,
    needs: pl.Expr = _ALWAYS,
) -> Feature:
    return Feature(
        name=name,
        dtype=dtype or pl.Float64(),
        unit=unit,
        description=f"{description} Null with fewer than two moments of moneylines.",
        value=value,
        defined_for=(pl.col("ml_moments") >= 2) & needs,
    )


def _total_move(
    name: str, unit: str, description: str, value: pl.Expr, needs: pl.Expr = _ALWAYS
) -> Feature:
    return Feature(
        name=name,
        dtype=pl.Float64(),
        unit=unit,
        description=f"{description} Null with fewer than two moments of totals.",
        value=value,
        defined_for=(pl.col("total_moments") >= 2) & needs,
    )


def _run_line(
    name: str, unit: str, description: str, value: pl.Expr, defined_for: pl.Expr
) -> Feature:
    return Feature(
        name=name,
        dtype=pl.Float64(),
        unit=unit,
        description=f"{description} Null without a run line before the close.",
        value=value,
        defined_for=defined_for,
    )


MARKET_MOVES = FeatureView(
    name="market_moves",
    version=1,
    category="market",
    description="Line movement and disagreement of the books up to the cutoff.",
    owner=OWNER,
    reads=("quotes",),
    states=(
        OPENING_MONEYLINE,
        OPENING_TOTAL,
        MONEYLINE_NOW,
        State(
            rows=moneyline_now,
            roles=(
                Role(prefix="ml1_", by=_BY_GAME, lag=timedelta(hours=1)),
                Role(prefix="ml6_", by=_BY_GAME, lag=timedelta(hours=_HOURS)),
            ),
        ),
        TOTAL_NOW,
        State(rows=run_line_now, roles=(Role(prefix="rl_", by=_BY_GAME),)),
        State(rows=steam, roles=(Role(prefix="steam_", by=_BY_GAME),)),
    ),
    features=(
        _move(
            "p_home_now",
            "probability",
            "Fair probability of a home win, median over the books' latest quotes.",
            pl.col("ml_p"),
        ),
        _move(
            "p_home_ref",
            "probability",
            "Fair probability of a home win at the reference book: the one with the smallest hold "
            "among the latest quotes.",
            pl.col("ml_p_sharp"),
        ),
        _move(
            "lmove_open",
            "logit",
            "logit(p_home_now) minus logit(p_home_open).",
            _NOW - _logit(pl.col("open_ml_p")),
            needs=MONEYLINE_OPENED,
        ),
        _move(
            "lmove_6h",
            "logit",
            "logit(p_home_now) minus the logit of the same median 6 hours before the cutoff; null "
            "where nothing was quoted by then.",
            _NOW - _logit(pl.col("ml6_p")),
            needs=_QUOTED_6H_AGO,
        ),
        _move(
            "lmove_60m",
            "logit",
            "logit(p_home_now) minus the logit of the same median an hour before the cutoff; null "
            "where nothing was quoted by then.",
            _NOW - _logit(pl.col("ml1_p")),
            needs=pl.col("ml1_books") >= 1,
        ),
        _move(
            "move_velocity",
            "logit/hour",
            "Change of logit(p_home_now) an hour over the last 6 hours before the cutoff, or since "
            "the opening where that was later; null where no time has passed since.",
            pl.when(_ELAPSED > 0).then(ratio(_NOW - _THEN, _ELAPSED)),
            needs=_QUOTED_6H_AGO | MONEYLINE_OPENED,
        ),
        _move(
            "n_moves",
            "count",
            "Changes of the median by half a percentage point or more since the opening.",
            pl.col("ml_moves"),
            dtype=pl.Int64(),
        ),
        _move(
            "max_jump",
            "probability",
            "Largest change of the median from one moment of quotes to the next.",
            pl.col("ml_max_jump"),
        ),
        _move(
            "p_range",
            "probability",
            "Highest minus lowest median since the opening.",
            pl.col("ml_p_max") - pl.col("ml_p_min"),
        ),
        _move(
            "p_std_books",
            "probability",
            "Standard deviation (n - 1) of the books' latest fair probabilities; null for one.",
            pl.col("ml_p_std"),
            needs=_SEVERAL_BOOKS,
        ),
        _move("n_books", "count", "Books with a moneyline.", pl.col("ml_books"), dtype=pl.Int64()),
        _move(
            "hold_min",
            "share",
            "Smallest hold among the books' latest moneylines.",
            pl.col("ml_hold_min"),
        ),
        _move(
            "best_ev_home",
            "per unit staked",
            "Best price of a home win times p_home_now, minus 1.",
            pl.col("ml_best_home") * pl.col("ml_p") - 1,
        ),
        _move(
            "best_ev_away",
            "per unit staked",
            "Best price of an away win times (1 - p_home_now), minus 1.",
            pl.col("ml_best_away") * (1 - pl.col("ml_p")) - 1,
        ),
        _move(
            "arb_margin",
            "share",
            "1 minus the sum of 1/best price over both sides; above 0 is an arbitrage.",
            1 - (1 / pl.col("ml_best_home") + 1 / pl.col("ml_best_away")),
        ),
        _move(
            "ref_minus_soft",
            "probability",
            "p_home_ref minus the median of the other books; null for one book.",
            pl.col("ml_p_sharp") - pl.col("ml_p_soft"),
            needs=_SEVERAL_BOOKS,
        ),
        _move(
            "steam_n",
            "count",
            "10-minute windows in which three books or more moved the fair home probability the "
            "same way by 1.5 percentage points or more.",
            pl.col("steam_windows").fill_null(0),
            dtype=pl.Int64(),
        ),
        _move(
            "snapshot_age_min",
            "minutes",
            "Minutes from the latest moneyline to the cutoff.",
            ratio((pl.col("cutoff_at") - pl.col("ml_known_at")).dt.total_seconds(), 60),
        ),
        _total_move(
            "total_now",
            "runs",
            "Total, median over the books' latest quotes.",
            pl.col("total_line"),
        ),
        _total_move(
            "total_move",
            "runs",
            "total_now minus total_open.",
            pl.col("total_line") - pl.col("open_total_line"),
            needs=TOTAL_OPENED,
        ),
        _total_move(
            "p_over_cons",
            "probability",
            "Fair probability of the over, each book at its own line, median over latest quotes.",
            pl.col("total_p"),
        ),
        _total_move(
            "total_std_books",
            "runs",
            "Standard deviation (n - 1) of the books' latest totals; null for one book.",
            pl.col("total_line_std"),
            needs=pl.col("total_books") >= 2,
        ),
        _run_line(
            "rl_home_line",
            "runs",
            "Run line of the home side, median over the books' latest quotes.",
            pl.col("rl_line"),
            pl.col("rl_books") >= 1,
        ),
        _run_line(
            "rl_p_home_cover",
            "probability",
            "Fair probability that the home side covers rl_home_line, median over the books at "
            "that line; null where the books are split evenly between two lines.",
            pl.col("rl_p"),
            pl.col("rl_books_at_line") >= 1,
        ),
    ),
    freshness=timedelta(hours=6),
    tags=("quotes", "moves"),
)
