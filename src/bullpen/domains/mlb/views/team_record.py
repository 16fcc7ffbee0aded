"""What a team has done this season: wins, runs, and how far the two disagree."""

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
from bullpen.features.ratio import ratio
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated

_EXPONENT = 1.83  # Pythagorean exponent of baseball
_EVEN = pl.lit(0.5)


def team_record(curated: Curated) -> pl.LazyFrame:
    """Return a team's season to date after each of its results."""
    home_win = pl.col("win") * pl.col("is_home")
    return team_games(curated).select(
        "team",
        "season",
        "known_at",
        games=_to_date(pl.col("win").is_not_null().cast(pl.Int64)),
        wins=_to_date(pl.col("win")),
        runs=_to_date(pl.col("runs")),
        runs_allowed=_to_date(pl.col("runs_allowed")),
        home_games=_to_date(pl.col("is_home").cast(pl.Int64)),
        home_wins=_to_date(home_win),
    )


def head_to_head(curated: Curated) -> pl.LazyFrame:
    """Return a team's season to date against one opponent."""
    keys = ["team", "opponent", "season"]
    return team_games(curated).select(
        *keys,
        "known_at",
        games=pl.col("win").is_not_null().cast(pl.Int64).cum_sum().over(keys),
        wins=pl.col("win").cum_sum().over(keys),
    )


def _to_date(value: pl.Expr) -> pl.Expr:
    return value.cum_sum().over("team", "season")


def _win(prefix: str) -> pl.Expr:
    return shrink(this_season(prefix, "wins"), this_season(prefix, "games"), 30, _EVEN)


def _pythagoras(prefix: str) -> pl.Expr:
    league = 30 * pl.col("league_runs")
    scored = (this_season(prefix, "runs") + league) ** _EXPONENT
    allowed = (this_season(prefix, "runs_allowed") + league) ** _EXPONENT
    return ratio(scored, scored + allowed)


def _road_win(prefix: str) -> pl.Expr:
    games = this_season(prefix, "games") - this_season(prefix, "home_games")
    wins = this_season(prefix, "wins") - this_season(prefix, "home_wins")
    return shrink(wins, games, 40, 1 - pl.col("league_home_win"))


TEAM_RECORD = FeatureView(
    name="team_record",
    version=1,
    category="team",
    description="Season-to-date records of both teams, drawn to the mean while games are few.",
    owner=OWNER,
    reads=("games", "results"),
    states=(
        LEAGUE,
        State(rows=team_record, roles=team_roles()),
        State(
            rows=head_to_head,
            roles=(Role(prefix="h2h_", by={"team": "home_team", "opponent": "away_team"}),),
        ),
    ),
    features=(
        *both_sides(
            "win",
            "share",
            "Share of games won by {team}, season to date, shrunk to .5 with the weight of 30 "
            "games; a tie is half a win. Never null.",
            _win,
        ),
        *both_sides(
            "pyth",
            "share",
            "Pythagorean win share of {team}, RS^1.83 / (RS^1.83 + RA^1.83), season to date with "
            "30 games of league-mean runs added to both. Null before the first result of all.",
            _pythagoras,
        ),
        *both_sides(
            "luck",
            "share",
            "Win share minus Pythagorean win share of {team}, season to date, both shrunk. Null "
            "before the first result of all.",
            lambda prefix: _win(prefix) - _pythagoras(prefix),
        ),
        Feature(
            name="h_home_win",
            dtype=pl.Float64(),
            unit="share",
            description="Share of its home games that the home team won, season to date, shrunk to "
            "the league's home wins with the weight of 40 games. Null before the first result.",
            value=shrink(
                this_season("h_", "home_wins"),
                this_season("h_", "home_games"),
                40,
                pl.col("league_home_win"),
            ),
        ),
        Feature(
            name="a_road_win",
            dtype=pl.Float64(),
            unit="share",
            description="Share of its road games that the away team won, season to date, shrunk to "
            "the league's road wins with the weight of 40 games. Null before the first result.",
            value=_road_win("a_"),
        ),
        Feature(
            name="h2h_season",
            dtype=pl.Float64(),
            unit="share",
            description="Share of this season's games against this opponent that the home team "
            "won, shrunk to .5 with the weight of 20 games. Never null.",
            value=shrink(this_season("h2h_", "wins"), this_season("h2h_", "games"), 20, _EVEN),
        ),
        Feature(
            name="d_win",
            dtype=pl.Float64(),
            unit="share",
            description="h_win minus a_win. Never null.",
            value=_win("h_") - _win("a_"),
        ),
        Feature(
            name="d_pyth",
            dtype=pl.Float64(),
            unit="share",
            description="h_pyth minus a_pyth. Null before the first result of all.",
            value=_pythagoras("h_") - _pythagoras("a_"),
        ),
    ),
    freshness=2 * DAY,
    tags=("results", "season-to-date"),
)
