"""What a ballpark does to the game."""

from datetime import timedelta

import polars as pl

from bullpen.domains.mlb.views.league import LEAGUE
from bullpen.domains.mlb.views.sides import OWNER
from bullpen.features.ratio import ratio
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated

_YEARS = 3
_MIN_GAMES = 20  # a season with fewer home games at a park says nothing about it
_REGRESSED = {1: 0.6, 2: 0.7, 3: 0.8}  # by years of data


def park_factors(curated: Curated) -> pl.LazyFrame:
    """Return a park's factors for each season, from the three seasons before it.

    They are known from the moment that the schedule shows the season's first game. Ratio of runs
    (and home runs) a game at the park to those a game of its team's road games, corrected for the
    other parks, aPF N / (N - 1 + aPF), then regressed to 1 by .8, .7 or .6 for three, two or one
    years of data.
    """
    starts = curated["games"].group_by("season").agg(pl.col("known_at").min())
    years = _team_years(curated, starts)
    windows = starts.join(years, how="cross", suffix="_of").filter(
        (pl.col("season") - pl.col("season_of")).is_between(1, _YEARS)
    )
    keys = ["season", "known_at", "team", "venue_id"]
    sums = windows.group_by(keys).agg(
        pl.len().alias("years"), pl.col("teams").max(), pl.exclude("season_of", "teams").sum()
    )
    return sums.sort(keys).select(
        "team", "venue_id", "season", "known_at", runs=_factor("runs"), hr=_factor("home_runs")
    )


def _team_years(curated: Curated, starts: pl.LazyFrame) -> pl.LazyFrame:
    """Sums of one team's season: at a park that it played in often, and on the road.

    A result that is known only after the next season has begun is left out for good.
    """
    next_start = starts.select(pl.col("season") - 1, next_start="known_at")
    results = curated["results"].select(
        "game_id",
        ended="known_at",
        runs=(pl.col("home_score") + pl.col("away_score")).cast(pl.Int64),
        home_runs=(pl.col("home_home_runs") + pl.col("away_home_runs")).cast(pl.Int64),
    )
    played = (
        curated["games"]
        .join(results, on="game_id", how="inner")
        .join(next_start, on="season", how="inner")
        .filter(pl.col("ended") <= pl.col("next_start"))
    )
    sums = [pl.len().cast(pl.Int64).alias("games"), pl.col("runs", "home_runs").sum()]
    home = played.group_by("season", "venue_id", team="home_team").agg(sums)
    road = played.group_by("season", team="away_team").agg(sums)
    return (
        home.filter(pl.col("games") >= _MIN_GAMES)
        .join(road, on=["season", "team"], how="inner", suffix="_road")
        .with_columns(teams=pl.col("team").n_unique().over("season").cast(pl.Int64))
    )


def _factor(count: str) -> pl.Expr:
    at_home = ratio(pl.col(count), pl.col("games"))
    on_road = ratio(pl.col(f"{count}_road"), pl.col("games_road"))
    raw = pl.when(on_road > 0).then(ratio(at_home, on_road))
    corrected = ratio(raw * pl.col("teams"), pl.col("teams") - 1 + raw)
    weight = pl.col("years").replace_strict(_REGRESSED, return_dtype=pl.Float64())
    return 1 + weight * (corrected - 1)


_HAS_YEARS = pl.col("park_season") == pl.col("season")

PARK = FeatureView(
    name="park",
    version=1,
    category="team",
    description="Park factors, and the park itself.",
    owner=OWNER,
    reads=("games", "results"),
    states=(
        LEAGUE,
        State(
            rows=park_factors,
            roles=(Role(prefix="park_", by={"team": "home_team", "venue_id": "venue_id"}),),
        ),
    ),
    features=(
        Feature(
            name="park_runs",
            dtype=pl.Float64(),
            unit="ratio",
            description="Runs a game at this park over those of the home team's road games, last "
            "three seasons, corrected for the other parks and regressed to 1. Null where the home "
            "team has not had a season of 20 games here in those years.",
            value=pl.col("park_runs"),
            defined_for=_HAS_YEARS,
        ),
        Feature(
            name="park_hr",
            dtype=pl.Float64(),
            unit="ratio",
            description="As park_runs, for home runs. Null where park_runs is, or where there were "
            "no home runs on the road.",
            value=pl.col("park_hr"),
            defined_for=_HAS_YEARS,
        ),
        Feature(
            name="altitude_m",
            dtype=pl.Float64(),
            unit="m",
            description="Altitude of the venue. Null where it is not known.",
            value=pl.col("altitude_m"),
        ),
        Feature(
            name="roof",
            dtype=pl.Int64(),
            unit="code",
            description="0 open, 1 retractable roof, 2 dome. Null where it is not known.",
            value=pl.col("roof").replace_strict(
                {"open": 0, "retractable": 1, "dome": 2}, default=None, return_dtype=pl.Int64()
            ),
        ),
        Feature(
            name="league_runs",
            dtype=pl.Float64(),
            unit="runs",
            description="Runs a team and game in the league's latest 2,430 games. Null before the "
            "first result of all.",
            value=pl.col("league_runs"),
        ),
    ),
    freshness=timedelta(days=365),
    tags=("venue",),
)
