"""Where a game stands in the schedule of its teams: series, homestands, road trips, rest."""

import polars as pl

from bullpen.domains.mlb.views.sides import DAY, OWNER, both_sides
from bullpen.features.ratio import ratio
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated

_TEAM_SEASON = ("team", "season")


def team_schedule(curated: Curated) -> pl.LazyFrame:
    """Return one row a game and team, with what the schedule says about the games before it.

    Days before the game's own date decide rest and workload, so that the second game of a
    doubleheader has the same values as the first.
    """
    games = _team_dates(curated)
    days = _days(games)
    return (
        games.with_columns(
            series_no=_number_within(_begins("opponent") | _begins("venue_id")),
            stand_no=_number_within(_begins("is_home")),
            last_venue_id=pl.col("venue_id").shift(1).over(_TEAM_SEASON),
            last_utc_offset=pl.col("utc_offset").shift(1).over(_TEAM_SEASON),
        )
        .join(days, on=["team", "game_date"], how="left", maintain_order="left")
        .drop("opponent", "is_home", "venue_id", "game_date", "season")
    )


def _team_dates(curated: Curated) -> pl.LazyFrame:
    games = curated["games"].with_columns(
        utc_offset=ratio(
            (
                pl.col("first_pitch_local").dt.replace_time_zone("UTC") - pl.col("first_pitch")
            ).dt.total_seconds(),
            3600,
        )
    )
    order = ("first_pitch", "game_number", "game_id")
    columns = ("game_id", "season", "game_date", "venue_id", "utc_offset", "known_at")
    sides = [
        games.select(
            *columns,
            *order[:2],
            team=f"{own}_team",
            opponent=f"{other}_team",
            is_home=pl.lit(own == "home"),
        )
        for own, other in (("home", "away"), ("away", "home"))
    ]
    return (
        pl.concat(sides)
        .sort("team", *order)
        .with_columns(known_at=pl.col("known_at").cum_max().over("team"))
        .drop(order[:2])
    )


def _begins(column: str) -> pl.Expr:
    """Whether a team's value differs from that of its game before, within the season."""
    return pl.col(column).ne_missing(pl.col(column).shift(1).over(_TEAM_SEASON))


def _number_within(begins: pl.Expr) -> pl.Expr:
    """Number of the game, from 1, since the last row on which `begins` was true."""
    index = pl.int_range(pl.len())
    start = pl.when(begins).then(index).forward_fill()
    return (index - start + 1).over(_TEAM_SEASON)


def _days(games: pl.LazyFrame) -> pl.LazyFrame:
    """One row a team and date: its last date before, games of seven days, days in a row."""
    days = games.group_by("team", "game_date").len("games").sort("team", "game_date")
    days = days.with_columns(total=pl.col("games").cast(pl.Int64).cum_sum().over("team"))
    earlier = days.select("team", pl.col("game_date").alias("week_ago"), before="total")
    island = pl.col("game_date").to_physical() - pl.int_range(pl.len()).over("team")
    return (
        days.with_columns(
            last_date=pl.col("game_date").shift(1).over("team"),
            island=island,
            week_ago=pl.col("game_date").dt.offset_by("-8d"),
        )
        .join_asof(earlier, on="week_ago", by="team", check_sortedness=False)
        .select(
            "team",
            "game_date",
            "last_date",
            days_in_row=pl.int_range(pl.len()).over("team", "island"),
            games_7d=pl.col("total") - pl.col("games") - pl.col("before").fill_null(0),
        )
    )


def _rest(prefix: str) -> pl.Expr:
    days = (pl.col("slate") - pl.col(f"{prefix}last_date")).dt.total_days() - 1
    return days.clip(upper_bound=4)


SCHEDULED = State(
    rows=team_schedule,
    roles=(
        Role(prefix="h_", by={"game_id": "entity_id", "team": "home_team"}),
        Role(prefix="a_", by={"game_id": "entity_id", "team": "away_team"}),
    ),
)

SCHEDULE = FeatureView(
    name="schedule",
    version=1,
    category="temporal",
    description="Series, homestand and road trip, rest and workload of both teams.",
    owner=OWNER,
    reads=("games",),
    states=(SCHEDULED,),
    features=(
        Feature(
            name="series_game_no",
            dtype=pl.Int64(),
            unit="count",
            description="Number of the game, from 1, among consecutive games of the home team "
            "against this opponent at this venue in the season. Never null.",
            value=pl.col("h_series_no"),
        ),
        *both_sides(
            "rest_days",
            "days",
            "Calendar days between the last date on which {team} played and this one, minus 1, at "
            "most 4; last season's games count. Null before a team's first game of all.",
            _rest,
            pl.Int64(),
        ),
        Feature(
            name="d_rest_days",
            dtype=pl.Int64(),
            unit="days",
            description="h_rest_days minus a_rest_days; null where either is.",
            value=_rest("h_") - _rest("a_"),
        ),
        *both_sides(
            "games_7d",
            "count",
            "Games of {team} on the seven days before this date. Never null.",
            lambda prefix: pl.col(f"{prefix}games_7d"),
            pl.Int64(),
        ),
        *both_sides(
            "days_in_row",
            "days",
            "Consecutive days just before this date on each of which {team} played. Never null.",
            lambda prefix: pl.col(f"{prefix}days_in_row"),
            pl.Int64(),
        ),
        Feature(
            name="h_homestand_no",
            dtype=pl.Int64(),
            unit="count",
            description="Number of the game, from 1, in the home team's homestand: consecutive "
            "home games of the season. Never null.",
            value=pl.col("h_stand_no"),
        ),
        Feature(
            name="a_roadtrip_no",
            dtype=pl.Int64(),
            unit="count",
            description="Number of the game, from 1, in the away team's road trip: consecutive "
            "road games of the season. Never null.",
            value=pl.col("a_stand_no"),
        ),
    ),
    freshness=2 * DAY,
    tags=("schedule",),
)
