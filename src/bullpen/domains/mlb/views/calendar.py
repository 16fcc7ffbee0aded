"""When a game is played: its place in the season, the week and the day."""

import polars as pl

from bullpen.domains.mlb.views.sides import DAY, OWNER, team_roles, this_season
from bullpen.domains.mlb.views.team_record import team_record
from bullpen.features.ratio import ratio
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated

_GAMES_OF_A_SEASON = 162
_HOUR = pl.col("first_pitch_local").dt.hour() + ratio(pl.col("first_pitch_local").dt.minute(), 60)


def season_starts(curated: Curated) -> pl.LazyFrame:
    """Return the earliest date of a season among the games that the schedule has shown."""
    games = curated["games"].select("season", "known_at", "game_date").sort("known_at")
    return games.with_columns(
        pl.col("game_date").cum_min().over("season").alias("first_date")
    ).drop("game_date")


CALENDAR = FeatureView(
    name="calendar",
    version=1,
    category="temporal",
    description="Place of the game in the season, the week and the day, by the venue's clock.",
    owner=OWNER,
    reads=("games", "results"),
    states=(
        State(rows=season_starts, roles=(Role(prefix="season_", by={"season": "season"}),)),
        State(rows=team_record, roles=team_roles()),
    ),
    features=(
        Feature(
            name="season_day",
            dtype=pl.Int64(),
            unit="days",
            description="Days since the first date of the season, which is day 1. Never null.",
            value=(pl.col("slate") - pl.col("season_first_date")).dt.total_days() + 1,
        ),
        Feature(
            name="season_progress",
            dtype=pl.Float64(),
            unit="share",
            description="Mean of the games that the two teams have completed this season, divided "
            "by 162. Never null.",
            value=ratio(
                this_season("h_", "games") + this_season("a_", "games"), 2 * _GAMES_OF_A_SEASON
            ),
        ),
        Feature(
            name="month",
            dtype=pl.Int64(),
            unit="month",
            description="Month of the local date, 1 to 12. Never null.",
            value=pl.col("slate").dt.month(),
        ),
        Feature(
            name="dow",
            dtype=pl.Int64(),
            unit="day",
            description="Day of the week of the local date, Monday 1 to Sunday 7. Never null.",
            value=pl.col("slate").dt.weekday(),
        ),
        Feature(
            name="is_weekend",
            dtype=pl.Boolean(),
            unit="flag",
            description="Saturday or Sunday by the local date. Never null.",
            value=pl.col("slate").dt.weekday() >= 6,
        ),
        Feature(
            name="local_start_hour",
            dtype=pl.Float64(),
            unit="hours",
            description="Scheduled start by the venue's clock, minutes as a fraction. Never null.",
            value=_HOUR,
        ),
        Feature(
            name="is_day_game",
            dtype=pl.Boolean(),
            unit="flag",
            description="Scheduled start before 17:00 by the venue's clock. Never null.",
            value=_HOUR < 17,
        ),
        Feature(
            name="dh_game_no",
            dtype=pl.Int64(),
            unit="count",
            description="0 for a single game, 1 or 2 in a doubleheader. Never null.",
            value=pl.col("game_number"),
        ),
    ),
    freshness=2 * DAY,
    tags=("schedule",),
)
