"""What every estimator must do. Subclass, and say which estimator it is."""

from typing import ClassVar

import numpy as np
import orjson
import polars as pl
import pytest

from bullpen.estimators.estimator import Estimator, Floats, Forecaster, Sample
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.target import TargetKind


def noisy_rows(count: int, seed: int = 1) -> pl.DataFrame:
    """A good forecast, a number with gaps, a count, a flag, a constant and noise."""
    random = np.random.default_rng(seed)
    form = random.normal(size=count)
    return pl.DataFrame(
        {
            "market": random.uniform(0.2, 0.8, size=count),
            "form": pl.Series(form).set(pl.Series(random.random(count) < 0.2), None),
            "rest": random.integers(0, 5, size=count),
            "at_night": pl.Series(random.random(count) < 0.6),
            "always": np.full(count, 3.0),
            "noise": random.normal(size=count),
        }
    )


def binary_labels(rows: pl.DataFrame, seed: int = 2) -> Floats:
    """Labels drawn with the probability that `market` states, moved a little by `form`."""
    market, form = rows["market"].to_numpy(), rows["form"].fill_null(0).to_numpy()
    score = np.log(market / (1 - market)) + 0.3 * form
    drawn = np.random.default_rng(seed).random(rows.height) < 1 / (1 + np.exp(-score))
    return np.asarray(drawn, dtype=np.float64)


def sample(count: int, kind: TargetKind = TargetKind.BINARY, seed: int = 1) -> Sample:
    rows = noisy_rows(count, seed)
    labels = binary_labels(rows, seed + 1)
    return Sample(rows=rows, labels=labels if kind is TargetKind.BINARY else 8 + 2 * labels)


class EstimatorContract:
    """Inherit and set `estimator`."""

    estimator: ClassVar[Estimator]

    @pytest.fixture(params=list(TargetKind))
    def kind(self, request: pytest.FixtureRequest) -> TargetKind:
        kind: TargetKind = request.param
        return kind

    @pytest.fixture
    def fitted(self, kind: TargetKind) -> Forecaster:
        return self.fit(kind)

    def fit(self, kind: TargetKind, train: Sample | None = None, seed: int = 7) -> Forecaster:
        return self.estimator.fit(train or sample(1200, kind), None, kind=kind, seed=seed)

    def test_loading_what_was_stored_gives_the_same_predictions_to_the_bit(
        self, kind: TargetKind, fitted: Forecaster
    ) -> None:
        state = orjson.loads(orjson.dumps(fitted.state()))
        again = self.estimator.load(fitted.files(), state, kind=kind)
        rows = noisy_rows(500, seed=5)
        assert again.predict(rows).tobytes() == fitted.predict(rows).tobytes()
        assert again.features == fitted.features
        assert again.importances() == fitted.importances()

    def test_columns_are_found_by_name(self, fitted: Forecaster) -> None:
        rows = noisy_rows(300, seed=5)
        shuffled = rows.select(pl.lit("text").alias("stranger"), *reversed(rows.columns))
        assert fitted.predict(shuffled).tobytes() == fitted.predict(rows).tobytes()

    def test_the_order_of_training_columns_changes_nothing(
        self, kind: TargetKind, fitted: Forecaster
    ) -> None:
        straight, rows = sample(1200, kind), noisy_rows(300, seed=5)
        turned = Sample(rows=straight.rows.select(reversed(rows.columns)), labels=straight.labels)
        assert self.fit(kind, turned).predict(rows).tobytes() == fitted.predict(rows).tobytes()

    def test_a_fit_repeats_itself(self, kind: TargetKind, fitted: Forecaster) -> None:
        again = self.fit(kind)
        assert again.files() == fitted.files()
        assert again.state() == fitted.state()

    def test_a_missing_column_is_refused_by_name(self, fitted: Forecaster) -> None:
        rows = noisy_rows(10)
        for name in fitted.features:
            with pytest.raises(BadInput, match=name):
                fitted.predict(rows.drop(name))

    def test_missing_values_are_answered(self, fitted: Forecaster) -> None:
        rows = noisy_rows(50)
        nothing = rows.select(pl.lit(None, dtype=kind).alias(n) for n, kind in rows.schema.items())
        assert np.isfinite(fitted.predict(nothing)).all()

    def test_a_row_alone_is_answered_as_in_a_batch(self, fitted: Forecaster) -> None:
        rows = noisy_rows(600, seed=9)
        alone = [fitted.predict(rows.slice(row, 1)).item() for row in range(0, 600, 40)]
        assert alone == fitted.predict(rows)[::40].tolist()

    def test_no_rows_give_no_answers(self, fitted: Forecaster) -> None:
        assert fitted.predict(noisy_rows(10).clear()).shape == (0,)

    def test_forecasts_are_float64_and_probabilities_strictly_inside_0_and_1(
        self, kind: TargetKind, fitted: Forecaster
    ) -> None:
        forecasts = fitted.predict(noisy_rows(400, seed=11))
        assert forecasts.dtype == np.float64
        assert forecasts.shape == (400,)
        assert np.isfinite(forecasts).all()
        if kind is TargetKind.BINARY:
            assert ((forecasts > 0) & (forecasts < 1)).all()

    def test_importances_are_shares_of_the_features(self, fitted: Forecaster) -> None:
        shares = fitted.importances()
        assert set(shares) <= set(fitted.features)
        assert not shares or sum(shares.values()) == pytest.approx(1)

    def test_parameters_and_state_are_plain_json(self, fitted: Forecaster) -> None:
        for plain in (self.estimator.parameters(), fitted.state()):
            assert orjson.loads(orjson.dumps(plain)) == plain

    @pytest.mark.parametrize(
        "labels", [[], [1.0], [1.0, float("nan"), 0.0]], ids=["none", "too few", "unknown"]
    )
    def test_an_unusable_sample_is_refused(self, labels: list[float]) -> None:
        rows = noisy_rows(3).head(3 if labels else 0)
        with pytest.raises(BadInput):
            self.fit(TargetKind.BINARY, Sample(rows=rows, labels=np.array(labels)))
