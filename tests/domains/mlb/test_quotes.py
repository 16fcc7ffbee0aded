from datetime import UTC, datetime

import polars as pl
import pytest

from bullpen.data.source import Curation
from tests.domains.mlb.small_seasons import curate_small, log_line, odds_rows, rules_of


def curated(**odds: object) -> Curation:
    return curate_small([log_line()], [odds_rows(**odds)])  # type: ignore[arg-type]


def quoted(curation: Curation, market: str) -> list[tuple[str, str, float | None, float]]:
    quotes = curation.tables["quotes"].filter(pl.col("market") == market)
    rows = quotes.select("moment", "side", "line", pl.col("price").round(4)).sort(
        "moment", "side", descending=[True, False]
    )
    return rows.rows()


def test_a_moneyline_is_quoted_at_both_moments_and_sides() -> None:
    """130/-140 and 120/-130 by the formula of the American price."""
    assert quoted(curated(), "moneyline") == [
        ("open", "away", None, 2.3),
        ("open", "home", None, 1.7143),
        ("close", "away", None, 2.2),
        ("close", "home", None, 1.7692),
    ]


def test_the_visitors_row_is_the_over_and_the_home_row_the_under() -> None:
    assert quoted(curated(), "total") == [
        ("open", "over", 7.5, 1.9091),
        ("open", "under", 7.5, 1.9091),
        ("close", "over", 7.0, 1.9524),
        ("close", "under", 7.0, 1.8696),
    ]


def test_a_run_line_has_a_closing_quote_alone_and_each_side_its_own_line() -> None:
    assert quoted(curated(run_line=(1.5, -160, -1.5, 140)), "run_line") == [
        ("close", "away", 1.5, 1.625),
        ("close", "home", -1.5, 2.4),
    ]


def test_the_opening_quote_is_known_in_the_morning_and_the_closing_one_at_first_pitch() -> None:
    """Pittsburgh in April is four hours behind UTC: 09:00 and 19:05."""
    quotes = curated().tables["quotes"]
    known = dict(quotes.select("moment", "known_at").unique().iter_rows())
    assert known == {
        "open": datetime(2014, 4, 5, 13, 0, tzinfo=UTC),
        "close": datetime(2014, 4, 5, 23, 5, tzinfo=UTC),
    }
    assert set(quotes["book"]) == {"sbr"}


@pytest.mark.parametrize(
    ("odds", "market", "rule"),
    [
        ({"moneyline": (130, -140, 99, -130)}, "moneyline", "impossible-price"),
        ({"moneyline": (130, -140, 105, 105)}, "moneyline", "impossible-margin"),
        ({"moneyline": (130, -140, -150, -400)}, "moneyline", "impossible-margin"),
        ({"total": (7.5, 102)}, "total", "impossible-total"),
        ({"total": (7.5, 3.5)}, "total", "impossible-total"),
        ({"run_line": (-1.5, 163, -1.5, 127)}, "run_line", "sides-disagree"),
        ({"run_line": (-1.5, 140, 1.5, -160)}, "run_line", "wrong-favourite"),
    ],
)
def test_a_quote_that_cannot_be_right_is_lost_alone(
    odds: dict[str, object], market: str, rule: str
) -> None:
    """A bad closing total costs neither the moneyline nor the opening total."""
    curation = curated(**odds)
    lost = curation.findings.filter(pl.col("fate") == "quarantined")
    assert lost["rule"].to_list() == [rule, rule]
    assert lost["line"].to_list() == [2, 3]
    assert not any(moment == "close" for moment, *_ in quoted(curation, market))
    expected = {"moneyline": 4, "total": 4, "run_line": 2}
    expected[market] -= 2
    for name, count in expected.items():
        assert len(quoted(curation, name)) == count, name


def test_totals_of_the_two_rows_must_agree() -> None:
    away, home = odds_rows()
    curation = curate_small([log_line()], [(away.replace(",7,", ",6,"), home)])
    assert set(rules_of(curation.findings)) == {"sides-disagree"}


def test_a_small_difference_of_favourites_is_no_fault() -> None:
    """Near even money run line and moneyline may differ: less than 30 points is left alone."""
    curation = curated(moneyline=(130, -140, -105, -115), run_line=(-1.5, 140, 1.5, -160))
    assert rules_of(curation.findings) == []


@pytest.mark.parametrize(
    ("odds", "rule"),
    [
        ({"moneyline": (130, -140, 189.5, -219.5)}, "half-point-price"),
        ({"run_line": (1, -130, -1, 110)}, "unusual-run-line"),
        ({"total": (9, 6.5)}, "large-total-move"),
    ],
)
def test_a_remarkable_quote_is_used_and_on_record(odds: dict[str, object], rule: str) -> None:
    curation = curated(**odds)
    assert set(rules_of(curation.findings)) == {rule}
    assert curation.tables["quotes"].height == 10


def test_where_there_is_no_line_there_is_no_quote() -> None:
    curation = curated(moneyline=("NL", "NL", 120, -130), total=("", 7))
    assert [moment for moment, *_ in quoted(curation, "moneyline")] == ["close", "close"]
    assert [moment for moment, *_ in quoted(curation, "total")] == ["close", "close"]


def test_quotes_of_games_that_no_log_has_are_not_curated() -> None:
    curation = curate_small([log_line()], [odds_rows(date=1001)])
    assert curation.tables["quotes"].is_empty()
