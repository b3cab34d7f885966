"""Scores made into probabilities: a logistic curve per code, with a prior that speaks while labels are few.

The prior takes the place of the smoothed targets of the source: with no label it gives the whole curve, and each label
takes some of its weight.

References
----------
Platt (1999), Probabilistic outputs for support vector machines; MacKay (1992), The evidence framework applied to
classification networks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Reals = NDArray[np.float64]
Curves = tuple[Reals, Reals]  # slopes and levels, each of shape (k,)

SLOPE = 1.5  # log-odds per standard deviation of the score, before any label
LEAST_SLOPE = 0.05  # to be read as at least this: a higher score never makes a code less likely

_SLOPE_PRECISION = 4.0
_LEVEL_PRECISION = 0.25
_ROUNDS = 50
_CLOSE = 1e-8


def first_level(share: float) -> float:
    """Level at which, before any label, the mean probability of all answers is `share` (MacKay 1992).

    >>> scores = np.random.default_rng(0).normal(size=10_000)
    >>> round(float(expit(first_level(0.1) + SLOPE * scores).mean()), 2)
    0.1
    """
    return float(logit(share) * np.sqrt(1 + np.pi / 8 * SLOPE**2))


def fitted_curves(scores: Reals, labels: NDArray[np.bool_], level: Reals, start: Curves | None = None) -> Curves:
    """Slope and level of each code's curve: log-odds = level + slope * score.

    Parameters
    ----------
    scores : array of shape (n, k)
        Standardised; each by heads that the answer's own label took no part in.
    labels : bool array of shape (n, k)
    level : array of shape (k,)
        Log-odds expected of a code at score 0, before any label.
    start : (slopes, levels), optional
        Where to look first; the same curves are found from anywhere, from near by sooner.

    Examples
    --------
    >>> slopes, levels = fitted_curves(np.zeros((0, 1)), np.zeros((0, 1), dtype=bool), np.array([-2.0]))
    >>> slopes.tolist(), levels.tolist()
    ([1.5], [-2.0])
    """
    slopes, levels = start or (np.full(level.shape, SLOPE), level)
    totals = np.einsum("nk,nk->k", labels.astype(np.float64), scores), labels.sum(axis=0)
    squares = scores * scores
    for _ in range(_ROUNDS):
        step = _newton_step(scores, squares, totals, (slopes, levels), level)
        slopes, levels = slopes - step[0], levels - step[1]
        if max(np.abs(part).max(initial=0.0) for part in step) < _CLOSE:
            break
    return slopes, levels


def _newton_step(scores: Reals, squares: Reals, totals: Curves, curves: Curves, level: Reals) -> Curves:
    slopes, levels = curves
    p = scores * slopes
    p += levels
    expit(p, out=p)
    pull_slope = np.einsum("nk,nk->k", p, scores) - totals[0] + _SLOPE_PRECISION * (slopes - SLOPE)
    pull_level = p.sum(axis=0) - totals[1] + _LEVEL_PRECISION * (levels - level)
    p -= p * p
    a = np.einsum("nk,nk->k", p, squares) + _SLOPE_PRECISION
    b = np.einsum("nk,nk->k", p, scores)
    c = p.sum(axis=0) + _LEVEL_PRECISION
    determinant = a * c - b * b
    slope_step = (c * pull_slope - b * pull_level) / determinant
    level_step = (a * pull_level - b * pull_slope) / determinant
    # Far from the answer Newton overshoots: no step is longer than 1.
    longest = np.maximum(np.maximum(np.abs(slope_step), np.abs(level_step)), 1.0)
    return slope_step / longest, level_step / longest
