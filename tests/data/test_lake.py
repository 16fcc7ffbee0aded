"""A table is found again wherever it lies, or its folder is refused at once."""

from pathlib import Path

import polars as pl
import pytest

from bullpen.data.lake import Lake, Zone
from bullpen.infra.errors import BadInput

ROWS = pl.DataFrame({"key": ["a", "b"], "value": [1, 2]})
PLACE = (Zone.CURATED, "toy", "numbers")


@pytest.mark.parametrize(
    "name", ["my homes/ü #1", "a?b=1", "x=1", "100%", "{x}*", "日本 🎲", "+&'"]
)
def test_a_table_is_read_where_it_was_written(tmp_path: Path, name: str) -> None:
    lake = Lake(tmp_path / name)
    first = lake.replace(*PLACE, ROWS)
    second = lake.append(*PLACE, ROWS)
    assert lake.read(*PLACE, first).equals(ROWS)
    assert lake.read(*PLACE).sort("key")["key"].to_list() == ["a", "a", "b", "b"]
    assert lake.rows(*PLACE, second) == 4
    assert lake.version(*PLACE) == second
    assert sorted(lake.column(*PLACE, "value")) == [1, 1, 2, 2]
    assert [path.name for path in tmp_path.iterdir()] == [name.partition("/")[0]]


def test_a_table_without_rows_keeps_its_columns_and_types(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "my lake")
    version = lake.replace(*PLACE, ROWS.clear())
    assert lake.read(*PLACE).equals(ROWS.clear())
    assert lake.rows(*PLACE, version) == 0


@pytest.mark.parametrize("name", ["a[1]", "a]", "a%20b", "a\\b", "a^b", "a|b", "a\nb", "a\udcff"])
def test_a_folder_that_delta_lake_cannot_write_to_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="Name another folder"):
        Lake(tmp_path / name / "lake")


def test_a_link_does_not_hide_such_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a[1]").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a[1]")
    with pytest.raises(BadInput, match="Delta Lake does not take"):
        Lake(tmp_path / "link")
