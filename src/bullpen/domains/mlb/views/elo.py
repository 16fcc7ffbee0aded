"""Elo ratings of the teams.

Source: FiveThirtyEight, "How Our MLB Predictions Work": ratings start at 1500, K = 4, the home
team is worth 24 points, and a rating reverts by a third to the mean between seasons. The article
says that the margin of victory counts, not how; the multiplier here is the one that the same
authors published for football, ln(margin + 1) * 2.2 / (2.2 + 0.001 * edge of the winner). Their
adjustments for starter, rest and travel are left out: the first needs box scores.
"""

from math import log

import polars as pl

from bullpen.domains.mlb.views.sides import DAY, OWNER, both_sides, team_roles
from bullpen.features.ratio import ratio
from bullpen.features.view import Feature, FeatureView, State
from bullpen.vocabulary.curated import Curated

MEAN = 1500.0
K = 4.0
HOME = 24.0
KEPT = 2 / 3  # of the distance to the mean, from one season to the next


def elo_ratings(curated: Curated) -> pl.LazyFrame:
    """Return both teams' ratings after each result, in the order in which results became known."""
    games = curated["games"].select("game_id", "season", "home_team", "away_team")
    results = curated["results"].select("game_id", "home_score", "away_score", "known_at")
    played = results.join(games, on="game_id", how="inner").sort("known_at", "game_id").collect()
    home, away = _walk(played)
    rows = played.select("season", "known_at", "home_team", "away_team").lazy()
    return pl.concat(
        [
            rows.select("season", "known_at", team="home_team", elo=pl.lit(home)),
            rows.select("season", "known_at", team="away_team", elo=pl.lit(away)),
        ]
    )


def _walk(played: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    ratings: dict[str, float] = {}
    seasons: dict[str, int] = {}
    home_after, away_after = [], []
    columns = ("season", "home_team", "away_team", "home_score", "away_score")
    for season, home, away, scored, allowed in played.select(columns).iter_rows():
        for team in (home, away):
            if seasons.get(team, season) != season:
                ratings[team] = MEAN + KEPT * (ratings[team] - MEAN)
            seasons[team] = season
        before = ratings.get(home, MEAN), ratings.get(away, MEAN)
        gain = points_won(*before, scored - allowed)
        ratings[home], ratings[away] = before[0] + gain, before[1] - gain
        home_after.append(ratings[home])
        away_after.append(ratings[away])
    return pl.Series(home_after, dtype=pl.Float64), pl.Series(away_after, dtype=pl.Float64)


def points_won(home: float, away: float, margin: int) -> float:
    """Return the points that pass from the away to the home team; none for a tie.

    A home team of equal rating that wins by one run gains 4 * ln(2) * (1 - .5345) * .9892 points:

    >>> round(points_won(1500, 1500, 1), 3)
    1.277
    """
    edge = home - away + HOME
    expected = 1 / (1 + 10 ** (-edge / 400))
    winners_edge = edge if margin > 0 else -edge
    multiplier = log(abs(margin) + 1) * 2.2 / (2.2 + 0.001 * winners_edge)
    return K * multiplier * ((margin > 0) - expected)


def _rating(prefix: str) -> pl.Expr:
    rating = pl.col(f"{prefix}elo")
    over = pl.col(f"{prefix}season") != pl.col("season")
    return pl.when(over).then(MEAN + KEPT * (rating - MEAN)).otherwise(rating).fill_null(MEAN)


_EDGE = _rating("h_") - _rating("a_") + HOME

ELO = FeatureView(
    name="elo",
    version=1,
    category="team",
    description="Elo ratings as FiveThirtyEight describes them, without starter, rest and travel.",
    owner=OWNER,
    reads=("games", "results"),
    states=(State(rows=elo_ratings, roles=team_roles()),),
    features=(
        *both_sides(
            "elo",
            "points",
            "Elo rating of {team} over all games known: start 1500, K = 4 times a margin "
            "multiplier, home +24, reverted by a third to 1500 at each new season; starter, rest "
            "and travel are left out. 1500 before a team's first result; never null.",
            _rating,
        ),
        Feature(
            name="elo_p_home",
            dtype=pl.Float64(),
            unit="probability",
            description="Probability of a home win by the two Elo ratings and 24 points for the "
            "home team, 1 / (1 + 10^(-edge/400)). Never null.",
            value=1 / (1 + 10.0 ** ratio(-_EDGE, 400)),
        ),
    ),
    freshness=2 * DAY,
    tags=("results", "rating"),
)
