"""How much two values differ: weights of partial agreement, and Krippendorff's distances.

A weight is 1 where two categories are the same and less where they are further apart. Categories are taken in their
order, one step between neighbours, as scikit-learn does; the levels of alpha take the values themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coding.agreement.errors import BadRatings

Floats = NDArray[np.float64]
Distance = Callable[[object, object], float]
WEIGHTS = ("linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar")
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def weight_matrix(weights: str | ArrayLike | None, n_categories: int) -> Floats | None:
    """Weights of partial agreement between categories, None where only the same category counts.

    Parameters
    ----------
    weights : None, one of `WEIGHTS`, or an array of shape (n_categories, n_categories) with 1 on its diagonal

    References
    ----------
    Cohen (1968), Psychological Bulletin 70:213 (linear, quadratic); Gwet (2014), Handbook of Inter-Rater
    Reliability, 4th ed., ch. 3 (the others).

    Examples
    --------
    >>> weight_matrix("linear", 3)
    array([[1. , 0.5, 0. ], [0.5, 1. , 0.5], [0. , 0.5, 1. ]])
    """
    if weights is None or (isinstance(weights, str) and weights == "nominal"):
        return None
    if isinstance(weights, str):
        if weights not in WEIGHTS:
            raise BadRatings(f"No weights are called {weights!r}. Possible are: {', '.join(WEIGHTS)}, or an array.")
        return np.ones((n_categories, n_categories)) if n_categories < 2 else _named(weights, n_categories)
    matrix = np.asarray(weights, dtype=float)
    if matrix.shape != (n_categories, n_categories):
        raise BadRatings(f"The weights have the shape {matrix.shape}, but there are {n_categories} categories.")
    if not np.allclose(np.diag(matrix), 1) or not np.allclose(matrix, matrix.T):
        raise BadRatings("Weights are 1 for the same category, and the same in both directions.")
    return matrix


def _named(weights: str, n: int) -> Floats:
    first, second = np.meshgrid(np.arange(1.0, n + 1), np.arange(1.0, n + 1), indexing="ij")
    apart = np.abs(first - second)
    if weights == "linear":
        distance = apart
    elif weights == "quadratic":
        distance = apart**2
    elif weights == "ordinal":
        distance = np.where(apart > 0, (apart + 1) * apart / 2, 0)  # pairs of categories within the step
    elif weights == "radical":
        distance = np.sqrt(apart)
    elif weights == "ratio":
        distance = (apart / (first + second)) ** 2
    elif weights == "circular":
        distance = np.sin(np.pi * apart / n) ** 2
    else:
        below, above = first + second - 2, 2 * n - first - second
        distance = np.divide(apart**2, below * above, out=np.zeros_like(apart), where=apart > 0)
    matrix: Floats = 1 - distance / distance.max()
    return matrix


def distance_matrix(level: str | Distance, categories: Sequence[Hashable]) -> Floats | None:
    """Distances between values for alpha; None for the nominal level, where all different values lie apart by 1.

    The ordinal level depends on how often each value was given: `ordinal_distances` makes it.

    Examples
    --------
    >>> distance_matrix("interval", (1, 2, 4))
    array([[0., 1., 9.], [1., 0., 4.], [9., 4., 0.]])
    """
    if callable(level):
        return np.array([[level(first, second) for second in categories] for first in categories], dtype=float)
    if level == "nominal":
        return None
    if level not in ("interval", "ratio"):
        raise BadRatings(f"No level of measurement is called {level!r}. Possible are: {', '.join(LEVELS)}.")
    if not all(isinstance(value, int | float | np.number) for value in categories):
        raise BadRatings(f"The {level} level needs numbers, but the values are {', '.join(map(repr, categories[:5]))}.")
    values = np.array(categories, dtype=float)
    difference = values[:, None] - values[None, :]
    if level == "ratio":
        if (values < 0).any():
            raise BadRatings("The ratio level needs values from 0 on.")
        total = values[:, None] + values[None, :]
        difference = np.divide(difference, total, out=np.zeros_like(difference), where=total != 0)
    distances: Floats = difference**2
    return distances


def ordinal_distances(totals: Floats) -> Floats:
    """Krippendorff's ordinal distances from how often each value was given.

    Parameters
    ----------
    totals : array of shape (..., n_categories), values in their order

    Returns
    -------
    array of shape (..., n_categories, n_categories)

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, p. 6.
    """
    up_to = np.cumsum(totals, axis=-1) - totals / 2
    distances: Floats = (up_to[..., :, None] - up_to[..., None, :]) ** 2
    return distances
