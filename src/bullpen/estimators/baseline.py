"""An honest baseline: a forecast read straight from one feature, or fitted on very few of them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """How a domain declares one.

    Attributes:
        features: what it reads.
        method: "column" answers with the only feature as it stands (the training mean where it is
            null); "linear" fits a logistic (binary) or linear (regression) model on the features.
    """

    features: tuple[str, ...]
    method: Literal["column", "linear"]
