"""`docs/data-defects.md` says what the code does, in the same words and numbers."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bullpen.data.source import Source
from bullpen.domains.mlb.sources.retrosheet import Retrosheet
from bullpen.domains.mlb.sources.sbr_odds import SbrOdds
from tests.domains.mlb.real_seasons import SEASONS, RealSeasons, real_seasons

PAGE = Path(__file__).parents[3] / "docs" / "data-defects.md"


def table_rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its header."""
    section = PAGE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def stated(source: Source) -> Iterator[list[str]]:
    for rule in source.rules:
        yield [f"`{rule.name}`", rule.defect, rule.fate.value, rule.remedy]


def test_the_page_states_every_rule_of_the_game_logs() -> None:
    assert [row[:4] for row in table_rows("Retrosheet game logs")] == list(stated(Retrosheet()))


def test_the_page_states_every_rule_of_the_odds_archives() -> None:
    assert [row[:4] for row in table_rows("Season odds archives")] == list(stated(SbrOdds()))


def test_the_page_counts_every_rule(real_data: Path) -> None:
    findings = real_seasons(real_data).findings
    counts = dict(findings.group_by("rule").agg(pl.col("entity").n_unique()).iter_rows())
    for heading in ("Retrosheet game logs", "Season odds archives"):
        for rule, *_, count in table_rows(heading):
            assert int(count.replace(",", "")) == counts.get(rule.strip("`"), 0), rule


def test_the_page_counts_the_joined_games(real_data: Path) -> None:
    assert table_rows("Joined games") == list(joined_table(real_seasons(real_data)))


def joined_table(real: RealSeasons) -> Iterator[list[str]]:
    rows = [_joined(real, season) for season in SEASONS]
    for season, row in zip(SEASONS, rows, strict=True):
        yield [str(season), *(f"{number:,}" for number in row)]
    yield ["all", *(f"{sum(column):,}" for column in zip(*rows, strict=True))]


def _joined(real: RealSeasons, season: int) -> tuple[int, ...]:
    """Games: archive, logs, joined, same score, left over, of doubleheaders, in reverse."""
    findings = real.findings.filter(pl.col("season") == season)

    def count(rule: str) -> int:
        return findings.filter(pl.col("rule") == rule)["entity"].n_unique()

    games = real.curation.tables["games"].filter(pl.col("season") == season).select("game_id")
    joined = games.join(real.curation.tables["quotes"], on="game_id", how="semi").height
    archive = real.odds[season].rows_read // 2
    same_score = joined - count("final-differs")
    doubles, reverse = count("doubleheader"), count("reversed-doubleheader")
    return archive, games.height, joined, same_score, archive - joined, doubles, reverse
