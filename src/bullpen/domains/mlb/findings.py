"""Rows that broke a rule, told as findings."""

import polars as pl

from bullpen.data.source import FINDING_SCHEMA, Rule

NO_VALUE = pl.lit(None, dtype=pl.String())


def findings(
    rows: pl.DataFrame,
    rule: Rule,
    *,
    source: str,
    reason: pl.Expr,
    entity: pl.Expr = NO_VALUE,
    field: str | None = None,
    value: pl.Expr = NO_VALUE,
) -> pl.DataFrame:
    """Return one finding of `FINDING_SCHEMA` a row; `rows` says its origin by `_file`, `_line`."""
    return rows.select(
        source=pl.lit(source),
        file="_file",
        line=pl.col("_line").cast(pl.Int64),
        entity=entity,
        field=pl.lit(field, dtype=pl.String()),
        value=value.cast(pl.String),
        rule=pl.lit(rule.name),
        fate=pl.lit(rule.fate.value),
        reason=reason,
    ).match_to_schema(FINDING_SCHEMA)


def no_findings() -> pl.DataFrame:
    return pl.DataFrame(schema=FINDING_SCHEMA)
