import json

from bullpen.features.catalogue import catalogue
from tests.features.shop import view


def test_a_row_says_what_a_feature_is() -> None:
    assert catalogue("shops", [view()]) == [
        {
            "domain": "shops",
            "category": "shop",
            "view": "sales",
            "name": "last_sale",
            "version": 1,
            "dtype": "Float64",
            "unit": "euro",
            "description": "Latest sale of the shop. Null before the first.",
            "owner": "tests",
            "tags": ["money"],
        }
    ]


def test_rows_are_fit_for_json() -> None:
    rows = catalogue("shops", [view()])
    assert json.loads(json.dumps(rows)) == rows
