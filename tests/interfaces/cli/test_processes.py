"""Commands as real processes: signals, pipes and terminals."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.interfaces.cli.command import bullpen

COMMAND = [
    sys.executable,
    "-c",
    "from bullpen.interfaces.cli.main import run; run()",
]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", **more}


def test_ctrl_c_during_an_import_leaves_nothing_half_done(tmp_path: Path, league: Path) -> None:
    home = tmp_path / "home"
    process = subprocess.Popen(
        [*COMMAND, "data", "import", "simulated-league", "--json", "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (home / "import.lock").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)  # in the middle of it: the default league takes seconds
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out)["error"]["code"] == "interrupted"
    assert err.startswith("Error: Interrupted")
    assert "Traceback" not in err
    assert bullpen("data", "status", "--json", home=home).document["tables"] == []
    assert bullpen("data", "import", "simulated-league", league, home=home).code == 0


def test_a_reader_who_goes_away_is_no_error(trained: Path) -> None:
    command = [*COMMAND, "features", "list", "--json", "--home", str(trained)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


def test_bars_go_to_a_terminal_and_data_to_the_pipe(tmp_path: Path, league: Path) -> None:
    out, bars = with_terminal(tmp_path / "home", league)
    assert json.loads(out)["rows_accepted"] > 1000
    assert "reading simulated-league" in bars


@pytest.mark.slow
@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_gets_none(
    tmp_path: Path, league: Path, variable: dict[str, str]
) -> None:
    out, bars = with_terminal(tmp_path / "home", league, **variable)
    assert json.loads(out)["rows_accepted"] > 1000
    assert "\x1b[3" not in bars, "3x are the colours of the foreground"


def with_terminal(home: Path, league: Path, **variables: str) -> tuple[str, str]:
    """Import with a terminal for stderr and a pipe for stdout; return what each got."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "data", "import", "simulated-league", league, "--json", "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=terminal,
        env=environment(**({"TERM": "xterm-256color"} | variables)),
    )
    os.close(terminal)
    out, _ = process.communicate(timeout=120)
    bars = b""
    try:
        while chunk := os.read(controller, 65536):
            bars += chunk
    except OSError:  # the terminal was closed at the other end
        pass
    os.close(controller)
    assert process.returncode == 0
    return out.decode(), bars.decode()


@pytest.mark.slow
def test_the_demo_plays_by_itself_and_says_that_it_is_simulated(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ended = subprocess.run(
        [*COMMAND, "demo", "--home", str(home)], capture_output=True, text=True, timeout=400
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("SIMULATED DATA · ")
    assert "Next: bullpen predict --model demo" in ended.stdout
    assert "simulated" in (home / "demo.html").read_text(encoding="utf-8").lower()
