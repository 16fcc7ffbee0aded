"""What a target is learnt from: labelled entities of a period, with features as of the cutoff."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from bullpen.domains.plugin import Domain
from bullpen.infra.errors import NotFound
from bullpen.training.dataset import Dataset, asked, build, feature_names
from bullpen.vocabulary.curated import Curated
from tests.league_home import open_home

FIRST, LAST = date(2022, 5, 1), date(2022, 5, 31)


@pytest.fixture(scope="module")
def may(league_home: Path) -> tuple[Domain, Curated, Dataset]:
    """Total-over rows of May 2022."""
    with open_home(league_home) as workspace:
        domain, target = workspace.training.target("total_over")
        version = workspace.data.latest("mlb")
        curated = workspace.data.read(version)
        features_of = partial(workspace.features.assemble, version, curated)
        return domain, curated, build(domain, target, curated, features_of, FIRST, LAST)


def test_both_dates_of_a_period_belong_to_it(may: tuple[Domain, Curated, Dataset]) -> None:
    slates = may[2].rows["slate"]
    assert (slates.min(), slates.max()) == (FIRST, LAST)


def test_a_void_is_a_row_without_a_label(may: tuple[Domain, Curated, Dataset]) -> None:
    """A total of whole runs pushes now and then; nobody knew it when the bet was made."""
    domain, curated, dataset = may
    games = domain.entities(curated).filter(pl.col("slate").is_between(FIRST, LAST)).collect()
    assert dataset.rows.height == games.height
    assert 0 < dataset.rows["label"].null_count() < 0.1 * games.height
    assert dataset.rows["label"].drop_nulls().is_in([0.0, 1.0]).all()
    assert dataset.rows["label_known_at"].is_null().equals(dataset.rows["label"].is_null())


def test_rows_are_in_the_order_of_their_cutoffs(may: tuple[Domain, Curated, Dataset]) -> None:
    rows = may[2].rows
    assert rows.equals(rows.sort("cutoff_at", "entity_id"))
    assert rows["entity_id"].equals(may[2].spine["entity_id"])


def test_a_label_is_known_only_after_the_cutoff(may: tuple[Domain, Curated, Dataset]) -> None:
    waited = may[2].rows["label_known_at"] - may[2].rows["cutoff_at"]
    assert waited.min() == timedelta(minutes=60 + 210)


def test_every_feature_is_a_column_of_the_rows(may: tuple[Domain, Curated, Dataset]) -> None:
    domain, _, dataset = may
    assert list(dataset.features) == list(feature_names(domain))
    assert set(dataset.features) < set(dataset.rows.columns)
    assert "label" not in dataset.features


@pytest.mark.parametrize(
    "tables, message",
    [
        ({}, "There is no game from 2030-01-01 to the end"),
        ({"quotes": 0}, r"None of the \d+ games from 2022-05-01 to 2022-05-31 has a label"),
    ],
)
def test_a_period_without_labels_says_what_is_missing(
    may: tuple[Domain, Curated, Dataset], tables: dict[str, int], message: str
) -> None:
    domain, curated, _ = may
    held = Curated({**curated, **{name: curated[name].head(rows) for name, rows in tables.items()}})
    since, until = (FIRST, LAST) if tables else (date(2030, 1, 1), None)
    with pytest.raises(NotFound, match=message):
        asked(domain, domain.targets["home_ml"], held, since, until)
