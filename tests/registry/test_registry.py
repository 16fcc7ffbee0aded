"""Versions are numbered by what changed, found again, and never shared by two."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bullpen.data.tables import data_versions
from bullpen.infra.clock import ManualClock
from bullpen.infra.database import Database
from bullpen.infra.errors import NotFound, UsageError
from bullpen.registry.artifacts import Artifacts
from bullpen.registry.model_version import Stage, check_name
from bullpen.registry.service import Registry

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RECIPE: dict[str, Any] = {
    "domain": "toy",
    "target": "up",
    "estimator": "constant",
    "parameters": {},
    "features": {"fingerprint": "a"},
    "data_version": 1,
}


@pytest.fixture
def registry(database: Database, tmp_path: Path) -> Registry:
    with database.transaction() as connection:
        for _ in range(2):
            row = {"domain": "toy", "simulated": True, "staging": {}, "curated": {}}
            connection.execute(sa.insert(data_versions).values(created_at=NOW, **row))
    return Registry(database, Artifacts(tmp_path / "artifacts"), ManualClock(NOW))


def register(registry: Registry, name: str = "m", **changes: Any) -> str:
    recipe = {**RECIPE, **changes}
    made = registry.register(name, files={"f": b"x"}, recipe=recipe, metrics={}, sample={})
    return made.version


def test_what_changed_says_which_number_rises(registry: Registry) -> None:
    assert register(registry) == "1.0.0"
    assert register(registry, data_version=2) == "1.0.1"
    assert register(registry, parameters={"depth": 3}) == "1.1.0"
    assert register(registry, estimator="logistic") == "1.2.0"
    assert register(registry, estimator="logistic", features={"fingerprint": "b"}) == "1.3.0"
    assert register(registry, target="down") == "2.0.0"


def test_a_version_comes_back_as_it_was_registered(registry: Registry) -> None:
    sample = {"prediction": [0.1, 1 / 3, 5e-324]}
    files = {"f": b"x"}
    made = registry.register("m", files=files, recipe=RECIPE, metrics={"a": 1.5}, sample=sample)
    assert registry.get("m", "1.0.0") == made
    assert (made.stage, made.created_at) == (Stage.DEVELOPMENT, NOW)
    assert registry.files(made) == files


def test_the_newest_version_answers_while_none_is_in_production(registry: Registry) -> None:
    register(registry)
    register(registry)
    assert registry.answering("m").version == "1.0.1"


def test_an_unknown_name_or_version_is_answered_with_those_that_exist(registry: Registry) -> None:
    register(registry, "home-ml")
    with pytest.raises(NotFound, match="Did you mean 'home-ml'"):
        registry.get("home-mk", "1.0.0")
    with pytest.raises(NotFound, match=r"1\.0\.0"):
        registry.get("home-ml", "9.9.9")


@pytest.mark.parametrize(
    "name", ["", "1st", "a b", "a/b", "../up", "a.b", "é", "a" * 65, "a\n", "a'--"]
)
def test_a_name_outside_the_grammar_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be a model name"):
        check_name(name)
