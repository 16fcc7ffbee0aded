"""A version is trained again from what was recorded of it, and gives the same predictions."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bullpen.estimators import catalogue
from bullpen.estimators.light_gbm import LightGbm
from bullpen.infra.errors import Conflict, Corrupted
from bullpen.registry.model_version import ModelVersion
from bullpen.training.recipe import Recipe
from bullpen.training.train import train
from bullpen.workspace import Workspace
from tests.league_home import LEAGUE, import_league, open_home

COMMAND = "from bullpen.interfaces.cli.main import run; run()"


@pytest.fixture(scope="module")
def trained(league_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a version of `trees`, which has some."""
    home = shutil.copytree(league_home, tmp_path_factory.mktemp("reproduce") / "home")
    with open_home(home) as opened:
        version = opened.training.train("trees", "home_ml")
    assert len(set(version.sample["prediction"])) > 10
    return home


@pytest.fixture
def home(trained: Path, tmp_path: Path) -> Path:
    """A home of the test's own."""
    return shutil.copytree(trained, tmp_path / "home")


@pytest.fixture
def workspace(home: Path) -> Iterator[Workspace]:
    with open_home(home) as opened:
        yield opened


@pytest.fixture
def trees(workspace: Workspace) -> ModelVersion:
    return workspace.registry.get("trees", "1.0.0")


def test_a_fresh_process_without_the_artifact_gives_identical_predictions(
    home: Path, trees: ModelVersion
) -> None:
    """Nothing of the first training is left but what the database recorded of it."""
    (home / "artifacts").rename(home / "moved-away")
    shutil.rmtree(home / "features")
    arguments = ["reproduce", "trees", trees.version, "--home", str(home), "--json"]
    run = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments], capture_output=True, text=True, check=True
    )
    answer = json.loads(run.stdout)
    assert answer["identical"] is True
    assert answer["rows_compared"] == len(trees.sample["prediction"])
    assert answer["digest_again"] == answer["digest"] == trees.digest


@pytest.mark.parametrize("estimator", ["logistic", "market"])
def test_other_estimators_repeat_themselves_too(workspace: Workspace, estimator: str) -> None:
    made = workspace.training.train("other", "total_runs", estimator_name=estimator)
    again = workspace.training.reproduce("other", made.version)
    assert again.identical
    assert (again.digest_again, again.max_difference) == (made.digest, 0.0)


def test_newer_data_changes_nothing(home: Path, workspace: Workspace, trees: ModelVersion) -> None:
    import_league(home, LEAGUE.model_copy(update={"seasons": 3}))
    assert workspace.data.latest("mlb").id > trees.data_version
    again = workspace.training.reproduce("trees", trees.version)
    assert again.identical
    assert again.digest_again == trees.digest
    newer = workspace.training.train("trees", "home_ml")
    assert newer.digest != trees.digest
    assert newer.version == "1.0.1"


def test_a_difference_is_found(workspace: Workspace, trees: ModelVersion) -> None:
    """A recorded prediction that is off by one bit is not reproduced."""
    sample = {**trees.sample, "prediction": list(trees.sample["prediction"])}
    sample["prediction"][7] += 2**-53
    recipe = {**trees.recipe, "code": "elsewhere"}
    registry = workspace.registry
    files = registry.files(trees)
    registry.register("forged", files=files, recipe=recipe, metrics={}, sample=sample)
    again = workspace.training.reproduce("forged", "1.0.0")
    assert not again.identical
    assert 0 < again.max_difference < 1e-15
    assert not again.same_code
    assert again.digest_again != trees.digest


def test_features_that_are_computed_otherwise_are_refused(
    workspace: Workspace, trees: ModelVersion
) -> None:
    domain = workspace.domains["mlb"]
    other = {"mlb": replace(domain, views=domain.views[:-1])}
    with pytest.raises(
        Conflict, match=r"The features of trees 1\.0\.0 were computed by other code"
    ):
        replace(workspace.training, domains=other).reproduce("trees", trees.version)


def test_a_corrupted_artifact_does_not_answer_but_can_be_reproduced(
    workspace: Workspace, trees: ModelVersion
) -> None:
    model = workspace.registry.artifacts.folder(trees.digest) / "model.txt"
    model.write_bytes(model.read_bytes() + b" ")
    with pytest.raises(Corrupted, match="its SHA-256 differs"):
        workspace.predictor.predict("trees", entity_id=trees.sample["entity_id"][0])
    assert workspace.training.reproduce("trees", trees.version).digest_again == trees.digest


def test_the_recorded_parameters_count_and_not_the_defaults_of_today(
    workspace: Workspace, trees: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    stumps = LightGbm(rounds=20, max_depth=1, num_leaves=2)
    monkeypatch.setattr(catalogue, "_light_gbm", lambda kind: stumps)
    again = workspace.training.reproduce("trees", trees.version)
    assert again.identical
    other = workspace.training.train("stumps", "home_ml")
    assert other.sample["prediction"] != trees.sample["prediction"]


def test_parameters_that_nobody_knows_any_more_are_a_conflict(
    workspace: Workspace, trees: ModelVersion
) -> None:
    recipe = replace(Recipe.from_json(trees.recipe), parameters={"forgotten": 1})
    curated = workspace.data.read(workspace.data.version(trees.data_version))
    domain = workspace.domains[recipe.domain]
    version = workspace.data.version(trees.data_version)
    with pytest.raises(Conflict, match="does not know"):
        train(
            "trees", recipe, domain, curated, partial(workspace.features.assemble, version, curated)
        )
