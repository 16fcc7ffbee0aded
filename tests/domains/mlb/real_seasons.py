"""The nine real seasons that have both game logs and odds, parsed and curated once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from bullpen.data.source import Curation, Parsed, Payload, Source
from bullpen.domains.mlb.curate import curate
from bullpen.domains.mlb.sources.retrosheet import Retrosheet
from bullpen.domains.mlb.sources.sbr_odds import SbrOdds

SEASONS = range(2010, 2019)


@dataclass(frozen=True)
class RealSeasons:
    logs: dict[int, Parsed]
    odds: dict[int, Parsed]
    curation: Curation

    @property
    def findings(self) -> pl.DataFrame:
        """All findings, of parsing and of curation, with the season of their file."""
        parsed = [p.findings for p in (*self.logs.values(), *self.odds.values())]
        season = pl.col("file").str.extract(r"(\d{4})").cast(pl.Int32)
        return pl.concat([*parsed, self.curation.findings]).with_columns(season=season)


@cache
def real_seasons(data: Path) -> RealSeasons:
    logs = {y: parse(Retrosheet(), data / f"mlb/retrosheet/GL{y}.TXT.gz") for y in SEASONS}
    odds = {y: parse(SbrOdds(), data / f"mlb/odds/xlsx/mlb-odds-{y}.xlsx") for y in SEASONS}
    staging = {
        "retrosheet_games": pl.concat(p.staging["retrosheet_games"] for p in logs.values()),
        "sbr_odds": pl.concat(p.staging["sbr_odds"] for p in odds.values()),
    }
    return RealSeasons(logs=logs, odds=odds, curation=curate(staging))


def parse(source: Source, file: Path) -> Parsed:
    return source.parse(Payload(file=file.name, content=file.read_bytes()))
