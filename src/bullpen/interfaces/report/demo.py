"""What the demo's walk says, in a table for people and as a report."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bullpen.domains.plugin import Domain
from bullpen.evaluation import money
from bullpen.evaluation.calibration import reliability_curve
from bullpen.evaluation.inconclusive import Estimate, Inconclusive, Result
from bullpen.evaluation.judge import Judgement
from bullpen.evaluation.scores import Comparison, Scores
from bullpen.infra.errors import UsageError
from bullpen.interfaces.report.report import Absent, Bet, Fact, Finding, Interval, Report, Score
from bullpen.replay.demo import Walk
from bullpen.training.backtest import Backtest


def findings(walk: Walk) -> tuple[Finding, ...]:
    """Say in plain words what the model's backtest was worth."""
    judged = _model(walk).judgement
    scores, against = _scores(judged), _against(judged)
    found = [
        Finding(
            label=f"{walk.noun.capitalize()}s judged",
            value=f"{scores.rows:,}",
            meaning="each was predicted before its day by a model that had seen none of them",
        ),
        _log_loss(scores, against),
        _accuracy(scores, against),
        *_money(judged.money),
    ]
    return tuple(found)


def report(walk: Walk, domain: Domain, home: Path) -> Report:
    """Make the page of a walk."""
    shown = _model(walk)
    judged = shown.judgement
    rows = judged.predictions
    about = "a simulated league" if walk.simulated else f"real {domain.name.upper()} seasons"
    return Report(
        title=f"Bullpen on {about}",
        lead=_lead(judged),
        simulated=walk.simulated,
        kind=domain.targets[shown.target].kind,
        entity=walk.noun,
        score="log loss",
        facts=_facts(walk, shown, home),
        summary=findings(walk),
        calibration=reliability_curve(rows["prediction"].to_numpy(), rows["label"].to_numpy()),
        bankroll=_bankroll(judged),
        scores=tuple(_all_scores(walk)),
        importance=walk.importances or Absent("this model has no importances"),
        bets_heading=f"Bets of {walk.slate}, decided at the cutoff of each {walk.noun}",
        bets=_bets(walk),
        notices=tuple(walk.notices),
    )


def _model(walk: Walk) -> Backtest:
    return list(walk.backtests.values())[-1]


def _scores(judged: Judgement) -> Scores:
    scores = judged.scores.scores
    if not isinstance(scores, Scores):
        raise UsageError("The demo shows targets that are yes or no.")
    return scores


def _against(judged: Judgement) -> dict[str, Comparison]:
    return {n: c for n, c in judged.scores.against.items() if isinstance(c, Comparison)}


def _log_loss(scores: Scores, against: dict[str, Comparison]) -> Finding:
    beside = ", ".join(
        f"the {name} line has {_number(comparison.benchmark.log_loss):.4f}"
        for name, comparison in against.items()
    )
    return Finding(
        label="Log loss (less is better)",
        value=_show(scores.log_loss, ".4f"),
        interval=_interval(scores.log_loss, ".4f"),
        meaning=f"on the same rows {beside}" if beside else "there is no market to compare with",
    )


def _accuracy(scores: Scores, against: dict[str, Comparison]) -> Finding:
    beside = ", ".join(
        f"the {name} line {100 * _number(comparison.benchmark.accuracy):.1f} %"
        for name, comparison in against.items()
    )
    return Finding(
        label="Named right",
        value=_show(scores.accuracy, ".1%"),
        interval=_interval(scores.accuracy, ".1%"),
        meaning=f"{beside}; accuracy alone wins no money" if beside else "of all that was judged",
    )


def _money(report: money.MoneyReport | Inconclusive) -> Iterator[Finding]:
    if isinstance(report, Inconclusive) or not report.bets:
        reason = report.reason if isinstance(report, Inconclusive) else "no edge passed the margin"
        yield Finding(label="Bets", value="0", meaning=reason)
        return
    yield Finding(
        label="Bets",
        value=f"{report.bets:,}",
        meaning="at the last prices known at the cutoff, with slippage against us",
    )
    yield Finding(
        label="Profit per 100 staked",
        value=_show(report.roi_percentage, "+.1f"),
        interval=_interval(report.roi_percentage, "+.1f"),
        meaning=_roi_in_words(report.roi_percentage),
    )
    yield Finding(
        label="Bets won",
        value=_show(report.hit_rate, ".1%"),
        interval=_interval(report.hit_rate, ".1%"),
        meaning=f"at these prices {_show(report.break_even_hit_rate, '.1%')} would break even",
    )
    yield Finding(
        label="Price against the close",
        value=_show(report.clv_ev, "+.1%"),
        interval=_interval(report.clv_ev, "+.1%"),
        meaning=_clv_in_words(report.clv_ev),
    )
    yield Finding(
        label="Deepest fall of the bankroll",
        value=_percent_points(report.max_drawdown_pct),
        interval=None,
        meaning="from its peak, with the stakes of the policy",
    )


def _roi_in_words(result: Result) -> str:
    if isinstance(result, Inconclusive):
        return result.reason
    if result.low > 0:
        return "the whole interval is above zero"
    if result.high < 0:
        return "the whole interval is below zero: this model loses money; do not bet it"
    return "the interval holds zero: this cannot be told from luck"


def _clv_in_words(result: Result) -> str:
    if isinstance(result, Inconclusive):
        return result.reason
    if result.low > 0:
        return "the whole interval is above zero: the market came to agree with these bets"
    if result.high < 0:
        return "the whole interval is below zero: the market moved against these bets"
    return "the interval holds zero: the market moved neither with these bets nor against them"


def _lead(judged: Judgement) -> str:
    close = _against(judged).get("close")
    if close is None or not isinstance(close.log_loss_gain, Estimate):
        return "Predictions made before their day, judged afterwards."
    gain = close.log_loss_gain
    if gain.low > 0:
        return (
            "The model seems to beat the closing line. Presume a leak until it is proved that "
            "there is none."
        )
    return (
        "The model does not beat the closing line. Its bets are here to be judged, not to be "
        "followed."
    )


def _facts(walk: Walk, shown: Backtest, home: Path) -> tuple[Fact, ...]:
    version, recipe = walk.version, walk.version.recipe
    return (
        Fact("Model", f"{version.name} {version.version} ({shown.estimator}, {shown.target})"),
        Fact("Backtest", f"{shown.since} to {shown.until}, {shown.fits} fits ({shown.scheme})"),
        Fact("Artifact digest", version.digest),
        Fact("Data version", str(version.data_version)),
        Fact(
            "Features",
            f"{len(recipe['features']['views'])} views, "
            f"fingerprint {recipe['features']['fingerprint'][:12]}",
        ),
        Fact(
            "Leakage audit",
            f"{walk.audit.values_compared:,} values compared at "
            f"{walk.audit.cutoffs_checked} cutoffs, {len(walk.audit.leaks)} leaks",
        ),
        Fact("Seed", str(recipe["seed"])),
        Fact("Code", recipe["code"]),
        Fact("Reproduce", f"bullpen reproduce {version.name} {version.version} --home {home}"),
    )


def _bankroll(judged: Judgement) -> pl.DataFrame | Absent:
    if judged.ledger.is_empty():
        return Absent("no bet was placed")
    path = money.bankroll(judged.ledger, judged.predictions["slate"].unique().sort())
    return path.select("slate", "bankroll")


def _all_scores(walk: Walk) -> Iterator[Score]:
    shown = _model(walk)
    for name, backtest in walk.backtests.items():
        role = "model" if backtest is shown else "baseline"
        scores = _scores(backtest.judgement)
        yield _score(name, role, scores, backtest.judgement.money)
    for name, comparison in _against(shown.judgement).items():
        yield _score(f"{name} line", "market", comparison.benchmark, None)


def _score(
    name: str, role: str, scores: Scores, earned: money.MoneyReport | Inconclusive | None
) -> Score:
    others = {
        "Accuracy": _show(scores.accuracy, ".1%"),
        "AUC": _show(scores.auc, ".3f"),
        "Calibration error": _show(scores.ece, ".3f"),
    }
    if isinstance(earned, money.MoneyReport):
        others |= {
            "Bets": f"{earned.bets:,}",
            "Per 100 staked": _show(earned.roi_percentage, "+.1f"),
        }
    return Score(
        name=name,
        role=role,  # type: ignore[arg-type]  # one of its three words
        value=_number(scores.log_loss),
        interval=_bounds(scores.log_loss),
        others=others,
    )


def _bets(walk: Walk) -> tuple[Bet, ...] | Absent:
    if "selection" not in walk.answer.predictions.columns:
        return Absent(f"{walk.version.recipe['target']} takes no decisions")
    return tuple(_decided(walk))


def _decided(walk: Walk) -> Iterator[Bet]:
    for row in walk.answer.predictions.iter_rows(named=True):
        yield Bet(
            event=row["label"],
            selection=row["selection"],
            probability=row["probability"],
            fair_price=row["fair_price"],
            price=row["price"],
            expected_value=row["expected_value"],
            stake=row["stake"],
            reason=row["reason"],
        )


def _number(result: Result) -> float:
    return float("nan") if result.value is None else result.value


def _show(result: Result, form: str) -> str:
    return "unknown" if result.value is None else _spaced(format(result.value, form))


def _percent_points(result: Result) -> str:
    return "unknown" if result.value is None else f"{result.value:.1f} %"


def _bounds(result: Result) -> Interval | None:
    return (result.low, result.high) if isinstance(result, Estimate) else None


def _interval(result: Result, form: str) -> str | None:
    bounds = _bounds(result)
    return " to ".join(_spaced(format(end, form)) for end in bounds) if bounds else None


def _spaced(text: str) -> str:
    return text.replace("%", " %")
