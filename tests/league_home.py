"""A home that holds a small simulated league, imported once a test process."""

from functools import cache
from pathlib import Path

import pytest

import bullpen
from bullpen.domains.mlb.league.settings import LeagueSettings, league_payload
from bullpen.infra.clock import Clock
from bullpen.workspace import Workspace

LEAGUE = LeagueSettings(teams=12, games_per_team=100, seasons=2, books=2)
SMALL: dict[str, object] = {
    "training.min_rows": 200,
    "training.test_window": "30 d",
    "training.bootstrap_draws": 100,
}


@pytest.fixture(scope="session")
def league_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two seasons of twelve teams. Tests that import or train copy it first."""
    return _played(tmp_path_factory.getbasetemp())


def open_home(home: Path, clock: Clock | None = None, **settings: object) -> Workspace:
    """Open a home with settings that suit 1,200 games, whatever the environment says."""
    return bullpen.open(str(home), flags=SMALL | settings, environment={}, clock=clock)


def import_league(home: Path, league: LeagueSettings) -> None:
    file = home.parent / f"{home.name}.league.toml"
    file.write_bytes(league_payload(league))
    with open_home(home) as workspace:
        workspace.data.import_("simulated-league", [file])


@cache
def _played(folder: Path) -> Path:
    home = folder / "league"
    import_league(home, LEAGUE)
    return home
