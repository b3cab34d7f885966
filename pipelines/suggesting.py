"""Codes suggested for an answer, learned from the coder's own decisions as they are made.

Every code has a ridge head on the answers' vectors, solved in closed form for all codes at once. What the codebook says
of a code (its name, definition and examples) takes part as if it were coded text: with no answer coded it is all there
is to go by, and each coded answer outweighs some of it. Scores become probabilities by a curve per code, fitted to
scores of coded answers that each answer itself took no part in (leave-one-out, also in closed form).

References
----------
Rifkin, Yeo & Poggio (2003), Regularized least-squares classification; Snell, Swersky & Zemel (2017), Prototypical
networks; Menon et al. (2021), Long-tail learning via logit adjustment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_factor, cho_solve
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from pipelines.coded_rows import CodedRows
from pipelines.platt import Reals, fitted_curves, probabilities

CODES_PER_ANSWER = 1.3  # expected before any answer is coded
_MOST_LIKELY = 0.3  # the largest share of answers that a code is expected to have before any is coded
_PRIOR_ANSWERS = 5.0  # that share counts as much as so many coded answers
_LEAST_SPREAD = 1e-6


class CodeSuggester(BaseEstimator):
    """Suggest codes for answers from vectors of length 1.

    Parameters
    ----------
    ridge : float
        Penalty of the heads, in squared vector length.
    anchor_weight : float
        What one text of the codebook counts, a coded answer counting 1.
    rare_codes : float
        0 to 1: how far `rank` counts a code as likelier than usual rather than as likely (Menon et al. 2021).

    Attributes
    ----------
    n_codes_ : int
    rows_ : CodedRows
        The answers learned from.

    Examples
    --------
    >>> about_food, about_time = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    >>> suggester = CodeSuggester().fit(np.zeros((0, 2)), np.zeros((0, 2)), anchors=[[about_food], [about_time]])
    >>> suggester.rank([[0.6, 0.8]]).tolist()
    [[1, 0]]
    >>> suggester.learn("R1", [0.6, 0.8], [True, False]).rank([[0.6, 0.8]]).tolist()
    [[0, 1]]
    """

    def __init__(self, ridge: float = 3.0, anchor_weight: float = 1.0, rare_codes: float = 1.0) -> None:
        self.ridge = ridge
        self.anchor_weight = anchor_weight
        self.rare_codes = rare_codes

    def fit(
        self,
        X: ArrayLike,
        Y: ArrayLike,
        anchors: Sequence[ArrayLike] | None = None,
        background: ArrayLike | None = None,
        keys: Sequence[str] | None = None,
    ) -> Self:
        """Learn from all answers coded so far.

        Parameters
        ----------
        X : float array of shape (n, d)
            Vectors of answers that a person weighed whole; n may be 0.
        Y : bool array of shape (n, k)
            Which code each has.
        anchors : k arrays of shape (m_c, d), optional
            Vectors of texts known to be about each code; m_c may be 0.
        background : float array of shape (b, d), optional
            Vectors of all answers, coded or not: says which score is usual. The coded ones and the anchors by default.
        keys : sequence of str, optional
            Names of the answers, for `learn`, `forget` and `nearest`; their row numbers by default.
        """
        x, y = np.asarray(X, dtype=np.float32), np.asarray(Y, dtype=bool)
        self.rows_ = CodedRows([str(n) for n in range(len(x))] if keys is None else keys, x, y)
        self.n_codes_: int = y.shape[1]
        parts = [np.asarray(part, dtype=np.float32).reshape(-1, x.shape[1]) for part in anchors or ()]
        if anchors is not None and len(parts) != self.n_codes_:
            raise ValueError(f"There are anchors of {len(parts)} codes, but labels of {self.n_codes_}.")
        owners = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        self.anchors_ = CodedRows(
            [str(n) for n in range(len(owners))],
            np.vstack([np.zeros((0, x.shape[1]), dtype=np.float32), *parts]),
            np.eye(self.n_codes_, dtype=bool)[owners],
        )
        usual = None if background is None else np.asarray(background, dtype=np.float64)
        self.background_mean_: Reals | None = None if usual is None else usual.mean(axis=0)
        self.background_spread_: Reals | None = None if usual is None else np.cov(usual, rowvar=False, bias=True)
        self._solve()
        return self

    def learn(self, key: str, x: ArrayLike, y: ArrayLike) -> Self:
        """Learn one more answer, or what a person has changed of one; the same as `fit` with it."""
        check_is_fitted(self)
        if key in self.rows_:
            self.rows_.remove(key)
        self.rows_.add(key, np.asarray(x, dtype=np.float32), np.asarray(y, dtype=bool))
        self._solve()
        return self

    def forget(self, key: str) -> Self:
        """Take one answer back; the same as `fit` without it. KeyError if it was never learned."""
        check_is_fitted(self)
        self.rows_.remove(key)
        self._solve()
        return self

    def revise(self, changes: Mapping[str, tuple[ArrayLike, ArrayLike] | None]) -> Self:
        """Learn (x, y) or forget (None) several answers, and solve once; one that is forgotten need not be there."""
        check_is_fitted(self)
        for key, change in changes.items():
            if key in self.rows_:
                self.rows_.remove(key)
            if change is not None:
                self.rows_.add(key, np.asarray(change[0], dtype=np.float32), np.asarray(change[1], dtype=bool))
        self._solve()
        return self

    def predict_proba(self, X: ArrayLike) -> Reals:
        """Probability of each code, shape (n, k); they need not sum to 1, for an answer may have several codes."""
        return probabilities(self.scores(X), self.slopes_, self.levels_)

    def rank(self, X: ArrayLike) -> NDArray[np.intp]:
        """Codes of each answer, the first to suggest first, shape (n, k); a tie goes to the earlier code."""
        usual = self.rare_codes * self._usual_log_odds()
        log_odds = self.levels_ + self.slopes_ * self.scores(X)
        return np.argsort(usual - log_odds, axis=1, kind="stable")

    def scores(self, X: ArrayLike) -> Reals:
        """Scores in standard deviations from the usual answer's, shape (n, k)."""
        check_is_fitted(self)
        return (np.asarray(X, dtype=np.float64) - self._centre) @ self._heads

    def nearest(self, x: ArrayLike, code: int, k: int = 3) -> list[tuple[str, float]]:
        """Coded answers with the code that lie nearest, as (key, cosine), the nearest first."""
        check_is_fitted(self)
        places = np.flatnonzero(self.rows_.y[:, code])
        likeness = self.rows_.x[places] @ np.asarray(x, dtype=np.float32)
        found = sorted(zip(-likeness, (self.rows_.keys[place] for place in places), strict=True))[:k]
        return [(key, float(-negative)) for negative, key in found]

    def state(self) -> dict[str, Any]:
        """Everything learned, as plain arrays; `with_state` takes it back."""
        check_is_fitted(self)
        owners = np.argmax(self.anchors_.y, axis=1) if len(self.anchors_) else np.zeros(0, dtype=np.intp)
        state: dict[str, Any] = {
            "keys": np.array(self.rows_.keys, dtype=np.str_),
            "x": self.rows_.x,
            "y": self.rows_.y,
            "anchors": self.anchors_.x,
            "owners": owners,
        }
        if self.background_mean_ is not None and self.background_spread_ is not None:
            state |= {"background_mean": self.background_mean_, "background_spread": self.background_spread_}
        return state

    def with_state(self, state: Mapping[str, Any]) -> Self:
        """Learn anew from what `state` gave."""
        owners = state["owners"]
        anchors = [state["anchors"][owners == code] for code in range(state["y"].shape[1])]
        self.fit(state["x"], state["y"], anchors, keys=[str(key) for key in state["keys"]])
        self.background_mean_ = state.get("background_mean")
        self.background_spread_ = state.get("background_spread")
        self._solve()
        return self

    def _solve(self) -> None:
        rows, anchors = self.rows_, self.anchors_
        gram = rows.xx + self.anchor_weight * anchors.xx
        gram[np.diag_indices_from(gram)] += self.ridge
        factor = cho_factor(gram, lower=True)
        heads = cho_solve(factor, rows.xy + self.anchor_weight * anchors.xy)
        self._centre, covariance = self._usual()
        spread = np.sqrt(np.maximum(np.einsum("dk,dk->k", heads, covariance @ heads), 0.0))
        spread = np.maximum(spread, _LEAST_SPREAD)
        self._heads: Reals = heads / spread
        expected = self._expected_share()
        level = np.full(self.n_codes_, np.log(expected / (1 - expected)))
        left_out = self._left_out_scores(factor, heads) / spread
        self.slopes_, self.levels_ = fitted_curves(left_out, rows.y, level)

    def _usual(self) -> tuple[Reals, Reals]:
        if self.background_mean_ is not None and self.background_spread_ is not None:
            return self.background_mean_, self.background_spread_
        rows, anchors = self.rows_, self.anchors_
        n, m = len(rows), len(anchors)
        if n + m == 0:
            return rows.mean_x, rows.xx
        mean = (n * rows.mean_x + m * anchors.mean_x) / (n + m)
        apart = rows.mean_x - anchors.mean_x
        return mean, (rows.xx + anchors.xx + n * m / (n + m) * np.outer(apart, apart)) / (n + m)

    def _left_out_scores(self, factor: tuple[Reals, bool], heads: Reals) -> Reals:
        """Scores of the coded answers by the heads that they took no part in, shape (n, k).

        Taking one row out of the sums is a change of rank one, so its heads follow by Sherman and Morrison's formula.
        """
        rows, n = self.rows_, len(self.rows_)
        if n < 2:
            return np.zeros((n, self.n_codes_))
        off = rows.x.astype(np.float64) - rows.mean_x
        pulled = cho_solve(factor, off.T).T
        off_usual = rows.x - self._centre
        own = np.einsum("nd,nd->n", off, pulled) * n / (n - 1)
        reach = np.einsum("nd,nd->n", off_usual, pulled)
        wrong = (rows.y - rows.mean_y) - off @ heads
        # With u = off * n/(n-1) and c = (n-1)/n the n's of the formula cancel but for the leverage.
        return off_usual @ heads - (reach / (1 - own))[:, None] * wrong * n / (n - 1)

    def _usual_log_odds(self) -> Reals:
        n = len(self.rows_)
        share = (n * self.rows_.mean_y + _PRIOR_ANSWERS * self._expected_share()) / (n + _PRIOR_ANSWERS)
        return np.log(share / (1 - share))

    def _expected_share(self) -> float:
        """Share of answers with a code, before any is coded."""
        return min(CODES_PER_ANSWER / max(self.n_codes_, 1), _MOST_LIKELY)
