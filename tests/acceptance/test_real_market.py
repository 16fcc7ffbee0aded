"""Real seasons: what an honest model can say, and that none knows more than the closing line."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bullpen.evaluation import scores
from bullpen.training.backtest import Backtest
from tests.league_home import open_home

ESTIMATORS = ("constant", "elo", "market", "logistic", "lightgbm")


@dataclass(frozen=True)
class Market:
    """Log losses of the lines and of every estimator, on one set of games."""

    rows: int
    open: float
    close: float
    model: dict[str, float]
    gain_on_close: dict[str, tuple[float, float]]  # with the low end of its 95 % interval
    seasons: pl.DataFrame


def walk(home: Path, since: date, until: date, scheme: str) -> Market:
    """Walk every estimator through a period by the product's own backtest."""
    found: dict[str, Backtest] = {}
    with open_home(home) as workspace:
        for name in ESTIMATORS:
            found[name] = workspace.training.backtest(
                "home_ml", since, until, estimator_name=name, scheme=scheme
            )
    documents = {name: result.as_json() for name, result in found.items()}
    lines = documents["constant"]["market"]
    assert len({document["rows"] for document in documents.values()}) == 1
    return Market(
        rows=documents["constant"]["rows"],
        open=lines["open"]["log_loss"],
        close=lines["close"]["log_loss"],
        model={name: d["metrics"]["log_loss"] for name, d in documents.items()},
        gain_on_close={name: gain_on_close(d) for name, d in documents.items()},
        seasons=by_season({n: r.judgement.predictions for n, r in found.items()}),
    )


def gain_on_close(document: dict[str, Any]) -> tuple[float, float]:
    """By how much a model's log loss is below the close's on the games that have one."""
    skill = document["market"]["close"]["skill"]
    return skill["log_loss_gain"], skill["log_loss_gain_ci95"][0]


def by_season(predictions: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Log loss by season, one column an estimator and a line; for the reader, not asserted."""
    rows = next(iter(predictions.values())).select(
        "label", "open", "close", season=pl.col("slate").dt.year()
    )
    rows = rows.with_columns(frame["prediction"].alias(n) for n, frame in predictions.items())
    return pl.DataFrame(
        [
            {"season": season[0], "rows": part.height}
            | {
                name: scores.log_loss(part[name], part["label"])
                for name in (*predictions, "open", "close")
            }
            for season, part in rows.drop_nulls().group_by("season", maintain_order=True)
        ]
    )


def show(market: Market) -> None:
    with pl.Config(tbl_cols=20, tbl_width_chars=200, float_precision=4):
        print(market.seasons)  # noqa: T201
    print(market.rows, market.open, market.close, market.model)  # noqa: T201


def test_one_season_proves_nothing_better_than_its_closing_line(newest_seasons: Path) -> None:
    """In 2018 even the opening line scored better than the close, by luck: the interval says so."""
    market = walk(newest_seasons, date(2018, 1, 1), date(2018, 12, 31), "season")
    show(market)
    assert market.rows == pytest.approx(2_430, abs=10)
    assert market.open == pytest.approx(market.close, abs=0.004)
    assert all(low < 0 for _, low in market.gain_on_close.values())
    assert market.model["logistic"] < market.open + 0.008
    assert market.model["lightgbm"] < market.model["constant"]


@pytest.mark.slow
def test_five_seasons_score_as_published_and_nobody_beats_the_close(nine_seasons: Path) -> None:
    """Opening .6769, closing .6743 on about 12,130 games of 2014-2018."""
    market = walk(nine_seasons, date(2014, 1, 1), date(2018, 12, 31), "expanding:30d")
    show(market)
    assert market.rows == pytest.approx(12_130, abs=30)
    assert market.open == pytest.approx(0.6769, abs=3e-4)
    assert market.close == pytest.approx(0.6743, abs=3e-4)
    assert market.model["lightgbm"] < market.model["constant"]
    assert market.model["logistic"] <= market.open + 0.002
    assert all(gain < 0 for gain, _ in market.gain_on_close.values())
