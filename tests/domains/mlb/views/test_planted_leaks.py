"""Leaks planted on purpose; the auditor must find every one of them."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from bullpen.domains.mlb.domain import domain
from bullpen.domains.mlb.views import VIEWS
from bullpen.features.audit import AuditReport, audit
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.vocabulary.curated import Curated
from tests.domains.mlb.views.small_league import small_league

GAME = Role(prefix="s_", by={"game_id": "entity_id"})
HOME = Role(prefix="s_", by={"team": "home_team"})


def view(rows: Callable[[Curated], pl.LazyFrame], column: str, role: Role = GAME) -> FeatureView:
    feature = Feature(
        name="planted",
        dtype=pl.Float64(),
        unit="",
        description="",
        value=pl.col(f"s_{column}"),
    )
    return FeatureView(
        name="planted_leak",
        version=1,
        category="team",
        description="",
        owner="tests",
        reads=(),
        states=(State(rows=rows, roles=(role,)),),
        features=(feature,),
        freshness=timedelta(days=1),
    )


def run(*views: FeatureView, curated: Curated | None = None) -> AuditReport:
    return audit(
        views,
        domain.entities,
        domain.entity,
        curated or small_league(),
        cutoffs_per_season=6,
    )


def at_opening(curated: Curated, table: pl.LazyFrame) -> pl.LazyFrame:
    """Stamp rows of games with the moment at which the schedule showed the game."""
    games = curated["games"].select("game_id", "known_at")
    return table.drop("known_at").join(games, on="game_id", how="inner")


def final_scores(curated: Curated) -> pl.LazyFrame:
    return at_opening(curated, curated["results"].select("game_id", "known_at", "home_score"))


def season_totals(curated: Curated) -> pl.LazyFrame:
    results = curated["results"].select("game_id", "home_score")
    games = curated["games"].join(results, on="game_id", how="left")
    return games.group_by("season", team="home_team").agg(
        pl.col("known_at").min(), runs=pl.col("home_score").sum()
    )


def closing_lines(curated: Curated) -> pl.LazyFrame:
    close = curated["quotes"].filter(
        pl.col("moment") == "close", pl.col("market") == "moneyline", pl.col("side") == "home"
    )
    prices = close.group_by("game_id").agg(pl.col("known_at").max(), pl.col("price").max())
    return at_opening(curated, prices)


def splits_at_first_pitch(curated: Curated) -> pl.LazyFrame:
    return at_opening(
        curated, curated["splits"].select("game_id", "known_at", "bets_pct").sort("known_at")
    )


def test_a_view_that_reads_the_final_score() -> None:
    report = run(view(final_scores, "home_score"))
    leak = report.leaks[0]
    assert (leak.view, leak.feature, leak.truncated) == ("planted_leak@1", "planted", None)
    assert isinstance(leak.full, float)


def test_a_season_total_statistic() -> None:
    """Full-season averages give 62 % accuracy where the closing line has 59 (DOMAIN_NOTES 1)."""
    report = run(view(season_totals, "runs", HOME))
    assert report.leaks
    assert all(leak.full > leak.truncated for leak in report.leaks)  # type: ignore[operator]


def test_the_closing_line() -> None:
    report = run(view(closing_lines, "price"))
    assert len(report.leaks) == report.compared_by_feature["planted"] > 0


def test_splits_that_are_known_at_first_pitch() -> None:
    """On file they have no time, so they are stamped with the first pitch: after the cutoff."""
    curated = small_league()
    first_pitch = curated["games"].select("game_id", known_at="first_pitch")
    stamped = curated["splits"].drop("known_at").join(first_pitch, on="game_id")
    tables = Curated({**curated, "splits": stamped})
    report = run(view(splits_at_first_pitch, "bets_pct"), curated=tables)
    assert len(report.leaks) == report.compared_by_feature["planted"] > 0


def test_a_quote_stamped_too_early() -> None:
    """The closing quotes pass as openings of 09:00; the moment of observation gives them away."""
    curated = small_league()
    is_close = pl.col("moment") == "close"
    forged = curated["quotes"].with_columns(
        known_at=pl.when(is_close)
        .then(pl.col("known_at").min().over("game_id"))
        .otherwise("known_at"),
        moment=pl.when(is_close).then(pl.lit("snapshot")).otherwise("moment"),
    )
    assert not run(*VIEWS).early_stamps
    report = run(*VIEWS, curated=Curated({**curated, "quotes": forged}))
    assert [(stamp.table, stamp.column) for stamp in report.early_stamps] == [
        ("quotes", "quoted_at")
    ]
    assert not report.clean
