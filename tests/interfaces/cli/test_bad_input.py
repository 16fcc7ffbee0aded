"""Bad input ends in a sentence and the right exit code, and leaves nothing behind."""

import gzip
import os
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from bullpen.infra.file_lock import file_lock
from bullpen.serving import predictor
from tests.domains.mlb.small_seasons import log_line
from tests.interfaces.cli.command import Ended, bullpen
from tests.interfaces.cli.conftest import LAST_DAY

CODES = {
    1: {"error", "bad_input"},
    2: {"usage"},
    3: {"not_found"},
    5: {"check_failed"},
    6: {"conflict", "corrupted"},
    7: {"dependency_unavailable"},
}
PERIOD = ("--from", "2022-06-01", "--to", LAST_DAY)


def refused(ended: Ended, code: int, *sentences: str) -> None:
    """With `--json`: an error document on stdout, the same sentence on stderr."""
    assert ended.code == code, ended.err
    error = ended.document["error"]
    assert set(ended.document) == {"error"}
    assert set(error) == {"code", "message"}
    assert error["code"] in CODES[code]
    assert f"Error: {error['message']}" in ended.err
    assert error["message"].rstrip().endswith((".", "?", "`"))
    for sentence in sentences:
        assert sentence in error["message"]


@dataclass(frozen=True)
class Case:
    command: str
    code: int
    sentence: str

    def __str__(self) -> str:
        return self.command


MODEL_CASES = [
    Case("train t --target home_mll", 3, "Did you mean 'home_ml'?"),
    Case("train t --target home_ml --estimator lightgmb", 2, "lightgbm"),
    Case("train t --target home_ml --from 2022-05-01 --until 2022-04-01", 2, "earlier date first"),
    Case("train t --target home_ml --until 2022-02-30", 2, "is not a date"),
    Case("train t --target home_ml --until tomorrow", 2, "write it as 2018-04-30"),
    Case("train t --target home_ml --until 1999-01-01", 3, "1999-01-01"),
    Case("train T/../x --target home_ml --estimator constant", 2, "name"),
    Case("train t", 2, "Missing option '--target'"),
    Case("backtest --target home_ml --from 2022-06-01 --to 2022-05-01", 2, "earlier date first"),
    Case("backtest --target home_ml --from 2005-01-01 --to 2009-12-31", 3, "2005-01-01"),
    Case("backtest --target home_ml --from 0001-01-01 --to 9999-12-31 --scheme x", 2, "scheme"),
    Case("backtest --target nothing --from 2022-06-01 --to 2022-06-29", 3, "There are: home_ml"),
    Case(f"predict --model tiny --game-id ALD202206291 --date {LAST_DAY}", 2, "Give either"),
    Case("predict --model tiny", 2, "Give either"),
    Case("predict --model tiny --game-id ALD20220629", 3, "Did you mean 'ALD20220629"),
    Case("predict --model tiny --game-id zzz", 3, "There is no game 'zzz'"),
    Case("predict --model tiny --date 2022-01-01", 3, "the data covers 2021-04-02 to 2022-06-29"),
    Case("predict --model tiny --date 29.6.2022", 2, "is not a date"),
    Case(f"predict --model tiny --date {LAST_DAY} --as-of noon", 2, "is not a moment"),
    Case(f"predict --model tiny --date {LAST_DAY} --as-of 0001-01-01T00:00+23:00", 2, "moment"),
    Case(f"predict --model tinny --date {LAST_DAY}", 3, "Did you mean 'tiny'?"),
    Case(f"predict --model Tiny! --date {LAST_DAY}", 2, "name"),
    Case("reproduce tiny 9.9.9", 3, "There are: 1.0.0"),
    Case("reproduce tiny", 2, "Missing argument"),
    Case("features audit --cutoffs 0", 2, "--cutoffs"),
    Case("data imprt", 2, "Did you mean 'import'?"),
    Case("data status --hom x", 2, "--home"),
]


@pytest.mark.parametrize("case", MODEL_CASES, ids=str)
def test_a_wrong_request_is_refused(trained: Path, case: Case) -> None:
    before = sorted(trained.rglob("*.json"))
    home = None if "--hom " in case.command else trained
    refused(bullpen(*case.command.split(), "--json", home=home), case.code, case.sentence)
    assert sorted(trained.rglob("*.json")) == before


def test_an_unknown_estimator_and_scheme_name_what_there_is(trained: Path) -> None:
    command = ("backtest", "--target", "home_ml", *PERIOD, "--json")
    refused(bullpen(*command, "--estimator", "oracle", home=trained), 2, "lightgbm, logistic")
    refused(bullpen(*command, "--scheme", "weekly", home=trained), 2, "expanding:30d")


FILES: list[tuple[str, str, bytes, str]] = [
    ("retrosheet", "notes.pdf", b"%PDF", "is not a file that retrosheet takes"),
    ("retrosheet", "GL2014.TXT", b"", "is empty"),
    ("retrosheet", "GL2014.TXT", os.urandom(500), "GL2014.TXT"),
    ("retrosheet", "GL2014.TXT.gz", gzip.compress(log_line().encode(), mtime=0)[:-9], "cut short"),
    ("retrosheet", "GL2014.TXT.gz", b"not a gzip", "is not a gzip file"),
    ("retrosheet", "gl2014.zip", b"PK\3\4 not a zip", "is not a zip file"),
    (
        "sbr-odds",
        "mlb-odds-2014.csv.gz",
        gzip.compress(b"a,b\n1,2\n", mtime=0),
        "mlb-odds-2014.csv.gz",
    ),
    ("sbr-odds", "mlb-odds-2014.xlsx", b"not a spreadsheet", "mlb-odds-2014.xlsx"),
    ("simulated-league", "my.league.toml", b"teams = 'many'", "does not describe a league"),
]


@pytest.mark.parametrize(("source", "name", "content", "sentence"), FILES)
def test_a_bad_file_is_refused(
    tmp_path: Path, source: str, name: str, content: bytes, sentence: str
) -> None:
    file, home = tmp_path / name, tmp_path / "home"
    file.write_bytes(content)
    refused(bullpen("data", "import", source, file, "--json", home=home), 1, sentence)
    assert bullpen("data", "status", "--json", home=home).document["tables"] == []
    assert not (home / "lake").exists()


def test_a_missing_path_and_an_unknown_source_are_not_found(tmp_path: Path) -> None:
    home = tmp_path / "home"
    missing = bullpen("data", "import", "retrosheet", tmp_path / "no", "--json", home=home)
    refused(missing, 3, "There is no file or folder")
    unknown = bullpen("data", "import", "retroshet", tmp_path, "--json", home=home)
    refused(unknown, 3, "Did you mean 'retrosheet'?")


def test_a_second_import_at_the_same_time_is_a_conflict(tmp_path: Path, league: Path) -> None:
    with file_lock(tmp_path / "import.lock", "An import"):
        ended = bullpen("data", "import", "simulated-league", league, "--json", home=tmp_path)
    refused(ended, 6, "An import is already running on this home")


def test_only_a_source_that_needs_no_files_takes_none(tmp_path: Path) -> None:
    ended = bullpen("data", "import", "retrosheet", "--json", home=tmp_path / "home")
    refused(ended, 2, "Name the files or folders")


def test_a_bad_file_among_good_ones_is_named_and_the_good_ones_are_imported(
    tmp_path: Path,
) -> None:
    good, bad, home = tmp_path / "GL2014.TXT", tmp_path / "GL2015.TXT", tmp_path / "home"
    good.write_text(log_line() + "\n")
    bad.write_bytes(b"")
    ended = bullpen("data", "import", "retrosheet", good, bad, "--json", home=home)
    assert ended.code == 1
    assert ended.document["rows_accepted"] == 1
    assert [entry["file"] for entry in ended.document["rejected"]] == [str(bad)]
    assert f"Error: {bad} was not imported: {bad} is empty" in ended.err
    seasons = bullpen("data", "status", "--json", home=home).document["seasons"]
    assert [season["season"] for season in seasons] == [2014]


def test_names_with_control_characters_do_not_reach_the_terminal(
    tmp_path: Path, league: Path
) -> None:
    file, home = tmp_path / "\x1b[2J\udcff\n.league.toml", tmp_path / "home"
    file.write_bytes(b"")
    for paths in ([file], [file, league]):
        ended = bullpen("data", "import", "simulated-league", *paths, "--json", home=home)
        assert ended.code == 1
        assert ("rejected" in ended.document) == (len(paths) == 2)
        assert "\x1b" not in ended.out + ended.err
    named = bullpen("predict", "--model", "a\x1b[2Jb", "--date", LAST_DAY, home=home)
    assert named.code == 2
    assert "\x1b" not in named.err


def test_a_file_name_that_is_not_text_can_be_imported(tmp_path: Path) -> None:
    file = tmp_path / "\udcff.league.toml"
    file.write_text("teams = 4\ngames_per_team = 10\nseasons = 1\nbooks = 1\n")
    command = ("data", "import", "simulated-league", file, "--json")
    first, second = (bullpen(*command, home=tmp_path / "home").document for _ in range(2))
    assert first["rows_accepted"] == second["rows_unchanged"] > 0


@pytest.mark.parametrize(
    "command",
    [
        "train t --target home_ml",
        f"backtest --target home_ml --from 2022-06-01 --to {LAST_DAY}",
        "features audit",
    ],
)
def test_an_empty_home_says_what_to_import(tmp_path: Path, command: str) -> None:
    ended = bullpen(*command.split(), "--json", home=tmp_path / "home")
    refused(ended, 6, "bullpen data import SOURCE PATH", "bullpen demo")


def test_an_empty_home_has_an_empty_status(tmp_path: Path) -> None:
    home = tmp_path / "home"
    document = bullpen("data", "status", "--json", home=home).document
    assert document == {"simulated": False, "tables": [], "seasons": [], "starters": []}
    assert bullpen("data", "quarantine", "--json", home=home).document == []
    assert "bullpen data import SOURCE PATH" in bullpen("data", "status", home=home).out


def test_a_home_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = bullpen("data", "status", "--json", home=tmp_path / "file" / "home")
    refused(ended, 1, "cannot be written", "--home DIR")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_home_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    refused(bullpen("data", "status", "--json", home=tmp_path), 1, "cannot be written")


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("[training]\nmin_row = 5", "Did you mean 'training.min_rows'?"),
        ("[data]\nmax_file_size = 5", "is not a number with a unit"),
        ('[log]\nlevel = "chatty"', "log.level"),
        ("training = ", "is not a readable TOML file"),
    ],
)
def test_a_wrong_setting_is_a_usage_error(tmp_path: Path, toml: str, sentence: str) -> None:
    (tmp_path / "bullpen.toml").write_text(toml)
    refused(bullpen("data", "status", "--json", home=tmp_path), 2, sentence)
    assert not (tmp_path / "bullpen.db").exists()


def test_a_mistyped_variable_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BULLPEN_TYPO", "1")
    ended = bullpen("data", "status", "--json", home=tmp_path)
    refused(ended, 2, "BULLPEN_TYPO: there is no setting 'typo'")


def test_a_corrupted_artifact_is_refused_before_a_parser_sees_it(own: Path) -> None:
    (manifest,) = (own / "artifacts").rglob("manifest.json")
    manifest.write_bytes(manifest.read_bytes().replace(b"0", b"1", 1))
    with patch.object(predictor, "unpack", side_effect=AssertionError) as parser:
        ended = bullpen("predict", "--model", "tiny", "--date", LAST_DAY, "--json", home=own)
    refused(ended, 6, "SHA-256 differs")
    assert not parser.called


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    database = tmp_path / "bullpen.db"
    database.write_bytes(b"this is not a database" * 100)
    refused(bullpen("data", "status", "--json", home=tmp_path), 6, "is not a database")
    assert database.read_bytes() == b"this is not a database" * 100


def test_a_damaged_table_is_refused(own: Path) -> None:
    for file in (own / "lake" / "curated" / "mlb" / "games").glob("*.parquet"):
        file.unlink()
    ended = bullpen("data", "status", "--json", home=own)
    refused(ended, 6, "is not what was recorded of it")


def test_what_nobody_expected_is_one_sentence_and_a_hint(tmp_path: Path) -> None:
    broken = patch("bullpen.data.service.Data.tables", side_effect=ZeroDivisionError("by zero"))
    with broken:
        refused(bullpen("data", "status", "--json", home=tmp_path), 1, "ZeroDivisionError: by zero")
        ended = bullpen("data", "status", home=tmp_path)
        assert ended.out == ""
        assert len(ended.err.splitlines()) == 1
        assert "--debug" in ended.err
        with pytest.raises(ZeroDivisionError):
            bullpen("data", "status", "--debug", home=tmp_path)


def test_a_database_that_does_not_answer_is_a_missing_dependency(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    url = "postgresql+psycopg://user:secret@127.0.0.1:1/none"
    monkeypatch.setenv("BULLPEN_DATABASE__URL", url)
    ended = bullpen("data", "status", "--json", home=tmp_path)
    refused(ended, 7, "does not answer")
    assert "secret" not in ended.out + ended.err
