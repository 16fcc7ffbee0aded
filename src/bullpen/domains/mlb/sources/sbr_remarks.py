"""What is remarkable about a season archive: its headers, and single cells of its rows."""

import polars as pl

from bullpen.data.source import Rule
from bullpen.domains.mlb.findings import findings, no_findings
from bullpen.domains.mlb.sources import sbr_rules as rules
from bullpen.domains.mlb.sources.sbr_sheet import INNINGS, NUMBERS, Sheet
from bullpen.domains.mlb.teams import LAST_FLORIDA_SEASON

NO_LINE_MARKS = ("NL", "nl", "-")
_HAND = r"-([RL])$"


def remarks(sheet: Sheet, rows: pl.DataFrame, season: int) -> pl.DataFrame:
    """Return what is remarkable about the file and about single cells of its paired rows."""
    innings = pl.sum_horizontal(pl.col(INNINGS).fill_null(0))
    hand = pl.col("pitcher").str.to_uppercase().str.contains(_HAND)
    team = pl.col("team")
    return pl.concat(
        [
            _tell_headers(sheet, season),
            *(_tell_cells(rows, name) for name in NUMBERS if _is_filed(name, sheet)),
            tell(
                rows.filter(pl.col("vh") == "N"),
                rules.NEUTRAL_SITE,
                "The side is told by the rotation.",
                field="vh",
                value=pl.col("vh"),
            ),
            tell(
                rows.filter(innings != pl.col("final")),
                rules.INNINGS_SHORT_OF_FINAL,
                "The nine innings do not add up to the final score.",
                field="final",
                value=pl.col("final_text"),
            ),
            tell(
                rows.filter(~hand.fill_null(value=False)),
                rules.HAND_UNKNOWN,
                "The pitcher's name does not end in -R or -L.",
                field="pitcher",
                value=pl.col("pitcher"),
            ),
            tell(
                rows.filter(team == "LAD"),
                rules.DODGERS_CODE,
                "LAD and LOS are both the Los Angeles Dodgers.",
                field="team",
                value=team,
            ),
            tell(
                rows.filter((team == "MIA") & (pl.col("season") <= LAST_FLORIDA_SEASON)),
                rules.MARLINS_CODE,
                "MIA was the Florida Marlins then.",
                field="team",
                value=team,
            ),
        ]
    )


def _is_filed(name: str, sheet: Sheet) -> bool:
    return sheet.has_run_line or not name.startswith("run_line")


def _tell_cells(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the cells of one numeric column that are no plain number."""
    text = pl.col(f"{name}_text")
    has_no_line = (text.is_null() | text.is_in(NO_LINE_MARKS)) & (name != "final")
    is_unreadable = text.is_not_null() & ~text.is_in(NO_LINE_MARKS) & pl.col(name).is_null()
    found = (
        (rules.HALF_SIGN, text.str.contains("½", literal=True), "Written with a half sign."),
        (rules.NO_LINE, has_no_line, "There was no line."),
        (rules.UNREADABLE_CELL, is_unreadable, "The cell is no number."),
    )
    return pl.concat(
        tell(rows.filter(shows), rule, reason, field=name, value=text)
        for rule, shows, reason in found
    )


def _tell_headers(sheet: Sheet, season: int) -> pl.DataFrame:
    entity = pl.lit(f"season {season}")
    whole_file = sheet.rows.head(1).with_columns(_line=pl.lit(None, pl.Int64()))
    respelled = [
        findings(
            whole_file,
            rules.HEADER_SPELLING,
            source=rules.SOURCE,
            reason=pl.lit("The header is spelled otherwise."),
            entity=entity,
            field="header",
            value=pl.lit(header),
        )
        for header in sheet.respelled
    ]
    unnamed = findings(
        whole_file,
        rules.UNNAMED_PRICE,
        source=rules.SOURCE,
        reason=pl.lit("Prices were found by the column to their left."),
        entity=entity,
        field="header",
        value=pl.lit(", ".join(sheet.unnamed)),
    )
    return pl.concat([*respelled, unnamed if sheet.unnamed else no_findings()])


def tell(
    rows: pl.DataFrame,
    rule: Rule,
    reason: str,
    *,
    field: str | None = None,
    value: pl.Expr | None = None,
) -> pl.DataFrame:
    """Return one finding a row; the entity is the game, or the row where it has no partner."""
    known = "game" in rows.columns
    entity = pl.col("game") if known else pl.format("{} {} ({})", "day", "team", "rotation")
    return findings(
        rows,
        rule,
        source=rules.SOURCE,
        reason=pl.lit(reason),
        entity=entity,
        field=field,
        value=pl.lit(None, pl.String()) if value is None else value,
    )
