"""The season odds archives of Sportsbook Reviews Online: two rows a game, visitor then home."""

import re

import polars as pl

from bullpen.data.source import Parsed, Payload, Rule, StagingTable
from bullpen.domains.mlb.sources import sbr_rules as rules
from bullpen.domains.mlb.sources.sbr_remarks import remarks
from bullpen.domains.mlb.sources.sbr_rows import pair_rows, type_rows
from bullpen.domains.mlb.sources.sbr_sheet import NUMBERS, read_sheet
from bullpen.infra.errors import BadInput

ODDS = StagingTable(
    name="sbr_odds",
    key=("season", "date", "rotation"),
    schema={
        "season": pl.Int32(),
        "date": pl.Int32(),  # month * 100 + day, as filed
        "rotation": pl.Int32(),  # odd for the visitor, even for the home team
        "side": pl.String(),  # "away" or "home"
        "game_date": pl.Date(),  # that of the home row
        "game_rotation": pl.Int32(),  # the visitor's: with `game_date` the key of the pair
        "team": pl.String(),  # the archive's code, as filed
        "pitcher": pl.String(),  # "FLASTNAME-R", as filed
        **{name: pl.Float64() for name in NUMBERS},  # prices are American
    },
)


class SbrOdds:
    """Season archives `mlb-odds-YYYY`, as workbook or as text."""

    name = rules.SOURCE
    description = "Sportsbook Reviews Online archives: opening and closing moneyline and total"
    patterns = ("mlb-odds-*.xlsx", "mlb-odds-*.csv", "mlb-odds-*.csv.gz")
    staging = (ODDS,)
    rules: tuple[Rule, ...] = rules.RULES
    simulated = False
    default: Payload | None = None
    notice: str | None = None

    def parse(self, payload: Payload) -> Parsed:
        """Return the rows of one season.

        Raises:
            BadInput: if the file name has no season, or the payload is damaged or another table.
        """
        season = _season(payload.file)
        sheet = read_sheet(payload)
        typed, refused = type_rows(sheet.rows, season)
        paired, mended = pair_rows(typed)
        return Parsed(
            staging={ODDS.name: paired.select(*ODDS.schema, "_file", "_line")},
            findings=pl.concat([remarks(sheet, paired, season), refused, mended]),
            rows_read=sheet.rows.height,
        )


def _season(file: str) -> int:
    named = re.fullmatch(r"mlb-odds-(\d{4})\.(xlsx|csv|csv\.gz)", file, flags=re.IGNORECASE)
    if named is None:
        raise BadInput(
            f"The name of {file} does not say its season, and its dates have no year; "
            "name it mlb-odds-YYYY, such as mlb-odds-2014.xlsx."
        )
    return int(named[1])
