"""Which answers to code next, so that the suggestions get better soonest.

While few answers are coded, those are best that show what there is: drawn at random, the likelier the farther from all
that is coded. Later those are best whose codes the machine is least sure of and that speak for many others, picked so
that no two are alike.

References
----------
Lewis & Gale (1994), A sequential algorithm for training text classifiers; Settles & Craven (2008), An analysis of
active learning strategies for sequence labeling tasks (information density); Ash et al. (2020), Deep batch active
learning by diverse, uncertain gradient lower bounds; Arthur & Vassilvitskii (2007), k-means++.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

VARIETY_UNTIL = 150  # coded answers; below, what the machine is unsure of says little

_POOL = 10  # of the least sure answers, so many times the number asked for are looked at for variety
_SHARPNESS = 2  # power of 1 - cosine; 1 would be k-means++ as published, and is a little slower to teach
_LEAST_LIKENESS = 1e-3  # so that an answer unlike all others still has its turn
_LEAST_DISTANCE = 1e-4  # so that repeated answers come last, and come
_DECIMALS = 6
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
    lot = np.random.default_rng(random_state)
    waiting = lot.permutation(np.flatnonzero(~coded))
    n = max(0, min(n, len(waiting)))
    if proba is None or coded.sum() < VARIETY_UNTIL:
        return waiting[_varied(x[waiting], x[coded], n, lot)]
    worth = unsureness(np.asarray(proba)[waiting]) * typicalness(x[waiting])
    pool = np.argsort(-worth, kind="stable")[: n * _POOL]
    return waiting[pool[_apart(x[waiting[pool]], worth[pool], n)]]


def unsureness(proba: ArrayLike) -> NDArray[np.float64]:
    """How unsure the codes of each answer are, shape (n,): p (1 - p) summed over codes, rare codes counting for more.

    Each code is divided by the root of its mean over the answers: as they are, the common codes would be all that
    counts, and each by its mean, the rarest.

    >>> unsureness([[0.5, 0.5], [0.0, 0.5]]).round(2).tolist()
    [1.21, 0.5]
    """
    p = np.asarray(proba, dtype=np.float64)
    unsure = p * (1 - p)
    mean = unsure.mean(axis=0)
    return np.asarray(unsure @ np.where(mean > 0, 1 / np.sqrt(np.where(mean > 0, mean, 1)), 0))


def typicalness(X: ArrayLike) -> NDArray[np.float64]:
    """How alike each answer is to all of them, shape (n,): the mean cosine, never quite 0.

    >>> typicalness([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]).round(2).tolist()
    [0.67, 0.67, 0.33]
    """
    x = np.asarray(X, dtype=np.float64)
    return np.asarray(np.maximum(x @ x.mean(axis=0), _LEAST_LIKENESS))


def _varied(
    x: NDArray[np.float32], coded: NDArray[np.float32], n: int, lot: np.random.Generator
) -> NDArray[np.intp]:
    """Rows drawn one after the other, the likelier the farther from all that is coded or drawn (k-means++)."""
    nearest = np.zeros(len(x), dtype=np.float32)
    for start in range(0, len(coded), _BLOCK):
        nearest = np.maximum(nearest, (x @ coded[start : start + _BLOCK].T).max(axis=1))
    drawn: list[int] = []
    left = np.ones(len(x), dtype=bool)
    for _ in range(n):
        # Rounded, so that the same rows are drawn whatever the order in which a processor takes its sums.
        chance = np.where(left, np.maximum(np.round(1.0 - nearest, _DECIMALS), _LEAST_DISTANCE) ** _SHARPNESS, 0.0)
        upto = np.cumsum(chance, dtype=np.float64)
        row = int(np.searchsorted(upto, lot.random() * upto[-1], side="right"))
        drawn.append(row)
        left[row] = False
        nearest = np.maximum(nearest, x @ x[row])
    return np.array(drawn, dtype=np.intp)


def _apart(x: NDArray[np.float32], worth: NDArray[np.float64], n: int) -> NDArray[np.intp]:
    """Rows picked one after the other: worth, times distance to the nearest one picked."""
    distance = np.ones(len(x), dtype=np.float32)
    picked: list[int] = []
    left = np.ones(len(x), dtype=bool)
    for _ in range(min(n, len(x))):
        row = int(np.argmax(np.where(left, np.round(worth * distance, _DECIMALS), -np.inf)))
        picked.append(row)
        left[row] = False
        distance = np.minimum(distance, np.maximum(1.0 - x @ x[row], 0.0))
    return np.array(picked, dtype=np.intp)
