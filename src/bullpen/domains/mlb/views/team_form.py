"""How a team has played of late: its last ten and thirty games, and its streak."""

import polars as pl

from bullpen.domains.mlb.views.league import LEAGUE
from bullpen.domains.mlb.views.sides import (
    DAY,
    OWNER,
    both_sides,
    shrink,
    team_roles,
    this_season,
)
from bullpen.domains.mlb.views.team_games import team_games
from bullpen.features.view import Feature, FeatureView, State
from bullpen.vocabulary.curated import Curated

_OF_30 = (
    "runs",
    "runs_allowed",
    "home_runs",
    "walks",
    "strikeouts",
    "home_runs_allowed",
    "walks_allowed",
    "strikeouts_allowed",
)
_KEY = ("team", "season")


def team_form(curated: Curated) -> pl.LazyFrame:
    """Return sums over a team's last games of the season, after each of its results."""
    number = pl.int_range(1, pl.len() + 1).over(_KEY)
    rows = team_games(curated).with_columns(sign=(2 * pl.col("win") - 1).cast(pl.Int64))
    rows = rows.with_columns(run=pl.col("sign").rle_id().over(_KEY))
    return rows.select(
        "team",
        "season",
        "known_at",
        *[_last(pl.col(name), 30).alias(f"{name}_30") for name in _OF_30],
        games_10=pl.min_horizontal(number, 10),
        games_30=pl.min_horizontal(number, 30),
        wins_10=_last(pl.col("win"), 10),
        streak=pl.col("sign") * pl.int_range(1, pl.len() + 1).over(*_KEY, "run"),
    )


def _last(value: pl.Expr, games: int) -> pl.Expr:
    """Sum over the last `games` rows of a team's season; of counts, so that it is exact."""
    total = value.cum_sum()
    return (total - total.shift(games).fill_null(0)).over(_KEY)


def _last_30(name: str, what: str) -> tuple[Feature, Feature]:
    league = pl.col(f"league_{name.removesuffix('_allowed')}")
    return both_sides(
        _NAMES[name],
        "a game",
        f"{what} a game, last 30 games of the season, shrunk to the league mean with the weight "
        "of 20 games. Null before the first result of all.",
        lambda prefix: shrink(
            this_season(prefix, f"{name}_30"), this_season(prefix, "games_30"), 20, league
        ),
    )


_NAMES = {
    "runs": "rs_30",
    "runs_allowed": "ra_30",
    "home_runs": "bat_hr_30",
    "walks": "bat_bb_30",
    "strikeouts": "bat_k_30",
    "home_runs_allowed": "pit_hr_30",
    "walks_allowed": "pit_bb_30",
    "strikeouts_allowed": "pit_k_30",
}

TEAM_FORM = FeatureView(
    name="team_form",
    version=1,
    category="team",
    description="The last games of both teams within the season, and the streak they are on.",
    owner=OWNER,
    reads=("games", "results"),
    states=(LEAGUE, State(rows=team_form, roles=team_roles())),
    features=(
        *_last_30("runs", "Runs scored by {team}"),
        *_last_30("runs_allowed", "Runs allowed by {team}"),
        *_last_30("home_runs", "Home runs hit by {team}"),
        *_last_30("walks", "Walks drawn by {team}"),
        *_last_30("strikeouts", "Strikeouts of the batters of {team}"),
        *_last_30("home_runs_allowed", "Home runs allowed by {team}"),
        *_last_30("walks_allowed", "Walks issued by {team}"),
        *_last_30("strikeouts_allowed", "Strikeouts by the pitchers of {team}"),
        *both_sides(
            "l10",
            "share",
            "Share won by {team} of its last 10 games of the season, shrunk to .5 with the weight "
            "of 10 games; a tie is half a win. Never null.",
            lambda prefix: shrink(
                this_season(prefix, "wins_10"), this_season(prefix, "games_10"), 10, pl.lit(0.5)
            ),
        ),
        *both_sides(
            "streak",
            "games",
            "Games that {team} has won in a row, negative for losses, at most 10 either way; 0 at "
            "the start of a season and after a tie. Never null.",
            lambda prefix: this_season(prefix, "streak").clip(-10, 10),
            pl.Int64(),
        ),
    ),
    freshness=2 * DAY,
    tags=("results", "form"),
)
