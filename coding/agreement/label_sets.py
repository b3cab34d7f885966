"""Distances between sets of codes, for answers that may have several.

Two empty sets are equal: that no code applies is something two coders can agree on.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

SUBSET, OVERLAP = Fraction(2, 3), Fraction(1, 3)
MONOTONY = np.array([float(OVERLAP), float(SUBSET), 1.0])  # by how many of two sets lie within the other
ROWS_AT_ONCE = 64  # so that what is made of them stays in the processor's cache


def jaccard_distance(first: Set[object], second: Set[object]) -> float:
    """Share of the codes given by either that not both gave.

    >>> jaccard_distance({1, 2, 3, 4}, {3, 4, 5}), jaccard_distance(set(), set())
    (0.6, 0.0)
    """
    either = len(first | second)
    return 1 - len(first & second) / either if either else 0.0


def masi_distance(first: Set[object], second: Set[object]) -> float:
    """Jaccard's likeness weighed down where one set lies within the other (2/3) or both have codes of their own (1/3).

    References
    ----------
    Passonneau (2006), Measuring agreement on set-valued items, LREC. NLTK before 3.10 rounds 2/3 and 1/3.

    Examples
    --------
    >>> round(masi_distance({1, 2}, {1, 2, 3, 4}), 4), round(masi_distance({1, 2}, {2, 3}), 4)
    (0.6667, 0.8889)
    """
    if first == second:
        return 0.0
    common = len(first & second)
    if not common:
        return 1.0
    monotony = SUBSET if first <= second or second <= first else OVERLAP
    return float(1 - Fraction(common, len(first | second)) * monotony)


def set_distances(sets: Sequence[frozenset[object]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Jaccard and MASI distances between all sets at once, two arrays of shape (n_sets, n_sets).

    >>> jaccard, masi = set_distances([frozenset("A"), frozenset("AB"), frozenset()])
    >>> jaccard[0].tolist(), masi[0].round(4).tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.6667, 1.0])
    """
    members = sorted({member for given in sets for member in given}, key=str)
    places = {member: place for place, member in enumerate(members)}
    held = np.zeros((len(sets), len(members)))
    for row, given in enumerate(sets):
        held[row, [places[member] for member in given]] = 1
    sizes = held.sum(axis=1)
    jaccard, masi = np.empty((len(sets), len(sets))), np.empty((len(sets), len(sets)))
    for start in range(0, len(sets), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        common = held[rows] @ held.T
        either = sizes[rows, None] + sizes[None, :] - common
        likeness = np.divide(common, either, out=np.ones_like(common), where=either > 0)
        within = np.where(common == sizes[rows, None], 1, 0) + np.where(common == sizes[None, :], 1, 0)
        jaccard[rows] = 1 - likeness
        masi[rows] = np.where(common > 0, 1 - likeness * MONOTONY[within], 1 - likeness)
    return jaccard, masi
