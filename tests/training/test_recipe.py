"""A recipe survives the database: what comes back trains the same model."""

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bullpen.training.recipe import Recipe

DAYS = st.none() | st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
WINDOWS = st.integers(1, 10**8).map(lambda seconds: timedelta(seconds=seconds))


def recipe(**changed: Any) -> Recipe:
    given: dict[str, Any] = {
        "domain": "mlb",
        "target": "home_ml",
        "estimator": "lightgbm",
        "parameters": {"rounds": 400, "learning_rate": 0.1 + 0.2},
        "seed": 20,
        "data_version": 3,
        "simulated": True,
        "features": {"views": ["elo@1"], "fingerprint": "ab"},
        "since": None,
        "until": None,
        "test_window": timedelta(days=60),
        "tune_slates": 180,
        "min_rows": 500,
        "bootstrap_draws": 2000,
        "code": "0123456789ab",
    }
    return Recipe(**(given | changed))


@given(since=DAYS, until=DAYS, test_window=WINDOWS)
def test_it_comes_back_from_json_as_it_was(**changed: Any) -> None:
    stored = json.loads(json.dumps(recipe(**changed).as_json()))
    assert Recipe.from_json(stored) == recipe(**changed)


def test_its_json_is_fit_for_people() -> None:
    stored = recipe(since=date(2014, 1, 1)).as_json()
    assert (stored["since"], stored["until"]) == ("2014-01-01", None)
    assert stored["test_window"] == 60 * 86_400
