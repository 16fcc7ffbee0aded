"""Logs are JSON lines on stderr, and silent below their level."""

import json
import logging
from collections.abc import Iterator

import pytest

from bullpen.infra.logs import configure, logger


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger("bullpen")
    before = root.handlers, root.level, root.propagate
    yield
    root.handlers, root.level, root.propagate = before


def test_an_event_is_one_json_object_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    logger("data").info("imported", source="retrosheet", rows_read=3)
    out, err = capsys.readouterr()
    event = json.loads(err)
    assert out == ""
    assert event["ts"].endswith("Z")
    del event["ts"]
    assert event == {
        "event": "imported",
        "level": "info",
        "logger": "bullpen.data",
        "source": "retrosheet",
        "rows_read": 3,
    }


def test_below_the_level_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    configure("warning")
    logger("data").info("imported")
    assert capsys.readouterr() == ("", "")


def test_a_newline_in_a_field_cannot_forge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    logger("data").info("imported", file='x\n{"event": "forged"}')
    assert len(capsys.readouterr().err.splitlines()) == 1
