"""The demo plays the slice, and stops where something is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bullpen.data.source import Curation, Payload
from bullpen.domains.mlb.curate import curate
from bullpen.domains.mlb.league.settings import LeagueSettings, league_payload
from bullpen.domains.mlb.sources.simulated_league import SimulatedLeague
from bullpen.domains.plugin import Domain, Staging
from bullpen.infra.errors import BadInput, CheckFailed
from bullpen.infra.progress import silent
from bullpen.replay.demo import MODEL, Walk, walk
from bullpen.workspace import Workspace
from tests.domains.mlb.views.test_planted_leaks import final_scores, view
from tests.league_home import open_home

TINY = LeagueSettings(teams=8, games_per_team=60, seasons=2, books=2)


@dataclass(frozen=True)
class Stage:
    """A new home whose simulation is a tiny league."""

    workspace: Workspace

    def play(self, folder: Path | None = None, **changed: Any) -> Walk:
        domain = replace(self.domain(), **changed)
        domains = {"mlb": domain}
        data = replace(self.workspace.data, domains=domains)
        features = replace(self.workspace.features, domains=domains, data=data)
        rooms: dict[str, Any] = {"data": data, "features": features}
        training = replace(self.workspace.training, domains=domains, **rooms)
        predictor = replace(self.workspace.predictor, domains=domains, **rooms)
        return walk(
            domain, folder, training=training, predictor=predictor, progress=silent, **rooms
        )

    def domain(self) -> Domain:
        domain = self.workspace.domains["mlb"]
        payload = Payload(file="league.toml", content=league_payload(TINY))
        league = SimulatedLeague(default=payload)
        return replace(domain, sources={**domain.sources, league.name: league})


def quotes_known_a_day_early(staging: Staging) -> Curation:
    """The domain's own curation, but quotes claim to have been known before they were made."""
    curation = curate(staging)
    quotes = curation.tables["quotes"].with_columns(known_at=pl.col("known_at") - timedelta(days=1))
    return replace(curation, tables={**curation.tables, "quotes": quotes})


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_home(tmp_path / "home") as workspace:
        yield Stage(workspace)


def test_the_walk_goes_from_an_import_to_an_answer(stage: Stage) -> None:
    steps = stage.play()
    assert steps.simulated
    assert [summary.source for summary in steps.imports] == ["simulated-league"]
    assert (steps.audit.leaks, steps.audit.early_stamps) == ((), ())
    assert list(steps.backtests) == ["constant", "elo", "market", "logistic", "lightgbm"]
    tested = [b.judgement.predictions["entity_id"].to_list() for b in steps.backtests.values()]
    assert len(tested[0]) == 240
    assert all(rows == tested[0] for rows in tested)
    assert steps.version.name == MODEL
    assert steps.answer.predictions.height > 0
    assert steps.notices == []


def test_a_leak_stops_it_before_anything_is_trained(stage: Stage) -> None:
    planted = view(final_scores, "home_score")
    with pytest.raises(CheckFailed, match=r"The auditor found \d+ leaks"):
        stage.play(views=(*stage.domain().views, planted))
    assert stage.workspace.registry.names() == []


def test_a_table_that_claims_to_have_been_known_too_early_stops_it_too(stage: Stage) -> None:
    with pytest.raises(CheckFailed, match="The auditor found 1 leaks"):
        stage.play(curate=quotes_known_a_day_early)
    assert stage.workspace.registry.names() == []


def test_a_folder_without_seasons_is_refused(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing of use")
    with pytest.raises(BadInput):
        stage.play(tmp_path)
    assert not stage.workspace.data.has("mlb")
