"""Where a setting comes from, and what happens to one that nobody knows."""

from datetime import timedelta
from pathlib import Path

import pytest

from bullpen.infra.errors import UsageError
from bullpen.infra.settings import Loaded, load
from bullpen.settings import ALIASES, Settings


def read(
    tmp_path: Path,
    toml: str = "",
    flags: dict[str, object] | None = None,
    **environment: str,
) -> Loaded[Settings]:
    file = tmp_path / "bullpen.toml"
    file.write_text(toml)
    return load(Settings, flags=flags or {}, environment=environment, aliases=ALIASES, file=file)


def test_without_any_origin_the_defaults_hold(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    assert loaded.settings == Settings()
    assert set(loaded.origins.values()) == {"default"}


def test_a_flag_beats_a_variable_beats_an_alias_beats_the_file(tmp_path: Path) -> None:
    toml = '[database]\nurl = "sqlite:///file.db"'
    alias = {"DATABASE_URL": "sqlite:///alias.db"}
    ours = {"BULLPEN_DATABASE__URL": "sqlite:///variable.db"}
    flag = {"database.url": "sqlite:///flag.db"}
    seen = [
        read(tmp_path, toml).settings.database.url,
        read(tmp_path, toml, **alias).settings.database.url,
        read(tmp_path, toml, **alias, **ours).settings.database.url,
        read(tmp_path, toml, flag, **alias, **ours).settings.database.url,
    ]
    assert seen == [f"sqlite:///{name}.db" for name in ("file", "alias", "variable", "flag")]


def test_the_origin_of_each_value_is_remembered(tmp_path: Path) -> None:
    loaded = read(tmp_path, "[training]\nseed = 3", BULLPEN_LOG__LEVEL="info")
    assert loaded.origins["training.seed"] == str(tmp_path / "bullpen.toml")
    assert loaded.origins["log.level"] == "BULLPEN_LOG__LEVEL"


@pytest.mark.parametrize(
    ("toml", "environment", "named"),
    [
        ("[training]\nsede = 3", {}, "'training.sede'"),
        ("[trainign]\nseed = 3", {}, "'trainign.seed'"),
        ("", {"BULLPEN_TRAINING__SEDE": "3"}, "BULLPEN_TRAINING__SEDE"),
        ("", {"BULLPEN_TYPO": "3"}, "BULLPEN_TYPO"),
    ],
)
def test_an_unknown_key_is_an_error_wherever_it_stands(
    tmp_path: Path, toml: str, environment: dict[str, str], named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        read(tmp_path, toml, **environment)


def test_a_mistyped_key_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Did you mean 'training\.seed'"):
        read(tmp_path, "[training]\nsede = 3")


def test_durations_and_sizes_have_units(tmp_path: Path) -> None:
    toml = '[training]\ntest_window = "2 w"\n[data]\nmax_file_size = "1.5 MiB"'
    settings = read(tmp_path, toml).settings
    assert settings.training.test_window == timedelta(days=14)
    assert settings.data.max_file_size == 1_572_864


@pytest.mark.parametrize(
    "toml",
    [
        "[training]\ntest_window = 14",
        '[training]\ntest_window = "14"',
        '[training]\ntest_window = "14 fortnights"',
        "[data]\nmax_file_size = 1000000",
    ],
)
def test_a_quantity_without_a_known_unit_is_refused(tmp_path: Path, toml: str) -> None:
    with pytest.raises(UsageError, match="a number with a unit"):
        read(tmp_path, toml)


def test_the_message_names_the_key_and_its_origin(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'training\.seed' \(from BULLPEN_TRAINING__SEED\)"):
        read(tmp_path, BULLPEN_TRAINING__SEED="-1")


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"bullpen\.toml is not a readable TOML file"):
        read(tmp_path, "seed: 3")
