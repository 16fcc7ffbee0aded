"""When and where each game of the logs was to be played, and the tables that follow from it.

Game logs carry no time of day. First pitch is assumed: a day game at 13:05, a night game at 19:05,
by the venue's clock; the second game of a doubleheader 3.5 hours after the first one's.
"""

from datetime import time, timedelta

import polars as pl

from bullpen.domains.mlb.findings import findings
from bullpen.domains.mlb.sources import retrosheet
from bullpen.domains.mlb.sources.retrosheet_rules import UNKNOWN_VENUE, UNREADABLE_COMPLETION
from bullpen.domains.mlb.tables import GAMES, RESULTS
from bullpen.domains.mlb.venues import to_utc, venues

DAY_GAME = time(13, 5)
NIGHT_GAME = time(19, 5)
SECOND_GAME_AFTER = timedelta(hours=3, minutes=30)
GAME_LENGTH = timedelta(hours=5)
MORNING = time(9)
LAST_MINUTE = time(23, 59)


def schedule(logs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the games of the logs with their moments, and those that have no moment.

    Args:
        logs: the staging table `retrosheet_games`.

    Returns:
        The columns of `logs`, those of the table `games`, and the UTC moments `morning` (09:00
        venue time of the day) and `completed_on` (23:59 venue time of the day on which a suspended
        game was completed, else null), sorted by date; and the findings.
    """
    placed = logs.join(
        venues().select("venue_id", "time_zone"),
        left_on="park_id",
        right_on="venue_id",
        how="left",
    )
    nowhere = findings(
        placed.filter(pl.col("time_zone").is_null()),
        UNKNOWN_VENUE,
        source=retrosheet.NAME,
        reason=pl.format("The park {} is not in the venue table.", "park_id"),
        entity=_game_id(),
        field="park_id",
        value=pl.col("park_id"),
    )
    known = placed.filter(pl.col("time_zone").is_not_null())
    endless = findings(
        known.filter(retrosheet.HAS_NO_END),
        UNREADABLE_COMPLETION,
        source=retrosheet.NAME,
        reason=pl.lit("The game was suspended, and the day of its completion cannot be read."),
        entity=_game_id(),
        field="completion",
        value=pl.col("completion"),
    )
    timed = _timed(known.filter(~retrosheet.HAS_NO_END))
    return timed.sort("game_date", "game_id"), pl.concat([nowhere, endless])


def _game_id() -> pl.Expr:
    return pl.concat_str("home_team", pl.col("date").dt.strftime("%Y%m%d"), "game_number")


def _timed(logs: pl.DataFrame) -> pl.DataFrame:
    named = logs.with_columns(
        game_id=_game_id(),
        season=pl.col("date").dt.year(),
        game_date="date",
        venue_id="park_id",
        is_day=pl.col("day_night") == "D",
    )
    local = named.with_columns(first_pitch_local=_first_pitch_local())
    zone = pl.col("time_zone")
    return local.with_columns(
        first_pitch=to_utc(pl.col("first_pitch_local"), zone),
        morning=to_utc(pl.col("date").dt.combine(MORNING), zone),
        completed_on=to_utc(retrosheet.COMPLETED_ON.dt.combine(LAST_MINUTE), zone),
        event_time_source=pl.lit("assumed"),
        known_at=to_utc(pl.col("date").cast(pl.Datetime("us")).dt.offset_by("-1d"), zone),
        source=pl.lit(retrosheet.NAME),
        simulated=pl.lit(value=False),
    )


def _first_pitch_local() -> pl.Expr:
    """Return the assumed start; the two games of a doubleheader may change home team and park."""
    usual = pl.when("is_day").then(pl.lit(DAY_GAME)).otherwise(pl.lit(NIGHT_GAME))
    start = pl.col("date").dt.combine(usual)
    opponents = (
        pl.min_horizontal("home_team", "away_team"),
        pl.max_horizontal("home_team", "away_team"),
    )
    first_game = start.filter(pl.col("game_number") == 1).first().over("date", *opponents)
    return (
        pl.when(pl.col("game_number") == 2)
        .then(pl.coalesce(first_game, start) + SECOND_GAME_AFTER)
        .otherwise(start)
    )


def games(scheduled: pl.DataFrame) -> pl.DataFrame:
    """Return the table `games`."""
    return scheduled.select(*GAMES).match_to_schema(GAMES)


def results(scheduled: pl.DataFrame) -> pl.DataFrame:
    """Return the table `results`; a result is known when the game ends."""
    ended_at = pl.coalesce("completed_on", pl.col("first_pitch") + GAME_LENGTH)
    status = (
        pl.when(pl.col("completed_on").is_not_null())
        .then(pl.lit("suspended"))
        .when(pl.col("home_score") == pl.col("away_score"))
        .then(pl.lit("tie"))
        .otherwise(pl.lit("final"))
    )
    return (
        scheduled.with_columns(ended_at=ended_at, known_at=ended_at, status=status)
        .select(*RESULTS)
        .match_to_schema(RESULTS)
    )
