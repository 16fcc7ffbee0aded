import gzip
import io
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.data.source import Fate, Payload
from bullpen.domains.mlb.sources.retrosheet import GAMES, Retrosheet
from bullpen.infra.errors import BadInput
from tests.domains.mlb.real_seasons import real_seasons
from tests.domains.mlb.small_seasons import game_log, log_line

SOURCE = Retrosheet()


def rules(*lines: str) -> list[str]:
    return SOURCE.parse(game_log(lines)).findings["rule"].to_list()


def test_a_game_is_staged_as_filed() -> None:
    parsed = SOURCE.parse(game_log([log_line(score=(2, 5), starters=("Zack Wheeler", "A B"))]))
    game = parsed.staging["retrosheet_games"].row(0, named=True)
    assert parsed.rows_read == 1
    assert parsed.findings.is_empty()
    assert (game["home_team"], game["away_score"], game["home_score"]) == ("PIT", 2, 5)
    assert (game["away_hits"], game["home_home_runs"], game["home_walks"]) == (9, 1, 3)
    assert (game["home_strikeouts"], game["away_pitchers_used"], game["home_errors"]) == (8, 4, 1)
    assert (game["away_starter_name"], game["completion"]) == ("Zack Wheeler", None)
    assert (game["_file"], game["_line"]) == ("GL2014.TXT", 1)


def test_the_staged_frame_has_the_declared_columns() -> None:
    staged = SOURCE.parse(game_log([log_line()])).staging["retrosheet_games"]
    assert dict(staged.drop("_file", "_line").schema) == dict(GAMES.schema)


def test_plain_gzipped_and_zipped_logs_are_one_content() -> None:
    log = game_log([log_line(), log_line(date="20140406")])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(log.file, log.content)
    frames = [
        SOURCE.parse(payload).staging["retrosheet_games"].drop("_file")
        for payload in (
            log,
            Payload(file="GL2014.TXT.gz", content=gzip.compress(log.content, mtime=0)),
            Payload(file="gl2014.zip", content=packed.getvalue()),
        )
    ]
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])


def test_all_members_of_a_zip_are_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("GL2014.TXT", log_line())
        archive.writestr("GL2015.TXT", log_line(date="20150405"))
    parsed = SOURCE.parse(Payload(file="GL2010_19.zip", content=packed.getvalue()))
    assert parsed.rows_read == 2
    assert parsed.staging["retrosheet_games"]["_file"].to_list() == ["GL2014.TXT", "GL2015.TXT"]


@pytest.mark.parametrize("content", [b"a,b,c\n1,2,3\n", b"\n\n", b"\x00\x01\xff\xfe"])
def test_another_table_is_no_game_log(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"GL2014\.TXT is no Retrosheet game log"):
        SOURCE.parse(Payload(file="GL2014.TXT", content=content))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ('"Gerrit "The Kid Cole"', ["wrong-field-count"]),
        ('"Gerrit "Kid, A" Cole"', ["wrong-field-count"]),
        ('"Gerrit ""Kid"" Cole"', []),
    ],
)
def test_a_stray_quotation_mark_never_shifts_the_fields_of_any_line(
    name: str, found: list[str]
) -> None:
    line = log_line().replace('"Gerrit Cole"', name)
    parsed = SOURCE.parse(game_log([log_line(date="20140404"), line, log_line(date="20140406")]))
    staged = parsed.staging["retrosheet_games"]
    assert parsed.findings["rule"].to_list() == found
    assert set(staged["home_starter_id"]) == {"coleg001"}
    assert set(staged["park_id"]) == {"PIT08"}


@pytest.mark.parametrize("broken", [log_line() + ',"more"', log_line()[:-20], "garbage"])
def test_a_line_of_another_width_is_quarantined_and_the_rest_is_used(broken: str) -> None:
    parsed = SOURCE.parse(game_log([log_line(), broken, log_line(date="20140406")]))
    assert parsed.rows_read == 3
    assert parsed.staging["retrosheet_games"]["_line"].to_list() == [1, 3]
    assert parsed.findings.select("rule", "line", "fate").rows() == [
        ("wrong-field-count", 2, "quarantined")
    ]


def test_commas_inside_quotes_are_no_separators() -> None:
    assert rules(log_line(completion="20140406,PIT08,1,1,30")) == ["suspended-game"]


@pytest.mark.parametrize(
    "line",
    [
        log_line(date="20141301"),
        log_line(number="A"),
        log_line(home=""),
        log_line(day_night="X"),
        log_line(park=""),
        log_line(f10="two"),
    ],
)
def test_a_line_without_what_makes_a_game_is_quarantined(line: str) -> None:
    assert rules(line, log_line(date="20140406")) == ["unreadable-game"]


@pytest.mark.parametrize(
    "line",
    [
        log_line(f20="000000001"),  # one run in the line score, two in the final score
        log_line(f23="40"),  # more hits than at-bats
        log_line(f27="3"),  # more runs batted in than runs
    ],
)
def test_a_line_that_contradicts_itself_is_quarantined(line: str) -> None:
    assert rules(line, log_line(date="20140406")) == ["contradictory-totals"]


@settings(max_examples=40)
@given(runs=st.lists(st.integers(0, 15), min_size=8, max_size=18), walk_off=st.booleans())
def test_a_line_score_adds_up_with_innings_of_ten_runs_and_more(
    runs: list[int], walk_off: bool
) -> None:
    """Two-digit innings stand in brackets, `x` is an inning that was not batted."""
    line_score = "".join(str(n) if n < 10 else f"({n})" for n in runs) + "x" * walk_off
    line = log_line(score=(2, sum(runs)), f21=line_score, f51="9")
    assert "contradictory-totals" not in rules(line)


def test_the_later_of_two_lines_of_one_game_is_quarantined() -> None:
    parsed = SOURCE.parse(game_log([log_line(), log_line(score=(9, 1))]))
    assert parsed.staging["retrosheet_games"]["home_score"].to_list() == [5]
    assert parsed.findings.select("rule", "line", "entity").rows() == [
        ("duplicate-game", 2, "PIT201404050")
    ]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (log_line(score=(3, 3)), "tied-game"),
        (log_line(outs=30), "shortened-game"),
        (log_line(f18="0"), "no-attendance"),
        (log_line(f18=""), "no-attendance"),
        (log_line(starters=("", "Gerrit Cole")), "missing-starter"),
    ],
)
def test_a_remarkable_game_is_kept_and_on_record(line: str, rule: str) -> None:
    parsed = SOURCE.parse(game_log([line]))
    assert parsed.staging["retrosheet_games"].height == 1
    assert parsed.findings.select("rule", "fate").rows() == [(rule, Fate.KEPT)]


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("GL2014.TXT", True),
        ("gl2014.txt.gz", True),
        ("gl2010_19.zip", True),
        ("glfields.txt", False),
        ("gl_columns.csv", False),
        ("parkcode.txt", False),
        ("mlb-odds-2014.csv.gz", False),
    ],
)
def test_only_game_logs_are_taken(name: str, is_taken: bool) -> None:
    taken = any(fnmatch(name.lower(), pattern.lower()) for pattern in SOURCE.patterns)
    assert taken is is_taken


def test_every_real_line_becomes_a_game(real_data: Path) -> None:
    """Games a season: README of the data sets, section 1."""
    games = {
        season: parsed.staging["retrosheet_games"].height
        for season, parsed in real_seasons(real_data).logs.items()
    }
    assert list(games.values()) == [2430, 2429, 2430, 2431, 2430, 2429, 2428, 2430, 2431]
    assert all(p.rows_read == games[y] for y, p in real_seasons(real_data).logs.items())


def test_the_notice_is_retrosheets_own() -> None:
    assert "copyrighted by Retrosheet" in (SOURCE.notice or "")


def test_every_finding_names_a_rule_of_the_source() -> None:
    names = {rule.name for rule in SOURCE.rules}
    found = SOURCE.parse(game_log([log_line(f18="0", outs=30), log_line(f18="0")])).findings
    assert not found.is_empty()
    assert set(found["rule"]) <= names
    assert found.filter(pl.col("reason").str.len_chars() < 10).is_empty()


def test_a_day_of_another_season_is_refused() -> None:
    """A log dated into the future would know results that nobody can have."""
    lines = [log_line(), log_line(date="20990401")]
    assert rules(*lines) == ["wrong-season"]


def test_a_game_number_that_no_day_has_is_refused() -> None:
    assert rules(log_line(), log_line(date="20140406", number="7")) == ["unreadable-game"]


def test_a_log_without_a_single_game_is_no_import() -> None:
    with pytest.raises(BadInput, match=r"None of the lines of GL2014\.TXT can be read"):
        SOURCE.parse(game_log([log_line(number="7")]))
