"""Find the answers that lie nearest to a sentence, by the vectors of whole answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def nearest(
    vectors: NDArray[np.float32], wanted: NDArray[np.float32], most: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Give the rows that lie nearest to a vector, the nearest first; equally near ones in their order.

    Parameters
    ----------
    vectors : float32 of shape (n, n_dimensions), rows of length 1
    wanted : float32 of shape (n_dimensions,), of length 1
    most : how many to give at most

    Returns
    -------
    places : int64 of shape (min(most, n),)
    nearness : cosine similarity of each, from -1 to 1

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    >>> places, nearness = nearest(rows, np.array([0, 1], dtype=np.float32), 2)
    >>> places.tolist(), [round(float(near), 1) for near in nearness]
    ([1, 2], [1.0, 0.8])
    """
    if not len(vectors):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    near = vectors @ wanted
    places = np.argsort(-near, kind="stable")[:most].astype(np.int64)
    return places, near[places]
