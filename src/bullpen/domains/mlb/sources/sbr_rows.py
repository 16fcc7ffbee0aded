"""From the text of a season archive to typed rows in pairs."""

import polars as pl

from bullpen.domains.mlb.findings import findings
from bullpen.domains.mlb.sources import sbr_rules as rules
from bullpen.domains.mlb.sources.sbr_remarks import NO_LINE_MARKS, tell
from bullpen.domains.mlb.sources.sbr_sheet import INNINGS, NUMBERS
from bullpen.domains.mlb.teams import CODE_OF_ODDS_CODE


def type_rows(text: pl.DataFrame, season: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with typed columns beside their text, and what could not be read.

    Rows whose key cannot be read stay, marked by `is_row` false, so that pairing sees the gap.
    """
    rows = text.with_columns(
        pl.col(NUMBERS).name.map(lambda name: f"{name}_text"),
        _number(pl.col(NUMBERS)),
        pl.col(INNINGS).cast(pl.Int32, strict=False),
        pl.col("date").cast(pl.Int32, strict=False),
        pl.col("rotation").cast(pl.Int32, strict=False),
        pl.col("vh").str.to_uppercase(),
        pl.col("team").str.to_uppercase(),
        season=pl.lit(season, pl.Int32()),
    ).with_columns(
        day=pl.format("{}-{}", "season", pl.col("date").cast(pl.String).str.zfill(4)).str.to_date(
            "%Y-%m%d", strict=False
        ),
        side=_side(),
    )
    readable = pl.all_horizontal(pl.col("day", "rotation", "side").is_not_null())
    known = pl.col("team").is_in(list(CODE_OF_ODDS_CODE))
    rows = rows.with_columns(is_row=(readable & known).fill_null(value=False))
    is_ragged = pl.col("ragged").is_not_null()
    unreadable = findings(
        rows.filter(~pl.col("is_row") & ~is_ragged),
        rules.UNREADABLE_ROW,
        source=rules.SOURCE,
        reason=pl.lit("Date, rotation, V/H or team of the row cannot be read."),
        value=pl.concat_str("date", "rotation", "vh", "team", separator=" ", ignore_nulls=True),
    )
    ragged = findings(
        rows.filter(is_ragged),
        rules.RAGGED_ROW,
        source=rules.SOURCE,
        reason=pl.lit("The line has more or fewer cells than the header."),
        value=pl.col("ragged").str.head(40),
    )
    return rows, pl.concat([unreadable, ragged])


def _number(text: pl.Expr) -> pl.Expr:
    """Return the number that a cell says; null for no line, and for what is no finite number."""
    digits = text.replace(dict.fromkeys(NO_LINE_MARKS)).str.replace("½", ".5", literal=True)
    number = digits.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _side() -> pl.Expr:
    odd = pl.col("rotation") % 2 == 1
    by_rotation = pl.when(odd).then(pl.lit("away")).when(~odd).then(pl.lit("home"))
    return (
        pl.when(pl.col("vh") == "V")
        .then(pl.lit("away"))
        .when(pl.col("vh") == "H")
        .then(pl.lit("home"))
        .when(pl.col("vh") == "N")
        .then(by_rotation)
    )


def pair_rows(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Bring each visitor's row together with the home row below it.

    Returns:
        The rows that have a partner, with `game_date`, `game_rotation`, `game` (for people) and
        the rotation mended; and what was mended or left out.
    """
    leads = _is_side("away") & _is_side("home").shift(-1, fill_value=False)
    rows = rows.with_columns(
        leads=leads, follows=leads.shift(1, fill_value=False), row_rotation="rotation"
    )
    alone = rows.filter(pl.col("is_row") & ~pl.col("leads") & ~pl.col("follows"))
    paired = _with_game(rows.filter(pl.col("leads") | pl.col("follows")))
    repeats = ~(
        pl.struct("date", "rotation").is_first_distinct()
        & pl.struct("game_date", "rotation").is_first_distinct()
    )
    paired = paired.with_columns(is_duplicate=repeats).with_columns(
        pl.col("is_duplicate").any().over("pair")
    )
    mended = [
        tell(alone, rules.UNPAIRED_ROW, "The other row of the game is not beside it."),
        tell(
            paired.filter("is_duplicate"),
            rules.DUPLICATE_ROW,
            "An earlier row of the file has the same date and rotation.",
        ),
        tell(
            paired.filter(pl.col("rotation") != pl.col("row_rotation")),
            rules.ROTATION_MISPRINT,
            "The rotation does not fit that of the other row.",
            field="rotation",
            value=pl.col("row_rotation"),
        ),
        tell(
            paired.filter(pl.col("day") != pl.col("game_date")),
            rules.TWO_DATES,
            "The other row of the game has another date.",
            field="date",
            value=pl.col("date"),
        ),
    ]
    return paired.filter(~pl.col("is_duplicate")), pl.concat(mended)


def _is_side(side: str) -> pl.Expr:
    return pl.col("is_row") & (pl.col("side") == side)


def _with_game(paired: pl.DataFrame) -> pl.DataFrame:
    """Add what both rows of a game share; `paired` alternates visitor, home."""

    def of(row: str, name: str) -> pl.Expr:
        return pl.col(name).filter(pl.col("side") == row).first().over("pair")

    game_rotation = (
        pl.when(of("away", "rotation") % 2 == 1)
        .then(of("away", "rotation"))
        .otherwise(of("home", "rotation") - 1)
    )
    return (
        paired.with_columns(pair=pl.int_range(pl.len()) // 2)
        .with_columns(game_date=of("home", "day"), game_rotation=game_rotation)
        .with_columns(
            rotation=pl.col("game_rotation") + (pl.col("side") == "home").cast(pl.Int32),
            game=pl.format(
                "{} {} at {} ({})",
                "game_date",
                of("away", "team"),
                of("home", "team"),
                "game_rotation",
            ),
        )
    )
