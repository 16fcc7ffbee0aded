"""The money metrics of a ledger: by hand, and as properties."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.evaluation import money
from bullpen.evaluation.inconclusive import Estimate, Inconclusive
from bullpen.vocabulary.ledger import LEDGER_SCHEMA

OPENING_DAY = date(2018, 4, 1)


def day(number: int) -> date:
    return OPENING_DAY + timedelta(days=number)


def bet(
    slate: int, stake: float, price: float, outcome: str, close: float | None = None
) -> dict[str, Any]:
    profit = {"won": stake * (price - 1), "lost": -stake, "void": 0.0}[outcome]
    return {
        "slate": day(slate),
        "stake": stake,
        "price": price,
        "outcome": outcome,
        "profit": profit,
        "close_fair_price": close,
    }


def ledger(*bets: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(bets, schema=LEDGER_SCHEMA)


def value(result: Estimate | Inconclusive) -> float:
    assert result.value is not None
    return result.value


FIVE = ledger(
    bet(0, 0.02, 2.5, "won", close=2.4),
    bet(0, 0.01, 1.8, "lost", close=2.0),
    bet(1, 0.03, 2.0, "void", close=1.9),
    bet(1, 0.02, 1.5, "won"),
    bet(4, 0.04, 2.0, "lost", close=2.0),
)
"""Returns .03 - .01 = .02 on day 0, .01 on day 1, -.04 on day 4."""


class TestByHand:
    report = money.summary(FIVE, seed=1)

    def test_counts_and_sums(self) -> None:
        assert (self.report.bets, self.report.voids, self.report.slates) == (4, 1, 3)
        assert self.report.turnover == pytest.approx(0.09)  # the void's .03 was never at risk
        assert self.report.profit == pytest.approx(-0.01)

    @pytest.mark.parametrize(
        "name, expected",
        [
            ("roi_percentage", 100 * -0.01 / 0.09),
            ("hit_rate", 0.5),
            # sum s / sum s * price = .09 / (.05 + .018 + .03 + .08)
            ("break_even_hit_rate", 0.09 / 0.178),
            # per unit 1.5, -1, .5, -1: mean 0
            ("sharpe_per_bet", 0.0),
            ("profit_factor", 0.04 / 0.05),
            ("bankroll_growth_pct", 100 * (1.02 * 1.01 * 0.96 - 1)),
            ("log_growth", np.log(1.02 * 1.01 * 0.96)),
            ("max_drawdown_pct", 4.0),
            ("longest_drawdown_days", 3.0),
            # 2.5/2.4, 1.8/2, 2/1.9, 2/2, less 1
            ("clv_ev", np.mean([2.5 / 2.4, 0.9, 2 / 1.9, 1.0]) - 1),
            ("beat_close_rate", 0.5),
        ],
    )
    def test_metric(self, name: str, expected: float) -> None:
        assert value(getattr(self.report, name)) == pytest.approx(expected, abs=1e-12)

    def test_annual_ratios_scale_those_of_slates(self) -> None:
        returns = np.array([0.02, 0.01, -0.04])
        root = np.sqrt(money.SLATES_PER_YEAR)
        assert value(self.report.sharpe_annual) == pytest.approx(
            returns.mean() / returns.std(ddof=1) * root
        )
        assert value(self.report.sortino_annual) == pytest.approx(
            returns.mean() / np.sqrt(0.04**2 / 3) * root
        )

    def test_days_without_a_bet_return_nothing(self) -> None:
        slates = pl.Series([day(number) for number in range(5)])
        report = money.summary(FIVE, seed=1, slates=slates)
        returns = np.array([0.02, 0.01, 0, 0, -0.04])
        assert report.slates == 5
        assert value(report.sharpe_annual) == pytest.approx(
            returns.mean() / returns.std(ddof=1) * np.sqrt(180)
        )
        assert value(report.roi_percentage) == value(self.report.roi_percentage)

    def test_the_bankroll_compounds_by_slate(self) -> None:
        path = money.bankroll(FIVE)
        assert path["slate"].to_list() == [day(0), day(1), day(4)]
        assert path["bankroll"].to_list() == pytest.approx([1.02, 1.0302, 0.988992])
        assert path["drawdown_pct"].to_list() == pytest.approx([0.0, 0.0, 4.0])

    def test_a_loss_on_the_first_day_is_a_drawdown(self) -> None:
        report = money.summary(ledger(bet(0, 0.1, 2.0, "lost"), bet(3, 0.05, 2.0, "won")), seed=1)
        assert value(report.max_drawdown_pct) == pytest.approx(10.0)
        assert value(report.longest_drawdown_days) == 3

    def test_drawdown_follows_time_and_not_the_extremes(self) -> None:
        """A fall to .9 before a rise to 1.35 is 10 %, although 1 - .9 / 1.35 is a third."""
        report = money.summary(ledger(bet(0, 0.1, 2.0, "lost"), bet(1, 0.5, 2.0, "won")), seed=1)
        assert value(report.max_drawdown_pct) == pytest.approx(10.0)


def random_ledger(rows: int, slates: int, seed: int) -> pl.DataFrame:
    """Bets at fair prices."""
    generator = np.random.default_rng(seed)
    price = generator.uniform(1.5, 3, rows)
    outcome = np.where(generator.random(rows) < 1 / price, "won", "lost")
    return ledger(
        *(
            bet(number % slates, 0.01, float(price[number]), str(outcome[number]), close=2.0)
            for number in range(rows)
        )
    )


class TestIntervals:
    def test_every_metric_has_one(self) -> None:
        report = money.summary(random_ledger(300, 60, seed=0), seed=1)
        metrics = {k: v for k, v in report.as_json().items() if isinstance(v, dict)}
        assert len(metrics) == 13
        for name, metric in metrics.items():
            assert metric["low"] < metric["high"], name
        assert (
            report.roi_percentage
            == money.summary(random_ledger(300, 60, seed=0), seed=1).roi_percentage
        )

    def test_the_yield_interval_is_as_wide_as_theory_says(self) -> None:
        """Independent bets: 1.96 * sd / sqrt(n) in percent."""
        bets = random_ledger(600, 150, seed=2)
        found = money.summary(bets, seed=1).roi_percentage
        assert isinstance(found, Estimate)
        spread = (bets["profit"] / bets["stake"]).std()
        assert isinstance(spread, float)
        expected = 100 * 2 * 1.96 * spread / np.sqrt(600)
        assert found.high - found.low == pytest.approx(expected, rel=0.15)

    def test_a_seed_repeats_the_report(self) -> None:
        bets = random_ledger(100, 20, seed=3)
        assert money.summary(bets, seed=1) == money.summary(bets, seed=1)


class TestInconclusive:
    def test_an_empty_ledger_says_nothing_about_anything(self) -> None:
        report = money.summary(ledger(), seed=1)
        assert (report.bets, report.turnover, report.profit) == (0, 0.0, 0.0)
        for metric in (v for v in report.as_json().values() if isinstance(v, dict)):
            assert metric["value"] is None
            assert metric["reason"]

    def test_days_without_any_bet_say_nothing_either(self) -> None:
        """A drawdown of 0 would read as a strategy without risk."""
        slates = pl.Series([day(number) for number in range(40)])
        report = money.summary(ledger(), seed=1, slates=slates)
        assert report.slates == 40
        assert report.max_drawdown_pct == Inconclusive("no bet was settled")
        assert isinstance(report.bankroll_growth_pct, Inconclusive)
        assert isinstance(report.sharpe_annual, Inconclusive)

    def test_voids_alone_are_no_bets(self) -> None:
        report = money.summary(ledger(bet(0, 0.02, 2.0, "void", close=1.9)), seed=1)
        assert (report.bets, report.voids) == (0, 1)
        assert report.roi_percentage == Inconclusive("no bet was settled")
        assert value(report.clv_ev) == pytest.approx(2 / 1.9 - 1)

    def test_equal_returns_have_no_sharpe_ratio(self) -> None:
        """Zero variance is undefined, never infinite."""
        bets = [bet(number, 0.01, 2.0, "won") for number in range(30)]
        report = money.summary(ledger(*bets), seed=1)
        assert isinstance(report.sharpe_per_bet, Inconclusive)
        assert isinstance(report.sharpe_annual, Inconclusive)
        assert report.profit_factor == Inconclusive("no bet was lost")
        assert report.sortino_annual == Inconclusive("no slate lost money")

    def test_a_lost_bankroll_has_no_logarithm(self) -> None:
        bets = [bet(0, 1.0, 2.0, "lost"), *(bet(n, 0.01, 2.0, "won") for n in range(1, 20))]
        report = money.summary(ledger(*bets), seed=1)
        assert report.log_growth == Inconclusive("the bankroll was lost")
        assert value(report.max_drawdown_pct) == 100
        assert value(report.bankroll_growth_pct) == -100

    def test_bets_without_a_close_have_no_closing_value(self) -> None:
        report = money.summary(ledger(*(bet(n, 0.01, 2.0, "won") for n in range(20))), seed=1)
        assert report.clv_ev == Inconclusive("no bet has a closing price on its line")

    def test_few_days_show_the_value_and_withhold_the_interval(self) -> None:
        report = money.summary(FIVE, seed=1)
        assert report.roi_percentage == Inconclusive(
            "an interval needs 10 slates, there are 3", pytest.approx(-100 / 9)
        )


bets = st.lists(
    st.builds(
        bet,
        st.integers(0, 30),
        st.floats(0.001, 0.02),
        st.floats(1.1, 5),
        st.sampled_from(["won", "lost", "void"]),
        st.one_of(st.none(), st.floats(1.1, 5)),
    ),
    min_size=1,
    max_size=40,
)


@given(bets, st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    one = money.summary(ledger(*rows), seed=1, draws=20).as_json()
    random.shuffle(rows)
    other = money.summary(ledger(*rows), seed=1, draws=20).as_json()
    for name, metric in one.items():
        if isinstance(metric, dict):
            assert metric["value"] == pytest.approx(other[name]["value"], abs=1e-9), name


@given(bets)
@settings(max_examples=40)
def test_the_path_keeps_its_bounds(rows: list[dict[str, Any]]) -> None:
    path = money.bankroll(ledger(*rows))
    assert path["slate"].is_sorted()
    assert (path["bankroll"] > 0).all()
    assert path["drawdown_pct"].is_between(0, 100).all()
    report = money.summary(ledger(*rows), seed=1, draws=20)
    if report.bets:
        drawdown = path["drawdown_pct"].max()
        assert value(report.max_drawdown_pct) == pytest.approx(drawdown, abs=1e-9)
        assert value(report.bankroll_growth_pct) == pytest.approx(
            100 * (path["bankroll"][-1] - 1), abs=1e-9
        )
