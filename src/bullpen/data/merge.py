"""Upserts staging rows by key."""

from dataclasses import dataclass

import polars as pl

from bullpen.data.source import StagingTable

ORIGIN = {"_file": pl.String(), "_line": pl.Int64()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Attributes:
    rows: the table after the merge, ordered by key.
    fresh: the rows of the file that were new or differed from what was held.
    changed: how many of the fresh rows replace a row that was held.
    unchanged: how many rows of the file were held already, with the same content.
    """

    rows: pl.DataFrame
    fresh: pl.DataFrame
    changed: int
    unchanged: int


def empty(table: StagingTable) -> pl.DataFrame:
    return pl.DataFrame(schema={**table.schema, **ORIGIN})


def merge(table: StagingTable, held: pl.DataFrame, arriving: pl.DataFrame) -> Merged:
    """Put the rows of one file into a staging table; a later file wins over an earlier one.

    Where a row came from is not part of its content: the same content from another file is
    unchanged and keeps its first origin.
    """
    rows = arriving.select(held.columns).cast(dict(held.schema))  # type: ignore[arg-type]  # polars' own schema
    content = list(table.schema)
    fresh = rows.join(held, on=content, how="anti", nulls_equal=True, maintain_order="left")
    if fresh.is_empty():
        return Merged(rows=held, fresh=fresh, changed=0, unchanged=rows.height)
    kept = held.join(fresh, on=list(table.key), how="anti", nulls_equal=True)
    merged = pl.concat([kept, fresh]).sort(table.key)
    return Merged(
        rows=merged,
        fresh=fresh,
        changed=held.height - kept.height,
        unchanged=rows.height - fresh.height,
    )
