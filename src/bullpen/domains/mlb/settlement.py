"""Which bets win. Labels and ledgers read the same rule, so that they cannot disagree.

- Moneyline: stands once the game is official, however short; a tie is void.
- Total and run line: void in a game shorter than 51 outs (8.5 innings), whole numbers push. This
  includes scheduled seven-inning games, as books offer those under rules of their own. A game
  whose length is not known counts as full.
- Suspended and completed on a later date: void in every market, by book rule. So is any other game
  that is not final.
"""

from enum import StrEnum

import polars as pl

from bullpen.vocabulary.ledger import Outcome

FULL_LENGTH_OUTS = 51


class Market(StrEnum):
    MONEYLINE = "moneyline"
    TOTAL = "total"
    RUN_LINE = "run_line"

    @property
    def sides(self) -> tuple[str, str]:
        """The side that label 1 stands for, and the other one."""
        return ("over", "under") if self is Market.TOTAL else ("home", "away")


def margin(market: Market, selection: pl.Expr, line: pl.Expr) -> pl.Expr:
    """Return by how many runs the selection wins; negative where it loses, 0 on a push.

    Reads `home_score` and `away_score`. `line` is that of the selection itself.
    """
    home, away = pl.col("home_score"), pl.col("away_score")
    first = selection == market.sides[0]
    if market is Market.TOTAL:
        over = home + away - line
        return pl.when(first).then(over).otherwise(-over)
    lead = pl.when(first).then(home - away).otherwise(away - home).cast(pl.Float64)
    return lead + line if market is Market.RUN_LINE else lead


def outcome(market: Market, selection: pl.Expr, line: pl.Expr) -> pl.Expr:
    """Return the `Outcome` of a bet; null while there is no result, or no line to judge it by.

    Reads `home_score`, `away_score`, `length_outs` and `status` beside the arguments.
    """
    by = margin(market, selection, line)
    result = (
        pl.when(by > 0)
        .then(pl.lit(Outcome.WON.value))
        .when(by < 0)
        .then(pl.lit(Outcome.LOST.value))
        .when(by == 0)
        .then(pl.lit(Outcome.VOID.value))
    )
    unsettled = pl.col("status").is_null()
    return (
        pl.when(unsettled).then(None).when(_void(market)).then(pl.lit(Outcome.VOID.value))
    ).otherwise(result)


def label(market: Market, line: pl.Expr) -> pl.Expr:
    """Return 1 where the market's first side wins, 0 where it loses, null where it is void.

    >>> game = pl.DataFrame(
    ...     {"home_score": [5, 4], "away_score": [4, 4], "length_outs": 54, "status": "final"}
    ... )
    >>> game.select(label(Market.TOTAL, pl.lit(8.0)).alias("over"))["over"].to_list()
    [1.0, None]
    """
    first = outcome(market, pl.lit(market.sides[0]), line)
    return pl.when(first == Outcome.WON.value).then(1.0).when(first == Outcome.LOST.value).then(0.0)


def full_length() -> pl.Expr:
    """Return whether the game was completed on its day and ran its full length."""
    outs = pl.col("length_outs").fill_null(FULL_LENGTH_OUTS)
    return pl.col("status").is_in(["final", "tie"]) & (outs >= FULL_LENGTH_OUTS)


def _void(market: Market) -> pl.Expr:
    if market is Market.MONEYLINE:
        return pl.col("status") != "final"
    return ~full_length()
