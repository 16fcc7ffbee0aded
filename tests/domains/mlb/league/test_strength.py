"""Strength drifts, books lag behind it, and a planted change takes effect on its day."""

from datetime import date

import numpy as np
import pytest

from bullpen.domains.mlb.league.calendar import season_dates
from bullpen.domains.mlb.league.planted import run_environment, team_strength
from bullpen.domains.mlb.league.settings import Change, LeagueSettings
from bullpen.domains.mlb.league.strength import ATTACK, DEFENCE, USUAL_RUNS, ratings

DAY = date(2021, 6, 1)
OF_DAY = (DAY - date(2021, 4, 1)).days


def test_a_run_environment_is_true_from_its_day_on_and_not_before() -> None:
    league = LeagueSettings(changes=(Change(day=DAY, run_environment=1.15),))
    true = run_environment(league, season_dates(2021)).true
    assert (true[:OF_DAY] == 0).all()
    np.testing.assert_allclose(true[OF_DAY:], np.log(1.15))


def test_books_have_closed_95_per_cent_of_the_gap_in_20_days_and_99_in_30() -> None:
    league = LeagueSettings(changes=(Change(day=DAY, run_environment=1.15),))
    planted = run_environment(league, season_dates(2021))
    closed = planted.believed[OF_DAY:] / planted.true[OF_DAY:]
    assert closed[0] == 0
    assert (np.diff(closed) > 0).all()
    assert closed[19] < 0.95 <= closed[20]
    assert closed[30] >= 0.99


def test_a_later_change_of_the_same_thing_replaces_the_earlier() -> None:
    later = date(2021, 7, 1)
    league = LeagueSettings(
        changes=(
            Change(day=later, run_environment=1.0),
            Change(day=DAY, run_environment=1.2),
        )
    )
    planted = run_environment(league, season_dates(2021))
    np.testing.assert_allclose(planted.true[OF_DAY : OF_DAY + 30], np.log(1.2))
    np.testing.assert_allclose(planted.true[OF_DAY + 30 :], 0, atol=1e-15)
    assert abs(planted.believed[OF_DAY + 60]) < 0.01 * np.log(1.2)


def test_a_change_of_last_season_is_known_to_the_books_of_this_one() -> None:
    change = Change(day=DAY, team="ALD", strength=1.5)
    planted = team_strength(LeagueSettings(changes=(change,)), "ALD", season_dates(2022))
    np.testing.assert_allclose(planted.true, 1.5)
    np.testing.assert_allclose(planted.believed, 1.5)


def test_a_planted_strength_is_half_attack_and_half_defence_of_one_team() -> None:
    plain = ratings(LeagueSettings(), 2021, None).true
    league = LeagueSettings(changes=(Change(day=DAY, team="CDR", strength=1.0),))
    shift = ratings(league, 2021, None).true - plain
    half = 0.5 / USUAL_RUNS
    np.testing.assert_allclose(shift[OF_DAY:, 2, [ATTACK, DEFENCE]], half)
    shift[OF_DAY:, 2, [ATTACK, DEFENCE]] = 0
    assert (shift == 0).all()


def test_ratings_wander_and_books_follow_them_with_a_lag() -> None:
    rated = ratings(LeagueSettings(teams=30), 2021, None)
    end, start = rated.true[-1], rated.true[0]
    assert np.abs(end - start).mean() > 0.02
    error = rated.true - rated.believed
    assert error[30:].std() < rated.true[30:].std() / 3
    assert np.abs(error[30:]).max() > 0


def test_ratings_fall_back_towards_the_average_over_the_winter() -> None:
    """Regression of next spring on this autumn: two thirds, as the module says.

    30 teams x attack and defence x 12 leagues = 720 pairs; the slope's standard error is .028.
    """
    before, after = [], []
    for seed in range(12):
        league = LeagueSettings(teams=30, seed=seed)
        first = ratings(league, 2021, None)
        second = ratings(league, 2022, first)
        before.append((first.own[-1] / first.own[-1].std(axis=0))[:, [ATTACK, DEFENCE]])
        after.append((second.own[0] / first.own[-1].std(axis=0))[:, [ATTACK, DEFENCE]])
    slope = np.polyfit(np.ravel(before), np.ravel(after), 1)[0]
    assert slope == pytest.approx(2 / 3, abs=3 * 0.028)


def test_the_books_know_nothing_of_a_new_starter() -> None:
    league = LeagueSettings(teams=30)
    first = ratings(league, 2021, None)
    second = ratings(league, 2022, first)
    new = second.debut == 2022
    assert 0.1 < new.mean() < 0.3
    assert (second.own_believed[0, :, 2:][new] == 0).all()
    assert (np.abs(second.own[0, :, 2:][new]) > 0).all()
