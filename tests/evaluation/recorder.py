"""Rows whose every label is a surprise, and an estimator that tells what it was shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from bullpen.estimators.estimator import Floats, Sample
from bullpen.vocabulary.target import TargetKind

FIRST = date(2024, 4, 1)
FEATURES = ["number", "market"]


def history(slates: int = 60, per_slate: int = 6, delay_hours: int = 5) -> pl.DataFrame:
    """Labelled rows, a few a day from noon on; `number` tells them apart, `market` draws labels."""
    random = np.random.default_rng(5)
    rows = pl.DataFrame(
        [
            (f"e{day}-{number}", FIRST + timedelta(days=day), noon(day) + timedelta(hours=number))
            for day in range(slates)
            for number in range(per_slate)
        ],
        schema=["entity_id", "slate", "cutoff_at"],
        orient="row",
    )
    market = random.uniform(0.1, 0.9, rows.height)
    return rows.with_columns(
        number=pl.int_range(rows.height, dtype=pl.Int64),
        market=pl.Series(market),
        label=pl.Series((random.random(rows.height) < market).astype(float)),
        label_known_at=pl.col("cutoff_at") + timedelta(hours=delay_hours),
    )


def noon(day: int) -> datetime:
    moment = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), tzinfo=UTC)
    return moment + timedelta(hours=12)


@dataclass(frozen=True)
class Remembering:
    """Answers with the label of a row that it learnt from, and with `market` for any other."""

    labels: Mapping[int, float]
    features: tuple[str, ...] = tuple(FEATURES)

    def predict(self, rows: pl.DataFrame) -> Floats:
        seen = zip(rows["number"].to_list(), rows["market"].to_list(), strict=True)
        return np.array([self.labels.get(row, market) for row, market in seen])

    def importances(self) -> Mapping[str, float]:
        return {}

    def files(self) -> Mapping[str, bytes]:
        return {}

    def state(self) -> Mapping[str, Any]:
        return {}


@dataclass
class Recorder:
    """An estimator whose fits are on record, as (rows learnt from, rows tuned on)."""

    holds_back: bool = True
    name: str = "recorder"
    fits: list[tuple[list[int], list[int]]] = field(default_factory=list)

    def parameters(self) -> Mapping[str, Any]:
        return {}

    def fit(
        self, train: Sample, tune: Sample | None, *, kind: TargetKind, seed: int
    ) -> Remembering:
        learnt = train.rows["number"].to_list()
        self.fits.append((learnt, tune.rows["number"].to_list() if tune else []))
        return Remembering(dict(zip(learnt, train.labels.tolist(), strict=True)))

    def load(
        self, files: Mapping[str, bytes], state: Mapping[str, Any], *, kind: TargetKind
    ) -> Remembering:
        return Remembering({})
