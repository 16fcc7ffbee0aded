"""A backtest through the home: every target, every estimator, and only days that were asked for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

from bullpen.infra.errors import NotFound, UsageError
from bullpen.training.backtest import Backtest
from bullpen.workspace import Workspace
from tests.league_home import open_home
from tests.training.test_train import ESTIMATORS, TARGETS

SINCE, UNTIL = date(2022, 7, 1), date(2022, 7, 31)


@pytest.fixture(scope="module")
def workspace(league_home: Path) -> Iterator[Workspace]:
    with open_home(league_home) as opened:
        yield opened


def july(workspace: Workspace, target: str, estimator: str, **options: Any) -> Backtest:
    return workspace.training.backtest(
        target, SINCE, UNTIL, estimator_name=estimator, **({"scheme": "expanding:31d"} | options)
    )


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("target", TARGETS)
def test_every_target_walks_forward_with_every_estimator(
    workspace: Workspace, target: str, estimator: str
) -> None:
    result = july(workspace, target, estimator)
    document = orjson.loads(orjson.dumps(result.as_json()))
    assert document["simulated"] is True
    assert document["rows"] == result.judgement.predictions.height > 60
    rows = result.judgement.predictions
    assert rows["slate"].is_between(SINCE, UNTIL).all()
    for line in ("open", "close"):
        assert document["market"][line]["rows"] > 0
    assert ("reason" in document["ledger"]) == (target == "total_runs")


def test_predictions_are_decided_at_the_cutoff_at_a_price_known_by_then(
    workspace: Workspace,
) -> None:
    """No bet of a backtest may use a quote of the last hour."""
    judgement = july(workspace, "home_ml", "logistic").judgement
    quotes = workspace.data.read(workspace.data.latest("mlb"))["quotes"].collect()
    bets = judgement.decisions.filter(pl.col("stake") > 0).select(
        "decided_at", "book", game_id="entity_id", side="selection"
    )
    known = bets.join(
        quotes.filter(pl.col("market") == "moneyline"), on=["game_id", "book", "side"]
    ).filter(pl.col("known_at") <= pl.col("decided_at"))
    assert bets.height > 10
    assert known.select("game_id", "book", "side").n_unique() == bets.height


def test_the_ledger_is_on_the_rows_predicted(workspace: Workspace) -> None:
    judgement = july(workspace, "home_ml", "elo").judgement
    assert set(judgement.ledger["entity_id"]) <= set(judgement.predictions["entity_id"])
    assert judgement.ledger.height == (judgement.decisions["stake"] > 0).sum()


def test_a_scheme_says_how_often_to_fit(workspace: Workspace) -> None:
    assert july(workspace, "home_ml", "constant").fits == 1
    assert july(workspace, "home_ml", "constant", scheme="expanding:10d").fits == 4
    assert july(workspace, "home_ml", "constant", scheme="sliding:200d:16d").fits == 2


def test_a_refit_learns_what_happened_since(workspace: Workspace) -> None:
    once, often = (
        july(workspace, "home_ml", "constant", scheme=f"expanding:{days}d").judgement.predictions
        for days in (31, 10)
    )
    assert once["prediction"].n_unique() == 1
    assert often["prediction"].n_unique() == 4
    assert once["prediction"][0] == often["prediction"][0]


@pytest.mark.parametrize(
    "options, error, message",
    [
        ({"scheme": "weekly"}, UsageError, 'there is no scheme "weekly"'),
        ({"since": date(2019, 1, 1), "until": date(2019, 12, 31)}, NotFound, "There is no game"),
        ({"since": date(2021, 4, 1)}, UsageError, "rows to learn from and needs 200"),
    ],
)
def test_what_cannot_be_walked_is_refused(
    workspace: Workspace, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    asked: dict[str, Any] = {"since": SINCE, "until": UNTIL, "estimator_name": "constant"} | options
    with pytest.raises(error, match=message):
        workspace.training.backtest("home_ml", **asked)


def test_a_push_is_bet_like_any_other_game_and_never_scored(workspace: Workspace) -> None:
    """Who bets does not know that the total will land on the line."""
    judgement = july(workspace, "total_over", "logistic").judgement
    scored = judgement.predictions
    void = judgement.decisions.join(scored, on="entity_id", how="anti")
    assert judgement.decisions.height == scored.height + void.height
    assert void.height > 0
    results = workspace.data.read(workspace.data.latest("mlb"))["results"].collect()
    runs = void.join(results, left_on="entity_id", right_on="game_id")
    assert (runs["home_score"] + runs["away_score"] == runs["line"]).all()
