"""What a league's description may say, and what is said about a bad one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullpen.domains.mlb.league.books import BOOKS
from bullpen.domains.mlb.league.clubs import CLUBS
from bullpen.domains.mlb.league.settings import (
    Change,
    LeagueSettings,
    league_payload,
    read_settings,
)
from bullpen.domains.mlb.teams import TEAMS
from bullpen.domains.mlb.venues import venues
from bullpen.infra.errors import BadInput

days = st.dates(min_value=date(2021, 1, 1), max_value=date(2030, 12, 31))
changes = st.one_of(
    st.builds(Change, day=days, run_environment=st.floats(0.5, 1.5)),
    st.builds(
        Change,
        day=days,
        team=st.sampled_from([club.code for club in CLUBS[:4]]),
        strength=st.floats(-3, 3),
    ),
)
settings = st.builds(
    LeagueSettings,
    seed=st.integers(0, 2**40),
    seasons=st.integers(1, 20),
    teams=st.integers(2, 15).map(lambda half: 2 * half),
    games_per_team=st.integers(10, 162),
    books=st.integers(1, len(BOOKS)),
    until=st.none() | st.dates(min_value=date(2021, 4, 1), max_value=date(2040, 1, 1)),
    changes=st.lists(changes, unique_by=lambda c: (c.day, c.team), max_size=4).map(tuple),
)


def test_an_empty_file_describes_the_default_league() -> None:
    assert read_settings("league.toml", b"") == LeagueSettings()


@given(league=settings)
def test_what_is_written_reads_back_the_same(league: LeagueSettings) -> None:
    assert read_settings("league.toml", league_payload(league)) == league


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"seed = ", "not valid TOML"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"teems = 8", "teems is not a key.*teams"),
        (b"teams = 7", "teams: .*multiple of 2"),
        (b"teams = 40", "teams: .*less than or equal to 30"),
        (b'seed = "7"', "seed: .*integer"),
        (b"seasons = 0", "seasons: "),
        (b"books = 9", "books: "),
        (b"games_per_team = 200", "games_per_team: "),
        (b"until = 2020-05-01", "before the first day"),
        (b'until = "soon"', "until: .*date"),
        (b"[[changes]]\nday = 2021-06-01", "either run_environment, or team and strength"),
        (b"[[changes]]\nrun_environment = 1.1", "changes.0.day: "),
        (b"[[changes]]\nday = 2021-06-01\nrun_environment = nan", "run_environment: .*finite"),
        (b"[[changes]]\nday = 2021-06-01\nrun_environment = 3", "run_environment: "),
        (b'[[changes]]\nday = 2021-06-01\nteam = "ALD"', "team and strength"),
        (
            b'[[changes]]\nday = 2021-06-01\nteam = "ALD"\nstrength = 1\nrun_environment = 1.1',
            "either run_environment, or team and strength",
        ),
        (b'[[changes]]\nday = 2021-06-01\nteam = "XXX"\nstrength = 1', "XXX does not play.*ALD"),
        (b"[[changes]]\nday = 2021-06-01\nrun_environment = 1.1\nteem = 1", "teem is not a key"),
        (b"[[changes]]\nday = 2021-06-01\nrun_environment = 1.1\n" * 2, "fall on the same day"),
    ],
)
def test_a_bad_description_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refusal:
        read_settings("my.league.toml", content)
    sentence = str(refusal.value)
    assert sentence.startswith("my.league.toml ")
    assert sentence.endswith(".")


def test_a_team_that_exists_but_does_not_play_is_refused() -> None:
    content = b'teams = 4\n[[changes]]\nday = 2021-06-01\nteam = "ZEP"\nstrength = 1'
    with pytest.raises(BadInput, match="ZEP does not play; teams are ALD, BRK, CDR, DUN"):
        read_settings("league.toml", content)


def test_clubs_are_made_up_and_their_parks_are_real() -> None:
    codes = [club.code for club in CLUBS]
    assert len(set(codes)) == len(codes) == 30
    assert not set(codes) & {team.code for team in TEAMS}
    assert {club.venue_id for club in CLUBS} <= set(venues()["venue_id"])
    assert len({club.venue_id for club in CLUBS}) == len(CLUBS)


def test_every_book_of_the_largest_league_exists() -> None:
    assert len({book.name for book in BOOKS}) == len(BOOKS)
    with pytest.raises(BadInput):
        read_settings("league.toml", f"books = {len(BOOKS) + 1}".encode())
    assert read_settings("league.toml", f"books = {len(BOOKS)}".encode()).books == len(BOOKS)
