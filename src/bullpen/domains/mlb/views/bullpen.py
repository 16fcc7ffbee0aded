"""How much of the bullpen was used on the days before."""

from datetime import timedelta

import polars as pl

from bullpen.domains.mlb.views.sides import DAY, OWNER, both_sides, team_roles
from bullpen.domains.mlb.views.team_games import team_games
from bullpen.features.view import FeatureView, State
from bullpen.vocabulary.curated import Curated

_GAMES = 6  # no team plays more on three days


def bullpen_use(curated: Curated) -> pl.LazyFrame:
    """Return date and relievers of a team's last games, the latest known first."""
    relievers = (pl.col("pitchers_used") - 1).clip(lower_bound=0)
    return team_games(curated).select(
        "team",
        "known_at",
        *[pl.col("game_date").shift(i).over("team").alias(f"date_{i}") for i in range(_GAMES)],
        *[relievers.shift(i).over("team").alias(f"relievers_{i}") for i in range(_GAMES)],
    )


def _relievers(prefix: str, days: int) -> pl.Expr:
    """Relievers of the games on the given number of days before; those of the day itself not."""
    first = pl.col("slate") - timedelta(days=days)
    return pl.sum_horizontal(
        pl.when(pl.col(f"{prefix}date_{i}").is_between(first, pl.col("slate"), closed="left"))
        .then(pl.col(f"{prefix}relievers_{i}"))
        .otherwise(0)
        for i in range(_GAMES)
    )


def _if_played(prefix: str, value: pl.Expr) -> pl.Expr:
    return pl.when(pl.col(f"{prefix}date_0").is_not_null()).then(value)


BULLPEN = FeatureView(
    name="bullpen",
    version=1,
    category="team",
    description="Relievers that both teams used on the last days.",
    owner=OWNER,
    reads=("games", "results"),
    states=(State(rows=bullpen_use, roles=team_roles()),),
    features=(
        *both_sides(
            "relievers_1d",
            "count",
            "Relievers that {team} used on the day before, by results known at the cutoff. Null "
            "before a team's first result of all.",
            lambda prefix: _if_played(prefix, _relievers(prefix, 1)),
            pl.Int64(),
        ),
        *both_sides(
            "relievers_3d",
            "count",
            "Relievers that {team} used on the three days before, by results known at the cutoff. "
            "Null before a team's first result of all.",
            lambda prefix: _if_played(prefix, _relievers(prefix, 3)),
            pl.Int64(),
        ),
    ),
    freshness=2 * DAY,
    tags=("results", "bullpen"),
)
