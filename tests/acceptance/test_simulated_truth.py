"""In a league whose truth is known, money does what the theory says that it must."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from bullpen.domains.mlb.betting import StakingKind, StakingPolicy
from bullpen.domains.mlb.league.books import BOOKS
from bullpen.domains.mlb.targets import targets
from bullpen.evaluation import money, scores
from bullpen.evaluation.inconclusive import Estimate
from tests.acceptance.simulated import Truth, play, predictions

Floats = NDArray[np.float64]

FULL_KELLY = StakingPolicy(
    fraction=1.0,
    max_per_bet=1.0,
    max_per_slate=0.9,  # the bankroll survives a day on which every bet is lost
    min_edge=0.0,
    max_edge=100.0,  # the truth has no edges that are too good to be true
    min_stake=0.0,
)
QUARTER_KELLY = StakingPolicy(
    max_per_bet=1.0, max_per_slate=0.9, min_edge=0.0, max_edge=100.0, min_stake=0.0
)
FLAT = StakingPolicy(
    kind=StakingKind.FLAT,
    flat_stake=1e-4,
    min_edge=0.0,
    max_edge=100.0,
    min_stake=0.0,
)
MARKETS = {"home_ml": "moneyline", "total_over": "total"}


def settled(
    truth: Truth, target: str, policy: StakingPolicy, predicted: pl.DataFrame, book: str | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The decisions and the ledger of predictions, at the offers of one book or of all."""
    asked = targets(policy)[target]
    economics = asked.economics
    assert economics is not None
    terms = asked.terms(truth.curated, truth.games)
    if book is not None:
        terms = terms.filter(pl.col("book") == book)
    decisions = economics.decide(predicted, terms)
    return decisions, economics.settle(decisions, asked.outcomes(truth.curated, truth.games))


def joint_results(bets: pl.DataFrame) -> tuple[Floats, Floats]:
    """Chance and log growth of every way in which the bets of one slate can end."""
    chance, stake, price = (bets[name].to_numpy() for name in ("probability", "stake", "price"))
    won = np.array(list(product([False, True], repeat=bets.height)))
    weights = np.where(won, chance, 1 - chance).prod(axis=1)
    return weights, np.log1p(np.where(won, stake * (price - 1), -stake).sum(axis=1))


def theory(decisions: pl.DataFrame) -> tuple[float, float]:
    """Expected log growth of the bankroll, and its standard deviation.

    Bets of a slate are staked from the same bankroll, so that their profits add up before the
    logarithm is taken; slates are independent of one another.
    """
    mean = variance = 0.0
    for _, slate in decisions.filter(pl.col("stake") > 0).group_by("slate"):
        weights, growth = joint_results(slate)
        expected = float(weights @ growth)
        mean += expected
        variance += float(weights @ (growth - expected) ** 2)
    return mean, float(np.sqrt(variance))


def log_growth(ledger: pl.DataFrame) -> float:
    """What the product itself says of the ledger."""
    found = money.summary(ledger, seed=0, draws=100).log_growth
    assert isinstance(found, Estimate)
    return found.value


def pooled_growth(
    seeds: range, policy: StakingPolicy, one_a_slate: bool = False
) -> tuple[float, float, float]:
    """Realised and expected log growth over several leagues, and the standard error."""
    realised = expected = variance = 0.0
    for seed in seeds:
        truth = play(seed, seasons=2)
        predicted = predictions(truth, "home_ml", truth.chances["home_ml"])
        if one_a_slate:
            predicted = predicted.unique("slate", keep="first", maintain_order=True)
        decisions, ledger = settled(truth, "home_ml", policy, predicted, None)
        mean, deviation = theory(decisions)
        realised += log_growth(ledger)
        expected += mean
        variance += deviation**2
    return realised, expected, float(np.sqrt(variance))


class TestKelly:
    """Staking with the true probabilities earns the theoretical growth."""

    def test_a_single_bet_grows_by_the_textbook_formula(self) -> None:
        """Full Kelly on one game a day: p ln(1 + f b) + (1 - p) ln(1 - f)."""
        truth = play(3, seasons=2)
        predicted = predictions(truth, "home_ml", truth.chances["home_ml"])
        predicted = predicted.unique("slate", keep="first", maintain_order=True)
        decisions, ledger = settled(truth, "home_ml", FULL_KELLY, predicted, None)
        bets = decisions.filter(pl.col("stake") > 0)
        p, odds = bets["probability"].to_numpy(), bets["price"].to_numpy() - 1
        f = (p * odds - (1 - p)) / odds
        assert bets["stake"].to_numpy() == pytest.approx(f)
        by_hand = float(np.sum(p * np.log1p(f * odds) + (1 - p) * np.log1p(-f)))
        expected, error = theory(decisions)
        assert expected == pytest.approx(by_hand)
        assert abs(log_growth(ledger) - by_hand) < 3 * error

    def test_all_bets_of_a_day_together_grow_as_expected(self) -> None:
        realised, expected, error = pooled_growth(range(11, 13), QUARTER_KELLY)
        assert abs(realised - expected) < 3 * error
        assert expected > 2 * error  # else one who knows nothing would pass as well

    @pytest.mark.slow
    @pytest.mark.parametrize("one_a_slate", [True, False], ids=["one a day", "all"])
    @pytest.mark.parametrize("policy", [FULL_KELLY, QUARTER_KELLY], ids=["full", "quarter"])
    def test_thirty_leagues_together_grow_as_expected(
        self, policy: StakingPolicy, one_a_slate: bool
    ) -> None:
        realised, expected, error = pooled_growth(range(100, 130), policy, one_a_slate)
        print(f"realised {realised:.2f}, expected {expected:.2f} +/- {error:.2f}")  # noqa: T201
        assert abs(realised - expected) < 3 * error
        assert expected > 3 * error
        assert realised > 0

    def test_the_market_knows_too_little_to_grow(self) -> None:
        """Staked by the opening line's probabilities instead, the same policy finds no edge that
        is one: the true growth of its bets is below zero."""
        truth = play(3, seasons=1)
        line = targets()["home_ml"].benchmarks(truth.curated, truth.games)["open"]
        believed = predictions(truth, "home_ml", line)
        decisions, _ = settled(truth, "home_ml", QUARTER_KELLY, believed, None)
        chance = truth.chances["home_ml"]
        is_home = pl.col("selection") == "home"
        true = decisions.with_columns(
            probability=pl.when(is_home).then(chance).otherwise(1 - chance)
        )
        assert theory(true)[0] < 0 < theory(decisions)[0]


def random_side(truth: Truth, target: str, seed: int, book: str) -> pl.DataFrame:
    """The ledger of a coin that bets flat on every game at the prices of one book."""
    coin = np.random.default_rng(seed).integers(0, 2, truth.games.height).astype(float)
    predicted = predictions(truth, target, pl.Series(coin))
    return settled(truth, target, FLAT, predicted, book)[1]


def returns(ledger: pl.DataFrame) -> Floats:
    """Profit per unit of what was not voided."""
    staked = ledger.filter(pl.col("outcome") != "void")
    return (staked["profit"] / staked["stake"]).to_numpy()


def ledgers(seeds: range, target: str, **league: object) -> Iterator[tuple[str, pl.DataFrame]]:
    for seed in seeds:
        truth = play(seed, **league)
        for number, book in enumerate(BOOKS[:4]):
            yield book.name, random_side(truth, target, 100 * seed + number, book.name)


class TestHold:
    """A random side at flat stake loses the bookmaker's hold."""

    @pytest.mark.parametrize("target", MARKETS)
    def test_a_coin_loses_the_hold_of_every_book(self, target: str) -> None:
        check_hold(range(21, 22), target, seasons=2, teams=24)

    @pytest.mark.slow
    @pytest.mark.parametrize("target", MARKETS)
    def test_over_fifty_thousand_games_it_loses_it_to_the_decimal(self, target: str) -> None:
        check_hold(range(200, 212), target, seasons=2, teams=30, games_per_team=150)


def check_hold(seeds: range, target: str, **league: object) -> None:
    """Each book takes its hold within three standard errors; all of them together take money."""
    by_book: dict[str, list[Floats]] = {book.name: [] for book in BOOKS[:4]}
    for name, ledger in ledgers(seeds, target, **league):
        by_book[name].append(returns(ledger))
    for book in BOOKS[:4]:
        earned = np.concatenate(by_book[book.name])
        error = earned.std() / np.sqrt(len(earned))
        print(f"{target} {book.name}: {earned.mean():.4f} +/- {error:.4f}, -{book.hold}")  # noqa: T201
        assert abs(earned.mean() + book.hold) < 3 * error
    assert np.concatenate([part for parts in by_book.values() for part in parts]).mean() < 0


class TestForecasts:
    """Free of the luck of outcomes: losses expected under the truth."""

    @pytest.mark.parametrize("target", MARKETS)
    def test_the_truth_beats_the_close_and_the_close_the_open(self, target: str) -> None:
        truth = play(5, seasons=2)
        lines = targets()[target].benchmarks(truth.curated, truth.games)
        rows = truth.chances.join(lines, on="entity_id").drop_nulls()
        chance = rows[target].to_numpy()
        loss = {name: expected_loss(rows[name].to_numpy(), chance) for name in ("open", "close")}
        assert expected_loss(chance, chance) < loss["close"] < loss["open"]


def expected_loss(forecast: Floats, chance: Floats) -> float:
    ones, zeros = np.ones_like(chance), np.zeros_like(chance)
    losses = chance * scores.log_losses(forecast, ones)
    losses += (1 - chance) * scores.log_losses(forecast, zeros)
    return float(losses.mean())


class TestCoverage:
    """Of two hundred seasons, about 95 % of the intervals hold what was truly to be expected."""

    @pytest.mark.slow
    def test_intervals_of_roi_and_log_loss_cover_the_truth(self) -> None:
        held = np.array([covered(seed) for seed in range(1_000, 1_250)])
        share = held.mean(axis=0)
        print(f"coverage of ROI {share[0]:.3f}, of log loss {share[1]:.3f}")  # noqa: T201
        assert ((share >= 0.90) & (share <= 0.98)).all()


def covered(seed: int) -> tuple[bool, bool]:
    """Whether the intervals of one season hold the expected ROI of its bets, and the expected log
    loss of the opening line."""
    truth = play(seed, seasons=1, teams=8, games_per_team=100, books=2)
    line = targets()["home_ml"].benchmarks(truth.curated, truth.games)["open"]
    results = truth.curated["results"].collect().rename({"game_id": "entity_id"})
    labels = truth.games.select("entity_id", "slate").join(
        results, on="entity_id", how="left", maintain_order="left"
    )
    won = (labels["home_score"] > labels["away_score"]).cast(pl.Float64)
    chance = truth.chances["home_ml"].to_numpy()
    found = scores.summary(line, won, labels["slate"], seed=seed, draws=1_000)
    loss = found.scores.log_loss
    coin = np.random.default_rng(seed).integers(0, 2, truth.games.height).astype(float)
    decisions, ledger = settled(
        truth, "home_ml", FLAT, predictions(truth, "home_ml", pl.Series(coin)), None
    )
    roi = money.summary(ledger, seed=seed, draws=1_000).roi_percentage
    true = np.where(coin == 1, chance, 1 - chance)
    expected = 100 * float(np.mean(true * decisions["price"].to_numpy() - 1))
    assert isinstance(loss, Estimate)
    assert isinstance(roi, Estimate)
    expected_log_loss = expected_loss(line.to_numpy(), chance)
    return roi.low <= expected <= roi.high, loss.low <= expected_log_loss <= loss.high
