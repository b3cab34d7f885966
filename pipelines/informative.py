"""Which answers to code next, so that the suggestions get better soonest.

While few answers are coded, those are best that show what there is: each new one far from all that is coded, among
answers that have many like them. Later those are best whose codes are least sure, picked so that no two are alike.

References
----------
Lewis & Gale (1994), A sequential algorithm for training text classifiers; Ash et al. (2020), Deep batch active
learning by diverse, uncertain gradient lower bounds; Arthur & Vassilvitskii (2007), k-means++.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

VARIETY_UNTIL = 150  # coded answers; below, what the machine is unsure of says little

_POOL = 10  # of the least sure answers, so many times the number asked for are looked at for variety
_BLOCK = 2048  # rows compared at once, so that memory stays small


def next_answers(
    proba: ArrayLike | None,
    X: ArrayLike,
    labelled: NDArray[np.bool_],
    n: int,
    *,
    random_state: int = 0,
) -> NDArray[np.intp]:
    """Answers to code next, the most telling first.

    Parameters
    ----------
    proba : float array of shape (m, k) or None
        Probability of each code for every answer; not read below 150 coded answers.
    X : float array of shape (m, d)
        Vectors of length 1 of all answers.
    labelled : bool array of shape (m,)
        Which are coded already.
    n : int
        How many to give; fewer if fewer are left.
    random_state : int
        Decides between answers that are equally telling.

    Returns
    -------
    int array of at most n row numbers, each once, none coded

    Examples
    --------
    >>> X = np.array([[1.0, 0.0], [0.96, 0.28], [0.0, 1.0]])
    >>> next_answers(None, X, np.array([True, False, False]), 1).tolist()
    [2]
    """
    x = np.asarray(X, dtype=np.float32)
    coded = np.asarray(labelled, dtype=bool)
    open_ones = np.flatnonzero(~coded)
    open_ones = np.random.default_rng(random_state).permutation(open_ones)
    n = min(n, len(open_ones))
    if n <= 0:
        return open_ones[:0]
    if proba is None or coded.sum() < VARIETY_UNTIL:
        return _far_apart(x, open_ones, x[coded], np.ones(len(open_ones)), n)
    unsure = unsureness(np.asarray(proba)[open_ones])
    pool = np.argsort(-unsure, kind="stable")[: n * _POOL]
    return _far_apart(x, open_ones[pool], x[coded][:0], unsure[pool], n)


def unsureness(proba: ArrayLike) -> NDArray[np.float64]:
    """How unsure the codes of each answer are: binary entropies summed over codes, shape (n,), in bits.

    >>> unsureness([[0.5, 0.5], [0.0, 1.0]]).tolist()
    [2.0, 0.0]
    """
    p = np.asarray(proba, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
    return np.nan_to_num(bits).sum(axis=1)


def _far_apart(
    x: NDArray[np.float32],
    among: NDArray[np.intp],
    taken: NDArray[np.float32],
    weight: NDArray[np.float64],
    n: int,
) -> NDArray[np.intp]:
    """Pick greedily: distance to the nearest one taken, times weight."""
    candidates = x[among]
    near = np.full(len(among), -1.0)
    for start in range(0, len(taken), _BLOCK):
        near = np.maximum(near, (candidates @ taken[start : start + _BLOCK].T).max(axis=1))
    picked: list[int] = []
    for _ in range(n):
        value = (1 - near) * weight
        value[picked] = -np.inf
        best = int(np.argmax(value))
        picked.append(best)
        near = np.maximum(near, candidates @ candidates[best])
    return among[picked]
