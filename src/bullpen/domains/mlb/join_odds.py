"""Which game of the logs an odds game is.

The archives have no game numbers and list doubleheaders in any order. A game is therefore joined
by date and teams where these leave no choice; the games of a doubleheader by their final score,
else by their starters, never by the order of rows. Scores serve here to tell games apart after the
fact; they reach no quote.
"""

from dataclasses import dataclass

import polars as pl

from bullpen.domains.mlb.findings import findings
from bullpen.domains.mlb.odds_games import tell_games
from bullpen.domains.mlb.sources import sbr_rules as rules

_SAME_SCORE = (pl.col("away_final") == pl.col("away_score")) & (
    pl.col("home_final") == pl.col("home_score")
)


def is_same_pitcher(listed: pl.Expr, starter_name: pl.Expr) -> pl.Expr:
    """Return whether the archive's `FLASTNAME-R`, perhaps cut short, can be the named starter.

    >>> listed = ["CSABATHIA-L", "STRASBURG-R", "TALEXANDE-R", "JSMITH-R"]
    >>> names = ["CC Sabathia", "Stephen Strasburg", "Tyler Alexander", "CC Sabathia"]
    >>> rows = pl.DataFrame({"listed": listed, "name": names})
    >>> rows.select(is_same_pitcher(pl.col("listed"), pl.col("name"))).to_series().to_list()
    [True, True, True, False]
    """
    letters = listed.str.to_uppercase().str.replace(r"-[A-Z]$", "").str.replace_all("[^A-Z]", "")
    last_name = (
        starter_name.str.to_uppercase().str.replace(r"^\S+\s+", "").str.replace_all("[^A-Z]", "")
    )
    cut_short = (letters.str.len_chars() >= 5) & last_name.str.starts_with(letters.str.slice(1))
    return (letters.str.contains(last_name, literal=True) | cut_short).fill_null(value=False)


_SAME_STARTER = is_same_pitcher(
    pl.col("away_pitcher"), pl.col("away_starter_name")
) | is_same_pitcher(pl.col("home_pitcher"), pl.col("home_starter_name"))


@dataclass(frozen=True, slots=True)
class _Step:
    """One way to tell that two games are the same.

    Attributes:
        method: what it is called in findings.
        days: how many days the archive's date may be off.
        agrees: what must hold beside the teams; over the columns of both.
    """

    method: str
    days: tuple[int, ...]
    agrees: pl.Expr


_STEPS = (
    _Step("teams", (0,), pl.lit(value=True)),
    _Step("score", (0,), _SAME_SCORE),
    _Step("starters", (0,), _SAME_STARTER),
    _Step("remainder", (0,), pl.lit(value=True)),
    _Step("neighbouring-day", (-1, 1), _SAME_SCORE & _SAME_STARTER),
)


def join_odds(odds: pl.DataFrame, scheduled: pl.DataFrame) -> pl.DataFrame:
    """Return `odds` with `game_id`, `method` and what is needed of the game; null where none.

    Each step takes the pairs that leave no choice, out of those that the steps before left over,
    so that a game is joined once at most and what stays ambiguous is not joined at all.
    """
    games = scheduled.select(
        "game_id",
        "away_team",
        "home_team",
        "game_number",
        "away_score",
        "home_score",
        "away_starter_name",
        "home_starter_name",
        "morning",
        "first_pitch",
        played_on="game_date",
    )
    joined = pl.DataFrame(schema={"odds_id": pl.Int64, "game_id": pl.String, "method": pl.String})
    for step in _STEPS:
        left = odds.join(joined, on="odds_id", how="anti")
        free = games.join(joined, on="game_id", how="anti")
        joined = pl.concat([joined, _pairs(left, free, step)])
    found = joined.join(games.drop("away_team", "home_team"), on="game_id")
    return odds.join(found, on="odds_id", how="left", maintain_order="left")


def _pairs(odds: pl.DataFrame, games: pl.DataFrame, step: _Step) -> pl.DataFrame:
    near = pl.concat(
        odds.with_columns(played_on=pl.col("game_date").dt.offset_by(f"{days}d"))
        for days in step.days
    )
    pairs = near.join(games, on=["played_on", "away_team", "home_team"]).filter(step.agrees)
    is_only_choice = (pl.len().over("odds_id") == 1) & (pl.len().over("game_id") == 1)
    return pairs.filter(is_only_choice).select("odds_id", "game_id", method=pl.lit(step.method))


def tell_join(joined: pl.DataFrame, scheduled: pl.DataFrame) -> pl.DataFrame:
    """Return what joining repaired, left over and found remarkable."""
    matched = joined.filter(pl.col("game_id").is_not_null())
    doubleheaders = matched.filter(pl.col("game_number") > 0)
    filed = pl.format(
        "{}-{}", pl.col("away_final").cast(pl.Int32), pl.col("home_final").cast(pl.Int32)
    )
    return pl.concat(
        [
            tell_games(
                matched.filter(pl.col("method") == "neighbouring-day"),
                rules.MISDATED,
                pl.format("Filed under {}, played on {}.", "game_date", "played_on"),
                field="date",
                value=pl.col("game_date"),
            ),
            tell_games(
                doubleheaders,
                rules.DOUBLEHEADER,
                pl.format("Joined to game {} by {}.", "game_number", "method"),
                sides=("home",),
                field="method",
                value=pl.col("method"),
            ),
            tell_games(
                doubleheaders.filter(_is_reversed()),
                rules.REVERSED_DOUBLEHEADER,
                pl.format("Game {} is not listed in that place.", "game_number"),
                sides=("home",),
            ),
            tell_games(
                matched.filter(~_SAME_SCORE),
                rules.FINAL_DIFFERS,
                pl.format("Filed as {}, played {}-{}.", filed, "away_score", "home_score"),
                sides=("home",),
                field="final",
                value=filed,
            ),
            _tell_unmatched(joined, scheduled),
            _tell_no_odds(joined, scheduled),
        ]
    )


def _is_reversed() -> pl.Expr:
    """Return whether a doubleheader's place in the file is not its game number."""
    place = pl.col("home__line").rank("ordinal").over("played_on", "away_team", "home_team")
    return (place != pl.col("game_number")) & (
        pl.len().over("played_on", "away_team", "home_team") == 2
    )


def _tell_unmatched(joined: pl.DataFrame, scheduled: pl.DataFrame) -> pl.DataFrame:
    ends = scheduled.group_by("season").agg(season_end=pl.col("game_date").max())
    left = joined.filter(pl.col("game_id").is_null()).join(ends, on="season", how="left")
    not_played = pl.col("away_final").is_null() & pl.col("home_final").is_null()
    is_late = (pl.col("game_date") > pl.col("season_end")).fill_null(value=False)
    return pl.concat(
        [
            tell_games(
                left.filter(not_played), rules.NOT_PLAYED, pl.lit("The game has no final score.")
            ),
            tell_games(
                left.filter(~not_played & is_late),
                rules.POSTSEASON,
                pl.format("The regular season ended on {}.", "season_end"),
            ),
            tell_games(
                left.filter(~not_played & ~is_late),
                rules.NO_GAME,
                pl.lit("No game log has a game of these teams on that day that it must be."),
            ),
        ]
    )


def _tell_no_odds(joined: pl.DataFrame, scheduled: pl.DataFrame) -> pl.DataFrame:
    covered = joined.group_by("season").agg(
        pl.col("game_date").min().alias("first"),
        pl.col("game_date").max().alias("last"),
        pl.col("_file").min(),
    )
    lacking = (
        scheduled.drop("_file")
        .join(joined, on="game_id", how="anti")
        .join(covered, on="season")
        .filter(pl.col("game_date").is_between("first", "last"))
        .with_columns(_line=pl.lit(None, pl.Int64()))
    )
    return findings(
        lacking,
        rules.NO_ODDS,
        source=rules.SOURCE,
        reason=pl.format(
            "The archive has no row of {} {} at {}.", "game_date", "away_team", "home_team"
        ),
        entity=pl.col("game_id"),
    )
