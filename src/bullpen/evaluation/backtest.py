"""Walk forward: refit on all that was known, predict the days that follow, move on."""

from collections.abc import Sequence

import polars as pl

from bullpen.estimators.estimator import Estimator
from bullpen.evaluation.model import fit_model
from bullpen.evaluation.splits import Fold
from bullpen.infra.progress import Progress
from bullpen.vocabulary.target import TargetKind


def walk_forward(
    rows: pl.DataFrame,
    features: Sequence[str],
    estimator: Estimator,
    folds: Sequence[Fold],
    *,
    kind: TargetKind,
    tune_slates: int,
    seed: int,
    progress: Progress,
) -> pl.DataFrame:
    """Return the test rows of all folds with a column `prediction`, in the order of the folds.

    Args:
        rows: `entity_id`, the features, `label` (null: void, never learnt from), `slate`,
            `cutoff_at`, `label_known_at`.
        folds: row numbers of what is learnt from and what is predicted; see
            `evaluation.splits`.
    """
    tested = []
    for number, fold in enumerate(folds, start=1):
        model = fit_model(
            estimator,
            rows[fold.train],
            features,
            kind=kind,
            tune_slates=tune_slates,
            seed=seed,
        )
        test = rows[fold.test]
        tested.append(test.with_columns(prediction=pl.Series(model.predict(test))))
        progress(f"walking forward with {estimator.name}", number, len(folds))
    return pl.concat(tested)
