from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.features.pipeline import assemble, spine
from bullpen.features.ratio import ratio
from bullpen.features.view import BadView, Role, State
from bullpen.infra.errors import BadInput, UsageError
from bullpen.vocabulary.curated import Curated
from tests.features.shop import (
    BY_SHOP,
    LAST_SALE,
    VISIT,
    at,
    curated,
    number,
    sales,
    sales_rows,
    view,
    visits,
)


def last_sales(entities: pl.DataFrame, rows: pl.DataFrame) -> list[float | None]:
    return assemble([view()], spine(entities, VISIT), curated(sales=rows))["last_sale"].to_list()


class TestSpine:
    def test_the_cutoff_lies_before_the_event(self) -> None:
        frame = spine(visits(("v", "A", at(2, "19:00"))), VISIT)
        assert frame["cutoff_at"].to_list() == [at(2, "18:00")]

    def test_an_earlier_moment_moves_the_cutoff_and_a_later_one_does_not(self) -> None:
        entities = visits(("v", "A", at(2, "19:00")))
        assert spine(entities, VISIT, at(1))["cutoff_at"].to_list() == [at(1)]
        assert spine(entities, VISIT, at(3))["cutoff_at"].to_list() == [at(2, "18:00")]

    def test_a_moment_without_time_zone_is_refused(self) -> None:
        with pytest.raises(UsageError, match="no time zone"):
            spine(visits(("v", "A", at(2))), VISIT, datetime(2024, 5, 1))  # noqa: DTZ001

    def test_an_entity_without_time_is_refused(self) -> None:
        entities = visits(("v", "A", at(2))).with_columns(event_time=pl.lit(None, pl.Datetime))
        with pytest.raises(BadInput, match="event_time"):
            spine(entities, VISIT)


class TestWhatIsSeen:
    def test_a_row_published_after_the_cutoff_is_not_seen(self) -> None:
        rows = sales(("A", at(1), 3.0), ("A", at(2, "18:01"), 99.0))
        assert last_sales(visits(("v", "A", at(2, "19:00"))), rows) == [3.0]

    def test_a_row_published_at_the_cutoff_is_seen(self) -> None:
        rows = sales(("A", at(1), 3.0), ("A", at(2, "18:00"), 4.0))
        assert last_sales(visits(("v", "A", at(2, "19:00"))), rows) == [4.0]

    def test_of_rows_with_one_key_and_moment_the_last_counts(self) -> None:
        rows = sales(("A", at(1), 3.0), ("A", at(1), 4.0))
        assert last_sales(visits(("v", "A", at(2))), rows) == [4.0]

    def test_rows_need_no_order(self) -> None:
        rows = sales(("A", at(3), 3.0), ("B", at(1), 1.0), ("A", at(2), 2.0))
        entities = visits(("v", "A", at(9)), ("w", "B", at(9)), ("x", "A", at(3)))
        assert last_sales(entities, rows) == [3.0, 1.0, 2.0]

    def test_the_rows_come_back_in_the_order_of_the_spine(self) -> None:
        entities = visits(("late", "A", at(9)), ("early", "A", at(3)), ("mid", "A", at(5)))
        frame = assemble([view()], spine(entities, VISIT), curated(sales=sales()))
        assert frame["entity_id"].to_list() == ["late", "early", "mid"]

    def test_a_null_key_joins_nothing(self) -> None:
        rows = sales((None, at(1), 7.0))
        assert last_sales(visits(("v", None, at(2))), rows) == [None]

    def test_a_state_may_be_read_as_it_was_some_time_before(self) -> None:
        rows = sales(("A", at(1), 1.0), ("A", at(2), 2.0))
        day_before = Role(prefix="s_", by={"shop": "shop"}, lag=timedelta(days=1))
        lagged = view(states=[State(rows=sales_rows, roles=(day_before,))])
        entities = visits(("v", "A", at(2, "12:00")))
        frame = assemble([lagged], spine(entities, VISIT), curated(sales=rows))
        assert frame["last_sale"].to_list() == [1.0]

    def test_a_state_without_key_is_joined_to_all(self) -> None:
        keyless = view(states=[State(rows=sales_rows, roles=(Role(prefix="s_", by={}),))])
        rows = sales(("A", at(1), 1.0), ("B", at(2), 2.0))
        entities = visits(("v", "A", at(4)), ("w", "C", at(1, "12:00")))
        frame = assemble([keyless], spine(entities, VISIT), curated(sales=rows))
        assert frame["last_sale"].to_list() == [2.0, 1.0]


def owner_rows(curated: Curated) -> pl.LazyFrame:
    return curated["owners"]


OWNED = view(
    number("owner_sale", pl.col("o_amount")),
    states=[
        State(rows=owner_rows, roles=(Role(prefix="own_", by={"shop": "shop"}),)),
        State(rows=sales_rows, roles=(Role(prefix="o_", by={"shop": "own_owner"}),)),
    ],
)


def test_a_state_may_be_joined_by_what_an_earlier_one_brought() -> None:
    """As a shop's owner leads to the owner's other shop, a starter's id leads to his record."""
    owners = pl.DataFrame({"shop": ["A", "B"], "known_at": [at(1), at(3)], "owner": ["Z", "Z"]})
    owners = owners.cast({"known_at": sales().schema["known_at"]})
    tables = curated(owners=owners, sales=sales(("Z", at(1), 5.0)))
    entities = visits(("v", "A", at(2)), ("w", "B", at(2)))
    frame = assemble([OWNED], spine(entities, VISIT), tables)
    assert frame["owner_sale"].to_list() == [5.0, None]


def test_each_view_says_when_its_newest_row_was_known() -> None:
    rows = sales(("A", at(1), 1.0), ("A", at(2), 2.0))
    entities = visits(("v", "A", at(4)), ("w", "B", at(4)))
    frame = assemble([view()], spine(entities, VISIT), curated(sales=rows))
    assert frame["sales__known_at"].to_list() == [at(2), None]


def test_rows_are_computed_once_for_all_views() -> None:
    calls = []

    def counted(state: State, tables: Curated) -> pl.LazyFrame:
        calls.append(state.rows)
        return state.rows(tables)

    views = [view(), view(number("double", 2 * pl.col("s_amount")), name="doubled")]
    frame = assemble(
        views, spine(visits(("v", "A", at(4))), VISIT), curated(sales=sales()), counted
    )
    assert calls == [sales_rows]
    assert frame.columns[:5] == ["entity_id", "slate", "cutoff_at", "last_sale", "sales__known_at"]


def test_no_entities_have_no_features() -> None:
    frame = assemble([view()], spine(visits(), VISIT), curated(sales=sales(("A", at(1), 1.0))))
    assert (frame.height, frame.columns[3]) == (0, "last_sale")


def test_a_constant_is_a_value_of_every_entity() -> None:
    entities = spine(visits(("v", "A", at(4)), ("w", "B", at(4))), VISIT)
    frame = assemble([view(number("one", pl.lit(1)))], entities, curated(sales=sales()))
    assert frame["one"].to_list() == [1.0, 1.0]


def test_a_value_outside_its_domain_is_null_and_types_are_as_declared() -> None:
    feature = number("n", pl.col("s_amount"), dtype=pl.Int64(), defined_for=pl.col("s_amount") > 1)
    rows = sales(("A", at(1), 1.0), ("B", at(1), 2.0))
    entities = visits(("v", "A", at(4)), ("w", "B", at(4)))
    frame = assemble([view(feature)], spine(entities, VISIT), curated(sales=rows))
    assert frame["n"].dtype == pl.Int64
    assert frame["n"].to_list() == [None, 2]


def test_a_single_row_has_the_bits_that_it_has_among_others() -> None:
    """Polars itself divides 238 by 324 to .7345679012345679, but a column of it to ...678."""
    feature = number("share", ratio(pl.col("s_amount"), 324))
    tables = curated(sales=sales(("A", at(1), 238.0), ("B", at(1), 7.0)))
    entities = spine(visits(("v", "A", at(4)), ("w", "B", at(4)), ("x", "A", at(5))), VISIT)
    together = assemble([view(feature)], entities, tables)
    alone = assemble([view(feature)], entities.head(1), tables)
    assert alone.equals(together.head(1))


class TestBadViews:
    def run(self, *features: object, **changed: object) -> None:
        bad = view(*features, **changed)  # type: ignore[arg-type]
        tables = curated(sales=sales(("A", at(1), 0.0)))
        assemble([bad], spine(visits(("v", "A", at(4))), VISIT), tables)

    @pytest.mark.parametrize("value", [1 / pl.col("s_amount"), pl.lit(float("nan"))])
    def test_infinity_and_nan_are_errors(self, value: pl.Expr) -> None:
        with pytest.raises(BadView, match="sales@1: bad is NaN or infinite"):
            self.run(LAST_SALE, number("bad", value))

    def test_an_unknown_column_is_reported_by_view_and_feature(self) -> None:
        with pytest.raises(BadView, match="sales@1: bad cannot be computed"):
            self.run(LAST_SALE, number("bad", pl.col("nowhere")))

    def test_rows_without_known_at_are_reported(self) -> None:
        with pytest.raises(BadView, match="stampless need a column known_at"):
            self.run(states=[State(rows=stampless, roles=(BY_SHOP,))])

    @pytest.mark.parametrize("by", [{"shop": "nowhere"}, {"nowhere": "shop"}])
    def test_unknown_keys_are_reported(self, by: dict[str, str]) -> None:
        with pytest.raises(BadView, match="joined by 'nowhere'"):
            self.run(states=[State(rows=sales_rows, roles=(Role(prefix="s_", by=by),))])

    def test_one_prefix_cannot_be_used_twice(self) -> None:
        with pytest.raises(BadView, match=r"'s_' yields .* a second time"):
            self.run(states=[State(rows=sales_rows, roles=(BY_SHOP, BY_SHOP))])

    def test_keys_of_different_types_are_reported(self) -> None:
        by_number = Role(prefix="s_", by={"shop": "season"})
        with pytest.raises(BadView, match="cannot be joined"):
            self.run(states=[State(rows=sales_rows, roles=(by_number,))])


def stampless(curated: Curated) -> pl.LazyFrame:
    return curated["sales"].drop("known_at")


def totals_rows(curated: Curated) -> pl.LazyFrame:
    rows = curated["sales"].sort("known_at")
    return rows.with_columns(pl.col("amount").cum_sum().over("shop"))


SHOPS = st.sampled_from(["A", "B", "C"])
MINUTES = st.integers(0, 3 * 24 * 60).map(lambda minutes: at(1) + timedelta(minutes=minutes))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(SHOPS, MINUTES, st.floats(0, 100)), max_size=20),
    st.lists(st.tuples(SHOPS, MINUTES), min_size=1, max_size=5),
)
def test_what_is_not_yet_known_may_be_deleted(
    sold: list[tuple[str, datetime, float]], visited: list[tuple[str, datetime]]
) -> None:
    """Features from all tables equal those from the tables as they were at the cutoff."""
    tables = curated(sales=sales(*sold))
    totals = view(states=[State(rows=totals_rows, roles=(BY_SHOP,))])
    entities = spine(visits(*((str(n), *visit) for n, visit in enumerate(visited))), VISIT)
    full = assemble([totals], entities, tables)
    for number_, cutoff in enumerate(entities["cutoff_at"]):
        alone = entities.slice(number_, 1)
        assert assemble([totals], alone, tables.known_by(cutoff)).equals(full.slice(number_, 1))
