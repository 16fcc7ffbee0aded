import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import polars as pl
import pytest

from bullpen.data.source import Parsed, Payload
from bullpen.domains.mlb.sources import sbr_sheet
from bullpen.domains.mlb.sources.sbr_odds import ODDS, SbrOdds
from bullpen.infra.errors import BadInput
from tests.domains.mlb.real_seasons import SEASONS, parse, real_seasons
from tests.domains.mlb.small_seasons import HEADER, odds_archive, odds_rows, rules_of

SOURCE = SbrOdds()
GAME = odds_rows()
LATER = odds_rows(date=406)


def parsed(*games: tuple[str, str], **kwargs: str) -> Parsed:
    return SOURCE.parse(odds_archive(games, **kwargs))  # type: ignore[arg-type]


def staged(*games: tuple[str, str]) -> pl.DataFrame:
    return parsed(*games).staging["sbr_odds"]


def test_both_rows_of_a_game_are_staged_as_filed() -> None:
    away, home = staged(GAME).rows(named=True)
    assert (away["season"], away["date"], away["rotation"], away["side"]) == (
        2014,
        405,
        901,
        "away",
    )
    assert (home["rotation"], home["game_rotation"], home["side"]) == (902, 901, "home")
    assert (away["team"], away["pitcher"], away["final"]) == ("NYM", "ZWHEELER-R", 2.0)
    assert (away["open_moneyline"], home["close_moneyline"]) == (130.0, -130.0)
    assert (away["run_line"], away["run_line_price"]) == (1.5, -160.0)
    assert (away["open_total"], away["open_total_price"]) == (7.5, -110.0)
    assert (home["close_total"], home["close_total_price"]) == (7.0, -115.0)
    assert (home["_file"], home["_line"]) == ("mlb-odds-2014.csv", 3)


def test_the_staged_frame_has_the_declared_columns() -> None:
    assert dict(staged(GAME).drop("_file", "_line").schema) == dict(ODDS.schema)


@pytest.mark.parametrize(
    "file", ["odds.csv", "mlb-odds-14.csv", "mlb-odds-final.xlsx", "mlb-odds-2014-copy.csv"]
)
def test_a_name_without_a_season_is_refused(file: str) -> None:
    payload = Payload(file=file, content=odds_archive([GAME]).content)
    with pytest.raises(BadInput, match="does not say its season"):
        SOURCE.parse(payload)


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("mlb-odds-2014.csv", b"", "is empty"),
        ("mlb-odds-2014.csv", b"a,b\n1,2\n", "is no season odds archive: it has no column Date"),
        ("mlb-odds-2014.csv", b"\n\nDate,Rot\n", "is empty"),
        ("mlb-odds-2014.csv", b"\xff\x00," * 99, "is no season odds archive"),
        ("mlb-odds-2014.csv", b"x" * 200_000, "no table of comma-separated values"),
        ("mlb-odds-2014.csv", HEADER.encode(), "no rows below its header"),
        ("mlb-odds-2014.csv.gz", b"no gzip", "not a gzip file"),
        ("mlb-odds-2014.csv.gz", gzip.compress(b"Date,Rot\n" * 99, mtime=0)[:-9], "cut short"),
        ("mlb-odds-2014.xlsx", b"no workbook", "no Excel workbook"),
        ("mlb-odds-2014.xlsx", b"", "no Excel workbook"),
    ],
)
def test_a_payload_that_is_no_archive_is_named(file: str, content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as refusal:
        SOURCE.parse(Payload(file=file, content=content))
    assert file in str(refusal.value)


@pytest.mark.parametrize("declared", [None, 10])
def test_a_workbook_that_inflates_without_end_is_refused(
    declared: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever size it declares: 10 bytes stand in the directory, a million come out."""
    monkeypatch.setattr(sbr_sheet, "MAX_WORKBOOK", 100_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    content = packed.getvalue()
    if declared is not None:
        content = content.replace(struct.pack("<L", 1_000_000), struct.pack("<L", declared))
    with pytest.raises(BadInput, match="unpacks to more than"):
        SOURCE.parse(Payload(file="mlb-odds-2014.xlsx", content=content))


def test_a_workbook_with_a_cell_far_out_is_refused() -> None:
    """The reader would allot 17 billion cells for this one, and the process would end there."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", '<c r="A1"/><c r="XFD1048576"/>')
    with pytest.raises(BadInput, match="so far from the others"):
        SOURCE.parse(Payload(file="mlb-odds-2014.xlsx", content=packed.getvalue()))


def test_a_workbook_with_a_damaged_member_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(range(256)) * 50)
    content = bytearray(packed.getvalue())
    content[70:90] = b"\xff" * 20
    with pytest.raises(BadInput, match="no Excel workbook"):
        SOURCE.parse(Payload(file="mlb-odds-2014.xlsx", content=bytes(content)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line + ",7",  # a cell too many at the end
        lambda line: line.replace("901,", "901,,", 1),  # ... or within
        lambda line: line.replace("901,", "901", 1),  # a comma lost: every cell after it shifts
        lambda line: line.replace("NYM", '"NYM', 1),  # a quotation mark that is never closed
    ],
)
def test_a_ragged_line_costs_its_game_and_no_other(spoil: Callable[[str], str]) -> None:
    found = parsed((spoil(GAME[0]), GAME[1]), LATER)
    assert found.rows_read == 4
    assert found.staging["sbr_odds"].select("date", "_line").rows() == [(406, 4), (406, 5)]
    quarantined = found.findings.filter(pl.col("fate") == "quarantined")
    assert quarantined.select("rule", "line").rows() == [("ragged-row", 2), ("unpaired-row", 3)]
    assert quarantined["value"][0] == spoil(GAME[0])[:40]


def test_a_blank_line_is_no_row_whatever_its_width() -> None:
    found = parsed(GAME, ("", ", ,"), LATER)
    assert found.rows_read == 4
    assert found.staging["sbr_odds"]["_line"].to_list() == [2, 3, 6, 7]
    assert rules_of(found.findings) == []


def test_headers_are_found_in_any_spelling() -> None:
    header = HEADER.replace("Run Line", "RunLine").replace("Open OU", "openOU")
    found = parsed(GAME, header=header)
    assert found.staging["sbr_odds"].equals(staged(GAME))
    spellings = found.findings.filter(pl.col("rule") == "header-spelling")
    assert spellings["value"].to_list() == ["RunLine", "openOU"]


def test_prices_follow_their_line_wherever_it_stands() -> None:
    """Seasons before 2014 have no run line, so that the price columns lie two to the left."""
    header = HEADER.replace("Run Line,,", "")
    away, home = GAME
    cut = [",".join(row.split(",")[:17] + row.split(",")[19:]) for row in (away, home)]
    found = parsed((cut[0], cut[1]), header=header)
    expected = staged(GAME).with_columns(
        run_line=pl.lit(None, pl.Float64()), run_line_price=pl.lit(None, pl.Float64())
    )
    assert found.staging["sbr_odds"].equals(expected)
    assert rules_of(found.findings) == []


def test_a_line_without_a_price_column_beside_it_is_refused() -> None:
    with pytest.raises(BadInput, match="no price column to the right of `open_total`"):
        parsed(GAME, header=HEADER.replace("Open OU,,Close", "Open OU,Close") + ",")


def test_a_half_sign_is_a_half() -> None:
    found = parsed(odds_rows(total=("7½", 8)))
    assert found.staging["sbr_odds"]["open_total"].to_list() == [7.5, 7.5]
    assert found.findings.filter(pl.col("rule") == "half-sign")["value"].to_list() == ["7½", "7½"]


@pytest.mark.parametrize("mark", ["NL", ""])
def test_no_line_is_no_quote_and_no_zero(mark: str) -> None:
    found = parsed(odds_rows(moneyline=(mark, mark, 120, -130)))
    assert found.staging["sbr_odds"]["open_moneyline"].to_list() == [None, None]
    assert rules_of(found.findings) == ["no-line", "no-line"]


@pytest.mark.parametrize("cell", ["abc", "nan", "inf"])
def test_a_cell_that_is_no_number_is_quarantined_alone(cell: str) -> None:
    found = parsed(odds_rows(moneyline=(cell, -140, 120, -130)))
    assert found.staging["sbr_odds"]["open_moneyline"].to_list() == [None, -140.0]
    unreadable = found.findings.filter(pl.col("rule") == "unreadable-cell")
    assert unreadable.select("field", "value", "line", "fate").rows() == [
        ("open_moneyline", cell, 2, "quarantined")
    ]


def test_the_home_rows_date_counts() -> None:
    away, home = GAME
    found = parsed((away.replace("405,", "404,", 1), home))
    assert found.staging["sbr_odds"]["date"].to_list() == [404, 405]
    assert found.staging["sbr_odds"]["game_date"].dt.day().to_list() == [5, 5]
    assert rules_of(found.findings) == ["two-dates"]


@pytest.mark.parametrize("rotations", [(901, 901), (902, 902)])
def test_a_misprinted_rotation_does_not_cost_the_game(rotations: tuple[int, int]) -> None:
    """2018-05-18 CUB at CIN: both rows say 907. Taken as a key, one would replace the other."""
    away, home = GAME
    found = parsed(
        (away.replace("901", str(rotations[0]), 1), home.replace("902", str(rotations[1]), 1))
    )
    assert found.staging["sbr_odds"]["rotation"].to_list() == [901, 902]
    assert rules_of(found.findings) == ["rotation-misprint"]


def test_at_a_neutral_site_the_rotation_tells_the_side() -> None:
    found = parsed((GAME[0].replace(",V,", ",N,"), GAME[1].replace(",H,", ",N,")))
    assert found.staging["sbr_odds"]["side"].to_list() == ["away", "home"]
    assert rules_of(found.findings) == ["neutral-site", "neutral-site"]


def test_the_later_game_of_two_with_one_key_is_quarantined() -> None:
    found = parsed(GAME, odds_rows(away="STL"), LATER)
    assert found.staging["sbr_odds"]["team"].to_list() == ["NYM", "PIT", "NYM", "PIT"]
    quarantined = found.findings.filter(pl.col("rule") == "duplicate-row")
    assert quarantined["line"].to_list() == [4, 5]


@pytest.mark.parametrize(
    ("old", "new"), [("405,", "431,"), ("405,", ","), ("901", "x"), (",V,", ",Q,"), ("NYM", "XYZ")]
)
def test_an_unreadable_row_costs_its_game_and_no_other(old: str, new: str) -> None:
    found = parsed((GAME[0].replace(old, new, 1), GAME[1]), LATER)
    assert found.rows_read == 4
    assert found.staging["sbr_odds"]["date"].to_list() == [406, 406]
    quarantined = found.findings.filter(pl.col("fate") == "quarantined")
    assert quarantined.select("rule", "line").rows() == [("unreadable-row", 2), ("unpaired-row", 3)]


def test_rows_pair_only_with_their_neighbour() -> None:
    found = parsed((GAME[0], LATER[0]), (LATER[1], GAME[1]))
    assert found.staging["sbr_odds"]["_line"].to_list() == [3, 4]
    unpaired = found.findings.filter(pl.col("rule") == "unpaired-row")
    assert unpaired["line"].to_list() == [2, 5]


def test_empty_rows_are_no_rows() -> None:
    found = parsed(GAME, ("," * 22, "," * 22), LATER)
    assert found.rows_read == 4
    assert found.staging["sbr_odds"]["_line"].to_list() == [2, 3, 6, 7]


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("mlb-odds-2014.xlsx", True),
        ("MLB-Odds-2014.csv.gz", True),
        ("MLB_Combined_Odds_Results_2025-05-08.csv", False),
        ("team_codes.csv", False),
        ("action_network_mlb_2025_to_jun30.csv.gz", False),
        ("GL2014.TXT.gz", False),
    ],
)
def test_only_season_archives_are_taken(name: str, is_taken: bool) -> None:
    taken = any(fnmatch(name.lower(), pattern.lower()) for pattern in SOURCE.patterns)
    assert taken is is_taken


@pytest.mark.parametrize("season", SEASONS)
def test_a_season_is_one_content_in_both_formats(season: int, real_data: Path) -> None:
    """So that importing the second format changes nothing."""
    workbook = real_seasons(real_data).odds[season]
    text = parse(SOURCE, real_data / f"mlb/odds/csv/mlb-odds-{season}.csv.gz")
    assert text.rows_read == workbook.rows_read
    assert text.staging["sbr_odds"].drop("_file").equals(workbook.staging["sbr_odds"].drop("_file"))
    assert text.findings.drop("file").equals(workbook.findings.drop("file"))


def test_every_real_row_is_staged_under_a_key_of_its_own(real_data: Path) -> None:
    """Rows a season: README of the data sets, section 2a."""
    odds = real_seasons(real_data).odds
    rows = [odds[season].staging["sbr_odds"] for season in SEASONS]
    expected = [4924, 4934, 4934, 4938, 4924, 4930, 4924, 4934, 4928]
    assert [frame.height for frame in rows] == expected
    assert [frame.n_unique(subset=ODDS.key) for frame in rows] == expected
