from datetime import datetime, timedelta

import polars as pl
import pytest

from bullpen.features.audit import AuditReport, EarlyStamp, Progress, audit, defined
from bullpen.features.pipeline import spine
from bullpen.features.view import FeatureView, State
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.curated import Curated
from tests.features.shop import BY_SHOP, LAST_SALE, VISIT, at, curated, number, sales, view, visits

DAYS = range(2, 22)
SALES = sales(*(("AB"[day % 2], at(day, "16:00"), float(day)) for day in DAYS))
VISITS = visits(*((f"v{day:02}", "AB"[day % 3 % 2], at(day, "18:00")) for day in DAYS))
TABLES = curated(sales=SALES, visits=VISITS)


def visits_of(tables: Curated) -> pl.LazyFrame:
    return tables["visits"]


def run(
    *views: FeatureView,
    tables: Curated = TABLES,
    cutoffs: int | None = None,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> AuditReport:
    return audit(
        views or (view(),),
        visits_of,
        VISIT,
        tables,
        cutoffs_per_season=cutoffs,
        seed=seed,
        progress=progress,
    )


def final_rows(curated: Curated) -> pl.LazyFrame:
    """A leak: the grand total of a shop, as if known from the first sale on."""
    return curated["sales"].group_by("shop").agg(pl.col("known_at").min(), pl.col("amount").sum())


LEAKY = view(states=[State(rows=final_rows, roles=(BY_SHOP,))], name="totals")


def test_an_honest_view_is_clean() -> None:
    report = run()
    assert report.clean
    assert (report.cutoffs_checked, report.views_checked) == (20, 1)
    assert report.values_compared == report.compared_by_feature["last_sale"] == 20


def test_a_total_of_all_time_is_caught() -> None:
    report = run(LEAKY)
    assert not report.clean
    leak = report.leaks[0]
    assert (leak.view, leak.feature, leak.entity_id) == ("totals@1", "last_sale", "v02")
    assert (leak.full, leak.truncated) == (sum(day for day in DAYS if day % 2 == 0), 2.0)
    assert report.as_json()["leaks"][0]["cutoff_at"] == "2024-05-02T17:00:00+00:00"


def test_the_last_bit_counts() -> None:
    """0.1 + 0.2 is not 0.3, and minus zero is not zero."""

    def last_bit(curated: Curated) -> pl.LazyFrame:
        future = pl.col("known_at").max() > at(20)
        return curated["sales"].with_columns(
            amount=pl.when(future).then(0.1 + pl.lit(0.2)).otherwise(0.3),
            zero=pl.when(future).then(-0.0).otherwise(0.0),
        )

    both = (number("sum", pl.col("s_amount")), number("zero", pl.col("s_zero")))
    report = run(view(*both, states=[State(rows=last_bit, roles=(BY_SHOP,))]))
    assert {leak.feature for leak in report.leaks} == {"sum", "zero"}


def test_an_entity_that_the_future_brings_is_a_leak() -> None:
    """An entity that becomes known after its own cutoff could not have been predicted."""
    late = VISITS.with_columns(
        known_at=pl.when(pl.col("entity_id") == "v05").then(at(9)).otherwise("known_at")
    )
    report = run(tables=curated(sales=SALES, visits=late))
    assert [(leak.view, leak.entity_id) for leak in report.leaks] == [("entities", "v05")]


def test_a_row_known_before_it_was_observed_is_found() -> None:
    stamped = SALES.with_columns(sold_at=pl.col("known_at") + pl.duration(minutes=pl.lit(0)))
    assert run(tables=curated(sales=stamped, visits=VISITS)).clean
    early = stamped.with_columns(known_at=pl.col("known_at") - timedelta(hours=3))
    report = run(tables=curated(sales=early, visits=VISITS))
    assert report.early_stamps == (EarlyStamp(table="sales", column="sold_at", rows=20),)
    assert not report.clean
    assert report.as_json()["leaks"] == [{"table": "sales", "column": "sold_at", "rows": 20}]


def test_a_feature_that_was_never_compared_is_a_failure() -> None:
    """It has values late in the season alone, and the one cutoff drawn lies in the first week."""
    rare = number("rare", pl.when(pl.col("s_amount") > 15).then(pl.col("s_amount")))
    report = run(view(rare), cutoffs=1)
    assert (report.never_compared, report.clean) == (("rare",), False)
    assert run(view(rare)).clean


DEFINED_NOWHERE = (
    pl.lit(False),
    pl.lit(None, dtype=pl.Boolean()),
    pl.col("s_amount") > 99,
)


@pytest.mark.parametrize("defined_for", DEFINED_NOWHERE)
def test_a_feature_that_is_defined_for_no_entity_is_absent(defined_for: pl.Expr) -> None:
    report = run(view(number("nothing", pl.col("s_amount"), defined_for=defined_for)))
    assert report.absent == ("nothing",)
    assert (report.never_compared, report.clean) == ((), True)


@pytest.mark.parametrize("defined_for", [pl.lit(True), pl.col("s_amount") > 19])
def test_a_feature_that_is_null_where_it_is_defined_is_a_failure(defined_for: pl.Expr) -> None:
    """One visit after a sale of 20 is enough for it to owe a value."""
    report = run(view(number("nothing", pl.lit(None), defined_for=defined_for), LAST_SALE))
    assert (report.never_compared, report.absent) == (("nothing",), ())
    assert not report.clean


def test_definitions_are_asked_by_feature() -> None:
    """Shop B sells on odd days; its visits alone meet a condition on that."""
    odd = number("odd", pl.lit(None), defined_for=pl.col("s_amount") % 2 == 1)
    entities = spine(VISITS, VISIT)
    flags = defined([view(odd, LAST_SALE)], ["odd"], entities, TABLES)
    assert flags.columns == ["odd"]
    assert flags["odd"].to_list() == (VISITS["shop"] == "B").to_list()
    assert defined([view()], [], entities, TABLES).is_empty()


def test_the_seed_decides_the_draw() -> None:
    draws = [drawn(VISITS, 5, seed) for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]


def drawn(entities: pl.DataFrame, count: int, seed: int) -> set[datetime]:
    """The cutoffs at which the audit looked, told by a leak at every one of them."""
    entities = entities.with_columns(known_at=pl.col("event_time"))  # too late to be predicted
    everything = curated(sales=SALES, visits=entities)
    return {leak.cutoff_at for leak in run(tables=everything, cutoffs=count, seed=seed).leaks}


@pytest.mark.parametrize("seed", range(5))
def test_the_first_week_and_the_second_of_a_pair_are_always_drawn(seed: int) -> None:
    """Shop A is visited twice on the 15th: at the second visit the first one is not over."""
    again = visits(("again", "A", at(15, "21:00")))
    chosen = drawn(pl.concat([VISITS, again]), 2, seed)
    assert at(15, "20:00") in chosen
    assert any(moment < at(9) for moment in chosen)


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    run(cutoffs=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_without_entities_there_is_nothing_to_audit() -> None:
    with pytest.raises(BadInput, match="no entities"):
        run(tables=curated(sales=SALES, visits=VISITS.head(0)))
