"""Computing features as of each cutoff, beside plain windows that ask not what was known when."""

from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.case import Case, Group, Place, Work
from benchmarks.home import GAME, held, open_home

if TYPE_CHECKING:
    import polars as pl

_WINDOWED = ("score", "hits", "home_runs", "walks", "strikeouts")


def all_computed(place: Place) -> Work:
    from bullpen.features import pipeline

    domain, _, curated, spine = held(open_home(place.home))
    return lambda: _size(pipeline.assemble(domain.views, spine, curated))


def form_computed(place: Place) -> Work:
    from bullpen.features import pipeline

    domain, _, curated, spine = held(open_home(place.home))
    views = [view for view in domain.views if view.name == "team_form"]
    return lambda: _size(pipeline.assemble(views, spine, curated))


def form_by_windows(place: Place) -> Work:
    """Means of a team's last 30 games before each game, in the order of the calendar."""
    import polars as pl

    _, _, curated, _ = held(open_home(place.home))
    columns = ["game_id", "season", "first_pitch", "home_team", "away_team"]
    games = curated["games"].select(columns).collect()
    results = curated["results"].collect()

    def work() -> str:
        sides = [
            games.join(results, on="game_id").select(
                *columns,
                pl.col(f"{own}_team").alias("team"),
                *[pl.col(f"{own}_{name}").alias(f"own_{name}") for name in _WINDOWED],
                *[pl.col(f"{other}_{name}").alias(f"other_{name}") for name in _WINDOWED],
            )
            for own, other in (("home", "away"), ("away", "home"))
        ]
        means = (pl.col("^(own|other)_.*$").shift().rolling_mean(30, min_samples=1)).over(
            "team", "season", order_by="first_pitch"
        )
        form = pl.concat(sides).select("game_id", "team", means)
        features = games
        for side in ("home", "away"):
            keys = ["game_id", f"{side}_team"]
            features = features.join(form, left_on=keys, right_on=["game_id", "team"], suffix=side)
        return f"{features.height:,} games, {4 * len(_WINDOWED)} features"

    return work


def all_stored(place: Place) -> Work:
    return _stored(place, days=None)


def window_stored(place: Place) -> Work:
    return _stored(place, days=90)


def game_stored(place: Place) -> Work:
    return _stored(place, days=0)


def game_stored_again(place: Place) -> Work:
    work = _stored(place, days=0)
    work()
    return work


def all_scanned(place: Place) -> Work:
    return _scanned(place, days=None)


def window_scanned(place: Place) -> Work:
    return _scanned(place, days=90)


def game_scanned(place: Place) -> Work:
    return _scanned(place, days=0)


def game_scanned_again(place: Place) -> Work:
    work = _scanned(place, days=0)
    work()
    return work


def _stored(place: Place, days: int | None) -> Work:
    workspace = open_home(place.home)
    _, version, curated, spine = held(workspace)
    chosen = _chosen(spine, days)
    return lambda: _size(workspace.features.assemble(version, curated, chosen))


def _scanned(place: Place, days: int | None) -> Work:
    """Read every materialised state up to the last cutoff, and join nothing."""
    import polars as pl

    workspace = open_home(place.home)
    _, version, _, spine = held(workspace)
    latest = pl.lit(_chosen(spine, days)["cutoff_at"].max())
    kept = place.home / "features" / "mlb" / f"{version.id}-{version.token}"
    tables = sorted(kept.iterdir())

    def work() -> str:
        known = [pl.scan_delta(str(t)).filter(pl.col("known_at") <= latest) for t in tables]
        rows = sum(table.collect().height for table in known)
        return f"{len(tables)} tables, {rows:,} rows"

    return work


def _chosen(spine: "pl.DataFrame", days: int | None) -> "pl.DataFrame":
    """Choose one game (0 days), the days up to that game's, or all."""
    import polars as pl

    if days is None:
        return spine
    game = pl.col("entity_id") == GAME
    if not days:
        return spine.filter(game)
    last = spine.filter(game)["slate"][0]
    return spine.filter(pl.col("slate").is_between(last - timedelta(days=days - 1), last))


def _size(features: "pl.DataFrame") -> str:
    values = [c for c in features.columns if not c.endswith("__known_at")]
    count = len(values) - 3  # entity_id, slate, cutoff_at
    return f"{features.height:,} {'game' if features.height == 1 else 'games'}, {count} features"


GROUP = Group(
    title="Features",
    cases=(
        Case(
            figure="all features of nine seasons, computed from the curated tables",
            ours=all_computed,
            peer=form_by_windows,
            beside="20 rolling means by polars, in calendar order",
            goal=15,
        ),
        Case(
            figure="one view of them (team form)",
            ours=form_computed,
            peer=form_by_windows,
            beside="20 rolling means by polars, in calendar order",
        ),
        Case(
            figure="all features of nine seasons from the offline store",
            ours=all_stored,
            peer=all_scanned,
            beside="bare scan of the same Delta tables up to the last cutoff",
        ),
        Case(
            figure="a window of 90 days from the offline store",
            ours=window_stored,
            peer=window_scanned,
            beside="bare scan of the same Delta tables up to the last cutoff",
            goal=0.5,
            repetitions=5,
        ),
        Case(
            figure="one game from the offline store, the first in its process",
            ours=game_stored,
            peer=game_scanned,
            beside="bare scan of the same Delta tables up to the last cutoff",
            goal=0.15,
            repetitions=5,
        ),
        Case(
            figure="one game from the offline store, the second in its process",
            ours=game_stored_again,
            peer=game_scanned_again,
            beside="bare scan of the same Delta tables up to the last cutoff",
            goal=0.15,
            repetitions=5,
        ),
    ),
)
