"""Whole commands, from start to exit, beside a bare Python."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.case import Case, Group, Place, Work
from benchmarks.home import GAME, MODEL

_BULLPEN = str(Path(sys.executable).with_name("bullpen"))
_LIBRARIES = "import polars, numpy, deltalake, lightgbm, sqlalchemy, alembic, pydantic, typer"


def help_(place: Place) -> Work:
    return lambda: _lines(_ran(_BULLPEN, "--help"))


def data_status(place: Place) -> Work:
    def work() -> str:
        told = json.loads(_ran(_BULLPEN, "data", "status", "--json", "--home", str(place.home)))
        return f"{len(told['tables'])} tables"

    return work


def predict_one(place: Place) -> Work:
    command = ("predict", "--model", MODEL, "--game-id", GAME, "--json", "--home", str(place.home))

    def work() -> str:
        told = json.loads(_ran(_BULLPEN, *command))
        return f"{len(told['predictions'])} prediction"

    return work


def demo(place: Place) -> Work:
    home = str(place.scratch / "home")
    return lambda: _lines(_ran(_BULLPEN, "demo", "--home", home))


def bare_python(place: Place) -> Work:
    return lambda: _lines(_ran(sys.executable, "-c", "pass"))


def libraries(place: Place) -> Work:
    return lambda: _lines(_ran(sys.executable, "-c", _LIBRARIES))


def _ran(*command: str) -> str:
    """Run a command with default settings, in no terminal, and return what it prints."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BULLPEN_")}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment, text=True)
    return done.stdout


def _lines(text: str) -> str:
    return f"{len(text.splitlines())} lines printed"


GROUP = Group(
    title="Command line, whole process",
    cases=(
        Case(
            figure="`bullpen --help`",
            ours=help_,
            peer=bare_python,
            beside="`python -c pass`",
            goal=0.3,
            repetitions=9,
            real=False,
        ),
        Case(
            figure="`bullpen data status`",
            ours=data_status,
            peer=libraries,
            beside="Python importing the same libraries",
            repetitions=5,
        ),
        Case(
            figure="`bullpen predict` for one game",
            ours=predict_one,
            peer=libraries,
            beside="Python importing the same libraries",
            repetitions=5,
        ),
        Case(
            figure="`bullpen demo` on the simulated league",
            ours=demo,
            peer=libraries,
            beside="Python importing the same libraries",
            goal=60,
            repetitions=1,
            real=False,
        ),
    ),
)
