"""An import that is killed anywhere leaves no trace that a reader or the next import can see."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.data.toy import content, toy_home

FIRST = "number,a,1\nnumber,b,two\nname,a,Anna\nnumber,x,9"
SECOND = "number,a,5\nnumber,b,2\nname,c,Carl\nnumber,xx,7\nnumber,d,four"


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(FIRST, id="a home with data"),
        pytest.param("", id="an empty home", marks=pytest.mark.slow),
    ],
)
def test_killed_at_any_point_it_is_old_or_new_and_the_next_import_completes_it(
    tmp_path: Path, first: str
) -> None:
    base, undisturbed = toy_home(tmp_path / "base"), toy_home(tmp_path / "undisturbed")
    second = tmp_path / "second.csv"
    second.write_text(SECOND)
    if first:
        (tmp_path / "first.csv").write_text(first)
        for home in (base, undisturbed):
            home.import_("lines", [tmp_path / "first.csv"])
    old = content(base)
    undisturbed.import_("lines", [second])
    new = content(undisturbed)
    base.database.close()

    command = [sys.executable, "-m", "tests.data.killed_imports"]
    paths = [str(path) for path in (tmp_path / "base", tmp_path / "homes", second)]
    (tmp_path / "homes").mkdir()
    subprocess.run([*command, *paths], check=True, timeout=300)

    seen = []
    for number in range(1, len(list((tmp_path / "homes").iterdir())) + 1):
        home = toy_home(tmp_path / "homes" / str(number))
        after = content(home)
        seen.append(after == new)
        assert after in (old, new), f"killed at point {number}"
        home.import_("lines", [second])
        assert content(home) == new, f"killed at point {number}, imported again"
        home.database.close()
    assert len(seen) >= 10, "the import passes more points than that"
    assert seen == sorted(seen), "once new, it stays new"
    assert seen.count(True) == 2, "killed after the commit, and not at all"
