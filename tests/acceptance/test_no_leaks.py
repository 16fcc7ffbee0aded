"""What cannot be known cannot be learnt: shuffled labels, and the truth as a feature."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from bullpen.domains.mlb.domain import domain
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.plugin import Domain
from bullpen.evaluation import scores
from bullpen.features.audit import audit
from bullpen.features.pipeline import assemble, spine
from bullpen.features.view import FeatureView
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.target import Target
from bullpen.workspace import Workspace
from tests.domains.mlb.views.small_league import small_league
from tests.domains.mlb.views.test_planted_leaks import at_opening, view
from tests.league_home import import_league, open_home

SEASON = date(2022, 4, 1), date(2022, 12, 31)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A home with a league large enough that one season of it grows trees."""
    home = tmp_path_factory.mktemp("leaks") / "home"
    import_league(home, LeagueSettings(teams=24, games_per_team=120, seasons=2, books=2))
    with open_home(home) as opened:
        yield opened


@dataclass(frozen=True)
class Shuffled:
    """The facts of a target, dealt out again to other games: nothing about a game is true."""

    target: Target
    seed: int

    def facts(self, curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
        facts = self.target.facts(curated, spine)
        own = ["entity_id", "label_known_at"]
        dealt = facts.drop(own).sample(fraction=1.0, shuffle=True, seed=self.seed)
        return facts.select(own).hstack(dealt)


def shuffled(seed: int) -> dict[str, Domain]:
    target = domain.targets["home_ml"]
    other = replace(target, facts=Shuffled(target, seed).facts)
    return {"mlb": replace(domain, targets={**domain.targets, "home_ml": other})}


def area(workspace: Workspace, estimator: str, domains: dict[str, Domain]) -> tuple[float, float]:
    """AUC on the second season after one fit, and its standard error if there is no skill.

    One fit, since refits alone push the AUC of no skill below one half: a month with more wins than
    usual raises the forecasts of the next one, which falls back to the mean. (Airola et al. 2011,
    Computational Statistics and Data Analysis 55(4), 1828-1844, on pooled folds.)
    Source of the error: Mann, Whitney (1947), variance (n1 + n0 + 1) / (12 n1 n0).
    """
    training = replace(workspace.training, domains=domains)
    tested = training.backtest(
        "home_ml", *SEASON, estimator_name=estimator, scheme="season"
    ).judgement.predictions
    ones = float(tested["label"].sum())
    zeros = tested.height - ones
    error = np.sqrt((ones + zeros + 1) / (12 * ones * zeros))
    return scores.auc(tested["prediction"], tested["label"]), float(error)


class TestShuffledLabels:
    """Through the real path of training and walking forward."""

    @pytest.mark.parametrize("estimator", ["lightgbm", "logistic"])
    def test_they_cannot_be_learnt(self, workspace: Workspace, estimator: str) -> None:
        found = [area(workspace, estimator, shuffled(seed)) for seed in range(3)]
        mean, error = np.mean([a for a, _ in found]), found[0][1] / np.sqrt(len(found))
        assert abs(mean - 0.5) < 3 * error

    @pytest.mark.parametrize("estimator", ["lightgbm", "logistic"])
    def test_the_true_ones_can(self, workspace: Workspace, estimator: str) -> None:
        """Else the test above would pass with an estimator that learns nothing."""
        found, error = area(workspace, estimator, {"mlb": domain})
        assert found > 0.5 + 3 * error

    @pytest.mark.slow
    @pytest.mark.parametrize("estimator", ["lightgbm", "logistic"])
    def test_not_in_thirty_deals(self, workspace: Workspace, estimator: str) -> None:
        found = [area(workspace, estimator, shuffled(seed)) for seed in range(100, 130)]
        mean, error = np.mean([a for a, _ in found]), found[0][1] / np.sqrt(len(found))
        print(f"{estimator}: {mean:.4f} +/- {error:.4f}")  # noqa: T201
        assert abs(mean - 0.5) < 3 * error


def truth_rows(curated: Curated) -> pl.LazyFrame:
    return curated["truth"].select("game_id", "known_at", "home_win")


def truth_stamped_at_opening(curated: Curated) -> pl.LazyFrame:
    return at_opening(curated, truth_rows(curated))


class TestTruthAsAFeature:
    """The truth of a simulated league is known at no time, so no feature can hold it."""

    def test_the_pipeline_joins_none_of_it(self) -> None:
        curated = small_league()
        games = spine(domain.entities(curated).collect(), domain.entity)
        frame = assemble([view(truth_rows, "home_win")], games, curated)
        assert frame["planted"].null_count() == frame.height == 80

    def test_the_auditor_finds_it_under_an_earlier_stamp(self) -> None:
        report = self.audited(view(truth_stamped_at_opening, "home_win"))
        assert len(report) > 0
        assert all(truncated is None and full is not None for full, truncated in report)

    def audited(self, planted: FeatureView) -> list[tuple[object, object]]:
        report = audit(
            [planted],
            domain.entities,
            domain.entity,
            small_league(),
            cutoffs_per_season=6,
        )
        return [(leak.full, leak.truncated) for leak in report.leaks]
