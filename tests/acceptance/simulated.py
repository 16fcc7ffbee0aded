"""A league whose true probabilities are known, as the product's own targets see it."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from bullpen.domains.mlb.domain import domain
from bullpen.domains.mlb.league.league import simulate
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.mlb.runs import total_probabilities
from bullpen.domains.mlb.targets import total_line
from bullpen.features.pipeline import spine
from bullpen.vocabulary.curated import Curated


@dataclass(frozen=True)
class Truth:
    """A league's tables, its games at their cutoffs, and the true chance of each label.

    Attributes:
        chances: `entity_id, home_ml, total_over`; the latter given that the total does not push on
            the line of the question.
    """

    curated: Curated
    games: pl.DataFrame
    chances: pl.DataFrame


def play(seed: int, **settings: object) -> Truth:
    tables: Mapping[str, pl.DataFrame] = simulate(LeagueSettings(seed=seed, **settings))  # type: ignore[arg-type]
    curated = Curated({name: table.lazy() for name, table in tables.items()})
    games = spine(domain.entities(curated).collect(), domain.entity)
    lines = total_line(curated, games).collect()
    truth = games.select(game_id="entity_id", entity_id="entity_id")
    for known, key in ((curated["truth"].collect(), "game_id"), (lines, "entity_id")):
        truth = truth.join(known, on=key, how="left", maintain_order="left")
    home, away, dispersion, line = (
        truth[name].to_numpy() for name in ("home_mean", "away_mean", "dispersion", "line")
    )
    total = total_probabilities(home, away, dispersion, line)
    over = pl.Series(total.over / (total.over + total.under))
    chances = truth.select("entity_id", home_ml="home_win").with_columns(total_over=over)
    return Truth(curated, games, chances)


def predictions(truth: Truth, target: str, chance: pl.Series) -> pl.DataFrame:
    """Predictions of a target for every game, as the economics take them."""
    return truth.games.select(
        "entity_id",
        "slate",
        model=pl.lit("truth"),
        version=pl.lit(None, dtype=pl.String),
        target=pl.lit(target),
        prediction=chance,
        decided_at="cutoff_at",
    )
