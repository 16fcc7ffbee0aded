"""What an answer says, and what it may know."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
import sqlalchemy as sa

from bullpen.data.service import Data
from bullpen.data.versions import DataVersion
from bullpen.infra.clock import ManualClock
from bullpen.infra.errors import Conflict, NotFound
from bullpen.registry.tables import model_versions
from bullpen.vocabulary.curated import Curated
from bullpen.workspace import Workspace
from tests.league_home import open_home

BEFORE = datetime(2022, 1, 1, tzinfo=UTC)  # all games of the second season are still to come
MODELS = {"trees": "home_ml", "linear": "home_ml", "totals": "total_over", "runs": "total_runs"}


@pytest.fixture(scope="module")
def home(league_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a model of each kind."""
    folder = shutil.copytree(league_home, tmp_path_factory.mktemp("serving") / "home")
    with open_home(folder) as workspace:
        for name, target in MODELS.items():
            estimator = "lightgbm" if name == "trees" else "logistic"
            workspace.training.train(name, target, estimator_name=estimator)
    return folder


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(BEFORE)


@pytest.fixture
def workspace(home: Path, clock: ManualClock) -> Iterator[Workspace]:
    with open_home(home, clock) as opened:
        yield opened


@pytest.fixture
def slate(workspace: Workspace) -> date:
    """The day of the most games, a doubleheader among them if there is one."""
    games = workspace.data.read(workspace.data.latest("mlb"))["games"].collect()
    newest = games.filter(pl.col("season") == pl.col("season").max())
    busiest = newest.group_by("game_date").len().sort("len", "game_date", descending=True)
    found: date = busiest["game_date"][0]
    return found


@dataclass
class Forgetful:
    """The data of a home as it stood at a moment."""

    data: Data
    moment: datetime

    def latest(self, domain: str) -> DataVersion:
        return self.data.latest(domain)

    def read(self, version: DataVersion) -> Curated:
        return self.data.read(version).known_by(self.moment)


def one(workspace: Workspace, slate: date) -> dict[str, Any]:
    """The day's first game: `game_id`, `first_pitch` and the rest of the table's columns."""
    games = workspace.data.read(workspace.data.latest("mlb"))["games"]
    day = games.filter(pl.col("game_date") == slate).sort("first_pitch", "game_id")
    return day.collect().row(0, named=True)


@pytest.mark.parametrize("model", MODELS)
def test_a_game_alone_is_answered_as_among_those_of_its_day(
    workspace: Workspace, slate: date, model: str
) -> None:
    day = workspace.predictor.predict(model, slate=slate).predictions
    assert day.height > 5
    for row in (0, day.height // 2, day.height - 1):
        alone = workspace.predictor.predict(model, entity_id=day["game_id"][row]).predictions
        assert alone["prediction"].item() == day["prediction"][row]


def test_a_recommended_bet_has_a_price_and_any_other_answer_a_reason(
    workspace: Workspace, slate: date
) -> None:
    rows = workspace.predictor.predict("linear", slate=slate).predictions
    assert (rows["reason"].is_null() == (rows["stake"] > 0)).all()
    assert rows["price"].is_not_null().all()
    assert rows["fair_price"].to_list() == pytest.approx((1 / rows["probability"]).to_list())
    edge = (rows["probability"] * rows["price"] - 1).to_list()
    assert rows["expected_value"].to_list() == pytest.approx(edge)
    bets = rows.filter(pl.col("stake") > 0)
    assert (bets["stake"] <= 0.02).all()
    assert (bets["kelly_fraction"] > 0).all()


def test_the_probability_is_that_of_the_selection(workspace: Workspace, slate: date) -> None:
    rows = workspace.predictor.predict("linear", slate=slate).predictions
    chance = pl.col("prediction")
    expected = pl.when(pl.col("selection") == "home").then(chance).otherwise(1 - chance)
    assert rows.select((pl.col("probability") == expected).all()).item()


def test_an_answer_is_fit_for_json(workspace: Workspace, slate: date) -> None:
    answer = workspace.predictor.predict("trees", slate=slate)
    document = orjson.loads(orjson.dumps(answer.as_json()))
    assert document["simulated"] is True
    assert (document["model"], document["version"]) == ("trees", "1.0.0")
    assert (document["target"], document["digest"]) == ("home_ml", answer.version.digest)
    assert len(document["predictions"]) == answer.predictions.height


class TestAsOf:
    def test_before_the_opening_nothing_is_on_offer_and_the_answer_says_so(
        self, workspace: Workspace, slate: date
    ) -> None:
        eve = datetime.combine(slate, datetime.min.time(), tzinfo=UTC)
        rows = workspace.predictor.predict("trees", slate=slate, as_of=eve).predictions
        assert rows["reason"].unique().to_list() == ["no price on offer at the cutoff"]
        assert rows["price"].null_count() == rows.height
        assert rows["as_of"].unique().to_list() == [eve]
        assert rows["stake"].to_list() == [0.0] * rows.height
        assert rows["probability"].to_list() == rows["prediction"].to_list()

    @pytest.mark.parametrize("minutes", [60, 90, 180])
    def test_it_knows_what_was_known_then_and_nothing_else(
        self, workspace: Workspace, slate: date, minutes: int
    ) -> None:
        """The answer equals one from a home that never heard of anything later."""
        game = one(workspace, slate)
        then = game["first_pitch"] - timedelta(minutes=minutes)
        asked = partial(workspace.predictor.predict, "linear", entity_id=game["game_id"])
        known = asked(as_of=then).predictions
        forgetful = replace(
            workspace.predictor,
            data=Forgetful(workspace.data, then),  # type: ignore[arg-type]  # the part that is read
            features=replace(workspace.features, folder=workspace.home / f"then-{minutes}"),
        )
        again = forgetful.predict("linear", entity_id=game["game_id"], as_of=then).predictions
        assert again.equals(known)
        assert known["price"].item() is not None

    def test_a_moment_after_the_cutoff_means_the_cutoff(
        self, workspace: Workspace, slate: date
    ) -> None:
        game = one(workspace, slate)
        asked = partial(workspace.predictor.predict, "trees", entity_id=game["game_id"])
        late = asked(as_of=game["first_pitch"] + timedelta(days=1)).predictions
        assert late.equals(asked().predictions)
        assert late["as_of"].item() == game["first_pitch"] - timedelta(minutes=60)


class TestTheClock:
    @pytest.mark.parametrize(
        "minutes, late, retrospective",
        [(-61, False, False), (-60, False, False), (-59, True, False), (0, False, True)],
    )
    def test_it_says_whether_an_answer_comes_in_time(
        self,
        workspace: Workspace,
        clock: ManualClock,
        slate: date,
        minutes: int,
        late: bool,
        retrospective: bool,
    ) -> None:
        """In time up to an hour before first pitch, late until then, after it a look back."""
        game = one(workspace, slate)
        clock.moment = game["first_pitch"] + timedelta(minutes=minutes)
        row = workspace.predictor.predict("trees", entity_id=game["game_id"]).predictions
        assert (row["late"].item(), row["retrospective"].item()) == (late, retrospective)

    def test_it_changes_nothing_else(
        self, workspace: Workspace, clock: ManualClock, slate: date
    ) -> None:
        before = workspace.predictor.predict("trees", slate=slate).predictions
        clock.moment = BEFORE + timedelta(days=3650)
        after = workspace.predictor.predict("trees", slate=slate).predictions
        flags = ["late", "retrospective"]
        assert after.drop(flags).equals(before.drop(flags))


class TestTheVersion:
    def test_while_none_is_in_production_the_newest_answers_and_says_so(
        self, workspace: Workspace, slate: date
    ) -> None:
        note = workspace.predictor.predict("trees", slate=slate).note
        assert note == (
            "No version of trees is in production; the newest one, 1.0.0 (development), answers."
        )

    def test_one_in_production_answers_without_a_note(
        self, home: Path, slate: date, tmp_path: Path
    ) -> None:
        with open_home(shutil.copytree(home, tmp_path / "home")) as workspace:
            workspace.training.train("trees", "home_ml", estimator_name="constant")
            first = model_versions.c.name == "trees", model_versions.c.version == "1.0.0"
            with workspace.database.transaction() as connection:
                connection.execute(
                    sa.update(model_versions).where(*first).values(stage="production")
                )
            answer = workspace.predictor.predict("trees", slate=slate)
        assert (answer.version.version, answer.note) == ("1.0.0", None)

    def test_features_that_are_computed_otherwise_are_refused(
        self, workspace: Workspace, slate: date
    ) -> None:
        """A model must not read other numbers under the names that it learnt."""
        domain = workspace.domains["mlb"]
        changed = replace(domain.views[0], version=domain.views[0].version + 1)
        other = replace(domain, views=(changed, *domain.views[1:]))
        with pytest.raises(Conflict, match="bullpen train trees --target home_ml"):
            replace(workspace.predictor, domains={"mlb": other}).predict("trees", slate=slate)


@pytest.mark.parametrize(
    "asked, message",
    [
        ({"entity_id": "ALD209901010"}, "There is no game 'ALD209901010'"),
        ({"slate": date(2031, 1, 1)}, "There is no game on 2031-01-01; the data covers 2021-"),
    ],
)
def test_what_does_not_exist_is_not_found(
    workspace: Workspace, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(NotFound, match=message):
        workspace.predictor.predict("trees", **asked)


def test_a_game_that_was_not_known_yet_is_not_answered(workspace: Workspace, slate: date) -> None:
    game, long_before = one(workspace, slate)["game_id"], BEFORE + timedelta(days=1)
    with pytest.raises(NotFound, match=r"nothing was known yet .* the first game is known from"):
        workspace.predictor.predict("linear", entity_id=game, as_of=long_before)


def test_an_answer_about_a_day_that_the_model_learnt_from_is_marked(workspace: Workspace) -> None:
    """Such an answer is no forecast, however good it looks."""
    learnt = workspace.registry.get("linear", "1.0.0").metrics["learnt"]["until"]
    newest = workspace.registry.get("linear", "1.0.0").metrics["tested"]["until"]
    for day, expected in ((learnt, True), (newest, False)):
        answer = workspace.predictor.predict("linear", slate=date.fromisoformat(day))
        assert set(answer.predictions["in_sample"]) == {expected}


def test_a_mistyped_game_is_answered_with_the_nearest(workspace: Workspace, slate: date) -> None:
    game = one(workspace, slate)["game_id"]
    with pytest.raises(NotFound, match=f"Did you mean '{game}'"):
        workspace.predictor.predict("trees", entity_id=f"{game}X")


def test_an_unknown_model_is_answered_with_those_that_exist(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="Did you mean 'trees'"):
        workspace.predictor.predict("treas", entity_id="x")
