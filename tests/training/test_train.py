"""One training: what it learns from, what it is tested on, and that it repeats itself."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from bullpen.infra.errors import NotFound, UsageError
from bullpen.registry.manifest import read_manifest, unpack
from bullpen.registry.model_version import Stage
from bullpen.workspace import Workspace
from tests.league_home import open_home

TARGETS = ("home_ml", "total_over", "home_spread", "total_runs")
ESTIMATORS = ("lightgbm", "logistic", "elo", "market", "constant")


@pytest.fixture(scope="module")
def workspace(league_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    home = shutil.copytree(league_home, tmp_path_factory.mktemp("train") / "home")
    with open_home(home) as opened:
        yield opened


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("target", TARGETS)
def test_every_target_trains_with_every_estimator(
    workspace: Workspace, target: str, estimator: str
) -> None:
    version = workspace.training.train(f"{target}-{estimator}", target, estimator_name=estimator)
    assert (version.version, version.stage) == ("1.0.0", Stage.DEVELOPMENT)
    score = version.metrics["metrics"]["rmse" if target == "total_runs" else "log_loss"]
    assert (3.5 < score < 5.5) if target == "total_runs" else (0.6 < score < 0.75)
    assert len(version.sample["prediction"]) >= version.metrics["tested"]["rows"] > 50
    files = workspace.registry.files(version)
    baselines = workspace.domains["mlb"].baselines[target]
    assert (unpack(files, baselines).spread is None) == (target != "total_runs")
    read = read_manifest(files)
    assert set(read["features"]) == set(read["histograms"])


def test_the_newest_days_are_tested_and_never_learnt_from(workspace: Workspace) -> None:
    version = workspace.training.train("periods", "home_ml", estimator_name="constant")
    learnt, tested = version.metrics["learnt"], version.metrics["tested"]
    assert date.fromisoformat(learnt["until"]) < date.fromisoformat(tested["from"])
    last = date.fromisoformat(tested["until"])
    assert date.fromisoformat(tested["from"]) == last - timedelta(days=29)
    labels = workspace.data.read(workspace.data.latest("mlb"))["games"].select(
        (pl.col("game_date") <= date.fromisoformat(learnt["until"])).sum()
    )
    assert learnt["rows"] == labels.collect().item()


def test_the_period_is_the_one_asked_for(workspace: Workspace) -> None:
    since, until = date(2021, 6, 1), date(2022, 6, 30)
    version = workspace.training.train(
        "period", "home_ml", estimator_name="constant", since=since, until=until
    )
    assert version.metrics["learnt"]["from"] == "2021-06-01"
    assert version.metrics["tested"]["until"] == "2022-06-30"
    assert (version.recipe["since"], version.recipe["until"]) == ("2021-06-01", "2022-06-30")


@pytest.mark.parametrize("estimator", ["lightgbm", "logistic"])
def test_training_twice_gives_the_same_bytes(workspace: Workspace, estimator: str) -> None:
    train = workspace.training.train
    first, second = (train("twice", "home_ml", estimator_name=estimator) for _ in "ab")
    assert first.digest == second.digest
    assert first.version != second.version
    assert first.sample == second.sample


def test_the_league_is_large_enough_for_a_tree(workspace: Workspace) -> None:
    """Else what is said of LightGBM here would be said of a constant."""
    version = workspace.training.train("trees", "home_ml")
    assert read_manifest(workspace.registry.files(version))["importances"]
    assert len(set(version.sample["prediction"])) > 10


def test_it_says_what_it_came_from(workspace: Workspace) -> None:
    recipe = workspace.training.train("lineage", "home_ml", estimator_name="constant").recipe
    assert recipe["data_version"] == workspace.data.latest("mlb").id
    assert recipe["simulated"] is True
    assert recipe["features"]["views"] == [view.id for view in workspace.domains["mlb"].views]
    assert recipe["seed"] == workspace.settings.training.seed


@pytest.mark.parametrize(
    "until, message",
    [
        (date(2021, 4, 10), "labelled rows in this period, and training needs 200"),
        (date(2021, 5, 25), "newest 30 days are kept for testing"),
    ],
)
def test_too_short_a_period_is_refused(workspace: Workspace, until: date, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        workspace.training.train("short", "home_ml", until=until)


@pytest.mark.parametrize(
    "request_, error, message",
    [
        (("m", "home_mn", "lightgbm"), NotFound, "Did you mean 'home_ml'"),
        (("m", "home_ml", "lightgmb"), UsageError, "Did you mean 'lightgbm'"),
        (("1st", "home_ml", "lightgbm"), UsageError, "cannot be a model name"),
    ],
)
def test_a_wrong_name_is_refused_before_anything_is_stored(
    workspace: Workspace, request_: tuple[str, str, str], error: type[Exception], message: str
) -> None:
    name, target, estimator = request_
    before = workspace.registry.names()
    with pytest.raises(error, match=message):
        workspace.training.train(name, target, estimator_name=estimator)
    assert workspace.registry.names() == before
