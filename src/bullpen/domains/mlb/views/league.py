"""The league's own means, which estimates from few games are drawn to."""

import polars as pl

from bullpen.domains.mlb.views.team_games import team_games
from bullpen.features.ratio import ratio
from bullpen.features.view import Role, State
from bullpen.vocabulary.curated import Curated

WINDOW = 4_860  # rows of one team in one game: a season of thirty teams


def league_means(curated: Curated) -> pl.LazyFrame:
    """Return, after every result, means a team and game over the latest season's worth of games.

    `home_win` is the share of games that home teams won.
    """
    rows = team_games(curated)
    counts = [name for name in rows.collect_schema().names() if name in _COUNTED]
    means = [_trailing(pl.col(name)).alias(name) for name in counts]
    home_wins = _trailing(pl.col("win") * pl.col("is_home"))
    return rows.select("known_at", *means, home_win=2 * home_wins)


_COUNTED = ("runs", "home_runs", "walks", "strikeouts")


def _trailing(value: pl.Expr) -> pl.Expr:
    """Mean of the last `WINDOW` rows; sums of counts, so that it is exact."""
    total = value.cum_sum()
    rows = pl.min_horizontal(pl.int_range(1, pl.len() + 1), WINDOW)
    return ratio(total - total.shift(WINDOW).fill_null(0), rows)


LEAGUE = State(rows=league_means, roles=(Role(prefix="league_", by={}),))
