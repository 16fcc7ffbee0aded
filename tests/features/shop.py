"""A domain of four lines for these tests: visits to shops, predicted an hour ahead."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.entity import Entity
from bullpen.vocabulary.ledger import MOMENT

VISIT = Entity(
    name="visit",
    key="entity_id",
    event_time="event_time",
    slate="slate",
    season="season",
    cutoff=timedelta(hours=1),
)
DAY = timedelta(days=1)


def at(day: int, time: str = "00:00") -> datetime:
    """A moment of May 2024, UTC."""
    hours, minutes = time.split(":")
    return datetime(2024, 5, day, int(hours), int(minutes), tzinfo=UTC)


def visits(*rows: tuple[str, str | None, datetime]) -> pl.DataFrame:
    """Visits by id, shop and time."""
    return pl.DataFrame(
        {
            "entity_id": [row[0] for row in rows],
            "shop": [row[1] for row in rows],
            "event_time": [row[2] for row in rows],
            "slate": [row[2].date() for row in rows],
            "known_at": [row[2] - DAY for row in rows],
            "season": [1 for _ in rows],
        },
        schema_overrides={"event_time": MOMENT, "known_at": MOMENT, "shop": pl.String()},
    )


def sales(*rows: tuple[str | None, datetime, float]) -> pl.DataFrame:
    """Sales by shop, moment at which they became known, and amount."""
    schema = {"shop": pl.String(), "known_at": MOMENT, "amount": pl.Float64()}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def curated(**tables: pl.DataFrame) -> Curated:
    return Curated({name: table.lazy() for name, table in tables.items()})


def sales_rows(curated: Curated) -> pl.LazyFrame:
    return curated["sales"]


BY_SHOP = Role(prefix="s_", by={"shop": "shop"})
LAST_SALE = Feature(
    name="last_sale",
    dtype=pl.Float64(),
    unit="euro",
    description="Latest sale of the shop. Null before the first.",
    value=pl.col("s_amount"),
)


def view(
    *features: Feature,
    states: Sequence[State] = (State(rows=sales_rows, roles=(BY_SHOP,)),),
    **changed: Any,
) -> FeatureView:
    given: dict[str, Any] = {
        "name": "sales",
        "version": 1,
        "category": "shop",
        "description": "Sales of shops.",
        "owner": "tests",
        "reads": ("sales",),
        "states": tuple(states),
        "features": features or (LAST_SALE,),
        "freshness": DAY,
        "tags": ("money",),
    }
    return FeatureView(**(given | changed))


def number(name: str, value: pl.Expr, **changed: Any) -> Feature:
    given: dict[str, Any] = {
        "name": name,
        "dtype": pl.Float64(),
        "unit": "count",
        "description": "A number.",
        "value": value,
    }
    return Feature(**(given | changed))
