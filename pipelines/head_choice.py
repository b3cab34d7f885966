"""For each code the head that measures better: ridge, or logistic regression on the same answers and anchors.

Both are learned from four fifths of the coded answers and rank the last fifth, for each fifth. Logistic regression is
chosen only for codes with enough answers, and only where its average precision is higher by more than chance makes it;
everywhere else the ridge head stays, which follows each decision at once. Takes long with many answers: for the worker.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pipelines.coded_rows import CodedRows, Reals
from pipelines.platt import LEAST_SLOPE, fitted_curves
from pipelines.ridge_heads import RidgeHeads
from pipelines.suggesting import ChosenHeads, CodeSuggester

FEWEST = 20  # answers with a code, and without it, before its heads are compared
FOLDS = 5

_STRENGTH = 3.0  # scikit-learn's C
_MARGIN = 2.0  # standard errors by which logistic regression must be better: with one, it was chosen by chance
_LEAST_SPREAD = 1e-6
_ROUNDS = 300


def choose_heads(
    suggester: CodeSuggester, *, random_state: int = 0, on_code: Callable[[int, int], None] | None = None
) -> ChosenHeads:
    """Compare heads code by code on what a suggester has learned from; `CodeSuggester.with_heads` takes the result.

    Parameters
    ----------
    suggester : CodeSuggester
        Fitted; read only.
    random_state : int
        Of the fifths.
    on_code : callable (done, total) -> None, optional
        Called before each code that is compared; may raise to stop.
    """
    rows = suggester.rows_
    d, k = rows.x.shape[1], suggester.n_codes_
    found = ChosenHeads(np.zeros(k, dtype=bool), np.zeros((d, k)), np.zeros(k), np.zeros(k), np.full(k, 0.5))
    folds = np.random.default_rng(random_state).permutation(len(rows)) % FOLDS
    by_ridge = _ridge_out_of_fold(suggester, folds)
    enough = [c for c, has in enumerate(rows.y.T) if min(has.sum(), (~has).sum()) >= FEWEST]
    for done, code in enumerate(enough):
        if on_code:
            on_code(done, len(enough))
        _compare(suggester, code, folds, by_ridge[:, code], found)
    return found


def _compare(
    suggester: CodeSuggester, code: int, folds: NDArray[np.intp], by_ridge: Reals, found: ChosenHeads
) -> None:
    """Compare the heads of one code and write the result into `found`."""
    rows, anchors = suggester.rows_, suggester.anchors_
    centre, covariance = suggester.usual_
    has = rows.y[:, code]
    x, y = np.vstack([rows.x, anchors.x]), np.concatenate([has, anchors.y[:, code]])
    weight = np.concatenate([np.ones(len(rows)), np.full(len(anchors), suggester.anchor_weight)])
    scores = np.zeros(len(rows))
    for fold in range(FOLDS):
        aside = folds == fold
        kept = np.concatenate([~aside, np.ones(len(anchors), dtype=bool)])
        scores[aside] = (rows.x[aside] - centre) @ _logistic_head(x[kept], y[kept], weight[kept])
    better = _is_better(scores, by_ridge, has, folds)
    if better:
        head = _logistic_head(x, y, weight)
        spread = max(float(np.sqrt(head @ covariance @ head)), _LEAST_SPREAD)
    else:
        scores, spread = by_ridge, max(float(by_ridge.std()), _LEAST_SPREAD)
    scores = scores[:, None] / spread
    slope, level = (part[0] for part in fitted_curves(scores, has[:, None], suggester.first_level_[[code]]))
    slope = max(slope, LEAST_SLOPE)
    found.thresholds[code] = best_threshold(expit(level + slope * scores[:, 0]), has)
    if better:
        found.logistic[code], found.heads[:, code] = True, head / spread
        found.slopes[code], found.levels[code] = slope, level


def best_threshold(probabilities: Reals, has: NDArray[np.bool_]) -> float:
    """Probability from which on calling the code given has the highest F1.

    >>> best_threshold(np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, True, False, False]))
    0.6
    """
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum(has[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + has.sum())
    return float(probabilities[order[int(np.argmax(f1))]])


def _ridge_out_of_fold(suggester: CodeSuggester, folds: NDArray[np.intp]) -> Reals:
    rows, centre = suggester.rows_, suggester.usual_[0]
    scores = np.zeros(rows.y.shape)
    for fold in range(FOLDS):
        kept = np.flatnonzero(folds != fold)
        part = CodedRows([str(row) for row in kept], rows.x[kept], rows.y[kept])
        heads = RidgeHeads(part, suggester.anchors_, suggester.ridge, suggester.anchor_weight).heads
        scores[folds == fold] = (rows.x[folds == fold] - centre) @ heads
    return scores


def _logistic_head(x: Reals, y: NDArray[np.bool_], weight: Reals) -> Reals:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=_ROUNDS)
    return np.asarray(model.fit(x, y, sample_weight=weight).coef_[0], dtype=np.float64)


def _is_better(scores: Reals, than: Reals, has: NDArray[np.bool_], folds: NDArray[np.intp]) -> bool:
    from sklearn.metrics import average_precision_score

    gains = [
        average_precision_score(has[folds == fold], scores[folds == fold])
        - average_precision_score(has[folds == fold], than[folds == fold])
        for fold in range(FOLDS)
        if has[folds == fold].any()
    ]
    if len(gains) < 2:
        return False
    return float(np.mean(gains)) > _MARGIN * float(np.std(gains, ddof=1)) / np.sqrt(len(gains))
