"""A path that cannot be looked at is a sentence, never an empty folder or a crash."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bullpen.data.find_files import find_files
from bullpen.infra.errors import BadInput
from tests.data.toy import Lines

_NOBODY = 65534


@contextmanager
def plain_user() -> Iterator[None]:
    """Permissions say nothing to root, so be somebody else for the block."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder that nobody may enter, in one that everybody may."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name, "locked")
        folder.mkdir()
        (folder / "a.csv").write_text("number,a,1")
        (folder.parent / "b.csv").write_text("number,b,1")
        folder.chmod(0)
        folder.parent.chmod(0o755)
        yield folder
        folder.chmod(0o700)


def test_a_file_behind_a_locked_door_is_said_to_be(locked: Path) -> None:
    with plain_user(), pytest.raises(BadInput, match="Permission denied"):
        find_files(Lines(), [locked / "a.csv"])


def test_a_locked_folder_within_a_folder_is_not_passed_over(locked: Path) -> None:
    with plain_user(), pytest.raises(BadInput, match=f"{locked}: Permission denied"):
        find_files(Lines(), [locked.parent])


def test_a_locked_path_does_not_cost_the_good_ones(locked: Path) -> None:
    good = locked.parent / "b.csv"
    with plain_user():
        found = find_files(Lines(), [locked, good])
    assert found.files == (good,)
    assert [path for path, _ in found.rejected] == [str(locked)]


def test_a_name_that_no_file_can_have_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="name too long"):
        find_files(Lines(), [tmp_path / ("x" * 300)])


def test_a_folder_is_searched_through_and_sorted(tmp_path: Path) -> None:
    wanted = [tmp_path / "a" / "deep" / "z.csv", tmp_path / "b.CSV"]
    for file in (*wanted, tmp_path / "a" / "note.pdf"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert find_files(Lines(), [tmp_path]).files == tuple(wanted)
