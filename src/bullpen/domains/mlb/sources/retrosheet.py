"""Retrosheet's game logs: one line a game, 161 fields without a header."""

import polars as pl

from bullpen.data.source import Parsed, Payload, Rule, StagingTable
from bullpen.domains.mlb.findings import findings, no_findings
from bullpen.domains.mlb.sources import retrosheet_rules as rules
from bullpen.domains.mlb.sources.unpack import unpack
from bullpen.infra.errors import BadInput

NAME = "retrosheet"
FIELDS = 161

NOTICE = (
    "The information used here was obtained free of charge from and is copyrighted by Retrosheet. "
    "Interested parties may contact Retrosheet at 20 Sunset Rd., Newark, DE 19711."
)

_BOX = {"hits": 1, "home_runs": 4, "walks": 9, "strikeouts": 11, "pitchers_used": 17, "errors": 24}
_FIRST_BOX_FIELD = {"away": 22, "home": 50}  # at-bats; the box fields count on from it

_REQUIRED: dict[str, tuple[int, pl.DataType]] = {
    "date": (1, pl.Date()),
    "game_number": (2, pl.Int8()),
    "away_team": (4, pl.String()),
    "away_league": (5, pl.String()),
    "home_team": (7, pl.String()),
    "home_league": (8, pl.String()),
    "away_score": (10, pl.Int32()),
    "home_score": (11, pl.Int32()),
    "length_outs": (12, pl.Int32()),
    "day_night": (13, pl.String()),  # "D" or "N"
    "park_id": (17, pl.String()),
}
_OPTIONAL: dict[str, tuple[int, pl.DataType]] = {
    "completion": (14, pl.String()),  # "yyyymmdd,park,visitors,home,outs" when suspended
    **{
        f"{side}_{name}": (first + offset, pl.Int32())
        for side, first in _FIRST_BOX_FIELD.items()
        for name, offset in _BOX.items()
    },
    "away_starter_id": (102, pl.String()),
    "away_starter_name": (103, pl.String()),
    "home_starter_id": (104, pl.String()),
    "home_starter_name": (105, pl.String()),
}
_STAGED = {**_REQUIRED, **_OPTIONAL}
_CHECKED = {  # read to judge a line, not staged
    "attendance": 18,
    "away_line_score": 20,
    "home_line_score": 21,
    "away_at_bats": 22,
    "home_at_bats": 50,
    "away_runs_batted_in": 27,
    "home_runs_batted_in": 55,
}

GAMES = StagingTable(
    name="retrosheet_games",
    key=("date", "game_number", "home_team"),
    schema={name: dtype for name, (_, dtype) in _STAGED.items()},
)


_LOG = r"(?i)gl\d{4}\.txt(\.gz)?"
_SEASON_OF_FILE = pl.col("_file").str.extract(r"(?i)^gl(\d{4})").cast(pl.Int32)

COMPLETED_ON = pl.col("completion").str.head(8).str.to_date("%Y%m%d", strict=False)
"""Day on which a suspended game was completed; null for any other, and where it is unreadable."""

HAS_NO_END = pl.col("completion").is_not_null() & ~(pl.col("date") <= COMPLETED_ON).fill_null(
    value=False
)
"""Whether a game was suspended, and cannot be said to have been completed on any day since."""


class Retrosheet:
    """Game logs `GLyyyy.TXT`, plain, gzipped, or any number of them in a zip."""

    name = NAME
    description = "Retrosheet game logs: results, box totals, starters, park, day or night"
    patterns = (
        "GL[0-9][0-9][0-9][0-9].TXT",
        "GL[0-9][0-9][0-9][0-9].TXT.gz",
        "GL[0-9][0-9][0-9][0-9]*.zip",
    )
    staging = (GAMES,)
    rules: tuple[Rule, ...] = rules.RULES
    simulated = False
    default: Payload | None = None
    notice: str | None = NOTICE

    def parse(self, payload: Payload) -> Parsed:
        """Return the games of every season in the payload.

        Raises:
            BadInput: if the payload is empty, damaged or no game log.
        """
        seasons = [_lines(file) for file in unpack(payload, _LOG)]
        games, found = _judge(pl.concat(_fields(season) for season in seasons))
        odd = pl.concat(season.filter(~_HAS_ALL_FIELDS) for season in seasons)
        if games.is_empty():
            raise BadInput(
                f"None of the lines of {payload.file} can be read as a game: {found['reason'][0]}"
            )
        return Parsed(
            staging={GAMES.name: games},
            findings=pl.concat([_tell_width(odd), found]),
            rows_read=sum(season.height for season in seasons),
        )


def _lines(file: Payload) -> pl.DataFrame:
    """Return `text`, `width` (fields in the line) and origin of the lines that are not blank."""
    text = pl.Series("text", file.content.decode(errors="replace").splitlines(), dtype=pl.String())
    commas = pl.col("text").str.replace_all(r'"[^"]*"', "").str.count_matches(",")
    lines = (
        text.to_frame()
        .with_columns(
            width=commas + 1,
            _file=pl.lit(file.file),
            _line=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        )
        .filter(pl.col("text").str.strip_chars() != "")
    )
    if not lines.select(_HAS_ALL_FIELDS.any()).item():
        raise BadInput(
            f"{file.file} is no Retrosheet game log: its lines do not have {FIELDS} fields "
            "separated by commas. Take GLyyyy.TXT as Retrosheet publishes it."
        )
    return lines


_HAS_ALL_FIELDS = pl.col("width") == FIELDS


def _fields(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the fields in use, as text; an empty field is null."""
    positions = {name: position for name, (position, _) in _STAGED.items()} | _CHECKED
    whole = lines.filter(_HAS_ALL_FIELDS)
    fields = pl.read_csv(
        "\n".join(whole["text"]).encode(),
        has_header=False,
        schema={str(position): pl.String() for position in range(1, FIELDS + 1)},
        columns=sorted(position - 1 for position in positions.values()),
    )
    text = {name: pl.col(str(position)).replace("", None) for name, position in positions.items()}
    return fields.select(**text).hstack(whole.select("_file", "_line"))


def _judge(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split lines of text into typed games and findings."""
    typed = lines.with_columns(
        pl.col("date").str.to_date("%Y%m%d", strict=False),
        *(
            pl.col(name).cast(dtype, strict=False)
            for name, (_, dtype) in _STAGED.items()
            if dtype.is_integer()
        ),
    )
    found = [no_findings()]
    for rule, breaks, reason in _REFUSALS:
        broken = typed.select(breaks.fill_null(value=False)).to_series()
        found.append(_tell(typed.filter(broken), rule, reason))
        typed = typed.filter(~broken)
    found += [_tell(typed.filter(shows), rule, reason) for rule, shows, reason in _REMARKS]
    return typed.select(*GAMES.schema, "_file", "_line"), pl.concat(found)


def _tell_width(lines: pl.DataFrame) -> pl.DataFrame:
    reason = pl.format(f"The line has {{}} fields; a game has {FIELDS}.", "width")
    line = pl.col("text").str.head(40)
    return findings(lines, rules.WRONG_FIELD_COUNT, source=NAME, reason=reason, value=line)


def _tell(lines: pl.DataFrame, rule: Rule, reason: pl.Expr) -> pl.DataFrame:
    entity = pl.concat_str(
        "home_team", pl.col("date").dt.strftime("%Y%m%d"), "game_number", ignore_nulls=True
    )
    return findings(lines, rule, source=NAME, reason=reason, entity=entity)


def _line_score_sum(side: str) -> pl.Expr:
    """Return the runs of a line score such as `01000(10)30x`: digits, or numbers in brackets."""
    innings = pl.col(f"{side}_line_score").str.extract_all(r"\(\d+\)|\d")
    return innings.list.eval(pl.element().str.strip_chars("()").cast(pl.Int32)).list.sum()


def _contradicts(side: str) -> pl.Expr:
    def number(name: str) -> pl.Expr:
        return pl.col(f"{side}_{name}").cast(pl.Int32, strict=False)

    return (
        (_line_score_sum(side) != pl.col(f"{side}_score"))
        | (number("hits") > number("at_bats"))
        | (number("runs_batted_in") > pl.col(f"{side}_score"))
    ).fill_null(value=False)


_REFUSALS: tuple[tuple[Rule, pl.Expr, pl.Expr], ...] = (
    (
        rules.UNREADABLE_GAME,
        pl.any_horizontal(pl.col(*_REQUIRED).is_null())
        | ~pl.col("day_night").is_in(["D", "N"])
        | ~pl.col("game_number").is_between(0, 3),
        pl.lit("Date, game number, teams, scores, length, day/night or park cannot be read."),
    ),
    (
        rules.WRONG_SEASON,
        pl.col("date").dt.year() != _SEASON_OF_FILE,
        pl.format("{} is no day of the season that the file is named for.", "date"),
    ),
    (
        rules.CONTRADICTORY_TOTALS,
        _contradicts("away") | _contradicts("home"),
        pl.format(
            "The score {}-{} contradicts the line score, the hits or the runs batted in.",
            "away_score",
            "home_score",
        ),
    ),
    (
        rules.DUPLICATE_GAME,
        ~pl.struct(*GAMES.key).is_first_distinct(),
        pl.lit("An earlier line of the file has the same date, game number and home team."),
    ),
)
_REMARKS: tuple[tuple[Rule, pl.Expr, pl.Expr], ...] = (
    (
        rules.MISSING_STARTER,
        pl.col("away_starter_id").is_null() | pl.col("home_starter_id").is_null(),
        pl.lit("A starting pitcher is missing; that side has no starter."),
    ),
    (
        rules.SUSPENDED_GAME,
        pl.col("completion").is_not_null() & ~HAS_NO_END,
        pl.format("The game was completed later: {}.", "completion"),
    ),
    (
        rules.TIED_GAME,
        pl.col("away_score") == pl.col("home_score"),
        pl.format("The game ended {}-{}.", "away_score", "home_score"),
    ),
    (
        rules.SHORTENED_GAME,
        pl.col("length_outs") < 51,
        pl.format("The game has {} outs, a full one at least 51.", "length_outs"),
    ),
    (
        rules.NO_ATTENDANCE,
        pl.col("attendance").fill_null("0") == "0",
        pl.lit("Attendance is 0 or empty."),
    ),
)
