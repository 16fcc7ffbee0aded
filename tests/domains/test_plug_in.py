"""A domain that the core has never heard of works as the ones that ship do.

The domain is `tests/domains/parcels.py`, which `docs/plug-ins.md` explains.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bullpen import workspace as wiring
from bullpen.infra.clock import ManualClock
from bullpen.workspace import Workspace, open_workspace

FIRST = datetime(2024, 1, 1, 9, tzinfo=UTC)
DAYS, A_DAY = 60, 20


def courier_log() -> pl.DataFrame:
    """Two depots: one is late with one parcel in ten, the other with half of them."""
    chance = np.random.default_rng(3)
    rows = []
    for number in range(DAYS * A_DAY):
        depot, often = [("North", 0.1), ("South", 0.5)][number % 2]
        leaves = FIRST + timedelta(days=number // A_DAY, minutes=number % A_DAY)
        late = chance.random() < often
        rows.append(
            {
                "parcel_id": f"P{number:05d}",
                "depot": depot,
                "weight_kg": round(float(chance.uniform(0.2, 30)), 1),
                "booked": leaves - timedelta(days=1),
                "departure": leaves,
                "promised": leaves + timedelta(hours=24),
                "arrived": leaves + timedelta(hours=30 if late else 12),
            }
        )
    rows[7]["weight_kg"] = 0.0
    return pl.DataFrame(rows)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A home in which the only plug-in installed is ours."""
    point = EntryPoint("parcels", "tests.domains.parcels:domain", "bullpen.domains")
    monkeypatch.setattr(wiring, "entry_points", lambda group: [point])
    courier_log().write_csv(tmp_path / "parcels-2024.csv")
    settings = {"training.test_window": "14 d", "training.bootstrap_draws": 50}
    clock = ManualClock(datetime(2024, 6, 1, tzinfo=UTC))
    with open_workspace(tmp_path / "home", flags=settings, environment={}, clock=clock) as opened:
        opened.data.import_("courier-log", [tmp_path])
        yield opened


def test_a_domain_of_ones_own_goes_from_file_to_reproduced_model(home: Workspace) -> None:
    version = home.training.train("late", "parcel_late", estimator_name="logistic")
    assert version.metrics["metrics"]["auc"] > 0.6  # depots differ by far more than this
    answer = home.predictor.predict("late", slate=date(2024, 2, 29))
    by_depot = answer.predictions.group_by(depot=pl.col("label").str.extract(r"from (\w+)")).agg(
        pl.col("prediction").mean()
    )
    chance = dict(by_depot.iter_rows())
    assert chance["North"] < 0.3 < chance["South"]
    assert home.training.reproduce("late", "1.0.0").identical


def test_its_baseline_is_backtested_beside_its_model(home: Workspace) -> None:
    result = home.training.backtest(
        "parcel_late", date(2024, 2, 15), date(2024, 2, 29), estimator_name="depot"
    )
    assert result.judgement.as_json()["rows"] == 15 * A_DAY


def test_its_features_are_audited(home: Workspace) -> None:
    report = home.features.audit(4, 0)
    assert report.clean
    assert report.compared_by_feature["depot_late_share"] > 0


def test_its_defects_are_told(home: Workspace) -> None:
    (defect,) = home.data.defects()
    assert (defect["rule"], defect["count"]) == ("impossible-weight", 1)


def test_its_facts_stand_in_the_status(home: Workspace) -> None:
    half = DAYS * A_DAY // 2
    assert home.data.facts() == {
        "depots": [{"depot": "North", "parcels": half}, {"depot": "South", "parcels": half - 1}]
    }
