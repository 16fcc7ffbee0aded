"""Help for people, and how quickly it comes."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer.main

from bullpen.interfaces.cli.main import app
from tests.interfaces.cli.command import bullpen

HEAVY = ("polars", "numpy", "lightgbm", "sklearn", "sqlalchemy", "rich", "pydantic", "altair")


def commands(group: object = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, of groups what is in them."""
    own = typer.main.get_command(app) if group is None else group
    below = getattr(own, "commands", None)
    if below is None:
        yield path
        return
    for name, each in below.items():
        yield from commands(each, (*path, name))


COMMANDS = list(commands())


def test_all_commands_are_there() -> None:
    assert len(COMMANDS) >= 11
    assert ("data", "import") in COMMANDS


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example_that_is_its_own(command: tuple[str, ...]) -> None:
    ended = bullpen(*command, "--help")
    assert ended.code == 0
    _, _, examples = ended.out.partition("Example")
    assert f"\n    bullpen {' '.join(command)}" in examples


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != ("help",)], ids=" ".join)
def test_every_command_takes_a_home_and_json(command: tuple[str, ...]) -> None:
    ended = bullpen(*command, "--help")
    assert "--home DIR" in ended.out
    assert "--json" in ended.out


def test_without_a_command_there_is_help() -> None:
    ended = bullpen()
    assert ended.code == 0
    assert "First success: bullpen demo" in ended.out


def test_help_on_exit_codes() -> None:
    ended = bullpen("help", "exit-codes")
    assert ended.code == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == [*map(str, range(8)), "130"]


def test_the_version_names_code_and_schema() -> None:
    ended = bullpen("--version")
    assert ended.code == 0
    assert ended.out.startswith("bullpen ")
    assert "schema" in ended.out


def test_help_loads_nothing_heavy() -> None:
    """Under 0.3 s is measured by the benchmarks; what it costs is imports."""
    program = (
        "import sys; sys.argv = ['bullpen', '--help']\n"
        "from bullpen.interfaces.cli.main import run\n"
        "try: run()\n"
        f"finally: print('LOADED', [name for name in {HEAVY} if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.returncode == 0
    assert "LOADED []" in ended.stdout
