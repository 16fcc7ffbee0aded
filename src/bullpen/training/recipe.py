"""Everything that training a version again needs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Same recipe, same code: same bytes.

    Attributes:
        parameters: of the estimator, all of them.
        data_version: which tables are read, at which of their versions.
        features: `views` ("name@version", in order) and their `fingerprint`.
        since, until: the period, both days included; null = as far as the data goes.
        test_window, tune_slates: the newest days, and the slates before them, that are scored and
            tuned on; see `TrainingSettings`.
        code: digest of the package's source.
    """

    domain: str
    target: str
    estimator: str
    parameters: Mapping[str, Any]
    seed: int
    data_version: int
    simulated: bool
    features: Mapping[str, Any]
    since: date | None
    until: date | None
    test_window: timedelta
    tune_slates: int
    min_rows: int
    bootstrap_draws: int
    code: str

    def as_json(self) -> dict[str, Any]:
        """Return plain values; durations in whole seconds, dates as text."""
        return {
            **asdict(self),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "test_window": int(self.test_window.total_seconds()),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **stored,
                "since": date.fromisoformat(stored["since"]) if stored["since"] else None,
                "until": date.fromisoformat(stored["until"]) if stored["until"] else None,
                "test_window": timedelta(seconds=stored["test_window"]),
            }
        )
