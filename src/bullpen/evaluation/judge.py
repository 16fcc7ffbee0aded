"""Predictions judged: scored against labels and benchmarks, decided, settled, and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from bullpen.evaluation import money, scores
from bullpen.evaluation.inconclusive import Estimate, Inconclusive, Result
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.ledger import DECISION_SCHEMA, LEDGER_SCHEMA
from bullpen.vocabulary.target import Target, TargetKind

_BINARY = ("log_loss", "brier", "accuracy", "auc", "ece")
_REGRESSION = ("rmse", "mae", "r2", "bias")
_MONEY = ("roi_percentage", "hit_rate", "break_even_hit_rate", "sharpe_per_bet")
_SKILLS = ("log_loss_skill", "log_loss_gain", "brier_skill", "accuracy_gain", "auc_gain", "skill")
_RISK = ("max_drawdown_pct", "clv_ev")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a set of predictions was worth.

    Attributes:
        predictions: `entity_id, slate, decided_at, prediction, label` and the benchmarks, of what
            has a label.
        scores: of the labelled rows, and against each benchmark on the rows that it covers.
        decisions: one a prediction; empty for a target that takes none.
        ledger: the settled decisions with a stake.
        money: what the ledger says; Inconclusive for a target that takes no decisions.
    """

    predictions: pl.DataFrame
    scores: scores.ScoreReport | scores.RegressionReport
    decisions: pl.DataFrame
    ledger: pl.DataFrame
    money: money.MoneyReport | Inconclusive

    def as_json(self) -> dict[str, Any]:
        """Return `rows`, `metrics`, `market`, `ledger`; each value has its `_ci95` beside it."""
        against = {name: _against(each) for name, each in self.scores.against.items()}
        return {
            "rows": self.scores.rows,
            "metrics": _values(self.scores.scores),
            "market": against,
            "ledger": _ledger(self.money),
        }


def judge(
    target: Target,
    predictions: pl.DataFrame,
    curated: Curated,
    spine: pl.DataFrame,
    *,
    seed: int,
    draws: int,
) -> Judgement:
    """Judge predictions of settled entities.

    Args:
        predictions: `entity_id, slate, model, version, target, prediction, decided_at, label`; a
            null label is void: decided and settled as such, never scored.
        spine: the entities predicted, with `cutoff_at`; see `features.pipeline.spine`.
    """
    benchmarks = target.benchmarks(curated, spine)
    rows = predictions.join(benchmarks, on="entity_id", how="left", maintain_order="left")
    names = [name for name in benchmarks.columns if name != "entity_id"]
    scored = rows.drop_nulls("label")
    binary = target.kind is TargetKind.BINARY
    score = scores.summary if binary else scores.regression_summary
    report = score(
        scored["prediction"].to_numpy(),
        scored["label"].to_numpy(),
        scored["slate"].to_numpy(),
        benchmarks={name: scored[name].cast(pl.Float64).fill_null(float("nan")) for name in names},
        seed=seed,
        draws=draws,
    )
    if target.economics is None:
        return Judgement(
            predictions=scored,
            scores=report,
            decisions=pl.DataFrame(schema=DECISION_SCHEMA),
            ledger=pl.DataFrame(schema=LEDGER_SCHEMA),
            money=Inconclusive(f"{target.name} takes no decisions, so it has no ledger"),
        )
    offers = target.economics.slipped(target.terms(curated, spine))
    decisions = target.economics.decide(predictions, offers)
    ledger = target.economics.settle(decisions, target.outcomes(curated, spine))
    return Judgement(
        predictions=scored,
        scores=report,
        decisions=decisions,
        ledger=ledger,
        money=money.summary(ledger, seed=seed, draws=draws, slates=rows["slate"].unique().sort()),
    )


def _values(report: scores.Scores | scores.Errors) -> dict[str, Any]:
    names = _BINARY if isinstance(report, scores.Scores) else _REGRESSION
    found = {name: getattr(report, name) for name in names}
    return {**_numbers(found), **_intervals(found)}


def _against(
    comparison: scores.Comparison | scores.ErrorComparison | Inconclusive,
) -> dict[str, Any]:
    if isinstance(comparison, Inconclusive):
        return {"rows": 0, "reason": comparison.reason}
    skills = {name: getattr(comparison, name) for name in _SKILLS if hasattr(comparison, name)}
    return {
        "rows": comparison.rows,
        **_values(comparison.benchmark),
        "model": _values(comparison.model),
        "skill": {**_numbers(skills), **_intervals(skills)},
    }


def _ledger(report: money.MoneyReport | Inconclusive) -> dict[str, Any]:
    if isinstance(report, Inconclusive):
        nothing = dict.fromkeys(("roi_percentage", "roi_ci95", *_MONEY[1:], *_RISK))
        return {"bets": 0, "turnover": 0.0, **nothing, "reason": report.reason}
    found: dict[str, Result] = {name: getattr(report, name) for name in (*_MONEY, *_RISK)}
    intervals = _intervals(found)
    return {
        "bets": report.bets,
        "turnover": report.turnover,
        **_numbers(found),
        "roi_ci95": intervals.pop("roi_percentage_ci95", None),
        **intervals,
        **_reasons(found),
    }


def _numbers(results: Mapping[str, Result]) -> dict[str, float | None]:
    return {name: result.value for name, result in results.items()}


def _intervals(results: Mapping[str, Result]) -> dict[str, Any]:
    return {
        f"{name}_ci95": [result.low, result.high]
        for name, result in results.items()
        if isinstance(result, Estimate)
    }


def _reasons(results: Mapping[str, Result]) -> dict[str, Any]:
    unknown = {n: r.reason for n, r in results.items() if isinstance(r, Inconclusive)}
    return {"inconclusive": unknown} if unknown else {}
