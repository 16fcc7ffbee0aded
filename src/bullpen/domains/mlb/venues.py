"""The ballparks: where they stand, what their clocks say, what is above them.

Our own table, from public facts (`venues.csv`); a venue's id is Retrosheet's park id. It holds
every park of the game logs of 2005 to 2018.
"""

from functools import cache
from importlib import resources

import polars as pl

VENUES: dict[str, pl.DataType] = {
    "venue_id": pl.String(),
    "name": pl.String(),
    "city": pl.String(),
    "time_zone": pl.String(),  # IANA
    "latitude": pl.Float64(),  # degrees, north positive
    "longitude": pl.Float64(),  # degrees, east positive
    "altitude_m": pl.Float64(),
    "roof": pl.String(),  # "open", "retractable" or "dome"
}


@cache
def venues() -> pl.DataFrame:
    """Return the table of `VENUES`, one row a park, sorted by `venue_id`.

    >>> venues().filter(pl.col("venue_id") == "DEN02").select("city", "altitude_m").row(0)
    ('Denver', 1580.0)
    """
    content = resources.files("bullpen.domains.mlb").joinpath("venues.csv").read_bytes()
    return pl.read_csv(content, schema=VENUES)


@cache
def time_zones() -> tuple[str, ...]:
    """Return every time zone that a venue lies in, sorted."""
    return tuple(venues()["time_zone"].unique().sort())


def to_utc(local: pl.Expr, time_zone: pl.Expr) -> pl.Expr:
    """Return the UTC moment at which a wall clock in `time_zone` shows `local`.

    Null for an unknown zone and for the hour that does not exist in spring; of the hour that comes
    twice in autumn, the first.

    >>> from datetime import datetime
    >>> rows = pl.DataFrame({"at": [datetime(2018, 4, 1, 19, 5)], "zone": ["America/Denver"]})
    >>> rows.select(to_utc(pl.col("at"), pl.col("zone"))).item().isoformat()
    '2018-04-02T01:05:00+00:00'
    """
    return pl.coalesce(
        pl.when(time_zone == zone).then(
            local.dt.replace_time_zone(
                zone, ambiguous="earliest", non_existent="null"
            ).dt.convert_time_zone("UTC")
        )
        for zone in time_zones()
    )
