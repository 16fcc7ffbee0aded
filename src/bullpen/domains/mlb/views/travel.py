"""How far the teams have come since their last game, and across how many hours of clock."""

from datetime import UTC, datetime

import polars as pl

from bullpen.domains.mlb.venues import venues
from bullpen.domains.mlb.views.schedule import SCHEDULED
from bullpen.domains.mlb.views.sides import DAY, OWNER, both_sides
from bullpen.features.view import FeatureView, Role, State
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.ledger import MOMENT

_EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def venue_places(_curated: Curated) -> pl.LazyFrame:
    """Return where each venue stands; ballparks do not move, so this has always been known."""
    return (
        venues()
        .lazy()
        .select("venue_id", "latitude", "longitude", known_at=pl.lit(_ALWAYS, dtype=MOMENT))
    )


def great_circle_km(
    latitude_a: pl.Expr, longitude_a: pl.Expr, latitude_b: pl.Expr, longitude_b: pl.Expr
) -> pl.Expr:
    """Return the great-circle distance between points in degrees, by the haversine formula.

    New York to Los Angeles, airport to airport:

    >>> places = (pl.lit(40.6413), pl.lit(-73.7781), pl.lit(33.9416), pl.lit(-118.4085))
    >>> round(pl.select(great_circle_km(*places)).item())
    3974
    """
    north = (latitude_b - latitude_a).radians() / 2
    east = (longitude_b - longitude_a).radians() / 2
    shrinking = latitude_a.radians().cos() * latitude_b.radians().cos()
    haversine = north.sin() ** 2 + shrinking * east.sin() ** 2
    return 2 * _EARTH_RADIUS_KM * haversine.clip(0, 1).sqrt().arcsin()


def _travel_km(prefix: str) -> pl.Expr:
    return great_circle_km(
        pl.col(f"{prefix}from_latitude"),
        pl.col(f"{prefix}from_longitude"),
        pl.col("latitude"),
        pl.col("longitude"),
    )


TRAVEL = FeatureView(
    name="travel",
    version=1,
    category="temporal",
    description="Travel of both teams since their last game of the season.",
    owner=OWNER,
    reads=("games",),
    states=(
        SCHEDULED,
        State(
            rows=venue_places,
            roles=(
                Role(prefix="h_from_", by={"venue_id": "h_last_venue_id"}),
                Role(prefix="a_from_", by={"venue_id": "a_last_venue_id"}),
            ),
        ),
    ),
    features=(
        *both_sides(
            "travel_km",
            "km",
            "Great-circle distance from the venue of the last game of {team} this season. Null in "
            "its first game of the season and where a venue's place is not known.",
            _travel_km,
        ),
        *both_sides(
            "tz_shift",
            "hours",
            "Hours by which the clock here is ahead of that at the last game of {team} this "
            "season, east positive. Null in its first game of the season.",
            lambda prefix: pl.col("utc_offset_hours") - pl.col(f"{prefix}last_utc_offset"),
        ),
    ),
    freshness=2 * DAY,
    tags=("schedule", "travel"),
)
