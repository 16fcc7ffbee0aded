"""Division whose last bit does not depend on the other rows."""

import polars as pl


def ratio(numerator: pl.Expr, denominator: pl.Expr | float) -> pl.Expr:
    """Return `numerator * (1 / denominator)`, null where either is.

    Polars divides a column by a column exactly, but multiplies by the reciprocal where the divisor
    is the same for all rows, be it a number or a column that happens to be constant. The last bit
    of a feature would then depend on which entities are asked for together, and the auditor would
    call it a leak.

    >>> pl.select(ratio(pl.lit(3.0), 4)).item()
    0.75
    """
    return numerator * (1 / denominator)
