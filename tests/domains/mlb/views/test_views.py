"""What must hold of all views together, on a simulated league and on real seasons."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_series_equal

from bullpen.domains.mlb.domain import domain
from bullpen.domains.mlb.views import VIEWS
from bullpen.domains.mlb.views.opening_market import OPENING_MARKET
from bullpen.features.audit import audit, defined
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
    """All features of the real seasons, nulls where they have no value."""
    return assemble(VIEWS, games_of(real(data)), real(data)).select(*FEATURES)


@cache
def real_defined(data: Path) -> pl.DataFrame:
    """Where each of them is defined."""
    return defined(VIEWS, list(FEATURES), games_of(real(data)), real(data))


def with_values(frame: pl.DataFrame) -> pl.DataFrame:
    """The features that have a value somewhere."""
    return frame.select(c.name for c in frame if c.null_count() < frame.height)


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

    def test_each_has_a_value_in_most_games_that_it_is_defined_for(self) -> None:
        """Four of five."""
        games = games_of(small_league())
        frame = assemble(VIEWS, games, small_league())
        owed = defined(VIEWS, list(FEATURES), games, small_league())
        rare = {
            name
            for name in FEATURES
            if frame[name].filter(owed[name]).null_count() > 0.2 * owed[name].sum()
        }
        assert rare == set()

    def test_the_audit_excuses_market_features_where_nobody_has_quoted(self) -> None:
        """As in a home that holds game logs alone."""
        quotes = small_league()["quotes"].clear()
        curated = Curated({**small_league(), "quotes": quotes})
        report = audit(VIEWS, domain.entities, domain.entity, curated, cutoffs_per_season=8)
        assert report.clean
        market = {f.name for v in VIEWS if v.category == "market" for f in v.features}
        assert set(report.absent) == market | {"park_runs", "park_hr"}

    def test_the_audit_excuses_disagreement_where_there_is_one_book(self) -> None:
        report = audit(VIEWS, domain.entities, domain.entity, small_league(books=1))
        assert report.clean
        alone = {"p_std_books", "ref_minus_soft", "total_std_books"}
        assert set(report.absent) == alone | {"park_runs", "park_hr"}

    def test_the_audit_excuses_rest_where_nobody_has_started_twice(self) -> None:
        """Four days, before the rotation has turned."""
        opening_day = small_league()["games"].select(pl.col("game_date").min()).collect().item()
        report = audit(
            VIEWS,
            lambda tables: domain.entities(tables).filter(
                pl.col("slate") < opening_day + timedelta(days=4)
            ),
            domain.entity,
            small_league(),
            cutoffs_per_season=None,
        )
        assert report.clean
        assert {"h_sp_rest", "a_sp_rest"} < set(report.absent)

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


class TestSpreadLine:
    """The feature is the line that home_spread asks about, or null where it does not ask."""

    def test_it_is_the_line_of_the_question_on_the_simulated_league(self) -> None:
        assert_line_of_the_question(small_league(), games_of(small_league()))

    def test_it_is_the_line_of_the_question_at_any_moment_before(self) -> None:
        """As of 11:00 of one day some books have quoted; later games are asked about nothing."""
        games = domain.entities(small_league()).collect()
        moment = games["event_time"].sort()[games.height // 2].replace(hour=16)
        as_of = spine(games, domain.entity, moment)
        assert_line_of_the_question(small_league(), as_of)

    def test_it_is_the_line_of_the_question_on_real_seasons(self, real_data: Path) -> None:
        assert_line_of_the_question(real(real_data), games_of(real(real_data)))

    def test_it_differs_from_the_favourite_in_a_pick_em(self, real_data: Path) -> None:
        frame = real_features(real_data)
        pick_em = frame.filter(pl.col("p_home_open") == 0.5)
        assert pick_em.height > 600
        assert pick_em["spread_line"].unique().to_list() == [-1.5]
        assert not pick_em["is_home_fav"].any()

    def test_the_baselines_of_home_spread_read_it(self) -> None:
        for baseline in domain.baselines["home_spread"].values():
            assert "spread_line" in baseline.features


def assert_line_of_the_question(curated: Curated, games: pl.DataFrame) -> None:
    line = domain.targets["home_spread"].facts(curated, games)["line"]
    feature = assemble([OPENING_MARKET], games, curated)["spread_line"]
    assert_series_equal(feature, line, check_names=False, check_exact=True)
    assert feature.drop_nulls().unique().sort().to_list() == [-1.5, 1.5]


class TestOnRealSeasons:
    def test_at_least_sixty_six_have_values(self, real_data: Path) -> None:
        assert len(with_values(real_features(real_data)).columns) >= 66

    def test_moves_alone_are_defined_for_no_game(self, real_data: Path) -> None:
        """The archives hold one book, and of the time before the cutoff its opening alone."""
        moves = {f.name for v in VIEWS if v.name == "market_moves" for f in v.features}
        never = {flags.name for flags in real_defined(real_data) if not flags.any()}
        assert never == moves

    @pytest.mark.parametrize("name", FEATURES)
    def test_each_has_a_value_for_four_of_five_games_that_it_is_defined_for(
        self, real_data: Path, name: str
    ) -> None:
        """Excused are only the moves; what else is defined has a value in four of five games."""
        values, owed = real_features(real_data)[name], real_defined(real_data)[name]
        assert values.filter(owed).null_count() <= 0.2 * owed.sum()
        assert not owed.any() or values.null_count() <= 0.2 * values.len()

    def test_none_is_constant(self, real_data: Path) -> None:
        frame = with_values(real_features(real_data))
        assert [c.name for c in frame if c.drop_nulls().n_unique() < 2] == []

    def test_no_two_are_the_same_nor_each_others_mirror(self, real_data: Path) -> None:
        """Neither equal nor a straight line of one another: |r| = 1 on the games that have both."""
        frame = with_values(real_features(real_data))
        twins = [pair for pair, r in _correlations(frame) if abs(r) > 0.999999]
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
        moves = [f.name for v in VIEWS if v.name == "market_moves" for f in v.features]
        assert list(report.absent) == moves

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
