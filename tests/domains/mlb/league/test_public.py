"""Tickets follow the crowd, money leans towards what is known before the market knows it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl

from bullpen.domains.mlb.league.calendar import Calendar, calendar
from bullpen.domains.mlb.league.forecast import forecast
from bullpen.domains.mlb.league.play import Scores
from bullpen.domains.mlb.league.public import public_money, recent_wins
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.domains.mlb.league.strength import ratings

Tables = Mapping[str, pl.DataFrame]


def last_splits(league: Tables, market: str) -> pl.DataFrame:
    """The last splits of each game beside the middle book's fair price at that moment."""
    over = "over" if market == "total" else "home"
    fair = (
        league["quotes"]
        .filter(pl.col("market") == market)
        .with_columns(is_side=pl.col("side") == over)
        .pivot("is_side", index=["game_id", "book", "known_at"], values="price")
        .with_columns(fair=pl.col("false") / (pl.col("true") + pl.col("false")))
        .group_by("game_id", "known_at")
        .agg(pl.col("fair").median())
    )
    splits = league["splits"].filter(pl.col("market") == market)
    last = splits.filter(pl.col("known_at") == pl.col("known_at").max().over("game_id"))
    return last.join(fair, on=["game_id", "known_at"]).join(league["truth"], on="game_id")


def test_splits_are_percentages_and_tickets_only_grow(default_league: Tables) -> None:
    splits = default_league["splits"]
    assert splits["bets_pct"].is_between(0, 100).all()
    assert splits["money_pct"].is_between(0, 100).all()
    growth = splits.group_by("game_id", "market", maintain_order=True).agg("num_bets")
    assert growth.select((pl.col("num_bets").list.diff().list.min() > 0).all()).item()
    assert splits["num_bets"].min() > 0


def test_splits_come_at_most_three_times_and_end_at_the_cutoff(default_league: Tables) -> None:
    times = (
        default_league["splits"]
        .group_by("game_id")
        .agg(pl.col("known_at").n_unique().alias("times"), pl.col("known_at").max())
        .join(default_league["games"].select("game_id", "first_pitch"), on="game_id")
    )
    assert set(times["times"].unique()) <= {2, 3}
    assert (times["first_pitch"] - times["known_at"] == timedelta(hours=1)).all()


def test_tickets_lean_to_favourites_home_sides_and_overs(default_league: Tables) -> None:
    rows = last_splits(default_league, "moneyline")
    assert np.corrcoef(rows["fair"], rows["bets_pct"])[0, 1] > 0.7
    level = rows.filter(pl.col("fair").is_between(0.48, 0.52))
    assert level["bets_pct"].mean() > 52
    assert last_splits(default_league, "total")["bets_pct"].mean() > 55


def test_money_leans_towards_the_side_that_the_price_underrates(default_league: Tables) -> None:
    """Correlation of money less tickets with truth less price; 2,160 games, 3 SE = .065."""
    rows = last_splits(default_league, "moneyline")
    lean = rows["money_pct"] - rows["bets_pct"] * 0.6
    underrated = rows["home_win"] - rows["fair"]
    assert np.corrcoef(lean, underrated)[0, 1] > 0.1
    assert abs(np.corrcoef(rows["bets_pct"], underrated)[0, 1]) < 0.1


def test_money_knows_nothing_of_what_nobody_learns() -> None:
    """Another truth, which the market never sees, moves neither tickets nor money."""
    settings = LeagueSettings(games_per_team=20)
    games = calendar(settings, 2021)
    seen = forecast(settings, games, ratings(settings, 2021, None))
    scores = Scores(
        runs=np.tile([2, 1], (len(games), 1)), extra_innings=np.zeros(len(games), dtype=np.int64)
    )
    drawn = public_money(games, seen, scores, seed=7)
    other = public_money(games, replace(seen, true=seen.true * [1.3, 0.8]), scores, seed=7)
    for market, shares in drawn.shares.items():
        np.testing.assert_array_equal(shares.money, other.shares[market].money)
        np.testing.assert_array_equal(shares.bets, other.shares[market].bets)


def test_recent_wins_count_the_last_ten_games_before_today() -> None:
    """Team 0 wins its first twelve games at home and loses then; a doubleheader ends the list."""
    day = np.array([*range(12), 12, 12, 13])
    number = np.array([0] * 12 + [1, 2, 0])
    won = np.array([True] * 12 + [False, False, True])
    teams = np.tile([0, 1], (len(day), 1))
    games = Calendar(
        season=2021,
        day=day,
        number=number,
        teams=teams,
        slots=teams,
        start=day,
        midnight=day.astype("datetime64[us]"),
    )
    scores = Scores(
        runs=np.where(won[:, None], [2, 1], [1, 2]),
        extra_innings=np.zeros(len(day), dtype=np.int64),
    )
    share = recent_wins(games, scores)
    assert share[0].tolist() == [0.5, 0.5]
    assert share[1].tolist() == [1.0, 0.0]
    assert share[12].tolist() == share[13].tolist() == [1.0, 0.0]
    np.testing.assert_allclose(share[14], [0.8, 0.2])
