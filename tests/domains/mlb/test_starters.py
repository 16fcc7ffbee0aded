from datetime import UTC, datetime

import polars as pl
import pytest

from tests.domains.mlb.small_seasons import curate_small, log_line, odds_rows


def starters(listed: str, name: str = "Zack Wheeler") -> pl.DataFrame:
    log, odds = log_line(starters=(name, "Gerrit Cole")), odds_rows(pitchers=(listed, "GCOLE-R"))
    return curate_small([log], [odds]).tables["starters"]


def test_both_starters_are_known_in_the_morning_and_marked_as_read_from_the_log() -> None:
    table = starters("ZWHEELER-R")
    assert table["side"].to_list() == ["away", "home"]
    assert set(table["starter_source"]) == {"actual"}
    assert set(table["known_at"]) == {datetime(2014, 4, 5, 13, 0, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("listed", "throws"),
    [
        ("ZWHEELER-R", "R"),
        ("ZWHEELER-L", "L"),
        ("zwheeler-l", "L"),
        ("ZWHEELER", None),  # no suffix
        ("WHEELER-Z", None),  # no hand
        ("DGEE-L", None),  # another pitcher than the one who started
        ("", None),
    ],
)
def test_the_hand_is_that_of_the_listed_pitcher_if_he_started(
    listed: str, throws: str | None
) -> None:
    assert starters(listed)["throws"].to_list() == [throws, "R"]


def test_a_missing_starter_has_no_row() -> None:
    assert starters("ZWHEELER-R", name="")["side"].to_list() == ["home"]
