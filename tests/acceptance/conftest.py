"""Homes for the tests of this room."""

from functools import cache
from pathlib import Path

import pytest

from tests.league_home import open_home


@pytest.fixture(scope="session")
def newest_seasons(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the real seasons 2016 to 2018."""
    return _imported(real_data, tmp_path_factory.getbasetemp(), range(2016, 2019))


@pytest.fixture(scope="session")
def nine_seasons(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with all real seasons that have both game logs and odds, 2010 to 2018."""
    return _imported(real_data, tmp_path_factory.getbasetemp(), range(2010, 2019))


@cache
def _imported(data: Path, folder: Path, seasons: range) -> Path:
    home = folder / f"real-{seasons[0]}-{seasons[-1]}"
    logs = [data / f"mlb/retrosheet/GL{season}.TXT.gz" for season in seasons]
    odds = [data / f"mlb/odds/csv/mlb-odds-{season}.csv.gz" for season in seasons]
    with open_home(home) as workspace:
        workspace.data.import_("retrosheet", logs)
        workspace.data.import_("sbr-odds", odds)
    return home
