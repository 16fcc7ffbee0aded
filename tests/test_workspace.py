"""Opening a home wires everything together, and does nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import bullpen
from bullpen.infra.clock import ManualClock
from bullpen.infra.errors import BadInput, Corrupted, UsageError
from bullpen.workspace import default_home, find_domains, open_workspace


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


def test_domains_are_found_by_their_entry_point() -> None:
    found = find_domains()
    assert found
    assert all(name == domain.name for name, domain in found.items())


def test_a_notebook_opens_the_same_workspace(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    with bullpen.open(str(tmp_path), clock=ManualClock(moment), environment={}) as workspace:
        assert workspace.clock.now() == moment
        assert workspace.features.list()
