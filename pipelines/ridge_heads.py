"""Ridge heads of all codes, solved at once, and what each answer's score would be by heads that had not seen it.

What the codebook says of the codes (the anchors) counts as if it were coded text with a mean of its own. One decision
changes the sums by rank one, so the factor is renewed in d³/3 steps, and how far an answer pulls the heads its own way
by the formula of Sherman and Morrison; nothing is read anew but the answers' vectors, once.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from pipelines.coded_rows import CodedRows, Reals, Shift

_FEW = 20  # changes at once; of more, solving anew is quicker than following each
_ANEW_AFTER = 500  # changes followed, lest their rounding add up


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
        self._pull: Reals = np.zeros(0)  # of each row: its squared length as the penalised sums measure it
        self._solve_anew()

    def revise(self, changes: Mapping[str, tuple[Reals, NDArray[np.bool_]] | None]) -> None:
        """Learn (x, y) of answers, anew where they are known, or forget them (None)."""
        rows = self.rows
        follow = len(changes) <= _FEW
        remove, add = (self._remove, self._add) if follow else (rows.remove, rows.add)
        for key, change in changes.items():
            if key in rows:
                remove(key)
            if change is not None:
                add(key, *change)
        if not follow or self._followed > _ANEW_AFTER:
            self._solve_anew()

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

    def _add(self, key: str, x: Reals, y: NDArray[np.bool_]) -> None:
        before = len(self.rows)
        self._follow(self.rows.add(key, x, y), self.rows.x[:before])
        self._pull = np.append(self._pull, x @ cho_solve(self._factor, x, check_finite=False))

    def _remove(self, key: str) -> None:
        self._pull[self.rows.place_of(key)] = self._pull[-1]  # as the last row takes its place
        self._pull = self._pull[:-1]
        self._follow(self.rows.remove(key), self.rows.x)

    def _follow(self, shift: Shift, others: Reals) -> None:
        """Renew the factor, and the pulls of the rows that stay."""
        direction, share = shift
        towards = cho_solve(self._factor, direction, check_finite=False)
        self._pull = self._pull - share / (1 + share * float(direction @ towards)) * (others @ towards) ** 2
        self._factorise()
        self._followed += 1

    def _solve_anew(self) -> None:
        self._factorise()
        x = self.rows.x
        self._pull = np.einsum("nd,dn->n", x, cho_solve(self._factor, x.T, check_finite=False))
        self._followed = 0

    def _factorise(self) -> None:
        gram = self.rows.xx + self._weight * self.anchors.xx
        gram[np.diag_indices_from(gram)] += self._ridge
        self._factor: tuple[Reals, bool] = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
        aims = self.rows.xy + self._weight * self.anchors.xy
        self.heads: Reals = cho_solve(self._factor, aims, check_finite=False)

