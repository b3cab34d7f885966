"""The two halves of a theme, should a person want to split it, and whether they should."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from pipelines.regrouping import Floats

_CLEARLY_APART = 0.1  # mean silhouette of the two halves
_FEWEST_ANSWERS = 5
_SMALLEST_SHARE = 0.01  # of all answers


def halves_of(vectors: Floats) -> NDArray[np.intp]:
    """0 for the larger half, 1 for the smaller, by Ward's method; it does not depend on the order of the rows.

    Examples
    --------
    >>> halves_of(np.array([[1, 0], [1, 0.1], [0, 1]], dtype=np.float32)).tolist()
    [0, 0, 1]
    """
    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.intp)
    half: NDArray[np.intp] = fcluster(linkage(vectors, method="ward"), 2, criterion="maxclust").astype(np.intp) - 1
    return 1 - half if half.sum() * 2 > len(half) else half


def worth_splitting(vectors: Floats, half: NDArray[np.intp], weights: NDArray[np.int64], n_answers: int) -> bool:
    """Whether the halves say different things and both are large enough to be themes."""
    smaller = min(weights[half == 0].sum(), weights[half == 1].sum())
    if smaller < max(_FEWEST_ANSWERS, _SMALLEST_SHARE * n_answers):
        return False
    return _silhouette(vectors, half) > _CLEARLY_APART


def _silhouette(vectors: Floats, half: NDArray[np.intp]) -> float:
    """Mean silhouette by cosine distance (Rousseeuw 1987, J Comput Appl Math 20:53), for two groups of unit vectors."""
    other_half = np.column_stack([vectors @ vectors[half == side].sum(axis=0) for side in (0, 1)])
    sizes = np.array([(half == 0).sum(), (half == 1).sum()])
    rows = np.arange(len(half))
    within = 1.0 - (other_half[rows, half] - 1.0) / np.maximum(sizes[half] - 1, 1)  # itself not counted
    between = 1.0 - other_half[rows, 1 - half] / sizes[1 - half]
    alone = sizes[half] == 1
    score = (between - within) / np.maximum(np.maximum(between, within), 1e-9)
    return float(np.where(alone, 0.0, score).mean())
