from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from bullpen.domains.mlb.venues import VENUES, time_zones, to_utc, venues


def test_every_venue_is_complete_and_somewhere_on_earth() -> None:
    table = venues()
    assert dict(table.schema) == VENUES
    assert sum(table.null_count().row(0)) == 0
    assert table["venue_id"].is_unique().all()
    assert table["latitude"].is_between(-60, 60).all()
    assert table["longitude"].is_between(-180, 180).all()
    assert table["altitude_m"].is_between(0, 2000).all()
    assert set(table["roof"]) == {"open", "retractable", "dome"}


def test_clocks_agree_with_longitudes() -> None:
    """A swapped sign or zone shows: standard time is within two hours of the sun's."""
    winter = datetime.fromisoformat("2015-01-15")
    for zone, longitude in venues().select("time_zone", "longitude").iter_rows():
        offset = winter.replace(tzinfo=ZoneInfo(zone)).utcoffset()
        assert offset is not None
        assert abs(offset.total_seconds() / 3600 - longitude / 15) < 2


def test_every_park_of_the_real_logs_is_known(real_data: Path) -> None:
    logs = (real_data / "mlb/retrosheet").glob("GL*.TXT.gz")
    parks = {
        park
        for log in logs
        for park in pl.read_csv(log, has_header=False, infer_schema=False, columns=[16])
        .to_series()
        .to_list()
    }
    assert len(parks) == 44
    assert parks <= set(venues()["venue_id"])


@given(
    zone=st.sampled_from(time_zones()),
    local=st.dates(date(2005, 1, 1), date(2030, 1, 1)).map(
        lambda day: datetime.combine(day, time(13, 5))
    ),
)
def test_local_afternoons_become_the_same_moment_as_in_the_standard_library(
    zone: str, local: datetime
) -> None:
    """Afternoons, because clocks change at night."""
    row = pl.DataFrame({"local": [local], "zone": [zone]})
    found = row.select(to_utc(pl.col("local"), pl.col("zone"))).item()
    assert found == local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_an_unknown_zone_gives_null() -> None:
    row = pl.DataFrame({"local": [datetime.fromisoformat("2014-04-05")], "zone": ["Mars/Olympus"]})
    assert row.select(to_utc(pl.col("local"), pl.col("zone"))).item() is None
