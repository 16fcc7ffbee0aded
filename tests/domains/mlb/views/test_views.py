"""What must hold of all views together, on a simulated league and on real seasons."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bullpen.domains.mlb.domain import domain
from bullpen.domains.mlb.views import VIEWS
from bullpen.features.audit import audit
from bullpen.features.offline import OfflineStates
from bullpen.features.pipeline import assemble, spine
from bullpen.features.validation import validate
from bullpen.features.view import Feature
from bullpen.vocabulary.curated import Curated
from tests.domains.mlb.real_seasons import real_seasons
from tests.domains.mlb.views.small_league import small_league

FEATURES: dict[str, Feature] = {f.name: f for view in VIEWS for f in view.features}
TEMPORAL = {
    *("season_day", "season_progress", "month", "dow", "is_weekend", "local_start_hour"),
    *("is_day_game", "dh_game_no", "series_game_no", "h_homestand_no", "a_roadtrip_no"),
    *("h_rest_days", "a_rest_days", "d_rest_days", "h_games_7d", "a_games_7d"),
    *("h_days_in_row", "a_days_in_row", "h_travel_km", "a_travel_km", "h_tz_shift", "a_tz_shift"),
}


def games_of(curated: Curated) -> pl.DataFrame:
    return spine(domain.entities(curated).collect(), domain.entity)


@cache
def real(data: Path) -> Curated:
    tables = real_seasons(data).curation.tables
    return Curated({name: table.lazy() for name, table in tables.items()})


@cache
def real_features(data: Path) -> pl.DataFrame:
    """The features that have values on the real seasons, nulls where they have none."""
    frame = assemble(VIEWS, games_of(real(data)), real(data)).select(*FEATURES)
    return frame.select(name for name in FEATURES if frame[name].null_count() < frame.height)


class TestDefinitions:
    def test_they_are_valid_together(self) -> None:
        validate(VIEWS)

    def test_the_temporal_features_of_the_catalogue_are_there(self) -> None:
        """DOMAIN_NOTES 3, all 22 of them."""
        temporal = [f.name for v in VIEWS if v.category == "temporal" for f in v.features]
        assert set(temporal) == TEMPORAL
        assert len(temporal) == 22

    @pytest.mark.parametrize("feature", FEATURES.values(), ids=lambda feature: feature.name)
    def test_every_feature_says_what_it_is_and_when_it_is_null(self, feature: Feature) -> None:
        assert feature.unit
        assert feature.description.endswith(".")
        assert "null" in feature.description.lower()

    def test_every_view_names_the_tables_that_it_reads(self) -> None:
        for view in VIEWS:
            assert set(view.reads) <= set(domain.curated)
            tables = {name: small_league()[name] for name in (*view.reads, "games")}
            assemble([view], games_of(small_league()).head(1), Curated(tables))


class TestOnTheSimulatedLeague:
    def test_no_feature_is_null_everywhere_but_those_that_need_earlier_seasons(self) -> None:
        frame = assemble(VIEWS, games_of(small_league()), small_league())
        absent = {name for name in FEATURES if frame[name].null_count() == frame.height}
        assert absent == {"park_runs", "park_hr"}

    def test_the_audit_is_clean(self) -> None:
        report = audit(
            VIEWS,
            domain.entities,
            domain.entity,
            small_league(),
            cutoffs_per_season=8,
        )
        assert (report.leaks, report.early_stamps, report.never_compared) == ((), (), ())
        assert report.cutoffs_checked == 8

    def test_a_game_alone_has_the_values_that_it_has_among_all(self) -> None:
        games = games_of(small_league())
        together = assemble(VIEWS, games, small_league())
        for row in (0, 40, games.height - 1):
            alone = assemble(VIEWS, games.slice(row, 1), small_league())
            assert alone.equals(together.slice(row, 1))

    def test_materialised_states_give_the_same_values(self, tmp_path: Path) -> None:
        games = games_of(small_league())
        computed = assemble(VIEWS, games, small_league())
        store = OfflineStates(tmp_path, "v1")
        assert assemble(VIEWS, games, small_league(), store).equals(computed)
        again = OfflineStates(tmp_path, "v1")
        assert assemble(VIEWS, games.tail(1), Curated({}), again).equals(computed.tail(1))

    def test_a_future_score_moves_no_earlier_feature(self) -> None:
        curated, games = small_league(), games_of(small_league())
        moment = games["cutoff_at"].sort()[games.height // 2]
        later = pl.col("known_at") > moment
        changed = curated["results"].with_columns(
            home_score=pl.when(later).then(pl.col("home_score") + 7).otherwise("home_score")
        )
        before = games.filter(pl.col("cutoff_at") <= moment)
        other = Curated({**curated, "results": changed})
        assert assemble(VIEWS, before, other).equals(assemble(VIEWS, before, curated))


class TestOnRealSeasons:
    def test_at_least_sixty_six_have_values(self, real_data: Path) -> None:
        assert len(real_features(real_data).columns) >= 66

    def test_each_has_a_value_for_four_games_of_five(self, real_data: Path) -> None:
        frame = real_features(real_data)
        rare = {c.name: c.null_count() for c in frame if c.null_count() > 0.2 * frame.height}
        assert rare == {}

    def test_none_is_constant(self, real_data: Path) -> None:
        frame = real_features(real_data)
        assert [c.name for c in frame if c.drop_nulls().n_unique() < 2] == []

    def test_no_two_are_the_same_nor_each_others_mirror(self, real_data: Path) -> None:
        """Neither equal nor a straight line of one another: |r| = 1 on the games that have both."""
        twins = [pair for pair, r in _correlations(real_features(real_data)) if abs(r) > 0.999999]
        assert twins == []

    def test_one_season_passes_the_audit(self, real_data: Path) -> None:
        report = audit(
            VIEWS,
            lambda curated: domain.entities(curated).filter(pl.col("season") == 2011),
            domain.entity,
            real(real_data),
            cutoffs_per_season=5,
        )
        assert (report.leaks, report.early_stamps, report.never_compared) == ((), (), ())
        assert len(report.absent) == len(FEATURES) - len(real_features(real_data).columns)

    @pytest.mark.slow
    def test_every_season_passes_the_audit(self, real_data: Path) -> None:
        report = audit(VIEWS, domain.entities, domain.entity, real(real_data))
        assert (report.leaks, report.early_stamps, report.never_compared) == ((), (), ())
        assert report.cutoffs_checked == 9 * 12

    @pytest.mark.slow
    def test_every_cutoff_of_the_first_weeks_passes_the_audit(self, real_data: Path) -> None:
        weeks = pl.col("slate").is_between(date(2012, 3, 1), date(2012, 4, 30))
        report = audit(
            VIEWS,
            lambda curated: domain.entities(curated).filter(weeks),
            domain.entity,
            real(real_data),
            cutoffs_per_season=None,
        )
        assert report.clean
        assert report.cutoffs_checked > 60


def _correlations(frame: pl.DataFrame) -> Iterator[tuple[tuple[str, str], float]]:
    values = frame.cast(pl.Float64).to_numpy()
    for a, b in combinations(range(values.shape[1]), 2):
        both = np.isfinite(values[:, a]) & np.isfinite(values[:, b])
        r = float(np.corrcoef(values[both, a], values[both, b])[0, 1])
        yield (frame.columns[a], frame.columns[b]), r
