"""What an import promises: every row has a fate, and doing it again changes nothing."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.data import import_files
from bullpen.data.import_files import ImportSummary
from bullpen.data.lake import Zone
from bullpen.data.service import Data
from bullpen.data.source import Fate
from bullpen.infra.errors import BadInput, Conflict, Corrupted, NotFound, UsageError
from bullpen.infra.file_lock import file_lock
from tests.data.toy import content, toy_home

FIRST = "number,a,1\nnumber,b,two\nname,a,Anna\nnumber,x,9"


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return toy_home(tmp_path / "home")


def write(folder: Path, text: str, name: str = "first.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text)
    return file


def fates(summary: ImportSummary) -> tuple[int, int, int, int, int]:
    return (
        summary.rows_read,
        summary.rows_accepted,
        summary.rows_unchanged,
        summary.rows_unmatched,
        summary.rows_quarantined,
    )


def versions(data: Data) -> tuple[Any, ...]:
    newest = data.latest("toy")
    raw = data.lake.version(Zone.RAW, "toy", "payloads")
    return newest.id, newest.staging, newest.curated, raw


def test_every_row_has_one_fate(data: Data, tmp_path: Path) -> None:
    summary = data.import_("lines", [write(tmp_path, FIRST)])
    assert fates(summary) == (4, 2, 0, 1, 1)
    assert content(data)["numbers"] == [("a", 1)]
    assert content(data)["names"] == [("a", "Anna")]


def test_a_second_import_changes_nothing(data: Data, tmp_path: Path) -> None:
    file = write(tmp_path, FIRST)
    data.import_("lines", [file])
    before = versions(data)
    assert fates(data.import_("lines", [file])) == (4, 0, 4, 0, 0)
    assert versions(data) == before


def test_the_same_rows_under_another_name_change_nothing(data: Data, tmp_path: Path) -> None:
    """A season comes as a spreadsheet and as text; the bytes differ, what they say does not."""
    data.import_("lines", [write(tmp_path, FIRST)])
    before = versions(data)[:3]
    again = data.import_("lines", [write(tmp_path, FIRST, "second.csv")])
    assert fates(again) == (4, 0, 4, 0, 0)
    assert versions(data)[:3] == before
    assert len(content(data)["findings"]) == 2


def test_a_file_given_twice_is_read_once(data: Data, tmp_path: Path) -> None:
    file, copy = write(tmp_path, FIRST), write(tmp_path / "copy", FIRST)
    assert fates(data.import_("lines", [file, file, copy])) == (8, 2, 4, 1, 1)


def test_a_corrected_row_wins_and_its_old_complaint_is_forgotten(
    data: Data, tmp_path: Path
) -> None:
    data.import_("lines", [write(tmp_path, FIRST)])
    corrected = FIRST.replace("a,1", "a,5").replace("two", "2")
    assert fates(data.import_("lines", [write(tmp_path, corrected)])) == (4, 2, 2, 0, 0)
    assert content(data)["numbers"] == [("a", 5), ("b", 2)]
    assert data.findings([Fate.QUARANTINED]).is_empty()


def test_a_correction_can_be_taken_back(data: Data, tmp_path: Path) -> None:
    """The first content is known, yet no longer in force: it must not pass as unchanged."""
    data.import_("lines", [write(tmp_path, "number,a,1")])
    data.import_("lines", [write(tmp_path, "number,a,2")])
    assert fates(data.import_("lines", [write(tmp_path, "number,a,1")])) == (1, 1, 0, 0, 0)
    assert content(data)["numbers"] == [("a", 1)]
    before = versions(data)
    data.import_("lines", [write(tmp_path, "number,a,1")])
    assert versions(data) == before


def test_a_later_edition_takes_back_what_it_spoils_and_what_it_leaves_out(
    data: Data, tmp_path: Path
) -> None:
    """Otherwise the quarantine would say of a row in use that it is not used."""
    data.import_("lines", [write(tmp_path, "number,a,1\nnumber,b,2\nnumber,c,3\nname,c,Carl")])
    data.import_("lines", [write(tmp_path, "number,d,4\nname,d,Dora", "other.csv")])
    edition = write(tmp_path, "number,a,1\nnumber,b,two")
    assert fates(data.import_("lines", [edition])) == (2, 0, 1, 0, 1)
    assert content(data)["numbers"] == [("a", 1), ("d", 4)]
    assert content(data)["names"] == [("d", "Dora")]
    before = versions(data)
    data.import_("lines", [edition])
    assert versions(data) == before


def test_an_edition_that_only_leaves_rows_out_counts_too(data: Data, tmp_path: Path) -> None:
    data.import_("lines", [write(tmp_path, "number,a,1\nnumber,b,2")])
    assert fates(data.import_("lines", [write(tmp_path, "number,a,1")])) == (1, 0, 1, 0, 0)
    assert content(data)["numbers"] == [("a", 1)]


def test_files_of_one_name_that_contradict_each_other_stay_as_they_are(
    data: Data, tmp_path: Path
) -> None:
    files = [write(tmp_path / "a", "number,a,1"), write(tmp_path / "b", "number,a,2")]
    data.import_("lines", files)
    before = versions(data)
    assert fates(data.import_("lines", files)) == (2, 0, 2, 0, 0)
    assert versions(data) == before
    assert content(data)["numbers"] == [("a", 2)]


def test_another_file_of_the_same_name_keeps_the_complaints_of_the_first(
    data: Data, tmp_path: Path
) -> None:
    """2014/log.csv and 2015/log.csv share a name and no row: neither replaces the other."""
    data.import_("lines", [write(tmp_path / "2014", FIRST)])
    data.import_("lines", [write(tmp_path / "2015", "number,c,3")])
    assert data.findings([Fate.QUARANTINED])["entity"].to_list() == ["b"]


@pytest.mark.parametrize("sound_first", [True, False])
@pytest.mark.parametrize("together", [True, False])
def test_a_finding_counts_for_the_row_of_its_own_file(
    data: Data, tmp_path: Path, sound_first: bool, together: bool
) -> None:
    """2014/log.csv and 2015/log.csv have a line 1 each, and one of the two belongs to nothing."""
    sound = write(tmp_path / "2014", "number,a,1\nnumber,b,2")
    strange = write(tmp_path / "2015", "number,x,1\nnumber,c,3")
    files = [sound, strange] if sound_first else [strange, sound]
    if together:
        assert fates(data.import_("lines", files)) == (4, 3, 0, 1, 0)
    else:
        expected = {sound: (2, 2, 0, 0, 0), strange: (2, 1, 0, 1, 0)}
        assert all(fates(data.import_("lines", [file])) == expected[file] for file in files)
    found = data.findings([Fate.UNMATCHED])
    assert found.select("file", "line", "entity").rows() == [("first.csv", 1, "x")]


def test_a_finding_of_another_source_does_not_count(data: Data, tmp_path: Path) -> None:
    data.import_("lines", [write(tmp_path, "number,x,1")])
    assert fates(data.import_("more-lines", [write(tmp_path, "number,a,1")])) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(("source", "simulated"), [("lines", False), ("made-up", True)])
def test_a_stored_file_says_whether_it_is_made_up(
    data: Data, tmp_path: Path, source: str, simulated: bool
) -> None:
    data.import_(source, [write(tmp_path, "number,a,1", "a.sim" if simulated else "a.csv")])
    stored = data.lake.read(Zone.RAW, "toy", "payloads")
    assert stored.select("source", "simulated").rows() == [(source, simulated)]


def test_files_one_by_one_give_what_all_at_once_give(tmp_path: Path) -> None:
    texts = [FIRST, "number,c,3\nname,c,Carl\nnumber,y,?", "number,d,4\nnumber,xx,1"]
    files = [write(tmp_path, text, f"{n}.csv") for n, text in enumerate(texts)]
    together, apart = toy_home(tmp_path / "together"), toy_home(tmp_path / "apart")
    together.import_("lines", files)
    for file in files:
        apart.import_("lines", [file])
    assert content(apart) == content(together)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["number", "name"]),
        st.sampled_from(["a", "b", "c", "xa", "xb"]),
        st.sampled_from(["1", "2", "three"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda line: line[:2],
)


@settings(max_examples=8, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=3))
def test_fates_add_up_and_the_last_word_holds(files: list[list[tuple[str, str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = toy_home(Path(folder) / "home")
        truth: dict[str, int] = {}
        for number, lines in enumerate(files):
            text = "\n".join(",".join(line) for line in lines)
            file = write(Path(folder), text, f"{number}.csv")
            for summary in (data.import_("lines", [file]), data.import_("lines", [file])):
                read, *parts = fates(summary)
                assert read == sum(parts) == len(lines)
            assert summary.rows_unchanged == len(lines)
            said = {k: int(v) for kind, k, v in lines if kind == "number" and v != "three"}
            truth |= {key: value for key, value in said.items() if not key.startswith("x")}
        assert dict(content(data)["numbers"]) == truth
        data.database.close()


def test_one_bad_file_does_not_cost_the_good_ones(data: Data, tmp_path: Path) -> None:
    good = write(tmp_path, FIRST)
    bad = write(tmp_path, "\0", "bad.csv")
    typeless, missing = write(tmp_path, "?", "note.pdf"), tmp_path / "missing.csv"
    summary = data.import_("lines", [typeless, bad, missing, good])
    assert summary.files == 1
    assert fates(summary) == (4, 2, 0, 1, 1)
    assert [Path(file).name for file, _ in summary.rejected] == [
        "note.pdf",
        "missing.csv",
        "bad.csv",
    ]


def test_a_path_that_gives_nothing_says_why(data: Data, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    cases: list[tuple[list[Path], type[Exception], str]] = [
        ([tmp_path / "no.csv"], NotFound, "There is no file or folder"),
        ([write(tmp_path, "x", "a.txt")], BadInput, r"is not a file that lines takes \(\*\.csv\)"),
        ([folder], BadInput, "No file in"),
        ([write(tmp_path, "", "nothing.csv")], BadInput, "nothing.csv is empty"),
        ([], UsageError, "Name the files or folders"),
    ]
    for paths, kind, message in cases:
        with pytest.raises(kind, match=message):
            data.import_("lines", paths)
    assert not data.has("toy")
    assert data.lake.version(Zone.RAW, "toy", "payloads") is None


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    data = toy_home(tmp_path / "home", max_file_size="10 B")
    assert data.import_("lines", [write(tmp_path, "number,a,1")]).rows_accepted == 1  # 10 bytes
    with pytest.raises(BadInput, match=r"more than 10 bytes, the limit of data\.max_file_size"):
        data.import_("lines", [write(tmp_path, "number,a,10")])


def test_a_pipe_is_not_waited_for(data: Data, tmp_path: Path) -> None:

    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(BadInput, match="is not a file"):
        data.import_("lines", [tmp_path / "pipe.csv"])


def test_two_imports_at_once_are_refused(data: Data, tmp_path: Path) -> None:
    file = write(tmp_path, FIRST)
    with file_lock(data.lock, "An import"), pytest.raises(Conflict, match="already running"):
        data.import_("lines", [file])
    assert data.import_("lines", [file]).rows_accepted == 2


@pytest.mark.parametrize("order", [("lines", "made-up"), ("made-up", "lines")])
def test_real_and_simulated_data_never_share_a_home(
    data: Data, tmp_path: Path, order: tuple[str, str]
) -> None:
    files = {"lines": write(tmp_path, FIRST), "made-up": write(tmp_path, FIRST, "first.sim")}
    data.import_(order[0], [files[order[0]]])
    before = versions(data)
    with pytest.raises(Conflict, match="never mixed"):
        data.import_(order[1], [files[order[1]]])
    assert versions(data) == before
    assert data.simulated == (order[0] == "made-up")


def test_a_simulation_that_never_finished_does_not_join_real_data(
    data: Data, tmp_path: Path
) -> None:
    """What it had staged lies on disk under the names that the real import reads."""
    file = write(tmp_path, "number,a,1\nnumber,b,2", "one.sim")
    stopped = patch.object(import_files, "publish", side_effect=KeyboardInterrupt)
    with stopped, pytest.raises(KeyboardInterrupt):
        data.import_("made-up", [file])
    assert data.lake.version(Zone.STAGING, "toy", "numbers") == 0, "it was staged, and is ignored"
    assert not data.has("toy")
    data.import_("lines", [write(tmp_path, "number,a,7")])
    assert content(data)["numbers"] == [("a", 7)]


@pytest.mark.parametrize("other", ["number,a,2", "number,b,2"])
def test_two_simulations_never_share_a_home(data: Data, tmp_path: Path, other: str) -> None:
    """Also where no row contradicts another: they are worlds of their own."""
    data.import_("made-up", [write(tmp_path, "number,a,1", "one.sim")])
    before = versions(data)
    with pytest.raises(Conflict, match="another simulation"):
        data.import_("made-up", [write(tmp_path, other, "other.sim")])
    assert versions(data) == before


def test_a_simulation_that_goes_on_adds_only(data: Data, tmp_path: Path) -> None:
    short, longer = "number,a,1", "number,a,1\nnumber,b,2"
    data.import_("made-up", [write(tmp_path, short, "one.sim")])
    assert fates(data.import_("made-up", [write(tmp_path, longer, "one.sim")])) == (2, 1, 1, 0, 0)
    assert fates(data.import_("made-up", [write(tmp_path, short, "two.sim")])) == (1, 0, 1, 0, 0)
    assert fates(data.import_("made-up", [write(tmp_path, short, "one.sim")])) == (1, 0, 1, 0, 0)
    assert content(data)["numbers"] == [("a", 1), ("b", 2)]


def test_an_import_works_the_same_on_every_database(database_url: str, tmp_path: Path) -> None:
    data = toy_home(tmp_path / "home", url=database_url)
    file = write(tmp_path, FIRST)
    assert fates(data.import_("lines", [file])) == (4, 2, 0, 1, 1)
    before = versions(data)
    assert fates(data.import_("lines", [file])) == (4, 0, 4, 0, 0)
    assert versions(data) == before
    data.import_("lines", [write(tmp_path, "number,a,2")])
    data.import_("lines", [write(tmp_path, FIRST)])
    assert content(data)["numbers"] == [("a", 1)]
    data.database.close()


def test_a_table_that_is_gone_is_said_so(data: Data, tmp_path: Path) -> None:
    data.import_("lines", [write(tmp_path, FIRST)])
    for log in (tmp_path / "home" / "lake").rglob("*.json"):
        log.unlink()
    with pytest.raises(Corrupted, match="is not what was recorded"):
        content(data)


def test_every_rule_is_listed_with_its_count(data: Data, tmp_path: Path) -> None:
    data.import_("lines", [write(tmp_path, FIRST)])
    counts = {(each["source"], each["rule"]): each["count"] for each in data.defects()}
    assert counts["lines", "unreadable"] == 1
    assert counts["lines", "stranger"] == 1
    assert counts["made-up", "unreadable"] == 0


def test_facts_of_one_name_from_two_domains_are_refused(data: Data) -> None:
    twice = replace(data, domains=dict.fromkeys(("toy", "toy2"), data.domains["toy"]))
    with pytest.raises(Conflict, match="toy and toy2 both say 'keys'"):
        twice.facts()
