"""A small simulated home with a model, made once and never changed."""

import shutil
from pathlib import Path

import pytest

from tests.interfaces.cli.command import bullpen

LEAGUE = "teams = 6\ngames_per_team = 60\nseasons = 2\nbooks = 2\n"
SETTINGS = "[training]\nmin_rows = 100\nbootstrap_draws = 50\n"
LAST_DAY = "2022-06-29"


@pytest.fixture(scope="session")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The description of a small league."""
    file = tmp_path_factory.mktemp("league") / "small.league.toml"
    file.write_text(LEAGUE)
    return file


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, league: Path) -> Path:
    """A home with a simulated league and version 1.0.0 of the model `tiny`. Only read it."""
    home = tmp_path_factory.mktemp("trained")
    (home / "bullpen.toml").write_text(SETTINGS)
    assert bullpen("data", "import", "simulated-league", league, home=home).code == 0
    ended = bullpen("train", "tiny", "--target", "home_ml", "--estimator", "market", home=home)
    assert ended.code == 0, ended.err
    return home


@pytest.fixture
def own(trained: Path, tmp_path: Path) -> Path:
    """A copy of that home, to do with as one likes."""
    return Path(shutil.copytree(trained, tmp_path / "own"))
