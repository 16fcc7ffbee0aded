"""What each target asks, what it is worth, and when it knows what."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from bullpen.domains.mlb.betting import StakingPolicy
from bullpen.domains.mlb.tables import QUOTES, RESULTS
from bullpen.domains.mlb.targets import targets
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.ledger import DECISION_SCHEMA
from bullpen.vocabulary.target import Target, TargetKind

FIRST_PITCH = datetime(2018, 6, 1, 23, 5, tzinfo=UTC)
CUTOFF = FIRST_PITCH - timedelta(hours=1)
MORNING = FIRST_PITCH - timedelta(hours=10)
NOON = FIRST_PITCH - timedelta(hours=7)


def pair(
    market: str,
    prices: tuple[float, float],
    *,
    line: float | None = None,
    book: str = "a",
    moment: str = "open",
    known_at: datetime = MORNING,
    game: str = "g",
) -> list[dict[str, Any]]:
    """Both sides of a market; `line` is that of the first side."""
    sides = ("over", "under") if market == "total" else ("home", "away")
    other = -line if market == "run_line" and line is not None else line
    common = {"game_id": game, "book": book, "market": market, "moment": moment}
    common |= {"quoted_at": known_at, "known_at": known_at, "source": "test", "simulated": False}
    return [
        common | {"side": side, "line": on, "price": price}
        for side, on, price in zip(sides, (line, other), prices, strict=True)
    ]


def close(market: str, prices: tuple[float, float], **more: Any) -> list[dict[str, Any]]:
    return pair(market, prices, moment="close", known_at=FIRST_PITCH, **more)


def curated(
    *quotes: Sequence[dict[str, Any]],
    score: tuple[int, int] | None = (5, 4),
    status: str = "final",
    length_outs: int = 54,
) -> Curated:
    results = []
    if score is not None:
        results.append(
            {
                "game_id": "g",
                "home_score": score[0],
                "away_score": score[1],
                "length_outs": length_outs,
                "status": status,
                "known_at": FIRST_PITCH + timedelta(hours=5),
            }
        )
    rows = [row for each in quotes for row in each]
    return Curated(
        {
            "quotes": pl.LazyFrame(rows, schema=QUOTES),
            "results": pl.LazyFrame(results, schema=RESULTS),
        }
    )


def spine(*games: str, cutoff: datetime = CUTOFF) -> pl.DataFrame:
    return pl.DataFrame({"entity_id": games or ("g",)}).with_columns(
        event_time=FIRST_PITCH, slate=date(2018, 6, 1), cutoff_at=cutoff
    )


def label(name: str, tables: Curated) -> float | None:
    target = targets()[name]
    facts = target.facts(tables, spine())
    value: float | None = facts.select(target.label.alias("label"))["label"][0]
    return value


def row(frame: pl.DataFrame) -> dict[str, Any]:
    return frame.row(0, named=True)


HOME_FAVOURED = pair("moneyline", (1.6, 2.5))
AWAY_FAVOURED = pair("moneyline", (2.5, 1.6))
BOLD = StakingPolicy(max_edge=0.2)
TOTAL_NINE = pair("total", (1.9, 1.95), line=9.0)


def test_the_four_targets() -> None:
    found = targets()
    assert list(found) == ["home_ml", "total_over", "home_spread", "total_runs"]
    assert found["total_runs"].kind is TargetKind.REGRESSION
    assert found["total_runs"].economics is None
    assert all(found[name].economics for name in ("home_ml", "total_over", "home_spread"))


def test_the_policy_reaches_the_decision() -> None:
    economics = targets(StakingPolicy(min_edge=0.19, max_edge=0.2))["home_ml"].economics
    assert economics is not None
    prediction = spine().select(
        "entity_id",
        "slate",
        model=pl.lit("m"),
        version=pl.lit("1"),
        target=pl.lit("home_ml"),
        prediction=pl.lit(0.7),
        decided_at="cutoff_at",
    )
    terms = targets()["home_ml"].terms(curated(HOME_FAVOURED), spine())
    assert "19 % margin" in row(economics.decide(prediction, terms))["reason"]


class TestLabels:
    @pytest.mark.parametrize(
        "score, status, expected",
        [
            ((5, 4), "final", 1.0),
            ((4, 5), "final", 0.0),
            ((4, 4), "tie", None),
            ((5, 4), "suspended", None),
        ],
    )
    def test_home_ml(self, score: tuple[int, int], status: str, expected: float | None) -> None:
        assert label("home_ml", curated(HOME_FAVOURED, score=score, status=status)) == expected

    @pytest.mark.parametrize("name", list(targets()))
    def test_nothing_is_asked_of_a_game_that_nobody_quotes_by_the_cutoff(self, name: str) -> None:
        """Seasons of results without odds would teach a model that the market does not exist."""
        late = close("moneyline", (1.6, 2.5)), close("total", (1.9, 1.9), line=9.0)
        assert label(name, curated(*late, score=(6, 4))) is None

    @pytest.mark.parametrize(
        "score, length_outs, expected",
        [((6, 4), 54, 1.0), ((4, 4), 54, 0.0), ((5, 4), 54, None), ((6, 4), 45, None)],
    )
    def test_total_over(
        self, score: tuple[int, int], length_outs: int, expected: float | None
    ) -> None:
        tables = curated(TOTAL_NINE, score=score, length_outs=length_outs)
        assert label("total_over", tables) == expected

    def test_total_over_without_a_line_is_void(self) -> None:
        assert label("total_over", curated(score=(9, 9))) is None

    def test_a_closing_total_is_not_the_line_of_the_question(self) -> None:
        """It is known at first pitch, an hour too late."""
        moved = close("total", (1.9, 1.9), line=10.0)
        assert label("total_over", curated(TOTAL_NINE, moved, score=(6, 4))) == 1.0
        assert label("total_over", curated(moved, score=(6, 4))) is None

    @pytest.mark.parametrize(
        "opening, score, expected",
        [
            (HOME_FAVOURED, (5, 4), 0.0),
            (HOME_FAVOURED, (6, 4), 1.0),
            (AWAY_FAVOURED, (4, 5), 1.0),
            (AWAY_FAVOURED, (4, 6), 0.0),
            (pair("moneyline", (1.9, 1.9)), (5, 4), 0.0),  # a pick'em: the home side gives 1.5
            ([], (9, 0), None),
        ],
    )
    def test_home_spread(
        self, opening: list[dict[str, Any]], score: tuple[int, int], expected: float | None
    ) -> None:
        assert label("home_spread", curated(opening, score=score)) == expected

    @pytest.mark.parametrize(
        "status, length_outs, expected",
        [("final", 54, 9.0), ("final", 45, None), ("suspended", 54, None), ("tie", 54, 9.0)],
    )
    def test_total_runs(self, status: str, length_outs: int, expected: float | None) -> None:
        tables = curated(TOTAL_NINE, status=status, length_outs=length_outs)
        assert label("total_runs", tables) == expected

    @pytest.mark.parametrize("name", list(targets()))
    def test_a_game_not_played_has_no_label(self, name: str) -> None:
        facts = targets()[name].facts(curated(TOTAL_NINE, HOME_FAVOURED, score=None), spine())
        assert facts["label_known_at"].to_list() == [None]
        assert label(name, curated(TOTAL_NINE, HOME_FAVOURED, score=None)) is None

    @pytest.mark.parametrize("name", list(targets()))
    def test_facts_keep_the_order_of_the_spine(self, name: str) -> None:
        facts = targets()[name].facts(curated(), spine("z", "g", "a"))
        assert facts["entity_id"].to_list() == ["z", "g", "a"]


class TestTerms:
    def offers(self, name: str, tables: Curated, cutoff: datetime = CUTOFF) -> list[Any]:
        frame = targets()[name].terms(tables, spine(cutoff=cutoff))
        return frame.select("selection", "line", "price", "book").rows()

    def test_a_book_offers_its_last_quote_known_by_the_cutoff(self) -> None:
        later = pair("moneyline", (1.7, 2.3), moment="snapshot", known_at=CUTOFF)
        too_late = pair(
            "moneyline", (1.5, 2.8), moment="snapshot", known_at=CUTOFF + timedelta(seconds=1)
        )
        tables = curated(HOME_FAVOURED, later, too_late, close("moneyline", (1.4, 3.0)))
        assert self.offers("home_ml", tables) == [
            ("away", None, 2.3, "a"),
            ("home", None, 1.7, "a"),
        ]
        assert self.offers("home_ml", tables, cutoff=NOON) == [
            ("away", None, 2.5, "a"),
            ("home", None, 1.6, "a"),
        ]

    def test_every_book_is_heard(self) -> None:
        tables = curated(HOME_FAVOURED, pair("moneyline", (1.65, 2.4), book="b"))
        assert len(self.offers("home_ml", tables)) == 4

    def test_totals_are_offered_on_one_line_only(self) -> None:
        """The median of 8.5, 9 and 9 is 9; the book at 8.5 asks another question."""
        tables = curated(
            TOTAL_NINE,
            pair("total", (1.8, 2.0), line=8.5, book="b"),
            pair("total", (1.91, 1.92), line=9.0, book="c"),
        )
        offers = self.offers("total_over", tables)
        assert {(line, book) for _, line, _, book in offers} == {(9.0, "a"), (9.0, "c")}

    def test_between_two_lines_the_lower_is_taken(self) -> None:
        tables = curated(TOTAL_NINE, pair("total", (1.8, 2.0), line=8.5, book="b"))
        assert {line for _, line, _, _ in self.offers("total_over", tables)} == {8.5}

    def test_a_push_is_priced_on_whole_lines_only(self) -> None:
        whole = targets()["total_over"].terms(curated(TOTAL_NINE), spine())
        half = targets()["total_over"].terms(curated(pair("total", (1.9, 1.9), line=8.5)), spine())
        assert whole["push_probability"].is_between(0.08, 0.13).all()  # measured: .111
        assert half["push_probability"].to_list() == [0.0, 0.0]

    def test_run_lines_are_offered_on_the_side_of_the_opening_favourite(self) -> None:
        tables = curated(
            HOME_FAVOURED,
            pair("run_line", (2.4, 1.6), line=-1.5),
            pair("run_line", (1.4, 3.0), line=1.5, book="b"),
        )
        assert self.offers("home_spread", tables) == [
            ("away", 1.5, 1.6, "a"),
            ("home", -1.5, 2.4, "a"),
        ]

    def test_a_closing_run_line_is_never_on_offer(self) -> None:
        tables = curated(HOME_FAVOURED, close("run_line", (2.4, 1.6), line=-1.5))
        assert self.offers("home_spread", tables) == []

    def test_an_impossible_price_is_no_offer(self) -> None:
        assert self.offers("home_ml", curated(pair("moneyline", (1.0, float("nan"))))) == []

    @pytest.mark.parametrize("name", ["home_ml", "total_over", "home_spread"])
    def test_no_quotes_are_no_offers_and_no_bets(self, name: str) -> None:
        target = targets()[name]
        assert target.economics is not None
        prediction = spine().select(
            "entity_id",
            "slate",
            model=pl.lit("m"),
            version=pl.lit("1"),
            target=pl.lit(name),
            prediction=pl.lit(0.7),
            decided_at="cutoff_at",
        )
        decisions = target.economics.decide(prediction, target.terms(curated(), spine()))
        assert dict(decisions.schema) == DECISION_SCHEMA
        assert row(decisions)["reason"] == "no price on offer at the cutoff"


class TestBenchmarks:
    def forecasts(self, name: str, tables: Curated) -> dict[str, Any]:
        return row(targets()[name].benchmarks(tables, spine()).select("open", "close"))

    def test_home_ml_has_fair_opening_and_closing_probabilities(self) -> None:
        """2.5 / 4.1 = .60976 and 2.1 / 3.9 = .53846: by hand."""
        tables = curated(HOME_FAVOURED, close("moneyline", (1.8, 2.1)))
        assert self.forecasts("home_ml", tables) == pytest.approx(
            {"open": 0.609756, "close": 0.538462}, abs=1e-6
        )

    def test_the_median_book_speaks_for_all(self) -> None:
        books = [
            pair("moneyline", prices, book=book)
            for book, prices in {"a": (1.6, 2.4), "b": (2.0, 2.0), "c": (9.0, 1.0)}.items()
        ]
        assert self.forecasts("home_ml", curated(*books))["open"] == pytest.approx(0.55)

    def test_a_moved_total_has_no_closing_probability(self) -> None:
        tables = curated(TOTAL_NINE, close("total", (1.9, 1.9), line=9.5))
        found = self.forecasts("total_over", tables)
        assert found == {"open": pytest.approx(1.95 / 3.85), "close": None}

    def test_a_total_that_moved_before_the_cutoff_has_no_opening_probability(self) -> None:
        moved = pair("total", (1.9, 1.9), line=9.5, moment="snapshot", known_at=NOON)
        found = self.forecasts(
            "total_over", curated(TOTAL_NINE, moved, close("total", (1.8, 2.0), line=9.5))
        )
        assert found == {"open": None, "close": pytest.approx(2.0 / 3.8)}

    def test_total_runs_is_held_against_the_lines(self) -> None:
        tables = curated(TOTAL_NINE, close("total", (1.9, 1.9), line=9.5))
        assert self.forecasts("total_runs", tables) == {"open": 9.0, "close": 9.5}

    def test_a_closing_run_line_is_a_benchmark_where_it_is_on_the_line(self) -> None:
        there = curated(HOME_FAVOURED, close("run_line", (2.4, 1.6), line=-1.5))
        elsewhere = curated(HOME_FAVOURED, close("run_line", (1.4, 3.0), line=1.5))
        assert self.forecasts("home_spread", there) == {"open": None, "close": pytest.approx(0.4)}
        assert self.forecasts("home_spread", elsewhere) == {"open": None, "close": None}


class TestFromQuoteToLedger:
    def ledger(self, target: Target, tables: Curated, chance: float) -> dict[str, Any]:
        assert target.economics is not None
        prediction = spine().select(
            "entity_id",
            "slate",
            model=pl.lit("m"),
            version=pl.lit("1"),
            target=pl.lit(target.name),
            prediction=pl.lit(chance),
            decided_at="cutoff_at",
        )
        decisions = target.economics.decide(prediction, target.terms(tables, spine()))
        return row(target.economics.settle(decisions, target.outcomes(tables, spine())))

    def test_a_total_is_bet_at_the_open_and_measured_at_the_close(self) -> None:
        tables = curated(TOTAL_NINE, close("total", (1.8, 2.0), line=9.0), score=(6, 4))
        found = self.ledger(targets(BOLD)["total_over"], tables, 0.58)
        assert (found["selection"], found["line"], found["outcome"]) == ("over", 9.0, "won")
        assert found["close_fair_price"] == pytest.approx(3.8 / 2.0)
        assert found["settled_at"] == FIRST_PITCH + timedelta(hours=5)

    def test_the_away_run_line_is_settled_on_its_own_line(self) -> None:
        tables = curated(
            HOME_FAVOURED,
            pair("run_line", (2.4, 1.7), line=-1.5),
            close("run_line", (2.4, 1.6), line=-1.5),
        )
        found = self.ledger(targets(BOLD)["home_spread"], tables, 0.36)
        assert (found["selection"], found["line"], found["outcome"]) == ("away", 1.5, "won")
        assert found["close_fair_price"] == pytest.approx(1 / 0.6)
