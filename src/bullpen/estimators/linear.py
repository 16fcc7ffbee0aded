"""Logistic and ridge regression, with all preparation inside the fold.

A fitted model is a list of terms: a column, how to fill and scale it, and its weight. That is all
there is to store, so it is stored as plain numbers (JSON) and no object of any library is ever
loaded: nothing to allow-list, nothing that changes with the library's version, and a person can
read it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from bullpen.estimators.estimator import Floats, Sample
from bullpen.estimators.matrix import all_features, check_sample, forecast, matrix
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.target import TargetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One summand of the score: the standardised column, or the flag that it is missing."""

    feature: str
    is_flag: bool = False
    fill: float = 0.0
    center: float = 0.0
    scale: float = 1.0
    weight: float = 0.0

    def values(self, column: Floats) -> Floats:
        missing = np.isnan(column)
        filled = (
            missing.astype(np.float64) if self.is_flag else np.where(missing, self.fill, column)
        )
        return (filled - self.center) / self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearForecaster:
    """Intercept and weighted terms; through the logistic function when the target is binary."""

    intercept: float
    terms: tuple[Term, ...]
    kind: TargetKind

    @property
    def features(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term.feature for term in self.terms))

    def predict(self, rows: pl.DataFrame) -> Floats:
        columns = dict(zip(self.features, matrix(rows, self.features).T, strict=True))
        # Summed term by term: a matrix product would round a row differently alone and in a batch.
        score = np.full(rows.height, self.intercept)
        for term in self.terms:
            score += term.weight * term.values(columns[term.feature])
        return forecast(_logistic(score) if self.kind is TargetKind.BINARY else score, self.kind)

    def importances(self) -> Mapping[str, float]:
        """Share of the absolute standardised weights; a column and its flag count as one."""
        total = sum(abs(term.weight) for term in self.terms)
        if not total:
            return {}
        shares = dict.fromkeys(self.features, 0.0)
        for term in self.terms:
            shares[term.feature] += abs(term.weight) / total
        return shares

    def files(self) -> Mapping[str, bytes]:
        return {}

    def state(self) -> Mapping[str, Any]:
        return {"intercept": self.intercept, "terms": [asdict(term) for term in self.terms]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Logistic regression for a binary target, ridge regression for a number.

    Missing values take the training median, and a column that had some in training gets a flag
    beside it; everything is standardised; what is constant in training is dropped.

    Attributes:
        name: what users write.
        features: the columns to use; None means all.
        penalty: L2 penalty on the standardised weights, in units of the summed log loss (binary)
            or of half the summed squared error (regression).
    """

    name: str = "logistic"
    features: tuple[str, ...] | None = None
    penalty: float = 100.0

    @property
    def holds_back(self) -> bool:
        return False

    def parameters(self) -> Mapping[str, Any]:
        chosen = None if self.features is None else list(self.features)
        return {"features": chosen, "penalty": self.penalty}

    def fit(
        self, train: Sample, tune: Sample | None, *, kind: TargetKind, seed: int
    ) -> LinearForecaster:
        """Fit on `train` alone; there is nothing to stop early and nothing is drawn at random."""
        check_sample(train)
        features = all_features(train.rows) if self.features is None else self.features
        columns = dict(zip(features, matrix(train.rows, features).T, strict=True))
        terms = [term for name, column in columns.items() for term in _prepared(name, column)]
        design = np.column_stack(
            [np.ones(len(train.labels)), *(term.values(columns[term.feature]) for term in terms)]
        )
        solve = _logistic_weights if kind is TargetKind.BINARY else _ridge_weights
        intercept, *weights = map(_settled, solve(design, train.labels, self.penalty))
        weighted = (replace(t, weight=w) for t, w in zip(terms, weights, strict=True))
        return LinearForecaster(intercept=intercept, terms=tuple(weighted), kind=kind)

    def load(
        self, files: Mapping[str, bytes], state: Mapping[str, Any], *, kind: TargetKind
    ) -> LinearForecaster:
        terms = tuple(Term(**term) for term in state["terms"])
        return LinearForecaster(intercept=float(state["intercept"]), terms=terms, kind=kind)


def _prepared(feature: str, column: Floats) -> list[Term]:
    """Return the terms of one training column, weight still 0: none, the value, its flag, both."""
    known = column[~np.isnan(column)]
    fill = float(np.median(known)) if len(known) else 0.0
    raw = (Term(feature=feature, fill=fill), Term(feature=feature, is_flag=True))
    return [_standardised(term, column) for term in raw if np.ptp(term.values(column)) > 0]


def _standardised(term: Term, column: Floats) -> Term:
    values = term.values(column)
    return replace(term, center=float(values.mean()), scale=float(values.std()))


def _logistic(score: Floats) -> Floats:
    from scipy.special import expit

    probabilities: Floats = expit(score)
    return probabilities


def _ridge_weights(design: Floats, labels: Floats, penalty: float) -> Floats:
    """Solve the penalised normal equations; the first column, the intercept, is not penalised."""
    curvature = design.T @ design + _penalties(design, penalty)
    return np.asarray(np.linalg.solve(curvature, design.T @ labels), dtype=np.float64)


def _logistic_weights(design: Floats, labels: Floats, penalty: float) -> Floats:
    """Newton's method on the penalised log loss, halving a step that does not improve it.

    Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2nd ed., 4.4.1.
    """
    penalties = _penalties(design, penalty)

    def loss(weights: Floats) -> float:
        score = design @ weights
        return float(
            (np.logaddexp(0, score) - labels * score).sum() + weights @ penalties @ weights / 2
        )

    rate = np.clip(labels.mean(), 1e-6, 1 - 1e-6)
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(rate / (1 - rate))
    for _ in range(100):
        probability = _logistic(design @ weights)
        slope = design.T @ (probability - labels) + penalties @ weights
        curvature = (design.T * (probability * (1 - probability))) @ design + penalties
        step = np.linalg.solve(curvature, slope)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-12:
            step /= 2
        weights = weights - step
        if np.abs(step).max() <= 1e-10:
            return weights
    raise BadInput("Logistic regression does not settle on this data; raise the penalty.")


def _penalties(design: Floats, penalty: float) -> Floats:
    return np.diag([1e-9] + [penalty] * (design.shape[1] - 1))


def _settled(weight: float) -> float:
    """Keep ten digits: those behind depend on how many threads the linear algebra ran on."""
    return float(f"{weight:.10g}")
