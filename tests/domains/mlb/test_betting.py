"""Decisions and ledgers of a two-way market."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bullpen.domains.mlb.betting import Betting, StakingKind, StakingPolicy
from bullpen.domains.mlb.settlement import Market
from bullpen.infra.errors import BadInput, UsageError
from bullpen.vocabulary.ledger import DECISION_SCHEMA, LEDGER_SCHEMA

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
AT_THE_PRICE = StakingPolicy(slippage_ticks=0, max_edge=0.2)  # edges that are easy to follow
MONEYLINE = Betting(market=Market.MONEYLINE, policy=AT_THE_PRICE)
TOTAL = Betting(market=Market.TOTAL, policy=AT_THE_PRICE)


def predictions(chances: dict[str, float], *, slate: date = date(2018, 6, 1)) -> pl.DataFrame:
    return pl.DataFrame(
        {"entity_id": list(chances), "prediction": list(chances.values())}
    ).with_columns(
        slate=slate,
        model=pl.lit("m"),
        version=pl.lit("1.0.0"),
        target=pl.lit("home_ml"),
        decided_at=NOON,
    )


def offer(
    entity: str, selection: str, price: float, *, line: float | None = None, book: str = "a"
) -> dict[str, Any]:
    return {
        "entity_id": entity,
        "selection": selection,
        "line": line,
        "price": price,
        "book": book,
    }


def terms(*offers: dict[str, Any]) -> pl.DataFrame:
    schema = {"entity_id": pl.String, "selection": pl.String, "line": pl.Float64}
    return pl.DataFrame(offers, schema=schema | {"price": pl.Float64, "book": pl.String})


def outcome(
    entity: str, home: int, away: int, *, close: float = 0.5, line: float | None = None, **game: Any
) -> dict[str, Any]:
    played = {"status": "final", "length_outs": 54, "settled_at": NOON + timedelta(hours=9)} | game
    fair = {"close_fair_home": close, "close_fair_over": close, "close_line": line}
    fair |= {"close_fair_away": 1 - close, "close_fair_under": 1 - close}
    return {"entity_id": entity, "home_score": home, "away_score": away} | played | fair


def outcomes(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema_overrides={"close_line": pl.Float64})


def only(frame: pl.DataFrame) -> dict[str, Any]:
    return frame.row(0, named=True)


class TestDecide:
    def test_a_bet_is_valued_at_the_price_on_offer(self) -> None:
        """EV .55 * 2.1 - 1 = .155, Kelly .155 / 1.1 = .14091: by hand."""
        decision = only(MONEYLINE.decide(predictions({"g": 0.55}), terms(offer("g", "home", 2.1))))
        assert decision["selection"] == "home"
        assert decision["fair_price"] == pytest.approx(1 / 0.55)
        assert decision["expected_value"] == pytest.approx(0.155)
        assert decision["kelly_fraction"] == pytest.approx(0.140909, abs=1e-6)
        assert decision["stake"] == 0.02  # a quarter would be .035
        assert decision["reason"] is None

    def test_of_two_sides_the_one_with_more_value_is_bet(self) -> None:
        offers = terms(offer("g", "home", 1.9), offer("g", "away", 2.4))
        decision = only(MONEYLINE.decide(predictions({"g": 0.55}), offers))
        assert (decision["selection"], decision["probability"]) == ("away", pytest.approx(0.45))

    def test_the_best_book_is_taken_and_ties_go_by_its_name(self) -> None:
        offers = terms(
            offer("g", "home", 2.0, book="a"),
            offer("g", "home", 2.1, book="c"),
            offer("g", "home", 2.1, book="b"),
        )
        decision = only(MONEYLINE.decide(predictions({"g": 0.55}), offers))
        assert (decision["book"], decision["price"]) == ("b", pytest.approx(2.1))

    def test_an_edge_of_more_than_five_percent_is_presumed_an_error(self) -> None:
        """On a main market it is a stale price or a wrong model until proved otherwise."""
        chances = predictions({"g": 0.52}), predictions({"g": 0.53})
        offers = terms(offer("g", "home", 2.0))
        fine, doubtful = (only(Betting(market=Market.MONEYLINE).decide(c, offers)) for c in chances)
        assert fine["stake"] > 0
        assert doubtful["stake"] == 0
        assert "is over 5 %" in doubtful["reason"]

    def test_a_user_gets_the_offered_price_and_a_backtest_a_tick_less(self) -> None:
        """+100 becomes -105: .52 at 2.00 is 4 %, at 1.952 it is 1.5 %."""
        betting = Betting(market=Market.MONEYLINE)
        chance, offers = predictions({"g": 0.52}), terms(offer("g", "home", 2.0))
        shown = only(betting.decide(chance, offers))
        assert (shown["price"], shown["reason"]) == (2.0, None)
        tested = only(betting.decide(chance, betting.slipped(offers)))
        assert tested["price"] == pytest.approx(1 + 100 / 105)
        assert tested["reason"] == "edge 1.52 % is below the 2 % margin"

    @pytest.mark.parametrize(
        "chance, price, reason",
        [
            (0.504, 2.0, "edge 0.8 % is below the 2 % margin"),
            (0.5099999, 2.0, "edge 1.99 % is below the 2 % margin"),
            (
                0.9,
                2.0,
                "claimed edge 80 % is over 20 %: presume a stale price or a wrong model",
            ),
            (0.1022, 10.0, "stake 0.06 % is below the 0.1 % minimum"),
            (0.55, float("nan"), "no price on offer at the cutoff"),
        ],
    )
    def test_no_bet_has_a_reason(self, chance: float, price: float, reason: str) -> None:
        decision = only(
            MONEYLINE.decide(predictions({"g": chance}), terms(offer("g", "home", price)))
        )
        assert decision["stake"] == 0
        assert decision["reason"].replace(".0 %", " %") == reason

    def test_without_an_offer_nothing_is_selected(self) -> None:
        decision = only(MONEYLINE.decide(predictions({"g": 0.6}), terms()))
        assert decision["selection"] is None
        assert decision["expected_value"] is None
        assert decision["reason"] == "no price on offer at the cutoff"

    def test_a_crowded_slate_is_scaled_down_in_proportion(self) -> None:
        games = {f"g{number}": 0.56 for number in range(8)}
        offers = terms(*(offer(game, "home", 2.0) for game in games))
        decisions = MONEYLINE.decide(predictions(games), offers)
        assert decisions["stake"].to_list() == pytest.approx([0.10 / 8] * 8)

    def test_a_stake_scaled_below_the_minimum_is_no_bet(self) -> None:
        policy = StakingPolicy(max_edge=0.2, max_per_slate=0.015, min_stake=0.005)
        games = {"large": 0.55, "small": 0.513}
        decisions = Betting(market=Market.MONEYLINE, policy=policy).decide(
            predictions(games), terms(offer("large", "home", 2.0), offer("small", "home", 2.0))
        )
        reasons = dict(decisions.select("entity_id", "reason").iter_rows())
        assert reasons == {"large": None, "small": "stake 0.36 % is below the 0.5 % minimum"}

    def test_other_slates_and_models_have_limits_of_their_own(self) -> None:
        games = {f"g{number}": 0.56 for number in range(6)}
        offers = terms(*(offer(game, "home", 2.0) for game in games))
        one, other = predictions(games), predictions(games).with_columns(model=pl.lit("n"))
        stakes = MONEYLINE.decide(pl.concat([one, other]), offers)["stake"]
        assert stakes.to_list() == pytest.approx([0.10 / 6] * 12)

    def test_flat_stakes_are_equal_wherever_there_is_an_edge(self) -> None:
        policy = StakingPolicy(kind=StakingKind.FLAT, flat_stake=0.01, max_edge=0.2)
        decisions = Betting(market=Market.MONEYLINE, policy=policy).decide(
            predictions({"a": 0.55, "b": 0.52, "c": 0.5}),
            terms(*(offer(game, "home", 2.0) for game in "abc")),
        )
        assert decisions["stake"].to_list() == [0.01, 0.01, 0.0]

    def test_a_possible_push_lowers_the_value_and_not_the_stake(self) -> None:
        offers = terms(offer("g", "over", 2.1, line=9.0))
        pushing = offers.with_columns(push_probability=pl.lit(0.1))
        with_push = only(TOTAL.decide(predictions({"g": 0.5}), pushing))
        without = only(TOTAL.decide(predictions({"g": 0.5}), offers))
        assert with_push["expected_value"] == pytest.approx(0.9 * without["expected_value"])
        assert with_push["kelly_fraction"] == without["kelly_fraction"]

    def test_decisions_come_in_the_order_of_predictions(self) -> None:
        games = {"b": 0.5, "c": 0.7, "a": 0.6}
        decisions = MONEYLINE.decide(predictions(games), terms(offer("a", "home", 1.8)))
        assert decisions["entity_id"].to_list() == ["b", "c", "a"]
        assert dict(decisions.schema) == DECISION_SCHEMA

    def test_no_predictions_give_no_decisions(self) -> None:
        decisions = MONEYLINE.decide(predictions({"g": 0.5}).clear(), terms())
        assert dict(decisions.schema) == DECISION_SCHEMA
        assert decisions.is_empty()

    @pytest.mark.parametrize("chance", [1.2, -0.1, float("nan"), None])
    def test_what_is_no_probability_is_refused(self, chance: float | None) -> None:
        with pytest.raises(BadInput, match="prediction for g"):
            MONEYLINE.decide(predictions({"g": chance}), terms())  # type: ignore[dict-item]

    def test_two_predictions_of_one_game_are_refused(self) -> None:
        twice = pl.concat([predictions({"g": 0.5}), predictions({"g": 0.6})])
        with pytest.raises(BadInput, match="two predictions"):
            MONEYLINE.decide(twice, terms())

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=25), st.randoms(use_true_random=False))
    @settings(max_examples=40)
    def test_limits_hold_and_order_does_not_matter(self, chances: list[float], random: Any) -> None:
        games = {f"g{number}": chance for number, chance in enumerate(chances)}
        offers = [offer(game, side, 2.0) for game in games for side in ("home", "away")]
        decisions = MONEYLINE.decide(predictions(games), terms(*offers))
        stakes = decisions["stake"]
        assert stakes.is_between(0, 0.02).all()
        assert stakes.sum() <= 0.10 + 1e-12
        assert not ((stakes > 0) & (stakes < 0.001)).any()
        assert (decisions["reason"].is_null() == (stakes > 0)).all()
        random.shuffle(offers)
        shuffled = list(games)
        random.shuffle(shuffled)
        again = MONEYLINE.decide(
            predictions({game: games[game] for game in shuffled}), terms(*offers)
        )
        assert_frame_equal(decisions.sort("entity_id"), again.sort("entity_id"))


class TestPolicy:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"fraction": 1.5},
            {"max_per_bet": -0.1},
            {"min_edge": 0.3},
            {"min_edge": -0.01},
            {"slippage_ticks": -1},
        ],
    )
    def test_impossible_limits_are_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(UsageError):
            StakingPolicy(**wrong)


class TestSettle:
    def decided(self, betting: Betting, *offers: dict[str, Any], chance: float) -> pl.DataFrame:
        games = {each["entity_id"]: chance for each in offers}
        return betting.decide(predictions(games), terms(*offers))

    def test_a_winner_earns_its_price(self) -> None:
        decisions = self.decided(MONEYLINE, offer("g", "home", 2.1), chance=0.55)
        row = only(MONEYLINE.settle(decisions, outcomes(outcome("g", 3, 2, close=0.5))))
        assert row["outcome"] == "won"
        assert row["profit"] == pytest.approx(0.02 * 1.1)
        assert row["close_fair_price"] == pytest.approx(2.0)

    def test_the_other_side_has_the_other_closing_price(self) -> None:
        decisions = self.decided(MONEYLINE, offer("g", "away", 2.4), chance=0.55)
        row = only(MONEYLINE.settle(decisions, outcomes(outcome("g", 3, 2, close=0.6))))
        assert row["profit"] == -row["stake"]
        assert row["close_fair_price"] == pytest.approx(2.5)

    def test_a_push_returns_the_stake(self) -> None:
        decisions = self.decided(TOTAL, offer("g", "over", 2.1, line=9.0), chance=0.55)
        row = only(TOTAL.settle(decisions, outcomes(outcome("g", 5, 4, line=9.0))))
        assert (row["outcome"], row["profit"]) == ("void", 0.0)

    @pytest.mark.parametrize("close_line, known", [(9.0, True), (8.5, False), (None, False)])
    def test_a_moved_line_has_no_closing_price(self, close_line: float | None, known: bool) -> None:
        decisions = self.decided(TOTAL, offer("g", "over", 2.1, line=9.0), chance=0.55)
        row = only(TOTAL.settle(decisions, outcomes(outcome("g", 9, 4, line=close_line))))
        assert (row["close_fair_price"] is not None) == known

    def test_the_away_run_line_closes_on_the_mirrored_line(self) -> None:
        """`close_line` is that of the home side."""
        betting = Betting(market=Market.RUN_LINE, policy=AT_THE_PRICE)
        decisions = self.decided(betting, offer("g", "away", 2.1, line=1.5), chance=0.45)
        row = only(betting.settle(decisions, outcomes(outcome("g", 5, 4, line=-1.5, close=0.4))))
        assert row["outcome"] == "won"
        assert row["close_fair_price"] == pytest.approx(1 / 0.6)

    def test_a_game_without_an_outcome_waits(self) -> None:
        decisions = self.decided(
            MONEYLINE, offer("g", "home", 2.1), offer("h", "home", 2.1), chance=0.55
        )
        played = outcomes(outcome("g", 3, 2))
        unplayed = played.with_columns(
            entity_id=pl.lit("h"), status=pl.lit(None, dtype=pl.String), home_score=None
        )
        ledger = MONEYLINE.settle(decisions, pl.concat([played, unplayed], how="vertical_relaxed"))
        assert ledger["entity_id"].to_list() == ["g"]

    def test_games_of_a_doubleheader_are_settled_each_by_its_own(self) -> None:
        games = ("PIT201806011", "PIT201806012")
        decisions = self.decided(
            MONEYLINE, *(offer(game, "home", 2.1) for game in games), chance=0.55
        )
        late = NOON + timedelta(hours=13)
        ledger = MONEYLINE.settle(
            decisions,
            outcomes(outcome(games[1], 1, 2, settled_at=late), outcome(games[0], 3, 2)),
        )
        assert ledger.select("entity_id", "outcome").rows() == [
            ("PIT201806011", "won"),
            ("PIT201806012", "lost"),
        ]

    def test_what_was_not_bet_is_not_in_the_ledger(self) -> None:
        decisions = self.decided(MONEYLINE, offer("g", "home", 1.5), chance=0.55)
        ledger = MONEYLINE.settle(decisions, outcomes(outcome("g", 3, 2)))
        assert ledger.is_empty()
        assert dict(ledger.schema) == LEDGER_SCHEMA

    def test_profit_is_what_leaves_the_book(self) -> None:
        """Backing both sides at fair prices, by their chances, earns exactly nothing."""
        generator = np.random.default_rng(3)
        chances = generator.uniform(0.3, 0.7, 50)
        scores = generator.integers(0, 9, (50, 2))
        games = [f"g{number:02}" for number in range(50)]
        decisions = pl.concat(
            [
                pl.DataFrame({"entity_id": games, "stake": share, "price": 1 / share}).with_columns(
                    selection=pl.lit(side)
                )
                for side, share in (("home", chances), ("away", 1 - chances))
            ]
        )
        filled = decisions.with_columns(
            [
                pl.lit(None, dtype=dtype).alias(name)
                for name, dtype in DECISION_SCHEMA.items()
                if name not in decisions.columns
            ]
        )
        rows = [outcome(game, *map(int, score)) for game, score in zip(games, scores, strict=True)]
        ledger = MONEYLINE.settle(filled, outcomes(*rows))
        by_game = ledger.group_by("entity_id").agg(pl.col("profit").sum())
        assert by_game.height == 50
        assert by_game["profit"].to_numpy() == pytest.approx(np.zeros(50), abs=1e-12)
