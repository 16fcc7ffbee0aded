from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from bullpen.domains.mlb.schedule import games, results, schedule
from bullpen.domains.mlb.sources.retrosheet import Retrosheet
from tests.domains.mlb.small_seasons import game_log, log_line


def scheduled(*lines: str) -> pl.DataFrame:
    frame, lost = schedule(Retrosheet().parse(game_log(lines)).staging["retrosheet_games"])
    assert lost.is_empty()
    return frame


def game(*lines: str, at: int = 0) -> dict[str, Any]:
    return games(scheduled(*lines)).row(at, named=True)


def result(*lines: str) -> dict[str, Any]:
    return results(scheduled(*lines)).row(0, named=True)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_night_game_is_assumed_at_seven_and_a_day_game_at_one() -> None:
    night, day = game(log_line(day_night="N")), game(log_line(day_night="D"))
    assert night["first_pitch_local"] == local("2014-04-05 19:05")
    assert night["first_pitch"] == utc("2014-04-05 23:05")
    assert day["first_pitch"] == utc("2014-04-05 17:05")
    assert {night["event_time_source"], day["event_time_source"]} == {"assumed"}


@pytest.mark.parametrize(
    ("date", "park", "moment"),
    [
        ("20140405", "DEN02", "2014-04-06 01:05"),  # summer time, UTC-6
        ("20140405", "PHO01", "2014-04-06 02:05"),  # Arizona has none, UTC-7
        ("20140322", "SYD01", "2014-03-22 08:05"),  # daylight time in Sydney, UTC+11
        ("20120328", "TOK01", "2012-03-28 10:05"),
        ("20141101", "PIT08", "2014-11-01 23:05"),  # the last day of summer time
        ("20141102", "PIT08", "2014-11-03 00:05"),  # the first day without it
        ("20180504", "MNT01", "2018-05-05 00:05"),
    ],
)
def test_first_pitch_follows_the_clock_of_the_park(date: str, park: str, moment: str) -> None:
    """Expected values by hand from the offsets of the IANA zones on these days."""
    assert game(log_line(date=date, park=park))["first_pitch"] == utc(moment)


def test_the_second_game_starts_three_and_a_half_hours_after_the_first_one() -> None:
    """By the first game's own clock: the second one's day or night flag does not count."""
    lines = log_line(number="1", day_night="D"), log_line(number="2", day_night="N")
    assert game(*lines, at=0)["first_pitch_local"] == local("2014-04-05 13:05")
    assert game(*lines, at=1)["first_pitch_local"] == local("2014-04-05 16:35")
    assert game(*lines, at=1)["game_id"] == "PIT201404052"


def test_a_doubleheader_may_change_the_home_team() -> None:
    """2013-07-23: Cincinnati was the home team of the second game in San Francisco."""
    first = log_line(number="1", away="CIN", home="SFN", park="SFO03", day_night="D")
    second = log_line(number="2", away="SFN", home="CIN", park="SFO03", day_night="N")
    later = scheduled(first, second).filter(pl.col("game_number") == 2)
    assert later["first_pitch_local"].to_list() == [local("2014-04-05 16:35")]


def test_the_schedule_is_known_from_midnight_a_day_before() -> None:
    assert game(log_line())["known_at"] == utc("2014-04-04 04:00")


def test_a_result_is_known_five_hours_after_first_pitch() -> None:
    final = result(log_line(score=(2, 5)))
    assert (final["status"], final["away_score"], final["home_score"]) == ("final", 2, 5)
    assert final["ended_at"] == final["known_at"] == utc("2014-04-06 04:05")


def test_a_suspended_game_is_known_at_the_end_of_the_day_of_its_completion() -> None:
    """2014-05-22 SFN at COL went on in September; in June nobody knew who had won."""
    suspended = result(log_line(completion="20140901,,2,2,35"))
    assert suspended["status"] == "suspended"
    assert suspended["known_at"] == utc("2014-09-02 03:59")


@pytest.mark.parametrize(
    "completion",
    ["2014????,,2,2,35", "later", "20140404,,2,2,35"],  # the last one: before it had begun
)
def test_a_suspended_game_without_a_day_of_completion_is_quarantined(completion: str) -> None:
    """Taken for an ordinary game, it would be known five hours after first pitch."""
    logs = Retrosheet().parse(
        game_log([log_line(completion=completion), log_line(date="20140406")])
    )
    frame, lost = schedule(logs.staging["retrosheet_games"])
    assert frame["game_id"].to_list() == ["PIT201404060"]
    assert lost.select("rule", "fate", "entity", "field", "value", "line").rows() == [
        ("unreadable-completion", "quarantined", "PIT201404050", "completion", completion, 1)
    ]
    assert logs.findings.is_empty(), "and nothing says that it was repaired"


def test_a_suspended_game_may_be_completed_on_its_own_day() -> None:
    suspended = result(log_line(completion="20140405,,2,2,35"))
    assert suspended["known_at"] == utc("2014-04-06 03:59")


def test_a_tie_is_no_final() -> None:
    assert result(log_line(score=(1, 1), outs=31))["status"] == "tie"


def test_a_game_in_an_unknown_park_is_quarantined() -> None:
    """Without a time zone there is no moment, and without a moment no feature may be joined."""
    logs = Retrosheet().parse(game_log([log_line(), log_line(date="20140406", park="XXX01")]))
    frame, lost = schedule(logs.staging["retrosheet_games"])
    assert frame["game_id"].to_list() == ["PIT201404050"]
    assert lost.select("rule", "entity", "value", "line").rows() == [
        ("unknown-venue", "PIT201404060", "XXX01", 2)
    ]
