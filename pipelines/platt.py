"""Scores made into probabilities: a logistic curve per code, with a prior that speaks while labels are few.

Platt (1999), Probabilistic outputs for support vector machines. The prior takes the place of Platt's smoothed targets:
with no label it gives the whole curve, and each label takes some of its weight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

SLOPE = 1.0  # log-odds per standard deviation of the score, before any label
SLOPE_PRECISION = 4.0
LEVEL_PRECISION = 0.25
LEAST_SLOPE = 0.05  # a higher score never makes a code less likely

_ROUNDS = 25
_CLOSE = 1e-9


def fitted_curves(scores: Reals, labels: NDArray[np.bool_], level: Reals) -> tuple[Reals, Reals]:
    """Slope and level of each code's curve: probability = 1 / (1 + exp(-(level + slope * score))).

    Parameters
    ----------
    scores : array of shape (n, k)
        Standardised; of answers whose label did not take part in them.
    labels : bool array of shape (n, k)
    level : array of shape (k,)
        Log-odds expected of a code at score 0, before any label.

    Returns
    -------
    (slopes, levels), each of shape (k,)

    Examples
    --------
    >>> slopes, levels = fitted_curves(np.zeros((0, 1)), np.zeros((0, 1), dtype=bool), np.array([-2.0]))
    >>> slopes.tolist(), levels.tolist()
    ([1.0], [-2.0])
    """
    slopes, levels = np.full(level.shape, SLOPE), level.astype(float)
    if len(scores):
        for _ in range(_ROUNDS):
            slope_step, level_step = _newton_step(scores, labels, slopes, levels, level)
            slopes, levels = slopes - slope_step, levels - level_step
            if max(np.abs(slope_step).max(initial=0), np.abs(level_step).max(initial=0)) < _CLOSE:
                break
    return np.maximum(slopes, LEAST_SLOPE), levels


def _newton_step(
    scores: Reals, labels: NDArray[np.bool_], slopes: Reals, levels: Reals, level: Reals
) -> tuple[Reals, Reals]:
    p = probabilities(scores, slopes, levels)
    spread = p * (1 - p)
    wrong = p - labels
    pull_slope = np.einsum("nk,nk->k", wrong, scores) + SLOPE_PRECISION * (slopes - SLOPE)
    pull_level = wrong.sum(axis=0) + LEVEL_PRECISION * (levels - level)
    weighted = spread * scores
    a = np.einsum("nk,nk->k", weighted, scores) + SLOPE_PRECISION
    b = weighted.sum(axis=0)
    c = spread.sum(axis=0) + LEVEL_PRECISION
    determinant = a * c - b * b
    slope_step = (c * pull_slope - b * pull_level) / determinant
    level_step = (a * pull_level - b * pull_slope) / determinant
    # Far from the answer Newton overshoots: no step is longer than 1.
    longest = np.maximum(np.maximum(np.abs(slope_step), np.abs(level_step)), 1.0)
    return slope_step / longest, level_step / longest


def probabilities(scores: Reals, slopes: Reals, levels: Reals) -> Reals:
    """Probabilities of standardised scores, shape (n, k)."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-(levels + slopes * scores)))
