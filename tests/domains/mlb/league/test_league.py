"""The league as a whole: sound tables, a known truth, and rows that never change afterwards."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from polars.testing import assert_frame_equal

from bullpen.domains.mlb.league.books import BOOKS
from bullpen.domains.mlb.league.clubs import CLUBS
from bullpen.domains.mlb.league.league import simulate
from bullpen.domains.mlb.league.settings import Change, LeagueSettings
from bullpen.domains.mlb.tables import CURATED
from tests.domains.mlb.league.conftest import SMALL

Tables = Mapping[str, pl.DataFrame]
DAY = date(2021, 5, 1)
ALL = [club.code for club in CLUBS]


def changed(**values: object) -> Tables:
    return simulate(SMALL.model_copy(update=values))


def before(tables: Tables, day: date) -> Tables:
    games = tables["games"].filter(pl.col("game_date") < day).select("game_id")
    return {
        name: table.join(games, on="game_id", how="semi", maintain_order="left")
        for name, table in tables.items()
    }


def assert_same(left: Tables, right: Tables) -> None:
    for name in CURATED:
        assert_frame_equal(left[name], right[name], check_exact=True)


class TestPrefixStability:
    """What was once imported stays as it is when the league goes on or is told to change."""

    def test_equal_settings_give_equal_rows(self, small_league: Tables) -> None:
        assert_same(simulate(SMALL), small_league)

    def test_another_season_adds_rows_only(self, small_league: Tables) -> None:
        longer = changed(seasons=3)
        assert longer["games"].height == 3 * 90
        assert_same(before(longer, date(2023, 1, 1)), small_league)

    @pytest.mark.parametrize("until", [DAY, date(2021, 12, 31), date(2022, 4, 20)])
    def test_a_later_until_adds_rows_only(self, small_league: Tables, until: date) -> None:
        cut = changed(until=until)
        assert cut["games"]["game_date"].max() <= until
        assert_same(cut, before(small_league, until + timedelta(days=1)))

    @pytest.mark.parametrize(
        "change",
        [
            Change(day=DAY, run_environment=1.3),
            Change(day=DAY, team="ALD", strength=2.0),
        ],
    )
    def test_a_change_takes_effect_on_its_day_and_not_before(
        self, small_league: Tables, change: Change
    ) -> None:
        league = changed(changes=(change,))
        assert_same(before(league, DAY), before(small_league, DAY))
        moved = (
            league["games"]
            .select("game_id", "game_date", "home_team", "away_team")
            .join(league["truth"], on="game_id")
            .join(small_league["truth"], on="game_id", suffix="_unchanged")
            .filter(pl.col("game_date") >= DAY)
            .with_columns(
                has_moved=pl.col("home_mean") != pl.col("home_mean_unchanged"),
                is_concerned=pl.any_horizontal(
                    pl.col("home_team", "away_team").is_in([change.team] if change.team else ALL)
                ),
            )
        )
        assert moved["game_date"].min() < DAY + timedelta(days=3)
        assert (moved["has_moved"] == moved["is_concerned"]).all()
        assert moved["is_concerned"].any()

    def test_another_book_leaves_the_others_alone(self, small_league: Tables) -> None:
        more = changed(books=3)
        quotes = more["quotes"].filter(pl.col("book").is_in([BOOKS[0].name, BOOKS[1].name]))
        assert_frame_equal(quotes, small_league["quotes"], check_exact=True)

    def test_another_seed_is_another_league(self, small_league: Tables) -> None:
        assert not changed(seed=8)["results"].equals(small_league["results"])


class TestTables:
    def test_columns_are_those_of_the_domain(self, default_league: Tables) -> None:
        for name, schema in CURATED.items():
            assert dict(default_league[name].schema) == schema

    def test_everything_is_marked_simulated(self, default_league: Tables) -> None:
        for table in default_league.values():
            assert table["simulated"].all()
            assert table["source"].unique().to_list() == ["simulated-league"]

    def test_only_a_moneyline_has_no_line_and_nothing_else_is_missing(
        self, default_league: Tables
    ) -> None:
        for table in default_league.values():
            assert sum(table.drop("line", strict=False).null_count().row(0)) == 0
        quotes = default_league["quotes"]
        assert (quotes["line"].is_null() == (quotes["market"] == "moneyline")).all()

    def test_every_game_is_complete(self, default_league: Tables) -> None:
        games = default_league["games"].height
        assert games == 3 * 12 * 120 / 2
        assert default_league["starters"].n_unique(["game_id", "side"]) == 2 * games
        for name in ("games", "results", "truth"):
            assert default_league[name]["game_id"].n_unique() == games

    def test_a_game_is_named_by_home_team_date_and_number(self, default_league: Tables) -> None:
        name = pl.concat_str(
            "home_team", pl.col("game_date").dt.strftime("%Y%m%d"), pl.col("game_number")
        )
        assert default_league["games"].select((pl.col("game_id") == name).all()).item()

    def test_nothing_is_known_before_its_time(self, default_league: Tables) -> None:
        """Schedule: the day before; starters: 09:00; results: 3.5 hours after first pitch."""
        games = default_league["games"].with_columns(
            behind_utc=pl.col("first_pitch").dt.replace_time_zone(None)
            - pl.col("first_pitch_local")
        )
        opening = (
            pl.col("game_date").cast(pl.Datetime("us"))
            + pl.duration(hours=9)
            + pl.col("behind_utc")
        ).dt.replace_time_zone("UTC")
        games = games.with_columns(opening=opening)
        assert games.select(
            (pl.col("known_at") == pl.col("opening") - pl.duration(hours=33)).all()
        ).item()
        times = games.select("game_id", "first_pitch", "opening")
        starters = default_league["starters"].join(times, on="game_id")
        assert (starters["known_at"] == starters["opening"]).all()
        results = default_league["results"].join(times, on="game_id")
        assert (results["known_at"] - results["first_pitch"] == timedelta(minutes=210)).all()
        quotes = default_league["quotes"].join(times, on="game_id")
        opens, closes = (quotes.filter(pl.col("moment") == m) for m in ("open", "close"))
        assert (opens["known_at"] == opens["opening"]).all()
        assert (closes["known_at"] == closes["first_pitch"]).all()
        assert default_league["truth"]["known_at"].dt.year().unique().to_list() == [9999]


class TestQuotes:
    def test_the_first_is_the_opening_and_the_last_the_closing(
        self, default_league: Tables
    ) -> None:
        quotes = default_league["quotes"]
        assert (quotes["known_at"] == quotes["quoted_at"]).all()
        runs = quotes.group_by("game_id", "book", "market", "side", maintain_order=True).agg(
            "moment", "quoted_at"
        )
        assert runs.height == 2160 * 4 * 6
        assert runs.select((pl.col("quoted_at").list.diff().list.min() > 0).all()).item()
        for moments in runs["moment"].unique().to_list():
            assert moments[0] == "open"
            assert moments[-1] == "close"
            assert set(moments[1:-1]) == {"snapshot"}

    def test_every_game_has_a_quote_at_the_cutoff(self, default_league: Tables) -> None:
        rows = default_league["quotes"].join(default_league["games"], on="game_id")
        at_cutoff = rows.filter(pl.col("first_pitch") - pl.col("quoted_at") == timedelta(hours=1))
        assert at_cutoff["game_id"].n_unique() == 2160

    def test_every_book_keeps_its_hold(self, default_league: Tables) -> None:
        """Rounding to whole cents moves a hold by a few tenths of a per cent at most."""
        booksum = (
            default_league["quotes"]
            .group_by("game_id", "book", "market", "quoted_at")
            .agg((1 / pl.col("price")).sum().alias("sum"), pl.len())
        )
        assert booksum["len"].unique().to_list() == [2]
        holds = booksum.with_columns(hold=1 - 1 / pl.col("sum"))
        declared = {book.name: book.hold for book in BOOKS}
        for (name,), rows in holds.group_by("book"):
            assert (rows["hold"] - declared[str(name)]).abs().max() < 0.005
            assert rows["hold"].mean() == pytest.approx(declared[str(name)], abs=1e-4)
        assert holds["hold"].min() > 0

    def test_prices_are_whole_american_cents(self, default_league: Tables) -> None:
        price = pl.col("price")
        american = pl.when(price >= 2).then(100 * (price - 1)).otherwise(-100 / (price - 1))
        cents = default_league["quotes"].select(american=american)["american"]
        assert (cents - cents.round()).abs().max() < 1e-6
        assert cents.abs().min() >= 100 - 1e-9

    def test_the_favourite_gives_one_and_a_half_runs_all_day(self, default_league: Tables) -> None:
        run_line = default_league["quotes"].filter(pl.col("market") == "run_line")
        home = run_line.filter(pl.col("side") == "home")
        away = run_line.filter(pl.col("side") == "away")
        assert set(home["line"].unique()) == {-1.5, 1.5}
        assert (home["line"] == -away["line"]).all()
        assert home.group_by("game_id").agg(pl.col("line").n_unique())["line"].max() == 1

    def test_totals_are_half_or_whole_runs_and_whole_ones_push(
        self, default_league: Tables
    ) -> None:
        totals = default_league["quotes"].filter(
            (pl.col("market") == "total")
            & (pl.col("side") == "over")
            & (pl.col("moment") == "close")
        )
        assert (totals["line"] * 2 == (totals["line"] * 2).round()).all()
        scored = totals.join(default_league["results"], on="game_id").with_columns(
            runs=(pl.col("home_score") + pl.col("away_score")).cast(pl.Float64)
        )
        assert 0.03 < (scored["runs"] == scored["line"]).mean() < 0.07
        assert 0.44 < (scored["runs"] > scored["line"]).mean() < 0.51


def moneyline(league: Tables, moment: str) -> pl.DataFrame:
    """Per game: the books' median de-vigged home probability, the truth, and who won."""
    prices = (
        league["quotes"]
        .filter((pl.col("market") == "moneyline") & (pl.col("moment") == moment))
        .pivot("side", index=["game_id", "book"], values="price")
        .with_columns(fair=pl.col("away") / (pl.col("home") + pl.col("away")))
        .group_by("game_id")
        .agg(pl.col("fair").median())
    )
    return (
        league["truth"]
        .join(prices, on="game_id")
        .join(league["results"], on="game_id")
        .with_columns(won=(pl.col("home_score") > pl.col("away_score")).cast(pl.Float64))
    )


def log_loss(probability: NDArray[np.float64], won: NDArray[np.float64]) -> float:
    return float(-np.mean(won * np.log(probability) + (1 - won) * np.log(1 - probability)))


class TestCalibration:
    """The league resembles the real game; ranges are those of the domain notes, with leeway."""

    def test_runs_resemble_real_ones(self, default_league: Tables) -> None:
        results = default_league["results"]
        total = (results["home_score"] + results["away_score"]).cast(pl.Float64)
        margin = (results["home_score"] - results["away_score"]).cast(pl.Float64)
        assert 8.6 < total.mean() < 9.2
        assert 4.2 < total.std() < 4.7
        assert 0.50 < (margin > 0).mean() < 0.57
        assert 0.24 < (margin.abs() == 1).mean() < 0.31

    def test_the_truth_is_calibrated(self, default_league: Tables) -> None:
        """Home wins overall and in each third of the games, within three standard errors."""
        rows = moneyline(default_league, "close").sort("home_win")
        for part in (rows, rows[:720], rows[720:1440], rows[1440:]):
            truth = part["home_win"].to_numpy()
            error = np.sqrt((truth * (1 - truth)).sum())
            assert abs((part["won"] - part["home_win"]).sum()) < 3 * error

    def test_the_close_is_sharper_than_the_open_and_neither_is_the_truth(
        self, default_league: Tables
    ) -> None:
        opened, closed = (moneyline(default_league, m) for m in ("open", "close"))
        won = opened["won"].to_numpy()
        truth = log_loss(opened["home_win"].to_numpy(), won)
        close = log_loss(
            closed.sort("game_id")["fair"].to_numpy(), closed.sort("game_id")["won"].to_numpy()
        )
        opening = log_loss(opened["fair"].to_numpy(), won)
        assert truth < close < opening < 0.6931

    def test_expected_log_loss_of_the_market_is_of_the_real_order(
        self, default_league: Tables
    ) -> None:
        """Expectation over outcomes, free of their luck: mean Kullback-Leibler divergence."""
        excess = {}
        for moment in ("open", "close"):
            rows = moneyline(default_league, moment)
            truth, fair = rows["home_win"].to_numpy(), rows["fair"].to_numpy()
            divergence = truth * np.log(truth / fair) + (1 - truth) * np.log(
                (1 - truth) / (1 - fair)
            )
            excess[moment] = divergence.mean()
        assert 0.001 < excess["close"] < 0.004
        assert 0.004 < excess["open"] - excess["close"] < 0.008

    def test_quotes_say_nothing_of_the_outcome_that_the_truth_does_not(
        self, default_league: Tables
    ) -> None:
        """Given the truth, the error of the close does not correlate with the surprise."""
        rows = moneyline(default_league, "close")
        surprise = (rows["won"] - rows["home_win"]).to_numpy()
        error = (rows["fair"] - rows["home_win"]).to_numpy()
        assert abs(np.corrcoef(surprise, error)[0, 1]) < 3 / np.sqrt(rows.height)


def test_the_wildest_changes_can_be_played() -> None:
    changes = (
        Change(day=DAY, run_environment=1.5),
        Change(day=DAY, team="ALD", strength=3.0),
        Change(day=DAY, team="BRK", strength=-3.0),
    )
    league = changed(changes=changes, until=date(2021, 12, 31))
    assert league["truth"]["home_mean"].max() > 8
    assert league["quotes"]["price"].min() > 1


def test_books_raise_their_totals_after_the_run_environment_has_changed() -> None:
    """The mean total follows within 30 days; on the day itself nobody knows."""
    league = LeagueSettings(seasons=1, teams=30, games_per_team=100)
    day = date(2021, 6, 1)
    change = Change(day=day, run_environment=1.15)
    totals = [
        simulate(league.model_copy(update={"changes": changes}))["quotes"].filter(
            (pl.col("market") == "total")
            & (pl.col("side") == "over")
            & (pl.col("moment") == "open")
        )
        for changes in ((), (change,))
    ]
    gap = totals[0].with_columns(
        gap=totals[1]["line"] - totals[0]["line"],
        day=(pl.col("known_at").dt.date() - day).dt.total_days(),
    )
    assert gap.filter(pl.col("day") <= 0)["gap"].abs().max() == 0
    learned, early = (
        gap.filter(pl.col("day").is_between(first, last))["gap"].mean()
        for first, last in ((30, 60), (1, 5))
    )
    assert learned == pytest.approx(0.15 * 8.7, rel=0.08)
    assert 0 < early < learned / 2
