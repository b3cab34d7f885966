"""Ridge heads of all codes, solved at once, and what each answer's score would be by heads that had not seen it.

What the codebook says of the codes (the anchors) counts as if it were coded text with a mean of its own. One decision
changes the sums by rank one, so the factor is renewed in d³/3 steps, and how far an answer pulls the heads its own way
by the formula of Sherman and Morrison; nothing is read anew but the answers' vectors, once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from pipelines.coded_rows import CodedRows, Reals, Shift

_ANEW_EVERY = 512  # decisions; long before, rounding of the running sums is far below what can be seen


class RidgeHeads:
    """Heads on the answers' vectors.

    Parameters
    ----------
    rows, anchors : CodedRows
        Coded answers, and texts of the codebook with the one code each belongs to.
    ridge : float
        Penalty, in squared vector length.
    anchor_weight : float
        What an anchor counts, an answer counting 1.

    Attributes
    ----------
    heads : array of shape (d, k)
    """

    def __init__(self, rows: CodedRows, anchors: CodedRows, ridge: float, anchor_weight: float) -> None:
        self.rows, self.anchors = rows, anchors
        self._ridge, self._weight = ridge, anchor_weight
        self._factorise()
        self._pull: Reals = _pulls(self._factor, rows.x)
        self._since = 0  # decisions followed since the pulls were computed from the vectors

    def add(self, key: str, x: Reals, y: NDArray[np.bool_]) -> None:
        """Learn one more answer."""
        before = len(self.rows)
        self._renew(self.rows.add(key, x, y), slice(0, before))
        own = float(x @ cho_solve(self._factor, x, check_finite=False))
        self._pull = np.append(self._pull, own)

    def remove(self, key: str) -> None:
        """Take one answer back; KeyError if it is not there."""
        place = self.rows.place_of(key)
        shift = self.rows.remove(key)
        self._pull[place] = self._pull[-1]
        self._pull = self._pull[:-1]
        self._renew(shift, slice(0, len(self.rows)))

    def left_out_scores(self, centre: Reals) -> Reals:
        """Scores (x - centre) · heads of each coded answer by the heads without it, shape (n, k)."""
        rows, n = self.rows, len(self.rows)
        if n < 2:
            return np.zeros((n, rows.y.shape[1]))
        pulled = cho_solve(self._factor, np.column_stack([rows.mean_x, centre]), check_finite=False)
        products = rows.x @ np.column_stack([self.heads, pulled])  # the one pass over all vectors
        to_heads, to_mean, to_centre = products[:, :-2], products[:, -2], products[:, -1]
        own = self._pull - 2 * to_mean + rows.mean_x @ pulled[:, 0]
        reach = self._pull - to_mean - to_centre + centre @ pulled[:, 0]
        rest = n / (n - 1)
        stretch = (rest * reach / (1 - rest * own))[:, None]
        # score - stretch * (what the heads missed of the answer's own codes)
        scores = to_heads * (1 + stretch)
        scores -= centre @ self.heads
        scores += stretch * (rows.mean_y - rows.mean_x @ self.heads)
        scores -= stretch * rows.y
        return scores

    def _renew(self, shift: Shift, others: slice) -> None:
        """Follow the sums; `others` are the rows that were there before and still are."""
        direction, share = shift
        x = self.rows.x[others]
        towards = cho_solve(self._factor, direction, check_finite=False)
        self._factorise()
        self._since += 1
        if self._since >= _ANEW_EVERY or share == 0:
            self._pull = _pulls(self._factor, x)
            self._since = 0
        else:
            self._pull = self._pull - share / (1 + share * float(direction @ towards)) * (x @ towards) ** 2

    def _factorise(self) -> None:
        gram = self.rows.xx + self._weight * self.anchors.xx
        gram[np.diag_indices_from(gram)] += self._ridge
        self._factor: tuple[Reals, bool] = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
        aims = self.rows.xy + self._weight * self.anchors.xy
        self.heads: Reals = cho_solve(self._factor, aims, check_finite=False)


def _pulls(factor: tuple[Reals, bool], x: Reals) -> Reals:
    """Squared length of each row as the penalised sums measure it, shape (n,)."""
    return np.einsum("nd,dn->n", x, cho_solve(factor, x.T, check_finite=False))
