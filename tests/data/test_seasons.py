"""The data room with the sources and the curation of a real domain."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bullpen.data.lake import Lake
from bullpen.data.service import Data
from bullpen.data.settings import DataSettings
from bullpen.data.source import FINDING_SCHEMA, Fate
from bullpen.domains.mlb.domain import domain
from bullpen.infra.clock import ManualClock
from bullpen.infra.database import Database
from bullpen.infra.errors import Conflict
from bullpen.migrations import migrate

LEAGUE = "teams = 4\ngames_per_team = 10\nbooks = 1\n"


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return room(tmp_path / "home")


def room(home: Path) -> Data:
    home.mkdir()
    database = Database(f"sqlite:///{home / 'bullpen.db'}")
    migrate(database)
    clock = ManualClock(datetime(2024, 5, 1, tzinfo=UTC))
    lock = home / "import.lock"
    return Data({"mlb": domain}, Lake(home / "lake"), database, clock, DataSettings(), lock)


def league(folder: Path, more: str) -> Path:
    file = folder / "small.league.toml"
    file.write_text(LEAGUE + more)
    return file


def test_a_season_as_spreadsheet_and_as_text_is_one_content(data: Data, real_data: Path) -> None:
    odds = real_data / "mlb" / "odds"
    spreadsheet = min((odds / "xlsx").glob("*.xlsx"))
    season = "".join(c for c in spreadsheet.stem if c.isdigit())[-4:]
    first = data.import_("sbr-odds", [odds / "csv" / f"mlb-odds-{season}.csv.gz"])
    before = data.latest("mlb")
    again = data.import_("sbr-odds", [spreadsheet])
    assert first.rows_read > 4800
    assert again.rows_unchanged == again.rows_read == first.rows_read
    assert data.latest("mlb") == before


@pytest.mark.slow
def test_seasons_one_by_one_in_any_order_give_what_all_at_once_give(
    tmp_path: Path, real_data: Path
) -> None:
    mlb = real_data / "mlb"
    logs = sorted((mlb / "retrosheet").glob("GL201[45].TXT*"))
    odds = [mlb / "odds" / "csv" / f"mlb-odds-{season}.csv.gz" for season in (2014, 2015)]
    together, apart = room(tmp_path / "together"), room(tmp_path / "apart")
    for source, files in (("retrosheet", logs), ("sbr-odds", odds)):
        together.import_(source, files)
    for source, file in (
        ("sbr-odds", odds[1]),
        ("retrosheet", logs[0]),
        ("retrosheet", logs[1]),
        ("sbr-odds", odds[0]),
    ):
        apart.import_(source, [file])
    one, other = (home.read(home.latest("mlb")) for home in (together, apart))
    assert len(logs) == 2
    for name in domain.curated:
        assert other[name].collect().equals(one[name].collect()), name
    found = [home.findings(list(Fate)).sort(*FINDING_SCHEMA) for home in (together, apart)]
    assert found[0].equals(found[1])


def test_a_league_goes_on_and_no_other_league_joins_it(data: Data, tmp_path: Path) -> None:
    one = data.import_("simulated-league", [league(tmp_path, "seasons = 1")])
    two = data.import_("simulated-league", [league(tmp_path, "seasons = 2")])
    assert two.rows_unchanged == one.rows_read
    assert two.rows_accepted == two.rows_read - one.rows_read > 0
    before = data.latest("mlb")
    for other in ("seasons = 1\nseed = 8", "seasons = 1\nseed = 8\nfirst_season = 2031"):
        with pytest.raises(Conflict, match="another simulation"):
            data.import_("simulated-league", [league(tmp_path, other)])
    with pytest.raises(Conflict, match="never mixed"):
        data.import_("sbr-odds", [_odds(tmp_path)])
    assert data.latest("mlb") == before


def _odds(folder: Path) -> Path:
    file = folder / "mlb-odds-2014.csv"
    file.write_text("anything")  # refused before it is read
    return file
