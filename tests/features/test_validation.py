import polars as pl
import pytest

from bullpen.features.validation import validate
from bullpen.features.view import BadView
from tests.features.shop import number, view


def test_two_views_with_one_name_are_refused() -> None:
    with pytest.raises(BadView, match="called 'sales'"):
        validate([view(), view(number("other", pl.lit(1)), version=2)])


def test_a_feature_name_stands_for_one_feature() -> None:
    with pytest.raises(BadView, match=r"other@1: the feature name 'last_sale' .* by sales@1"):
        validate([view(), view(name="other")])


@pytest.mark.parametrize("name", ["slate", "cutoff_at", "entity_id", "sales__known_at"])
def test_the_names_of_the_pipeline_are_taken(name: str) -> None:
    with pytest.raises(BadView, match="by the pipeline"):
        validate([view(number(name, pl.lit(1)))])


def test_a_model_reads_numbers_and_flags() -> None:
    validate([view(number("flag", pl.lit(True), dtype=pl.Boolean()))])
    with pytest.raises(BadView, match="text is of type String"):
        validate([view(number("text", pl.lit("a"), dtype=pl.String()))])
