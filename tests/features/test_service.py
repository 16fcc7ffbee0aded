"""Materialised states belong to one data version of one database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest

from bullpen.data.versions import DataVersion
from bullpen.features.audit import EntitiesOf
from bullpen.features.pipeline import spine
from bullpen.features.service import Features
from bullpen.features.view import FeatureView
from bullpen.infra.errors import Conflict
from bullpen.vocabulary.entity import Entity
from tests.data.toy import NOW, toy_home
from tests.features.shop import VISIT, at, curated, sales, view, visits

VISITS = visits(("v", "A", at(4)))


@dataclass(frozen=True)
class Shop:
    name: str = "shop"
    views: Sequence[FeatureView] = field(default_factory=lambda: (view(),))
    entity: Entity = VISIT
    entities: EntitiesOf = lambda tables: VISITS.lazy()


def version(token: str) -> DataVersion:
    return DataVersion(
        id=1, token=token, domain="shop", created_at=NOW, simulated=False, staging={}, curated={}
    )


def test_a_number_that_comes_again_in_another_database_does_not_bring_old_states(
    tmp_path: Path,
) -> None:
    data = toy_home(tmp_path / "home")

    def last_sale(token: str, amount: float) -> pl.Series:
        features = Features({"shop": Shop()}, data, tmp_path / "features")
        tables = curated(sales=sales(("A", at(1), amount)))
        return features.assemble(version(token), tables, spine(VISITS, VISIT))["last_sale"]

    assert last_sale("one", 1.0).to_list() == [1.0]
    assert last_sale("two", 2.0).to_list() == [2.0]
    assert last_sale("one", 9.0).to_list() == [1.0], "what was materialised is what is read"


def test_every_data_version_has_a_token_of_its_own(tmp_path: Path) -> None:
    tokens = set()
    for name in ("one", "two"):
        data = toy_home(tmp_path / name)
        file = tmp_path / "first.csv"
        file.write_text("number,a,1")
        data.import_("lines", [file])
        tokens.add(data.latest("toy").token)
        assert data.latest("toy").id == 1
    assert len(tokens) == 2


def test_an_audit_without_data_says_what_to_import(tmp_path: Path) -> None:
    data = toy_home(tmp_path)
    features = Features({"toy": Shop("toy")}, data, tmp_path)
    with pytest.raises(Conflict, match="Import some first"):
        features.audit(None, 0)
