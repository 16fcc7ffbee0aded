"""A report of made-up numbers, shaped like a real one."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from bullpen.interfaces.report import Bet, Fact, Finding, Report, Score
from bullpen.vocabulary.target import TargetKind


def made_up_report(**changes: object) -> Report:
    """Every number here is invented; `changes` replace fields."""
    report = Report(
        title="Home wins: what the model is worth",
        lead="Judged on 2,418 games that it had never seen. It knows more than a coin weighted "
        "towards the home side, and about as much as the opening price.",
        simulated=True,
        kind=TargetKind.BINARY,
        entity="game",
        score="log loss",
        facts=(
            Fact("Model", "home-wins 0.1.0"),
            Fact("Estimator", "lightgbm"),
            Fact("Period", "2031-04-01 to 2031-09-28"),
            Fact("Data version", "7"),
            Fact("Seed", "20310401"),
            Fact("Artifact digest", "9f2c" * 16),
        ),
        summary=(
            Finding(
                label="Return on turnover",
                value="−1.4 %",  # noqa: RUF001
                interval="−6.0 % to +3.1 %",  # noqa: RUF001
                meaning="Of every 100 staked, 98.60 came back. The interval contains zero: luck "
                "alone explains it.",
            ),
            Finding(
                label="Hit rate",
                value="48.9 %",
                interval="46.1 % to 51.8 %",
                meaning="At these prices 49.6 % were needed to break even.",
            ),
            Finding(
                label="Skill against the open",
                value="+0.1 %",
                interval="−0.3 % to +0.5 %",  # noqa: RUF001
                meaning="About as good a forecast as the opening price.",
            ),
            Finding(
                label="Bets",
                value="611",
                meaning="One game in four had a price worth taking.",
            ),
        ),
        calibration=_bins(),
        bankroll=_path(),
        scores=_scores(),
        importance=_shares(),
        bets_heading="Bets of the day",
        bets=_bets(),
        notices=("The prices of this example come from nowhere: they were made up.",),
    )
    return replace(report, **changes)  # type: ignore[arg-type]  # a test names the field it changes


def _bins() -> pl.DataFrame:
    predicted = np.linspace(0.38, 0.69, 10)
    observed = predicted + np.array([1, -2, 1, 3, -1, 0, 2, -4, 1, -2]) / 100
    width = 0.063
    return pl.DataFrame(
        {
            "predicted": predicted,
            "observed": observed,
            "low": observed - width,
            "high": observed + width,
            "rows": [241, 242, 242, 242, 242, 242, 241, 242, 242, 242],
        }
    )


def _path() -> pl.DataFrame:
    random = np.random.default_rng(3)
    days = [date(2031, 4, 1) + timedelta(days=day) for day in range(180)]
    return pl.DataFrame(
        {"slate": days, "bankroll": np.exp(np.cumsum(random.normal(0, 0.011, size=180)))}
    )


def _scores() -> tuple[Score, ...]:
    def others(brier: str, auc: str, bets: str | None = None) -> dict[str, str]:
        return {"Brier": brier, "AUC": auc} | ({"Bets": bets} if bets else {})

    return (
        Score(
            name="lightgbm",
            role="model",
            value=0.6781,
            interval=(0.6712, 0.6850),
            others=others(".2426", ".590", "611"),
        ),
        Score(
            name="logistic",
            role="baseline",
            value=0.6773,
            interval=(0.6701, 0.6843),
            others=others(".2423", ".593", "548"),
        ),
        Score(
            name="elo",
            role="baseline",
            value=0.6822,
            interval=(0.6763, 0.6882),
            others=others(".2446", ".577", "1,204"),
        ),
        Score(
            name="constant",
            role="baseline",
            value=0.6911,
            interval=(0.6896, 0.6926),
            others=others(".2490", ".500", "1,390"),
        ),
        Score(
            name="opening line",
            role="market",
            value=0.6776,
            interval=(0.6705, 0.6847),
            others=others(".2424", ".592"),
        ),
        Score(
            name="closing line",
            role="market",
            value=0.6744,
            interval=(0.6669, 0.6816),
            others=others(".2408", ".603"),
        ),
    )


def _shares() -> dict[str, float]:
    raw = {f"invented_feature_{number}": 0.8**number for number in range(24)}
    return {name: value / sum(raw.values()) for name, value in raw.items()}


def _bets() -> tuple[Bet, ...]:
    return (
        Bet(
            event="Herons at Foxes, 1 October, 19:05",
            selection="Foxes",
            probability=0.561,
            fair_price=1.78,
            price=1.87,
            expected_value=0.049,
            stake=0.0141,
            reason=None,
        ),
        Bet(
            event="Otters at Larks, 1 October, 19:10",
            selection="Otters",
            probability=0.472,
            fair_price=2.12,
            price=2.08,
            expected_value=-0.018,
            stake=0.0,
            reason="the price is below the fair one",
        ),
        Bet(
            event="Badgers at Swifts, 1 October, 20:10",
            selection=None,
            probability=None,
            fair_price=None,
            price=None,
            expected_value=None,
            stake=0.0,
            reason="nobody offers a price yet",
        ),
    )
