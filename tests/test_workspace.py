"""Opening a home wires everything together, and does nothing else."""

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import bullpen
from bullpen import workspace as module
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.plugin import Domain
from bullpen.features.pipeline import spine
from bullpen.infra.clock import ManualClock
from bullpen.infra.errors import BadInput, Conflict, Corrupted, UsageError
from bullpen.workspace import default_home, find_domains, open_workspace
from tests.league_home import import_league

TINY = LeagueSettings(teams=4, games_per_team=10, seasons=1, books=1)


def test_a_home_is_created_and_opened_again(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    for _ in range(2):
        with open_workspace(home, environment={}) as workspace:
            assert workspace.home == home
            assert workspace.data.tables() == []
    assert (home / "bullpen.db").is_file()


def test_the_home_is_named_by_argument_then_variable_then_default(tmp_path: Path) -> None:
    variables = {"BULLPEN_HOME": str(tmp_path / "named")}
    assert default_home({}) == Path(".bullpen")
    assert default_home({"BULLPEN_HOME": ""}) == Path(".bullpen")
    with open_workspace(environment=variables) as workspace:
        assert workspace.home == tmp_path / "named"
    with open_workspace(tmp_path / "given", environment=variables) as workspace:
        assert workspace.home == tmp_path / "given"


def test_a_flag_beats_a_variable_beats_an_alias_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "bullpen.toml").write_text("[training]\nseed = 1\nmin_rows = 2\n")
    file = f"sqlite:///{tmp_path / 'own.db'}"
    variables = {"BULLPEN_TRAINING__SEED": "3", "DATABASE_URL": file}
    flags = {"training.test_window": "9 d"}
    with open_workspace(tmp_path, flags=flags, environment=variables) as workspace:
        training = workspace.settings.training
        assert (training.seed, training.min_rows) == (3, 2)
        assert training.test_window == timedelta(days=9)
        assert workspace.settings.database.url == file
        origins = {
            key: workspace.origins[key]
            for key in (
                "training.seed",
                "training.min_rows",
                "training.test_window",
                "database.url",
                "data.max_file_size",
            )
        }
    assert list(origins.values()) == [
        "BULLPEN_TRAINING__SEED",
        str(tmp_path / "bullpen.toml"),
        "flag",
        "DATABASE_URL",
        "default",
    ]
    assert (tmp_path / "own.db").is_file()


def test_the_file_may_stand_beside_the_home(tmp_path: Path) -> None:
    (tmp_path / "bullpen.toml").write_text("[training]\nseed = 1\n")
    with open_workspace(tmp_path / "home", environment={}) as workspace:
        assert workspace.settings.training.seed == 1


def test_a_wrong_setting_stops_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="TYPO"):
        open_workspace(tmp_path / "home", environment={"BULLPEN_TYPO": "1"})
    assert not (tmp_path / "home").exists()


def test_a_home_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be written"):
        open_workspace(tmp_path / "file" / "home", environment={})


def test_a_file_that_is_no_database_is_corrupted(tmp_path: Path) -> None:
    (tmp_path / "bullpen.db").write_text("not a database, and long enough to be looked at" * 10)
    with pytest.raises(Corrupted, match="not a database"):
        open_workspace(tmp_path, environment={})


@pytest.mark.parametrize("name", ["my homes/ü #1", "a?b=1", "100%"])
def test_a_home_works_whatever_its_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.parent.mkdir(exist_ok=True)
    import_league(home, TINY)
    assert (home / "bullpen.db").is_file()
    for _ in range(2):  # computed, then read from what was materialised
        with open_workspace(home, environment={}) as workspace:
            assert all(table.rows for table in workspace.data.tables() if table.table == "games")
            (domain,) = workspace.domains.values()
            version = workspace.data.latest(domain.name)
            curated = workspace.data.read(version)
            games = spine(domain.entities(curated).collect(), domain.entity)
            assert workspace.features.assemble(version, curated, games).height == 20
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {name.partition("/")[0]}


@pytest.mark.parametrize("name", ["a[1]", "a%20b"])
def test_a_home_whose_name_cannot_hold_tables_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="--home DIR"):
        open_workspace(tmp_path / name, environment={})
    assert list(tmp_path.iterdir()) == []


def test_a_home_whose_database_was_deleted_says_what_to_do(tmp_path: Path) -> None:
    """Numbers would begin again, beside tables and features that are numbered already."""
    home = tmp_path / "home"
    import_league(home, TINY)
    (home / "bullpen.db").rename(tmp_path / "backup.db")
    with pytest.raises(Conflict, match=r"Restore that one from a backup"):
        open_workspace(home, environment={})
    (tmp_path / "backup.db").rename(home / "bullpen.db")
    with open_workspace(home, environment={}) as workspace:
        assert workspace.data.tables()


def test_two_homes_never_share_a_database(tmp_path: Path) -> None:
    variables = {"DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}"}
    open_workspace(tmp_path / "one", environment=variables).close()
    with pytest.raises(Conflict, match="belongs to another home"):
        open_workspace(tmp_path / "two", environment=variables)
    open_workspace(tmp_path / "one", environment=variables).close()


def test_a_home_is_opened_by_many_at_the_same_moment(tmp_path: Path) -> None:
    failed: list[Exception] = []
    start = threading.Barrier(4)

    def check() -> None:
        start.wait()
        try:
            for _ in range(200):
                module._make_writable(tmp_path)
        except BadInput as error:
            failed.append(error)

    threads = [threading.Thread(target=check) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_links_to_itself_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "home").symlink_to(tmp_path / "home")
    with pytest.raises(BadInput, match="cannot be written"):
        open_workspace(tmp_path / "home", environment={})


def test_a_home_that_cannot_be_looked_into_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be read \(File name too long\)"):
        open_workspace(tmp_path / ("x" * 300), environment={})


@dataclass(frozen=True)
class Plugin:
    """An entry point."""

    value: str
    domain: Domain

    def load(self) -> Domain:
        return self.domain


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ({}, "name"),
        ({"name": "other"}, "source"),
        ({"name": "other", "sources": {}}, "target"),
        ({"name": "other", "sources": {}, "targets": {}}, None),
    ],
)
def test_two_plug_ins_that_would_hide_each_other_are_refused(
    monkeypatch: pytest.MonkeyPatch, other: dict[str, Any], shared: str | None
) -> None:
    (first,) = find_domains().values()
    points = [Plugin("ours:domain", first), Plugin("theirs:domain", replace(first, **other))]
    monkeypatch.setattr(module, "entry_points", lambda group: points)
    if shared is None:
        assert list(find_domains()) == [first.name, "other"]
        return
    with pytest.raises(Conflict, match=f"ours:domain and theirs:domain both have the {shared}"):
        find_domains()


def test_domains_are_found_by_their_entry_point() -> None:
    found = find_domains()
    assert found
    assert all(name == domain.name for name, domain in found.items())


def test_a_notebook_opens_the_same_workspace(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    with bullpen.open(str(tmp_path), clock=ManualClock(moment), environment={}) as workspace:
        assert workspace.clock.now() == moment
        assert workspace.features.list()
