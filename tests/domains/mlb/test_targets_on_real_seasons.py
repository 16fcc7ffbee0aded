"""The market on real seasons, as scored through our own targets."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from bullpen.domains.mlb.betting import Betting, StakingKind, StakingPolicy
from bullpen.domains.mlb.settlement import Market
from bullpen.domains.mlb.targets import targets
from bullpen.evaluation import money, scores
from bullpen.evaluation.inconclusive import Estimate
from bullpen.vocabulary.curated import Curated
from tests.domains.mlb.real_seasons import real_seasons


@cache
def tables(data: Path) -> Curated:
    found = real_seasons(data).curation.tables
    return Curated({name: table.lazy() for name, table in found.items()})


def spine(curated: Curated) -> pl.DataFrame:
    return (
        curated["games"]
        .select(
            "season",
            entity_id="game_id",
            event_time="first_pitch",
            slate="game_date",
            cutoff_at=pl.col("first_pitch") - timedelta(hours=1),
        )
        .collect()
    )


def labelled(data: Path, name: str) -> pl.DataFrame:
    """Games of 2014-2018 with a label, and the benchmarks."""
    target, curated = targets()[name], tables(data)
    games = spine(curated)
    facts = target.facts(curated, games).with_columns(label=target.label)
    return (
        games.filter(pl.col("season").is_between(2014, 2018))
        .join(facts.filter(pl.col("label").is_not_null()), on="entity_id")
        .join(target.benchmarks(curated, games), on="entity_id")
    )


def test_the_lines_score_as_published(real_data: Path) -> None:
    """Opening .6769, closing .6743 on about 12,130 games of 2014-2018."""
    games = labelled(real_data, "home_ml").drop_nulls(["open", "close"])
    assert games.height == pytest.approx(12_130, abs=20)
    assert scores.log_loss(games["open"], games["label"]) == pytest.approx(0.6769, abs=5e-5)
    assert scores.log_loss(games["close"], games["label"]) == pytest.approx(0.6743, abs=6e-5)


def test_totals_push_one_time_in_twenty(real_data: Path) -> None:
    """Measured at the closing lines: 5.0 %, a little less at the opening ones."""
    games = spine(tables(real_data))
    facts = targets()["total_over"].facts(tables(real_data), games)
    line, runs = facts["line"], facts["home_score"] + facts["away_score"]
    assert (line == runs).mean() == pytest.approx(0.048, abs=0.005)
    assert labelled(real_data, "total_over")["label"].mean() == pytest.approx(0.495, abs=0.01)


def test_the_closing_total_is_the_better_forecast_of_runs(real_data: Path) -> None:
    """4.38 against 4.40 on 2014-19."""
    games = labelled(real_data, "total_runs").drop_nulls(["open", "close"])
    closing, opening = (scores.rmse(games[name], games["label"]) for name in ("close", "open"))
    assert closing < opening
    assert (closing, opening) == pytest.approx((4.36, 4.37), abs=0.02)


def test_no_run_line_was_on_offer_at_the_cutoff(real_data: Path) -> None:
    curated = tables(real_data)
    assert targets()["home_spread"].terms(curated, spine(curated)).is_empty()
    assert labelled(real_data, "home_spread")["close"].count() > 10_000


def test_backing_one_side_blindly_loses_about_the_margin(real_data: Path) -> None:
    """The home side at opening prices: a loss for sure, and behind the close for sure."""
    curated = tables(real_data)
    games, target = spine(curated), targets()["home_ml"]
    policy = StakingPolicy(
        kind=StakingKind.FLAT,
        flat_stake=0.001,
        max_per_slate=1.0,
        min_edge=0.0,
        max_edge=99.0,
        slippage_ticks=0,
    )
    predictions = games.select(
        "entity_id",
        "slate",
        model=pl.lit("home"),
        version=pl.lit("1"),
        target=pl.lit("home_ml"),
        prediction=pl.lit(1.0),
        decided_at="cutoff_at",
    )
    betting = Betting(market=Market.MONEYLINE, policy=policy)
    decisions = betting.decide(predictions, target.terms(curated, games))
    report = money.summary(betting.settle(decisions, target.outcomes(curated, games)), seed=1)
    assert report.bets > 21_800
    assert isinstance(report.roi_percentage, Estimate)
    assert -5.5 < report.roi_percentage.low < report.roi_percentage.high < -1.5
    assert isinstance(report.clv_ev, Estimate)
    assert report.clv_ev.high < -0.02
