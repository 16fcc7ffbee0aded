"""The starting pitchers: how often and how lately they started, and how it went.

Game logs have no line for a single pitcher, so his starts are measured by what happened to his
team in them: runs allowed, strikeouts of the opponents, wins.
"""

import polars as pl

from bullpen.domains.mlb.views.league import LEAGUE
from bullpen.domains.mlb.views.sides import DAY, OWNER, both_sides, shrink, this_season
from bullpen.domains.mlb.views.team_games import team_games
from bullpen.features.view import FeatureView, Role, State
from bullpen.vocabulary.curated import Curated


def home_starters(curated: Curated) -> pl.LazyFrame:
    """Return who starts for the home team, from the moment that it is announced."""
    return _named(curated, "home")


def away_starters(curated: Curated) -> pl.LazyFrame:
    """Return who starts for the away team, from the moment that it is announced."""
    return _named(curated, "away")


def _named(curated: Curated, side: str) -> pl.LazyFrame:
    named = curated["starters"].filter(pl.col("side") == side)
    return named.select("game_id", "known_at", "pitcher_id", "throws")


def pitcher_starts(curated: Curated) -> pl.LazyFrame:
    """Return a pitcher's starts to date after the result of each of them."""
    starts = _starts(curated)
    key = ("pitcher_id", "season")
    total = {name: pl.col(name).cum_sum() for name in ("runs_allowed", "strikeouts_allowed")}
    last_5 = {
        f"{name}_5": (sums - sums.shift(5).fill_null(0)).over("pitcher_id")
        for name, sums in total.items()
    }
    return starts.select(
        "pitcher_id",
        "season",
        "known_at",
        last_date="game_date",
        starts=pl.int_range(1, pl.len() + 1).over(key),
        wins=pl.col("win").cum_sum().over(key),
        starts_5=pl.min_horizontal(pl.int_range(1, pl.len() + 1).over("pitcher_id"), 5),
        **last_5,
    )


def _starts(curated: Curated) -> pl.LazyFrame:
    """Results of a team with the starter whom it had last named by then, in order of knowledge."""
    named = curated["starters"].select(
        "game_id", "pitcher_id", is_home=pl.col("side") == "home", named_at="known_at"
    )
    return (
        team_games(curated)
        .join_asof(
            named.sort("named_at", maintain_order=True),
            left_on="known_at",
            right_on="named_at",
            by=["game_id", "is_home"],
            check_sortedness=False,  # both are sorted; it cannot be checked within keys
        )
        .drop_nulls("pitcher_id")
    )


def _if_named(prefix: str, value: pl.Expr) -> pl.Expr:
    return pl.when(pl.col(f"{prefix}named_pitcher_id").is_not_null()).then(value)


def _rest(prefix: str) -> pl.Expr:
    return (pl.col("slate") - pl.col(f"{prefix}last_date")).dt.total_days() - 1


def _has_started(prefix: str) -> pl.Expr:
    return pl.col(f"{prefix}season") == pl.col("season")


def _mean_of_5(prefix: str, count: str) -> pl.Expr:
    league = pl.col(f"league_{count.removesuffix('_allowed')}")
    total, starts = pl.col(f"{prefix}{count}_5"), pl.col(f"{prefix}starts_5")
    return _if_named(prefix, shrink(total.fill_null(0), starts.fill_null(0), 5, league))


STARTERS = FeatureView(
    name="starters",
    version=1,
    category="team",
    description="The starters named by the cutoff and their record.",
    owner=OWNER,
    reads=("games", "results", "starters"),
    states=(
        LEAGUE,
        State(rows=home_starters, roles=(Role(prefix="h_named_", by={"game_id": "entity_id"}),)),
        State(rows=away_starters, roles=(Role(prefix="a_named_", by={"game_id": "entity_id"}),)),
        State(
            rows=pitcher_starts,
            roles=(
                Role(prefix="h_", by={"pitcher_id": "h_named_pitcher_id"}),
                Role(prefix="a_", by={"pitcher_id": "a_named_pitcher_id"}),
            ),
        ),
    ),
    features=(
        *both_sides(
            "sp_starts",
            "count",
            "Starts this season of the pitcher named for {team}. Null while nobody is named.",
            lambda prefix: _if_named(prefix, this_season(prefix, "starts")),
            pl.Int64(),
        ),
        *both_sides(
            "sp_rest",
            "days",
            "Full days of rest since the last start of the pitcher named for {team}: calendar days "
            "minus 1. Null before his first start of the season and while nobody is named.",
            _rest,
            pl.Int64(),
            defined_for=_has_started,
        ),
        *both_sides(
            "sp_left",
            "flag",
            "The pitcher named for {team} throws with the left hand. Null where it is not known.",
            lambda prefix: pl.col(f"{prefix}named_throws") == "L",
            pl.Boolean(),
        ),
        *both_sides(
            "sp_ra_5",
            "runs",
            "Runs that {team}'s starter's team allowed a game in his last 5 starts, of any season, "
            "shrunk to the league mean with the weight of 5 starts. Null while nobody is named.",
            lambda prefix: _mean_of_5(prefix, "runs_allowed"),
        ),
        *both_sides(
            "sp_k_5",
            "count",
            "Strikeouts of opposing batters a game in the last 5 starts, of any season, of the "
            "pitcher named for {team}, his relievers' included, shrunk to the league mean with the "
            "weight of 5 starts. Null while nobody is named.",
            lambda prefix: _mean_of_5(prefix, "strikeouts_allowed"),
        ),
        *both_sides(
            "sp_win",
            "share",
            "Share of this season's starts of the pitcher named for {team} that his team won, "
            "shrunk to .5 with the weight of 10 starts. Null while nobody is named.",
            lambda prefix: _if_named(
                prefix,
                shrink(this_season(prefix, "wins"), this_season(prefix, "starts"), 10, pl.lit(0.5)),
            ),
        ),
    ),
    freshness=2 * DAY,
    tags=("starters",),
)
