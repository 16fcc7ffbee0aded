"""The code's revision tells one state of the package from another, wherever it is installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bullpen

ASK = "from bullpen.training.code_revision import code_revision; print(code_revision())"


def revision(folder: Path) -> str:
    """What a fresh process says that runs the package in a folder."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return asked.stdout.strip()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(bullpen.__file__).parent, tmp_path / "one/bullpen", ignore=ignored)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    return tmp_path


def test_it_changes_with_a_line_of_code_or_of_data_and_with_nothing_else(copy: Path) -> None:
    one, two = copy / "one", copy / "two"
    before = revision(one)
    assert len(before) == 12
    (two / "bullpen/__pycache__").mkdir()
    (two / "bullpen/__pycache__/x.pyc").write_bytes(b"compiled")
    assert revision(two) == before
    with (two / "bullpen/domains/mlb/venues.csv").open("a") as venues:
        venues.write("\n")
    moved = revision(two)
    (one / "bullpen/training/more.py").write_text("")
    assert len({before, moved, revision(one)}) == 3
