"""Logistic and linear regression with an L1 penalty, with all preparation inside the fold.

Of many noisy columns the penalty keeps the few that carry weight.

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
    """Logistic regression for a binary target, linear regression for a number, L1-penalised.

    Missing values take the training median, and a column that had some in training gets a flag
    beside it; everything is standardised; what is constant in training is dropped.

    Attributes:
        name: what users write.
        features: the columns to use; None means all.
        strength: of the penalty, in units of the largest weight that noise alone is expected to
            earn among so many columns; 0 penalises nothing.

    Source of the unit: the universal threshold of Donoho and Johnstone (1994), "Ideal spatial
    adaptation by wavelet shrinkage", Biometrika 81(3): noise times sqrt(2 log(columns)).
    """

    name: str = "logistic"
    features: tuple[str, ...] | None = None
    strength: float = 1.0

    @property
    def holds_back(self) -> bool:
        return False

    def parameters(self) -> Mapping[str, Any]:
        chosen = None if self.features is None else list(self.features)
        return {"features": chosen, "strength": self.strength}

    def with_parameters(self, parameters: Mapping[str, Any]) -> "Linear":
        chosen = parameters.get("features")
        return replace(self, **{**parameters, "features": tuple(chosen) if chosen else None})

    def fit(
        self, train: Sample, tune: Sample | None, *, kind: TargetKind, seed: int
    ) -> LinearForecaster:
        """Fit on `train` alone: there is nothing to stop early."""
        check_sample(train)
        features = all_features(train.rows) if self.features is None else self.features
        columns = dict(zip(features, matrix(train.rows, features).T, strict=True))
        terms = [term for name, column in columns.items() for term in _prepared(name, column)]
        if not terms or not np.ptp(train.labels):
            return LinearForecaster(intercept=_level(train.labels, kind), terms=(), kind=kind)
        design = np.column_stack([term.values(columns[term.feature]) for term in terms])
        solve = _logistic_weights if kind is TargetKind.BINARY else _linear_weights
        intercept, *weights = map(_settled, solve(design, train.labels, self.strength, seed))
        weighted = [replace(t, weight=w) for t, w in zip(terms, weights, strict=True) if w]
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


def _level(labels: Floats, kind: TargetKind) -> float:
    """The intercept of a model without terms."""
    mean = float(labels.mean())
    if kind is TargetKind.REGRESSION:
        return mean
    rate = min(max(mean, 1e-6), 1 - 1e-6)
    return float(np.log(rate / (1 - rate)))


def _noise(design: Floats, labels: Floats) -> float:
    """The largest weighted sum that noise with the labels' spread is expected to earn."""
    rows, columns = design.shape
    return float(labels.std() * np.sqrt(2 * rows * np.log(2 * columns)))


def _logistic_weights(design: Floats, labels: Floats, strength: float, seed: int) -> list[float]:
    from sklearn.linear_model import LogisticRegression

    penalty = max(strength * _noise(design, labels), 1e-6)
    model = LogisticRegression(
        l1_ratio=1.0,
        C=1 / penalty,
        solver="liblinear",
        intercept_scaling=100.0,  # liblinear penalises the intercept; this makes that negligible
        tol=1e-6,
        max_iter=1000,
        random_state=seed,
    )
    model.fit(design, labels)
    return [*model.intercept_.tolist(), *model.coef_[0].tolist()]


def _linear_weights(design: Floats, labels: Floats, strength: float, seed: int) -> list[float]:
    from sklearn.linear_model import Lasso

    penalty = max(strength * _noise(design, labels), 1e-6) / len(labels)
    model = Lasso(alpha=penalty, tol=1e-8, max_iter=10_000, random_state=seed).fit(design, labels)
    return [float(model.intercept_), *model.coef_.tolist()]


def _settled(weight: float) -> float:
    """Keep ten digits: those behind depend on how many threads the linear algebra ran on."""
    return float(f"{weight:.10g}")
