"""An artifact answers as the model did that it was packed from, to the bit."""

from datetime import timedelta
from typing import Any

import orjson
import polars as pl
import pytest

from bullpen.estimators.baseline import Baseline
from bullpen.estimators.catalogue import estimator
from bullpen.evaluation.model import Model, fit_model
from bullpen.infra.errors import Corrupted
from bullpen.registry.manifest import MANIFEST, Manifest, pack, read_manifest, unpack
from bullpen.vocabulary.target import TargetKind
from tests.estimators.contract import binary_labels, noisy_rows
from tests.evaluation.recorder import FIRST, noon

BASELINES = {
    "market": Baseline(features=("market",), method="column"),
    "form": Baseline(features=("market", "form"), method="linear"),
}
NAMES = ("lightgbm", "logistic", "constant", *BASELINES)


def fitted(name: str, kind: TargetKind, count: int = 2_000) -> Model:
    features = noisy_rows(count)
    label = binary_labels(features)
    day = [number // 10 for number in range(count)]
    rows = features.with_columns(
        label=pl.Series(label if kind is TargetKind.BINARY else 8 + 2 * label),
        slate=pl.Series([FIRST + timedelta(days=d) for d in day]),
        cutoff_at=pl.Series([noon(d) for d in day]),
        label_known_at=pl.Series([noon(d) + timedelta(hours=5) for d in day]),
    )
    return fit_model(
        estimator(name, kind, BASELINES),
        rows,
        features.columns,
        kind=kind,
        tune_slates=60,
        seed=7,
    )


def manifest(name: str) -> Manifest:
    return Manifest(
        recipe={"estimator": name},
        features={"market": "Float64"},
        metrics={"rows": 3, "log_loss": 0.1 + 0.2},
        histograms={},
        libraries={"polars": "2.1.0"},
    )


@pytest.mark.parametrize("kind", list(TargetKind))
@pytest.mark.parametrize("name", NAMES)
def test_what_was_packed_answers_bit_for_bit_the_same(name: str, kind: TargetKind) -> None:
    model, rows = fitted(name, kind), noisy_rows(500, seed=9)
    again = unpack(pack(model, manifest(name)), BASELINES)
    assert again.predict(rows).tobytes() == model.predict(rows).tobytes()
    assert (again.kind, again.spread) == (model.kind, model.spread)
    assert again.calibration == model.calibration


@pytest.mark.parametrize("name", NAMES)
def test_packing_twice_gives_the_same_bytes(name: str) -> None:
    binary = TargetKind.BINARY
    assert pack(fitted(name, binary), manifest(name)) == pack(fitted(name, binary), manifest(name))


def test_trees_are_worth_packing() -> None:
    """Without a split in them, the tests above would say little of LightGBM."""
    model = fitted("lightgbm", TargetKind.BINARY)
    assert model.forecaster.importances()
    assert model.calibration is not None
    assert model.predict(noisy_rows(500, seed=9)).std() > 0.05


def test_the_manifest_is_plain_json_that_says_what_the_model_is() -> None:
    files = pack(fitted("lightgbm", TargetKind.BINARY), manifest("lightgbm"))
    assert set(files) == {MANIFEST, "model.txt"}
    document = orjson.loads(files[MANIFEST])
    assert document == read_manifest(files)
    assert document["metrics"] == {"rows": 3, "log_loss": 0.1 + 0.2}
    assert document["kind"] == "binary"
    assert list(document) == sorted(document)


def test_a_format_of_another_bullpen_is_refused() -> None:
    files = pack(fitted("constant", TargetKind.BINARY), manifest("constant"))
    document: dict[str, Any] = orjson.loads(files[MANIFEST]) | {"format": 2}
    with pytest.raises(Corrupted, match="format 2, and this Bullpen reads 1"):
        unpack({MANIFEST: orjson.dumps(document)}, {})
