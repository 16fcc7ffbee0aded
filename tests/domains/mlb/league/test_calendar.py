"""A season's schedule is one that real teams could play."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from bullpen.domains.mlb.league.calendar import Calendar, calendar
from bullpen.domains.mlb.league.settings import LeagueSettings

LEAGUES = [
    LeagueSettings(teams=4, games_per_team=10),
    LeagueSettings(),
    LeagueSettings(teams=30, games_per_team=162, seed=3),
]


def sides(games: Calendar) -> pl.DataFrame:
    """One row a team and game."""
    return pl.DataFrame(
        {
            "game": np.repeat(np.arange(len(games)), 2),
            "team": games.teams.ravel(),
            "opponent": games.teams[:, ::-1].ravel(),
            "is_home": np.tile([True, False], len(games)),
            "slot": games.slots.ravel(),
            "day": np.repeat(games.day, 2),
            "number": np.repeat(games.number, 2),
            "start": np.repeat(games.start, 2),
        }
    )


@pytest.mark.parametrize("league", LEAGUES)
class TestSchedule:
    def test_every_team_plays_its_number_of_games(self, league: LeagueSettings) -> None:
        played = sides(calendar(league, 2021)).group_by("team").len()
        assert played.height == league.teams
        assert played["len"].unique().to_list() == [league.games_per_team]

    def test_no_team_plays_itself(self, league: LeagueSettings) -> None:
        rows = sides(calendar(league, 2021))
        assert (rows["team"] != rows["opponent"]).all()

    def test_no_team_plays_two_games_at_once(self, league: LeagueSettings) -> None:
        """Two games on a day are a doubleheader, 3.5 hours apart, against one opponent."""
        days = sides(calendar(league, 2021)).group_by("team", "day")
        days = days.agg(pl.col("number").sort(), pl.col("start").sort(), pl.col("opponent"))
        two = days.filter(pl.col("number").list.len() == 2)
        one = days.filter(pl.col("number").list.len() == 1)
        assert one.height + two.height == days.height
        assert one["number"].list.first().unique().to_list() == [0]
        assert all(numbers == [1, 2] for numbers in two["number"].to_list())
        assert all(second - first == 210 for first, second in two["start"].to_list())
        assert two["opponent"].list.n_unique().max() in (None, 1)

    def test_games_are_in_the_order_of_play(self, league: LeagueSettings) -> None:
        games = calendar(league, 2021)
        keys = list(zip(games.day, games.number, games.teams[:, 0], strict=True))
        assert keys == sorted(keys)

    def test_a_rotation_goes_round(self, league: LeagueSettings) -> None:
        rows = sides(calendar(league, 2021)).sort("team", "day", "number")
        for (_,), team in rows.group_by("team"):
            assert team["slot"].to_list() == [game % 5 for game in range(team.height)]

    def test_about_half_of_the_games_are_at_home(self, league: LeagueSettings) -> None:
        share = sides(calendar(league, 2021)).group_by("team").agg(pl.col("is_home").mean())
        assert share["is_home"].is_between(0.3, 0.7).all()


def test_the_default_season_runs_from_april_to_september_with_some_doubleheaders() -> None:
    games = calendar(LeagueSettings(), 2022)
    assert games.dates.min().astype(date) >= date(2022, 4, 1)
    assert date(2022, 9, 26) <= games.dates.max().astype(date) <= date(2022, 9, 30)
    assert 0.01 < (games.number > 0).mean() < 0.1


def test_first_pitch_follows_the_clock_of_the_park() -> None:
    """The Foxes play in Chicago, five hours behind UTC in summer; 13:05 there is 18:05 UTC."""
    games = calendar(LeagueSettings(), 2021)
    in_chicago = np.flatnonzero((games.teams[:, 0] == 1) & (games.start == 13 * 60 + 5))
    first_pitch = games.at(games.start)[in_chicago]
    assert len(in_chicago) > 0
    assert (first_pitch == games.dates[in_chicago] + np.timedelta64(18 * 60 + 5, "m")).all()


def test_seasons_differ() -> None:
    first, second = (calendar(LeagueSettings(), season) for season in (2021, 2022))
    assert not np.array_equal(first.teams, second.teams)
