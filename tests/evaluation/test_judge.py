"""A judgement of made-up predictions, against numbers worked out by hand."""

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from bullpen.evaluation.inconclusive import Inconclusive
from bullpen.evaluation.judge import Judgement, judge
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.economics import Economics
from bullpen.vocabulary.ledger import DECISION_SCHEMA, LEDGER_SCHEMA
from bullpen.vocabulary.target import Target, TargetKind

DAYS = 12
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


class EvenMoney:
    """One per cent on "yes" wherever it is thought likelier than not; 2.0 slips to 1.9."""

    def slipped(self, terms: pl.DataFrame) -> pl.DataFrame:
        return terms.with_columns(price=pl.col("price") - 0.1)

    def decide(self, predictions: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
        probability = pl.col("prediction")
        decided = predictions.join(terms, on="entity_id", how="left", maintain_order="left")
        return decided.with_columns(
            probability=probability,
            fair_price=1 / probability,
            expected_value=probability * pl.col("price") - 1,
            kelly_fraction=pl.lit(0.0),
            stake=pl.when(probability > 0.5).then(0.01).otherwise(0.0),
            reason=pl.lit(None, dtype=pl.String),
        ).select(pl.col(name).cast(kind) for name, kind in DECISION_SCHEMA.items())

    def settle(self, decisions: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
        won = pl.col("yes") == 1
        return (
            decisions.filter(pl.col("stake") > 0)
            .join(outcomes, on="entity_id")
            .with_columns(
                outcome=pl.when(won).then(pl.lit("won")).otherwise(pl.lit("lost")),
                profit=pl.col("stake") * pl.when(won).then(pl.col("price") - 1).otherwise(-1.0),
                close_fair_price=pl.lit(1.8),
                settled_at=pl.col("decided_at"),
            )
            .select(pl.col(name).cast(kind) for name, kind in LEDGER_SCHEMA.items())
        )


def labels() -> pl.DataFrame:
    """Two entities a day: "a" comes true on two days of three, "b" never."""
    return pl.DataFrame(
        {
            "entity_id": [f"{name}{day}" for day in range(DAYS) for name in "ab"],
            "slate": [date(2024, 5, 1) + timedelta(days=d) for d in range(DAYS) for _ in "ab"],
            "yes": [float(name == "a" and day % 3 < 2) for day in range(DAYS) for name in "ab"],
        }
    )


def offers(curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
    return spine.select(
        "entity_id", selection=pl.lit("yes"), line=None, price=2.0, book=pl.lit("x")
    )


def outcomes(curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
    return labels().select("entity_id", "yes")


def benchmarks(curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
    """The open says .5 of everything; the close is there for "b" alone, and says .2."""
    is_b = pl.col("entity_id").str.starts_with("b")
    return spine.select("entity_id", open=pl.lit(0.5), close=pl.when(is_b).then(0.2))


def target(economics: Economics | None, kind: TargetKind = TargetKind.BINARY) -> Target:
    return Target(
        name="yes",
        kind=kind,
        description="It comes true",
        facts=outcomes,
        label=pl.col("yes"),
        economics=economics,
        terms=offers,
        outcomes=outcomes,
        benchmarks=benchmarks,
    )


def judged(
    economics: Economics | None = None, kind: TargetKind = TargetKind.BINARY, draws: int = 200
) -> Judgement:
    """The model says .6 of every "a" and .25 of every "b"."""
    says = pl.when(pl.col("entity_id").str.starts_with("a")).then(0.6).otherwise(0.25)
    rows = labels().with_columns(
        model=pl.lit("m"),
        version=pl.lit("1.0.0"),
        target=pl.lit("yes"),
        prediction=says,
        decided_at=pl.lit(NOON),
        label=pl.col("yes"),
    )
    spine = rows.select("entity_id", "slate", cutoff_at="decided_at")
    return judge(target(economics, kind), rows, Curated({}), spine, seed=3, draws=draws)


def test_scores_equal_those_worked_out_by_hand() -> None:
    """8 of 12 times "a" comes true at .6, and "b" never does at .25."""
    found = judged().as_json()["metrics"]
    log_loss = -(8 * math.log(0.6) + 4 * math.log(0.4) + 12 * math.log(0.75)) / 24
    assert found["log_loss"] == pytest.approx(log_loss)
    assert found["brier"] == pytest.approx((8 * 0.16 + 4 * 0.36 + 12 * 0.0625) / 24)
    assert found["accuracy"] == pytest.approx(20 / 24)
    assert found["auc"] == pytest.approx((12 + 0.5 * 4) / 16)  # 4 of the 16 zeros are ties
    low, high = found["log_loss_ci95"]
    assert low < log_loss < high


def test_skill_is_measured_on_the_rows_that_a_benchmark_covers() -> None:
    market = judged().as_json()["market"]
    assert (market["open"]["rows"], market["close"]["rows"]) == (24, 12)
    assert market["open"]["log_loss"] == pytest.approx(math.log(2))
    ours, theirs = -math.log(0.75), -math.log(0.8)
    assert market["close"]["model"]["log_loss"] == pytest.approx(ours)
    assert market["close"]["skill"]["log_loss_gain"] == pytest.approx(theirs - ours)
    assert market["close"]["skill"]["log_loss_skill"] == pytest.approx(1 - ours / theirs)


def test_the_ledger_equals_one_settled_by_hand() -> None:
    """Twelve bets of .01 at 1.9 after slippage, eight won: 8 * .009 - 4 * .01 = .032 on .12."""
    judgement = judged(EvenMoney())
    found = judgement.as_json()["ledger"]
    assert judgement.decisions.height == 24
    assert (found["bets"], found["turnover"]) == (12, pytest.approx(0.12))
    roi = 100 * 0.032 / 0.12
    assert found["roi_percentage"] == pytest.approx(roi)
    assert found["hit_rate"] == pytest.approx(2 / 3)
    assert found["break_even_hit_rate"] == pytest.approx(1 / 1.9)
    mean = roi / 100
    deviation = math.sqrt((8 * (0.9 - mean) ** 2 + 4 * (1 + mean) ** 2) / 11)
    assert found["sharpe_per_bet"] == pytest.approx(mean / deviation)
    assert found["max_drawdown_pct"] == pytest.approx(1.0)  # no two lost bets are neighbours
    assert found["clv_ev"] == pytest.approx(1.9 / 1.8 - 1)
    low, high = found["roi_ci95"]
    assert low < roi < high


def test_days_without_a_bet_are_days_of_the_bankroll() -> None:
    judgement = judged(EvenMoney())
    assert not isinstance(judgement.money, Inconclusive)
    assert judgement.money.slates == DAYS


def test_a_target_without_decisions_has_no_ledger_and_says_why() -> None:
    judgement = judged()
    assert isinstance(judgement.money, Inconclusive)
    assert judgement.decisions.schema == DECISION_SCHEMA
    assert judgement.ledger.schema == LEDGER_SCHEMA
    ledger: dict[str, Any] = judgement.as_json()["ledger"]
    assert ledger["bets"] == 0
    assert ledger["roi_percentage"] is None
    assert ledger["reason"] == "yes takes no decisions, so it has no ledger"


def test_a_mean_is_scored_by_its_errors() -> None:
    found = judged(kind=TargetKind.REGRESSION).as_json()
    rmse = math.sqrt((8 * 0.16 + 4 * 0.36 + 12 * 0.0625) / 24)
    assert found["metrics"]["rmse"] == pytest.approx(rmse)
    assert found["metrics"]["bias"] == pytest.approx((12 * 0.6 + 12 * 0.25 - 8) / 24)
    assert found["market"]["open"]["rmse"] == pytest.approx(0.5)


def test_the_same_seed_gives_the_same_intervals() -> None:
    assert judged(EvenMoney()).as_json() == judged(EvenMoney()).as_json()
