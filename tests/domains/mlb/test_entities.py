from datetime import UTC, date, datetime

import polars as pl

from bullpen.domains.mlb.entities import describe, entities
from bullpen.vocabulary.curated import Curated
from tests.domains.mlb.small_seasons import curate_small, log_line


def curated(*lines: str) -> Curated:
    tables = curate_small(lines, []).tables
    return Curated({name: table.lazy() for name, table in tables.items()})


def test_an_entity_is_a_game_with_its_moment_slate_and_place() -> None:
    (row,) = entities(curated(log_line(park="DEN02"))).collect().rows(named=True)
    assert row["entity_id"] == "PIT201404050"
    assert row["slate"] == date(2014, 4, 5)
    assert row["event_time"] == datetime(2014, 4, 6, 1, 5, tzinfo=UTC)
    assert (row["altitude_m"], row["roof"], row["utc_offset_hours"]) == (1580.0, "open", -6.0)


def test_an_offset_east_of_greenwich_is_positive() -> None:
    rows = entities(curated(log_line(date="20140322", park="SYD01"))).collect()
    assert rows["utc_offset_hours"].to_list() == [11.0]


def test_entities_come_in_the_order_of_play() -> None:
    lines = [log_line(date="20140406"), log_line(home="CIN", park="CIN09"), log_line()]
    ids = entities(curated(*lines)).collect()["entity_id"].to_list()
    assert ids == ["CIN201404050", "PIT201404050", "PIT201404060"]


def test_a_label_names_the_game_of_a_doubleheader() -> None:
    lines = [log_line(date="20160404", away="SLN"), log_line(number="1"), log_line(number="2")]
    labels = describe(curated(*lines)).sort("entity_id").collect()
    assert labels.columns == ["entity_id", "label"]
    assert labels["label"].to_list() == [
        "2014-04-05 NYN at PIT (game 1)",
        "2014-04-05 NYN at PIT (game 2)",
        "2016-04-04 SLN at PIT",
    ]


def test_an_empty_home_has_no_entities() -> None:
    empty = curated(log_line()).known_by(datetime.fromisoformat("2000-01-01T00:00:00+00:00"))
    assert entities(empty).collect().is_empty()
    assert describe(empty).select(pl.len()).collect().item() == 0
