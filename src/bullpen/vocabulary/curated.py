"""The curated tables of one domain at one data version, as polars lazy frames."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl


@dataclass(frozen=True, slots=True)
class Curated(Mapping[str, pl.LazyFrame]):
    """Read-only mapping from table name to frame. Every table has a `known_at` column (UTC)."""

    tables: Mapping[str, pl.LazyFrame]

    def __getitem__(self, name: str) -> pl.LazyFrame:
        return self.tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def known_by(self, moment: datetime) -> "Curated":
        """Delete everything that was not yet known at `moment` (inclusive)."""
        return Curated(
            {name: table.filter(pl.col("known_at") <= moment) for name, table in self.items()}
        )
