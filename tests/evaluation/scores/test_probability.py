"""Scores of probabilities, against scikit-learn and against their own definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

from bullpen.evaluation import scores
from bullpen.evaluation.calibration import logit
from bullpen.evaluation.inconclusive import Estimate, Inconclusive
from bullpen.infra.errors import BadInput

Floats = NDArray[np.float64]

labelled = st.lists(
    st.tuples(st.sampled_from([0.1, 0.25, 0.5, 0.5000001, 0.75, 0.9]), st.sampled_from([0.0, 1.0])),
    min_size=2,
    max_size=60,
).filter(lambda rows: len({label for _, label in rows}) == 2)


def season(rows: int = 600, *, noise: float = 0.3, seed: int = 0) -> tuple[Floats, Floats, Floats]:
    """Probabilities, labels drawn from the truth behind them, and slates of 12 rows."""
    generator = np.random.default_rng(seed)
    truth = generator.normal(0, 0.6, rows)
    y = (generator.random(rows) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    p = 1 / (1 + np.exp(-(truth + generator.normal(0, noise, rows))))
    return p, y, np.arange(rows) // 12


@given(labelled)
@settings(max_examples=30)
def test_scores_agree_with_scikit_learn(rows: list[tuple[float, float]]) -> None:
    p, y = (np.array(values) for values in zip(*rows, strict=True))
    assert scores.log_loss(p, y) == pytest.approx(metrics.log_loss(y, p))
    assert scores.brier(p, y) == pytest.approx(metrics.brier_score_loss(y, p))
    assert scores.auc(p, y) == pytest.approx(metrics.roc_auc_score(y, p))
    assert scores.accuracy(p, y) == pytest.approx(metrics.accuracy_score(y, p >= 0.5))


def test_the_calibration_line_agrees_with_scikit_learn() -> None:
    p, y, _ = season()
    other = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(logit(p)[:, None], y)
    expected = (other.intercept_[0], other.coef_[0, 0])
    assert scores.calibration_line(p, y) == pytest.approx(expected, abs=1e-5)


def test_the_brier_split_adds_up_where_bins_hold_one_probability() -> None:
    """Murphy's identity is exact then."""
    generator = np.random.default_rng(1)
    p = np.repeat(np.linspace(0.05, 0.95, 10), 40)
    y = (generator.random(400) < p).astype(np.float64)
    split = scores.brier_split(p, y)
    total = split.reliability - split.resolution + split.uncertainty
    assert total == pytest.approx(scores.brier(p, y))
    assert split.uncertainty == pytest.approx(y.mean() * (1 - y.mean()))


def test_ece_by_hand() -> None:
    """Two bins' worth of two probabilities: gaps |.2 - .5| and |.8 - 1|, half of the rows each."""
    p = np.repeat([0.2, 0.8], 20)
    y = np.concatenate([np.tile([0.0, 1.0], 10), np.ones(20)])
    assert scores.ece(p, y) == pytest.approx(0.5 * 0.3 + 0.5 * 0.2)


def test_a_perfect_model_has_the_ece_of_its_size() -> None:
    """.055 at 500 rows of a narrow market, measured: DOMAIN_NOTES 8."""
    generator = np.random.default_rng(0)
    found = []
    for _ in range(200):
        p = 1 / (1 + np.exp(-generator.normal(0.1, 0.35, 500)))
        found.append(scores.ece(p, generator.random(500) < p))
    assert np.mean(found) == pytest.approx(0.055, abs=0.004)


def test_a_certain_failure_is_costly_and_finite() -> None:
    assert scores.log_loss([0.0], [1]) == pytest.approx(34.5, abs=0.1)


@given(labelled, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_does_not_matter(rows: list[tuple[float, float]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (tuple(zip(*each, strict=True)) for each in (rows, shuffled))
    for score in (scores.log_loss, scores.auc, scores.ece):
        assert score(*one) == pytest.approx(score(*other))


class TestSummary:
    def test_every_score_has_an_interval_around_it(self) -> None:
        p, y, slates = season()
        report = scores.summary(p, y, slates, seed=1)
        assert (report.rows, report.slates) == (600, 50)
        expected = {
            "log_loss": metrics.log_loss(y, p),
            "auc": metrics.roc_auc_score(y, p),
            "ece": scores.ece(p, y),
            "calibration_slope": scores.calibration_line(p, y)[1],
            "reliability": scores.brier_split(p, y).reliability,
        }
        for name, value in expected.items():
            found = getattr(report.scores, name)
            assert isinstance(found, Estimate)
            assert found.value == pytest.approx(value)
            assert found.low < found.value < found.high

    def test_first_order_intervals_match_full_recomputation(self) -> None:
        """The expansion of AUC and the one Newton step, against computing each draw anew."""
        p, y, slates = season(900)
        found = scores.summary(p, y, slates, seed=1).scores
        of_day = [np.flatnonzero(slates == day) for day in range(75)]
        generator = np.random.default_rng(2)
        drawn = []
        for _ in range(500):
            rows = np.concatenate([of_day[day] for day in generator.integers(0, 75, 75)])
            drawn.append((scores.auc(p[rows], y[rows]), *scores.calibration_line(p[rows], y[rows])))
        names = ("auc", "calibration_intercept", "calibration_slope")
        for name, values in zip(names, np.transpose(drawn), strict=True):
            estimate = getattr(found, name)
            assert [estimate.low, estimate.high] == pytest.approx(
                np.percentile(values, [2.5, 97.5]), abs=0.3 * values.std()
            )

    def test_the_same_seed_gives_the_same_report(self) -> None:
        p, y, slates = season()
        one, same, other = (scores.summary(p, y, slates, seed=seed) for seed in (1, 1, 2))
        assert one == same
        assert one.scores.log_loss != other.scores.log_loss

    def test_a_benchmark_is_met_on_the_rows_that_it_covers(self) -> None:
        p, y, slates = season(noise=0.8)
        market, _, _ = season(noise=0.0)
        market[:100] = np.nan
        report = scores.summary(p, y, slates, benchmarks={"close": market}, seed=1)
        versus = report.against["close"]
        assert isinstance(versus, scores.Comparison)
        here = ~np.isnan(market)
        ours, theirs = (scores.log_loss(each[here], y[here]) for each in (p, market))
        assert versus.rows == 500
        assert versus.model.log_loss.value == pytest.approx(ours)
        assert versus.benchmark.log_loss.value == pytest.approx(theirs)
        assert versus.log_loss_skill.value == pytest.approx(1 - ours / theirs)
        assert versus.log_loss_gain.value == pytest.approx(theirs - ours)
        assert isinstance(versus.log_loss_gain, Estimate)
        assert versus.log_loss_gain.high < 0  # noise of .8 in the logit is worse for sure

    def test_pairing_makes_differences_sharper_than_scores(self) -> None:
        p, y, slates = season(noise=0.2)
        market, _, _ = season(noise=0.0)
        versus = scores.summary(p, y, slates, benchmarks={"m": market}, seed=1).against["m"]
        assert isinstance(versus, scores.Comparison)
        gain, loss = versus.log_loss_gain, versus.model.log_loss
        assert isinstance(gain, Estimate)
        assert isinstance(loss, Estimate)
        assert gain.high - gain.low < (loss.high - loss.low) / 2

    def test_an_absent_benchmark_is_inconclusive(self) -> None:
        p, y, slates = season()
        report = scores.summary(p, y, slates, benchmarks={"m": np.full(600, np.nan)}, seed=1)
        assert report.against["m"] == Inconclusive("no row has the benchmark m")

    def test_one_class_has_a_loss_and_no_ranking(self) -> None:
        p, _, slates = season()
        report = scores.summary(p, np.ones(600), slates, seed=1)
        assert isinstance(report.scores.log_loss, Estimate)
        assert report.scores.auc == Inconclusive("all labels are the same")
        assert isinstance(report.scores.calibration_slope, Inconclusive)

    def test_a_constant_forecast_has_no_slope(self) -> None:
        _, y, slates = season()
        report = scores.summary(np.full(600, 0.53), y, slates, seed=1)
        assert isinstance(report.scores.calibration_slope, Inconclusive)
        assert report.scores.auc.value == 0.5
        assert report.scores.ece.value == pytest.approx(abs(0.53 - y.mean()))

    def test_few_slates_give_values_and_no_intervals(self) -> None:
        p, y, slates = season(60)
        report = scores.summary(p, y, slates, seed=1)
        assert report.scores.log_loss == Inconclusive(
            "an interval needs 10 slates, there are 5", scores.log_loss(p, y)
        )

    def test_json_is_plain(self) -> None:
        p, y, slates = season(60)
        stored = scores.summary(p, y, slates, benchmarks={"m": p}, seed=1).as_json()
        assert stored["rows"] == 60
        assert stored["scores"]["brier"]["low"] is None
        assert stored["scores"]["brier"]["reason"].startswith("an interval needs")
        assert stored["against"]["m"]["log_loss_gain"]["value"] == 0

    @pytest.mark.parametrize(
        "p, y, slates",
        [
            ([], [], []),
            ([0.5], [1, 0], [1, 1]),
            ([1.5, 0.5], [1, 0], [1, 1]),
            ([np.nan, 0.5], [1, 0], [1, 1]),
            ([0.5, 0.5], [1, 2], [1, 1]),
            ([0.5, 0.5], [1, np.nan], [1, 1]),
        ],
    )
    def test_unsound_rows_are_refused(
        self, p: list[float], y: list[float], slates: list[int]
    ) -> None:
        with pytest.raises(BadInput):
            scores.summary(p, y, slates, seed=1)
