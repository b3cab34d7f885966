"""Answers that a person has weighed whole, with the sums that a ridge regression needs of them.

The sums are kept up to date one answer at a time, around a mean that moves with them (Welford 1962; Chan, Golub &
LeVeque 1983), so that nothing is summed anew when one more answer is coded or a decision is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Reals = NDArray[np.float64]
Shift = tuple[Reals, float]  # direction and share: the sum of squares has grown by share * direction direction'

_ROOM = 256  # rows that are added at once when the table is full


class CodedRows:
    """Rows of vectors and labels by key, and their centred sums.

    Parameters
    ----------
    keys : sequence of str
        One a row, each once.
    X : array of shape (n, d)
    Y : bool array of shape (n, k)

    Attributes
    ----------
    mean_x, mean_y : arrays of shape (d,), (k,)
    xx : array of shape (d, d)
        Sum over rows of (x - mean)(x - mean)'.
    xy : array of shape (d, k)
    """

    def __init__(self, keys: Sequence[str], X: ArrayLike, Y: ArrayLike) -> None:
        self._x = np.array(X, dtype=np.float64)
        self._y = np.array(Y, dtype=bool)
        if not (self._x.ndim == self._y.ndim == 2 and len(keys) == len(self._x) == len(self._y)):
            raise ValueError(
                f"Vectors of shape {self._x.shape}, labels of shape {self._y.shape} and {len(keys)} keys do not fit: "
                "each answer needs one row of both and one key."
            )
        self._place = {key: place for place, key in enumerate(keys)}
        if len(self._place) != len(keys):
            raise ValueError("A key stands twice; give each answer a key of its own.")
        self._keys = list(keys)
        n, y = len(keys), self._y.astype(np.float64)
        self.mean_x: Reals = self._x.mean(axis=0) if n else np.zeros(self._x.shape[1])
        self.mean_y: Reals = y.mean(axis=0) if n else np.zeros(y.shape[1])
        off = self._x - self.mean_x
        self.xx: Reals = off.T @ off
        self.xy: Reals = off.T @ (y - self.mean_y)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._place

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._keys)

    @property
    def x(self) -> Reals:
        return self._x[: len(self._keys)]

    @property
    def y(self) -> NDArray[np.bool_]:
        return self._y[: len(self._keys)]

    def add(self, key: str, x: Reals, y: NDArray[np.bool_]) -> Shift:
        """Take one answer in, as the last row."""
        if key in self._place:
            raise ValueError(f"The answer {key!r} is there already.")
        n = len(self)
        if n == len(self._x):
            room = max(_ROOM, n // 4)
            self._x = np.vstack([self._x, np.zeros((room, self._x.shape[1]))])
            self._y = np.vstack([self._y, np.zeros((room, self._y.shape[1]), dtype=bool)])
        self._x[n], self._y[n] = x, y
        self._place[key] = n
        self._keys.append(key)
        return self._shift(x, y, n, +1)

    def place_of(self, key: str) -> int:
        """Row of an answer; KeyError if it is not there."""
        return self._place[key]

    def remove(self, key: str) -> Shift:
        """Leave one answer out; the last row takes its place.

        Raises
        ------
        KeyError
            The answer is not there.
        """
        place, last = self._place.pop(key), len(self) - 1
        x, y = self._x[place].copy(), self._y[place].copy()
        self._x[place], self._y[place] = self._x[last], self._y[last]
        moved = self._keys.pop()
        if place != last:
            self._keys[place] = moved
            self._place[moved] = place
        return self._shift(x, y, len(self), -1)

    def _shift(self, x: Reals, y: NDArray[np.bool_], n_others: int, sign: int) -> Shift:
        if n_others == 0:
            first = sign > 0
            self.mean_x = x.copy() if first else np.zeros(len(x))
            self.mean_y = y.astype(np.float64) if first else np.zeros(len(y))
            self.xx, self.xy = np.zeros_like(self.xx), np.zeros_like(self.xy)
            return np.zeros(len(x)), 0.0
        # Seen from the mean of the others, a row that comes or goes moves every sum by one outer product.
        n_with = n_others + 1
        others_x = self.mean_x if sign > 0 else (n_with * self.mean_x - x) / n_others
        others_y = self.mean_y if sign > 0 else (n_with * self.mean_y - y) / n_others
        off_x, off_y = x - others_x, y - others_y
        share = sign * n_others / n_with
        self.xx += share * np.outer(off_x, off_x)
        self.xy += share * np.outer(off_x, off_y)
        self.mean_x = others_x + off_x / n_with if sign > 0 else others_x
        self.mean_y = others_y + off_y / n_with if sign > 0 else others_y
        return off_x, share
