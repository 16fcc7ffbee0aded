"""Packs a model into files and rebuilds it from them.

The bytes depend on the model and on what it was made from, not on when or where: training again
from the same data gives the same digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from bullpen.estimators.baseline import Baseline
from bullpen.estimators.catalogue import estimator
from bullpen.evaluation.calibration import Platt
from bullpen.evaluation.model import Model
from bullpen.infra.errors import Corrupted
from bullpen.vocabulary.target import TargetKind

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an artifact says of its model.

    Attributes:
        recipe: what it was trained from and how.
        features: name → type of every column that it reads.
        metrics: measured on rows that it never saw.
        histograms: how each feature was distributed in training.
        libraries: versions that wrote the files.
    """

    recipe: Mapping[str, Any]
    features: Mapping[str, str]
    metrics: Mapping[str, Any]
    histograms: Mapping[str, Any]
    libraries: Mapping[str, str]


def pack(model: Model, manifest: Manifest) -> dict[str, bytes]:
    """Return the files of an artifact: the estimator's own, and `manifest.json`."""
    document = {
        "format": FORMAT,
        "recipe": manifest.recipe,
        "features": manifest.features,
        "metrics": manifest.metrics,
        "histograms": manifest.histograms,
        "libraries": manifest.libraries,
        "kind": model.kind.value,
        "state": model.forecaster.state(),
        "importances": model.forecaster.importances(),
        "calibration": model.calibration.as_json() if model.calibration else None,
        "spread": model.spread,
    }
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2
    return {**model.forecaster.files(), MANIFEST: orjson.dumps(document, option=options)}


def read_manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return `manifest.json` of an artifact whose digest was checked."""
    document: dict[str, Any] = orjson.loads(files[MANIFEST])
    if document["format"] != FORMAT:
        raise Corrupted(
            f"The artifact has format {document['format']}, and this Bullpen reads {FORMAT}. "
            "Use the version of Bullpen that wrote it, or train again."
        )
    return document


def unpack(files: Mapping[str, bytes], baselines: Mapping[str, Baseline]) -> Model:
    """Rebuild the model of an artifact whose digest was checked.

    Args:
        files: as `pack` made them.
        baselines: those of the model's target, by estimator name.
    """
    document = read_manifest(files)
    kind = TargetKind(document["kind"])
    name = document["recipe"]["estimator"]
    own = {file: content for file, content in files.items() if file != MANIFEST}
    stored = document["calibration"]
    return Model(
        kind=kind,
        forecaster=estimator(name, kind, baselines).load(own, document["state"], kind=kind),
        calibration=Platt.from_json(stored) if stored else None,
        spread=document["spread"],
    )
