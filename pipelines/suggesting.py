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
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from pipelines.coded_rows import CodedRows, Reals
from pipelines.platt import LEAST_SLOPE, Curves, first_level, fitted_curves
from pipelines.ridge_heads import RidgeHeads

Usual = tuple[Reals, Reals]  # mean and covariance of answers' vectors

CODES_PER_ANSWER = 1.3  # expected before any answer is coded
_MOST_LIKELY = 0.3  # the largest share of answers that a code is expected to have before any is coded
_PRIOR_ANSWERS = 5.0  # that share counts as much as so many coded answers
_LEAST_USUAL = 0.01  # a code rarer than this is ranked as if it were not, or codes never given would come first
_LEAST_SPREAD = 1e-4  # of scores; real ones are some hundred times that
_TIE_DECIMALS = 6  # of log-odds: differences below are rounding of sums


@dataclass(frozen=True, slots=True)
class ChosenHeads:
    """What `pipelines.head_choice` found, per code.

    `logistic` (k,) says where logistic regression is the better head; `heads` (d, k), `slopes` and `levels` (k,) hold
    it, standardised as the ridge heads are, and 0 elsewhere. `thresholds` (k,) is the probability from which on calling
    the code given has the highest F1; 0.5 where too few answers have it.
    """

    logistic: NDArray[np.bool_]
    heads: Reals
    slopes: Reals
    levels: Reals
    thresholds: Reals


class CodeSuggester(BaseEstimator):
    """Suggest codes for answers from vectors of length 1.

    Parameters
    ----------
    ridge : float
        Penalty of the heads, in squared vector length.
    anchor_weight : float
        What one text of the codebook counts, a coded answer counting 1.
    rare_codes : float
        0 to 1: how far `rank` counts a code as likelier than usual rather than as likely (Menon et al. 2021). At 0
        common codes come first for almost every answer, near 1 rare codes come before likely ones.

    Attributes
    ----------
    n_codes_ : int
    rows_, anchors_ : CodedRows
        The answers learned from, and the texts of the codebook.
    chosen_ : ChosenHeads or None
        As given to `with_heads`; `fit` puts them away.

    Examples
    --------
    >>> about_food, about_time = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    >>> suggester = CodeSuggester().fit(np.zeros((0, 2)), np.zeros((0, 2)), anchors=[[about_food], [about_time]])
    >>> suggester.rank([[0.6, 0.8]]).tolist()
    [[1, 0]]
    >>> suggester.learn("R1", [0.6, 0.8], [True, False]).rank([[0.6, 0.8]]).tolist()
    [[0, 1]]
    """

    def __init__(self, ridge: float = 3.0, anchor_weight: float = 1.0, rare_codes: float = 0.5) -> None:
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
        x, y = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=bool)
        rows = CodedRows([str(n) for n in range(len(x))] if keys is None else keys, x, y)
        usual = np.asarray(() if background is None else background, dtype=np.float64)
        self.background_: Usual | None = None
        if len(usual) > 1:  # one answer does not say how much answers differ
            self.background_ = usual.mean(axis=0), np.atleast_2d(np.cov(usual, rowvar=False, bias=True))
        return self._begin(rows, _anchor_rows(anchors, x.shape[1], y.shape[1]))

    def learn(self, key: str, x: ArrayLike, y: ArrayLike) -> Self:
        """Learn one more answer, or what a person has changed of one; the same as `fit` with it."""
        return self.revise({key: (x, y)})

    def forget(self, key: str) -> Self:
        """Take one answer back; the same as `fit` without it."""
        return self.revise({key: None})

    def revise(self, changes: Mapping[str, tuple[ArrayLike, ArrayLike] | None]) -> Self:
        """Learn (x, y) or forget (None) several answers; one that is to be forgotten need not be there."""
        check_is_fitted(self)
        self._ridge_heads.revise(
            {
                key: None if change is None else (np.asarray(change[0], np.float64), np.asarray(change[1], dtype=bool))
                for key, change in changes.items()
            }
        )
        self._renew()
        return self

    def with_heads(self, chosen: ChosenHeads) -> Self:
        """Take the heads that measured better; they stay as they are, the others go on following each decision."""
        check_is_fitted(self)
        if chosen.heads.shape != self._heads.shape:
            raise ValueError(f"Heads of shape {chosen.heads.shape} were chosen for others of {self._heads.shape}.")
        self.chosen_: ChosenHeads | None = chosen
        self._renew()
        return self

    def predict_proba(self, X: ArrayLike) -> Reals:
        """Probability of each code, shape (n, k); they need not sum to 1, for an answer may have several codes."""
        return np.asarray(expit(self._log_odds(X)))

    def rank(self, X: ArrayLike) -> NDArray[np.intp]:
        """Codes of each answer, the first to suggest first, shape (n, k); a tie goes to the earlier code."""
        lead = self._log_odds(X) - self.rare_codes * self._usual_log_odds()
        return np.argsort(np.round(-lead, _TIE_DECIMALS), axis=1, kind="stable")

    def scores(self, X: ArrayLike) -> Reals:
        """Scores in standard deviations from the usual answer's, shape (n, k)."""
        check_is_fitted(self)
        return (np.asarray(X, dtype=np.float64) - self.usual_[0]) @ self._heads

    def nearest(self, x: ArrayLike, code: int, k: int = 3) -> list[tuple[str, float]]:
        """Coded answers with the code that lie nearest, as (key, cosine), the nearest first."""
        check_is_fitted(self)
        places, keys = np.flatnonzero(self.rows_.y[:, code]), self.rows_.keys
        likeness = self.rows_.x[places] @ np.asarray(x, dtype=np.float64)
        found = sorted(zip(-likeness, (keys[place] for place in places), strict=True))[:k]
        return [(key, float(-negative)) for negative, key in found]

    def _begin(self, rows: CodedRows, anchors: CodedRows) -> Self:
        self.rows_, self.anchors_ = rows, anchors
        self.n_codes_: int = rows.y.shape[1]
        if anchors.y.shape[1] != self.n_codes_:
            raise ValueError(f"There are anchors of {anchors.y.shape[1]} codes, but labels of {self.n_codes_}.")
        self._ridge_heads = RidgeHeads(rows, anchors, self.ridge, self.anchor_weight)
        self.first_level_: Reals = np.full(self.n_codes_, first_level(self._expected_share()))
        self._curves: Curves | None = None
        self.chosen_ = None
        self._renew()
        return self

    def _renew(self) -> None:
        heads = self._ridge_heads.heads
        self.usual_: Usual = self.background_ or _usual_of(self.rows_, self.anchors_)
        centre, covariance = self.usual_
        spread = np.sqrt(np.maximum(np.einsum("dk,dk->k", heads, covariance @ heads), 0.0))
        spread = np.maximum(spread, _LEAST_SPREAD)
        self._heads: Reals = heads / spread
        left_out = self._ridge_heads.left_out_scores(centre)
        left_out /= spread
        self._curves = fitted_curves(left_out, self.rows_.y, self.first_level_, start=self._curves)
        if self.chosen_:
            self._heads[:, self.chosen_.logistic] = self.chosen_.heads[:, self.chosen_.logistic]

    def _log_odds(self, X: ArrayLike) -> Reals:
        scores = self.scores(X)
        slopes, levels = self._curves or (np.ones(self.n_codes_), self.first_level_)
        slopes = np.maximum(slopes, LEAST_SLOPE)
        if self.chosen_:
            slopes = np.where(self.chosen_.logistic, self.chosen_.slopes, slopes)
            levels = np.where(self.chosen_.logistic, self.chosen_.levels, levels)
        return levels + slopes * scores

    def _usual_log_odds(self) -> Reals:
        n = len(self.rows_)
        share = (n * self.rows_.mean_y + _PRIOR_ANSWERS * self._expected_share()) / (n + _PRIOR_ANSWERS)
        share = np.maximum(share, _LEAST_USUAL)
        return np.log(share / (1 - share))

    def _expected_share(self) -> float:
        """Share of answers with a code, before any is coded."""
        return min(CODES_PER_ANSWER / max(self.n_codes_, 1), _MOST_LIKELY)


def _anchor_rows(anchors: Sequence[ArrayLike] | None, n_dimensions: int, n_codes: int) -> CodedRows:
    if anchors is None:
        return _numbered(np.zeros((0, n_dimensions)), np.zeros((0, n_codes), dtype=bool))
    parts = [np.asarray(part, dtype=np.float64).reshape(-1, n_dimensions) for part in anchors]
    owners = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return _numbered(np.vstack([np.zeros((0, n_dimensions)), *parts]), np.eye(len(parts), dtype=bool)[owners])


def _numbered(x: ArrayLike, y: NDArray[np.bool_]) -> CodedRows:
    return CodedRows([str(number) for number in range(len(y))], x, y)


def _usual_of(rows: CodedRows, anchors: CodedRows) -> Usual:
    """Mean and covariance of the coded answers and the anchors together."""
    n, m = len(rows), len(anchors)
    if n + m == 0:
        return rows.mean_x, rows.xx
    mean = (n * rows.mean_x + m * anchors.mean_x) / (n + m)
    apart = rows.mean_x - anchors.mean_x
    return mean, (rows.xx + anchors.xx + n * m / (n + m) * np.outer(apart, apart)) / (n + m)
