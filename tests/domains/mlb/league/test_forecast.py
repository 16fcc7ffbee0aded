"""Lines move without a trend and get sharper; the moments of quotes keep the cutoff."""

import numpy as np
import pytest

from bullpen.domains.mlb.league.calendar import calendar
from bullpen.domains.mlb.league.forecast import Forecast, forecast, moments
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.mlb.league.strength import ratings

BIG = LeagueSettings(teams=30, games_per_team=162)


@pytest.fixture(scope="module")
def big() -> Forecast:
    return forecast(BIG, calendar(BIG, 2021), ratings(BIG, 2021, None))


def test_an_evening_game_is_quoted_until_first_pitch() -> None:
    """19:05 is minute 1145: five rounds from 09:00, the cutoff 60 minutes before, 30, and 0."""
    minutes, used = moments(np.array([1145]))
    assert minutes.tolist() == [[540, 660, 780, 900, 1020, 1085, 1115, 1145]]
    assert used.all()


def test_an_early_game_has_fewer_rounds_and_keeps_its_cutoff() -> None:
    """13:05 is minute 785; the rounds of 13:00, 15:00 and 17:00 come too late."""
    minutes, used = moments(np.array([785]))
    assert minutes[used].tolist() == [540, 660, 725, 755, 785]


def test_moments_never_go_back(big: Forecast) -> None:
    assert (np.diff(big.minutes, axis=1) >= 0).all()
    quoted = np.diff(np.where(big.is_quoted, big.minutes, -1), axis=1)
    assert (quoted[big.is_quoted[:, 1:] & big.is_quoted[:, :-1]] > 0).all()


def test_the_market_comes_closer_to_the_truth_all_day_and_never_arrives(big: Forecast) -> None:
    error = np.log(big.market / big.true[:, None, :])
    spread = error[big.is_quoted.all(axis=1)].std(axis=(0, 2))
    assert (np.diff(spread) < 0).all()
    assert spread[-1] > 0.04


def test_the_market_is_right_on_average_at_every_moment(big: Forecast) -> None:
    """The mean of truth over expectation is 1 within three standard errors, early and late.

    Books are behind on ratings, which all games of a team share; so the error is that of 30
    teams' means, not that of 2,430 games.
    """
    ratio = (big.true[:, None, :] / big.market).mean(axis=2)
    for moment in (0, -1):
        assert ratio[:, moment].mean() == pytest.approx(1, abs=0.006)


def test_a_move_of_the_line_does_not_foretell_the_next_one(big: Forecast) -> None:
    """Correlation of successive moves: 2 x 2,430 pairs, standard error .0143."""
    log_market = np.log(big.market)
    first = (log_market[:, 1] - log_market[:, 0]).ravel()
    rest = (log_market[:, -1] - log_market[:, 1]).ravel()
    assert abs(np.corrcoef(first, rest)[0, 1]) < 3 * 0.0143
