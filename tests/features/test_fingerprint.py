import importlib
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from bullpen.features.fingerprint import feature_set_fingerprint, fingerprint, rows_fingerprint
from bullpen.features.view import BadView, FeatureView, Role, State
from tests.features.shop import BY_SHOP, LAST_SALE, number, sales_rows, view
from tests.features.test_pipeline import owner_rows

SALE = pl.col("s_amount")
LAGGED = Role(prefix="s_", by={"shop": "shop"}, lag=timedelta(hours=1))


@pytest.mark.parametrize(
    "other",
    [
        view(version=2),
        view(name="other"),
        view(number("last_sale", SALE + 1)),
        view(number("last_sale", SALE, dtype=pl.Float32())),
        view(number("last_sale", SALE, defined_for=SALE > 0)),
        view(LAST_SALE, number("second", SALE)),
        view(states=[State(rows=owner_rows, roles=(BY_SHOP,))]),
        view(states=[State(rows=sales_rows, roles=(Role(prefix="s_", by={}),))]),
        view(states=[State(rows=sales_rows, roles=(LAGGED,))]),
    ],
)
def test_it_changes_with_what_is_computed(other: FeatureView) -> None:
    assert fingerprint(other) != fingerprint(view())


def test_it_does_not_change_with_words_for_people() -> None:
    reworded = view(description="Other words.", owner="somebody", tags=())
    assert fingerprint(reworded) == fingerprint(view())


def test_a_feature_set_is_a_list_in_order() -> None:
    a, b = view(), view(number("other", SALE), name="other")
    assert feature_set_fingerprint([a, b]) == feature_set_fingerprint([a, b])
    assert feature_set_fingerprint([a, b]) != feature_set_fingerprint([b, a])


def test_rows_must_come_from_a_function_of_a_module() -> None:
    with pytest.raises(BadView, match="function of a module"):
        rows_fingerprint(lambda curated: curated["sales"])


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An importable plug-in with a view module that draws on a sibling and on its parent."""
    files = {
        "__init__.py": "",
        "prices.py": "FACTOR = 2\n",
        "views/__init__.py": "",
        "views/helper.py": "from plugin_on_trial import prices\n",
        "views/other.py": "",
        "views/sales.py": "from plugin_on_trial.views import helper\ndef rows(c): return helper\n",
    }
    for name, text in files.items():
        file = tmp_path / "plugin_on_trial" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path / "plugin_on_trial"
    _forget()


def _forget() -> None:
    importlib.invalidate_caches()
    for name in [name for name in sys.modules if name.startswith("plugin_on_trial")]:
        del sys.modules[name]


def _fingerprint_of_package() -> str:
    _forget()
    return rows_fingerprint(importlib.import_module("plugin_on_trial.views.sales").rows)


@pytest.mark.parametrize("file", ["views/sales.py", "views/helper.py", "prices.py"])
def test_it_changes_with_source_that_the_rows_draw_on(package: Path, file: str) -> None:
    before = _fingerprint_of_package()
    (package / file).write_text((package / file).read_text() + "# changed\n")
    assert _fingerprint_of_package() != before


def test_it_does_not_change_with_source_beside(package: Path) -> None:
    before = _fingerprint_of_package()
    (package / "views/other.py").write_text("# changed\n")
    assert _fingerprint_of_package() == before
