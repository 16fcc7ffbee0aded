"""Leagues that several tests look at; playing one takes a second."""

from collections.abc import Mapping

import polars as pl
import pytest

from bullpen.domains.mlb.league.league import simulate
from bullpen.domains.mlb.league.settings import LeagueSettings

SMALL = LeagueSettings(teams=6, games_per_team=30, seasons=2, books=2)


@pytest.fixture(scope="session")
def default_league() -> Mapping[str, pl.DataFrame]:
    return simulate(LeagueSettings())


@pytest.fixture(scope="session")
def small_league() -> Mapping[str, pl.DataFrame]:
    return simulate(SMALL)
