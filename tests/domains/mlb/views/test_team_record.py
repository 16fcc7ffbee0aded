import pytest

from bullpen.domains.mlb.views.team_record import TEAM_RECORD
from tests.domains.mlb.views.tiny import Game, features, league

GAMES = [
    Game(day="2023-09-30", home="NYA", away="BOS", score="9-0"),
    Game(day="05-01", home="NYA", away="BOS", score="6-2"),
    Game(day="05-02", home="NYA", away="BOS", score="1-3"),
    Game(day="05-03", home="BOS", away="NYA", score="4-4"),
    Game(day="05-04", home="NYA", away="BOS", score="5-0", number=1, hour=13),
    Game(day="05-04", home="NYA", away="BOS", number=2, hour=16.5),
    Game(day="05-05", home="NYA", away="BOS"),
]
SEEN = features(TEAM_RECORD, league(GAMES))


def test_wins_start_anew_each_season_and_are_shrunk_to_one_half() -> None:
    assert SEEN["NYA202405010"]["h_win"] == 0.5
    assert SEEN["NYA202405020"]["h_win"] == pytest.approx((1 + 15) / 31)
    assert SEEN["NYA202405020"]["a_win"] == pytest.approx((0 + 15) / 31)
    assert SEEN["NYA202405020"]["d_win"] == pytest.approx(1 / 31)


def test_a_tie_is_half_a_win() -> None:
    assert SEEN["NYA202405041"]["h_win"] == pytest.approx((1.5 + 15) / 33)


def test_the_second_game_of_a_doubleheader_does_not_know_the_first() -> None:
    second = {name: SEEN["NYA202405042"][name] for name in ("h_win", "h_pyth", "h2h_season")}
    assert second == {name: SEEN["NYA202405041"][name] for name in second}
    assert SEEN["NYA202405050"]["h_win"] == pytest.approx((2.5 + 15) / 34)


def test_pythagoras_starts_from_thirty_games_of_league_runs() -> None:
    """After 9-0 and 6-2 teams scored 17 runs in 4: mu = 4.25, and 30 mu = 127.5."""
    scored, allowed = (6 + 127.5) ** 1.83, (2 + 127.5) ** 1.83
    game = SEEN["NYA202405020"]
    assert game["h_pyth"] == pytest.approx(scored / (scored + allowed))
    assert game["a_pyth"] == pytest.approx(1 - game["h_pyth"])
    assert game["h_luck"] == pytest.approx(game["h_win"] - game["h_pyth"])
    assert game["d_pyth"] == pytest.approx(2 * game["h_pyth"] - 1)


def test_home_and_road_are_shrunk_to_the_leagues_own() -> None:
    """By 4 May home teams have won 2.5 of 4 games, New York 1 of 2 at home and .5 of 1 away."""
    league_home = 2.5 / 4
    game = SEEN["NYA202405041"]
    assert game["h_home_win"] == pytest.approx((1 + 40 * league_home) / 42)
    assert game["a_road_win"] == pytest.approx((1 + 40 * (1 - league_home)) / 42)


def test_head_to_head_is_of_this_season() -> None:
    assert SEEN["NYA202405010"]["h2h_season"] == 0.5
    assert SEEN["NYA202405041"]["h2h_season"] == pytest.approx((1.5 + 10) / 23)


def test_before_the_first_result_there_is_no_league_mean() -> None:
    first = SEEN["NYA202309300"]
    assert (first["h_win"], first["h_pyth"], first["h_home_win"]) == (0.5, None, None)


def test_a_suspended_game_counts_once_it_is_completed() -> None:
    """Begun on 1 May and completed on 20 June: until then nobody knows who won."""
    begun = Game(day="05-01", home="COL", away="LAN", score="3-1", ended=GAMES[1].at(50 * 24))
    games = [
        begun,
        Game(day="05-02", home="COL", away="LAN"),
        Game(day="09-02", home="COL", away="LAN"),
    ]
    seen = features(TEAM_RECORD, league(games))
    assert [seen[game.id]["h_win"] for game in games[1:]] == [0.5, pytest.approx(16 / 31)]
