"""Opening lines, prices on offer, and moves, on one game quoted by hand."""

from math import log
from typing import Any

import pytest

from bullpen.domains.mlb.views.market_moves import MARKET_MOVES
from bullpen.domains.mlb.views.opening_market import OPENING_MARKET
from bullpen.domains.mlb.views.prices import PRICES
from bullpen.features.view import FeatureView
from tests.domains.mlb.views.tiny import Game, features, league, quote

GAME = Game(day="05-01", home="NYA", away="BOS", hour=19)  # the cutoff is 18:00


def seen(view: FeatureView, *quotes: list[dict[str, Any]]) -> dict[str, Any]:
    return features(view, league([GAME], quotes))[GAME.id]


def fair(p: float, hold: float = 0.04) -> tuple[float, float]:
    """Prices of a book that gives the home side p and keeps `hold` of the turnover."""
    return (1 - hold) / p, (1 - hold) / (1 - p)


def logit(p: float) -> float:
    return log(p / (1 - p))


class TestOpening:
    def test_the_margin_is_taken_out_by_proportion(self) -> None:
        """-150/+130 is .57983 without the overround (DOMAIN_NOTES, test vectors)."""
        game = seen(OPENING_MARKET, quote(GAME, "moneyline", (1 + 100 / 150, 2.3)))
        assert game["p_home_open"] == pytest.approx(0.57983, abs=5e-6)

    def test_it_is_the_median_of_the_books_and_stays_what_it_was(self) -> None:
        game = seen(
            OPENING_MARKET,
            *(quote(GAME, "moneyline", fair(p), book=f"b{p}") for p in (0.5, 0.52, 0.6)),
            quote(GAME, "moneyline", fair(0.9), book="b0.5", at=12, moment="snapshot"),
        )
        assert game["p_home_open"] == pytest.approx(0.52)

    def test_totals_have_a_line_and_a_lean(self) -> None:
        game = seen(
            OPENING_MARKET,
            quote(GAME, "total", fair(0.55), line=8.5),
            quote(GAME, "total", fair(0.45), line=9, book="two"),
        )
        assert game["total_open"] == 8.75
        assert game["p_over_open"] == pytest.approx(0.5)

    def test_sides_of_different_lines_are_no_pair(self) -> None:
        over, _ = quote(GAME, "total", (1.5, 2.0), line=8)
        _, under = quote(GAME, "total", (1.9, 9.9), line=9)
        game = seen(OPENING_MARKET, [over, under], quote(GAME, "total", fair(0.5), line=10))
        assert (game["total_open"], game["p_over_open"]) == (10, pytest.approx(0.5))

    def test_half_a_quote_is_no_quote(self) -> None:
        game = seen(OPENING_MARKET, quote(GAME, "moneyline", fair(0.5))[:1])
        assert game["p_home_open"] is None


class TestPrices:
    def test_the_best_price_is_taken_of_the_latest_quotes(self) -> None:
        game = seen(
            PRICES,
            quote(GAME, "moneyline", (1.9, 2.0)),
            quote(GAME, "moneyline", (1.8, 2.1), book="two"),
            quote(GAME, "moneyline", (1.7, 2.05), at=12, moment="snapshot"),
        )
        assert (game["best_dec_home"], game["best_dec_away"]) == (1.8, 2.1)
        assert game["is_home_fav"] is True

    def test_the_hold_is_the_mean_over_books(self) -> None:
        """-110/-110 holds 4.545 %, an honest even price nothing (DOMAIN_NOTES, test vectors)."""
        game = seen(
            PRICES,
            quote(GAME, "moneyline", (1 + 1 / 1.1, 1 + 1 / 1.1)),
            quote(GAME, "moneyline", (2.0, 2.0), book="two"),
            quote(GAME, "total", (1 + 1 / 1.1, 1 + 1 / 1.1), line=8),
        )
        assert game["hold_mean"] == pytest.approx(0.04545 / 2, abs=5e-6)
        assert game["hold_total"] == pytest.approx(0.04545, abs=5e-6)
        assert game["best_dec_over"] == 1 + 1 / 1.1

    @pytest.mark.parametrize("at, moment", [(18.5, "snapshot"), (12, "close")])
    def test_neither_a_late_nor_a_closing_quote_is_seen(self, at: float, moment: str) -> None:
        """A closing quote is left out even if its stamp claims that it was known at noon."""
        early = quote(GAME, "moneyline", (1.9, 2.0))
        late = quote(GAME, "moneyline", (9.0, 9.0), at=at, moment=moment)
        assert seen(PRICES, early, late) == seen(PRICES, early)
        assert seen(MARKET_MOVES, early, late) == seen(MARKET_MOVES, early)
        assert seen(OPENING_MARKET, late)["p_home_open"] is None


MOVES = seen(
    MARKET_MOVES,
    quote(GAME, "moneyline", fair(0.50)),
    quote(GAME, "moneyline", fair(0.54), book="two"),
    quote(GAME, "moneyline", fair(0.55), at=11, moment="snapshot"),
    quote(GAME, "moneyline", fair(0.57), at=16, book="two", moment="snapshot"),
    quote(GAME, "moneyline", fair(0.58, hold=0.02), at=17.5, moment="snapshot"),
    quote(GAME, "total", fair(0.5), line=8),
    quote(GAME, "total", fair(0.5), line=9, book="two"),
    quote(GAME, "total", fair(0.6), line=9, at=12, moment="snapshot"),
    quote(GAME, "run_line", fair(0.35), line=-1.5),
    quote(GAME, "run_line", fair(0.37), line=-1.5, book="two"),
    quote(GAME, "run_line", fair(0.7), line=1.5, book="three"),
)  # medians: .52 at 9:00, .545 at 11:00, .56 at 16:00, .575 at 17:30


class TestMoves:
    @pytest.mark.parametrize(
        "name, value",
        [
            ("p_home_now", 0.575),
            ("p_home_ref", 0.58),  # the first book now holds less
            ("ref_minus_soft", 0.01),
            ("lmove_open", logit(0.575) - logit(0.52)),
            ("lmove_6h", logit(0.575) - logit(0.545)),
            ("lmove_60m", logit(0.575) - logit(0.56)),
            ("move_velocity", (logit(0.575) - logit(0.545)) / 6),
            ("n_moves", 3),
            ("max_jump", 0.025),
            ("p_range", 0.055),
            ("p_std_books", 0.01 / 2**0.5),
            ("n_books", 2),
            ("hold_min", 0.02),
            ("best_ev_home", 0.98 / 0.58 * 0.575 - 1),
            ("best_ev_away", 0.98 / 0.42 * 0.425 - 1),
            ("arb_margin", 1 - (0.58 / 0.98 + 0.42 / 0.98)),
            ("snapshot_age_min", 30),
            ("steam_n", 0),
            ("total_now", 9),
            ("total_move", 0.5),
            ("total_std_books", 0),
            ("p_over_cons", 0.55),
            ("rl_home_line", -1.5),
            ("rl_p_home_cover", 0.36),
        ],
    )
    def test_known_answers(self, name: str, value: float) -> None:
        assert MOVES[name] == pytest.approx(value)

    def test_they_are_null_where_only_the_opening_is_known(self) -> None:
        """As in the archives: one book, one moment."""
        game = seen(
            MARKET_MOVES,
            quote(GAME, "moneyline", fair(0.5)),
            quote(GAME, "total", fair(0.5), line=8),
        )
        assert {game[feature.name] for feature in MARKET_MOVES.features} == {None}

    def test_velocity_counts_from_the_opening_where_that_was_later(self) -> None:
        game = seen(
            MARKET_MOVES,
            quote(GAME, "moneyline", fair(0.5), at=14),
            quote(GAME, "moneyline", fair(0.6), at=15, moment="snapshot"),
        )
        assert game["move_velocity"] == pytest.approx(logit(0.6) / 4)
        assert game["lmove_6h"] is None

    @pytest.mark.parametrize(
        "third_at, third_to, steam",
        [(12.1, 0.52, 1), (12.2, 0.52, 0), (12.1, 0.514, 0), (12.1, 0.48, 0)],
    )
    def test_steam_takes_three_books_one_way_in_ten_minutes(
        self, third_at: float, third_to: float, steam: int
    ) -> None:
        """The third book moves at 12:06 or 12:12, by enough or not, along or against."""
        books = ("one", "two", "three")
        moves = {"one": (12, 0.52), "two": (12.05, 0.52), "three": (third_at, third_to)}
        game = seen(
            MARKET_MOVES,
            *(quote(GAME, "moneyline", fair(0.5), book=book) for book in books),
            *(
                quote(GAME, "moneyline", fair(p), book=book, at=at, moment="snapshot")
                for book, (at, p) in moves.items()
            ),
        )
        assert game["steam_n"] == steam
