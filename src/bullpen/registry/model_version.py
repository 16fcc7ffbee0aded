"""What the registry knows of one version of a model."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bullpen.infra.errors import UsageError

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


class Stage(StrEnum):
    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelVersion:
    """One trained model, for good: only its stage ever changes.

    Attributes:
        digest: of its artifact.
        data_version: what it was trained on.
        recipe: everything that training it again needs, fit for JSON.
        metrics: as measured when it was trained, on rows that it never saw.
        sample: predictions on those rows, which a reproduction must equal bit for bit.
    """

    name: str
    version: str
    stage: Stage
    domain: str
    target: str
    digest: str
    created_at: datetime
    data_version: int
    recipe: Mapping[str, Any]
    metrics: Mapping[str, Any]
    sample: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def check_name(name: str) -> str:
    """Return the name if it follows the one grammar for model names.

    >>> check_name("home-ml_2")
    'home-ml_2'
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be a model name. Use a letter, then up to 63 letters, digits, "
            "hyphens or underscores, for example home-ml."
        )
    return name


def next_version(before: ModelVersion | None, recipe: Mapping[str, Any]) -> str:
    """Number a version after the newest one of its name.

    Patch: retrained on other data. Minor: other features, estimator or parameters. Major: another
    target.
    """
    if before is None:
        return "1.0.0"
    major, minor, patch = (int(part) for part in before.version.split("."))
    if any(before.recipe[key] != recipe[key] for key in ("domain", "target")):
        return f"{major + 1}.0.0"
    if any(before.recipe[key] != recipe[key] for key in ("estimator", "parameters", "features")):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"
