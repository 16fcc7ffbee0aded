from pathlib import Path

import polars as pl
import pytest

from bullpen.features import offline
from bullpen.features.offline import OfflineStates
from bullpen.features.pipeline import assemble, spine
from bullpen.infra.errors import UsageError
from bullpen.vocabulary.curated import Curated
from tests.features.shop import VISIT, at, curated, sales, view, visits

ROWS = sales(("B", at(1), 2.0), ("A", at(1), 1.0), ("A", at(2), 3.0), ("A", at(2), 4.0))
ENTITIES = spine(visits(("v", "A", at(4)), ("w", "B", at(4)), ("x", "A", at(2))), VISIT)
NOTHING = Curated({})


def tables(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*/*"))


def test_what_is_read_is_what_was_computed(tmp_path: Path) -> None:
    store = OfflineStates(tmp_path, "v1")
    computed = assemble([view()], ENTITIES, curated(sales=ROWS))
    assert assemble([view()], ENTITIES, curated(sales=ROWS), store).equals(computed)
    again = OfflineStates(tmp_path, "v1")
    assert assemble([view()], ENTITIES, NOTHING, again).equals(computed)


def test_a_state_without_rows_is_read_as_one_without_rows(tmp_path: Path) -> None:
    """A Delta table of no rows has no file, and keeps its columns and types all the same."""
    assemble([view()], ENTITIES, curated(sales=ROWS.clear()), OfflineStates(tmp_path, "v1"))
    again = assemble([view()], ENTITIES, NOTHING, OfflineStates(tmp_path, "v1"))
    assert again["last_sale"].to_list() == [None, None, None]


def test_a_new_data_version_is_computed_anew(tmp_path: Path) -> None:
    assemble([view()], ENTITIES, curated(sales=ROWS), OfflineStates(tmp_path, "v1"))
    newer = curated(sales=sales(("A", at(1), 9.0)))
    frame = assemble([view()], ENTITIES, newer, OfflineStates(tmp_path, "v2"))
    assert frame["last_sale"].to_list() == [9.0, None, 9.0]


def test_another_source_is_computed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assemble([view()], ENTITIES, curated(sales=ROWS), OfflineStates(tmp_path, "v1"))
    monkeypatch.setattr(offline, "rows_fingerprint", lambda rows: "0123456789abcdef0123")
    assemble([view()], ENTITIES, curated(sales=ROWS), OfflineStates(tmp_path, "v1"))
    assert len(tables(tmp_path)) == 2
    assert "sales_rows-0123456789abcdef" in tables(tmp_path)


def test_a_killed_write_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(source: Path, table: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(offline, "_rename", killed)
    with pytest.raises(KeyboardInterrupt):
        assemble([view()], ENTITIES, curated(sales=ROWS), OfflineStates(tmp_path, "v1"))
    assert tables(tmp_path) == []
    monkeypatch.undo()
    frame = assemble([view()], ENTITIES, curated(sales=ROWS), OfflineStates(tmp_path, "v1"))
    assert frame["last_sale"].to_list() == [4.0, 2.0, 1.0]


def test_of_two_writers_the_first_one_wins(tmp_path: Path) -> None:
    table = tmp_path / "sales_rows-0"
    offline._write(ROWS, table)
    offline._write(ROWS.head(1), table)
    assert pl.read_delta(str(table)).equals(ROWS)
    assert [path.name for path in tmp_path.iterdir()] == [table.name]


@pytest.mark.parametrize("version", ["", "../up", "a/b", ".hidden", "x" * 200])
def test_a_data_version_must_be_fit_for_a_folder(tmp_path: Path, version: str) -> None:
    with pytest.raises(UsageError, match="cannot name a data version"):
        OfflineStates(tmp_path, version)
