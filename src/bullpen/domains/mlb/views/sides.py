"""Features that exist once for each side: `h_` for the home team, `a_` for the away team."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from bullpen.features.ratio import ratio
from bullpen.features.view import Feature, Role

OWNER = "mlb"
DAY = timedelta(days=1)


def both_sides(
    name: str,
    unit: str,
    description: str,
    value: Callable[[str], pl.Expr],
    dtype: pl.DataType | None = None,
    *,
    defined_for: Callable[[str], pl.Expr] = lambda prefix: pl.lit(True),
) -> tuple[Feature, Feature]:
    """Return the features `h_{name}` and `a_{name}`.

    Args:
        description: with `{team}` where the side is meant.
        value: from the prefix ("h_", "a_") to the expression.
        dtype: Float64 unless told otherwise.
        defined_for: from the prefix to the condition; all games unless told otherwise.
    """
    home, away = (
        Feature(
            name=f"{prefix}{name}",
            dtype=dtype or pl.Float64(),
            unit=unit,
            description=description.format(team=team),
            value=value(prefix),
            defined_for=defined_for(prefix),
        )
        for prefix, team in (("h_", "the home team"), ("a_", "the away team"))
    )
    return home, away


def team_roles(key: str = "team") -> tuple[Role, Role]:
    """Join a state kept by team once for each side."""
    return Role(prefix="h_", by={key: "home_team"}), Role(prefix="a_", by={key: "away_team"})


def shrink(total: pl.Expr, n: pl.Expr, n0: int, mean: pl.Expr) -> pl.Expr:
    """Return the mean of `n` values that sum to `total`, drawn to `mean` with the weight of `n0`.

    `shrink(x, n, n0, mu) = (n x + n0 mu) / (n + n0)` of the feature catalogue, with `total = n x`.

    >>> pl.select(shrink(pl.lit(6.0), pl.lit(10), 30, pl.lit(0.5))).item()
    0.525
    """
    return ratio(total + n0 * mean, n + n0)


def this_season(prefix: str, column: str) -> pl.Expr:
    """Return a season-to-date count of a state, 0 where its last row is of another season."""
    same = pl.col(f"{prefix}season") == pl.col("season")
    return pl.when(same).then(pl.col(f"{prefix}{column}")).otherwise(0)
