"""Krippendorff's alpha of sets of codes: as many values as there are different sets, so nothing is listed by value.

The disagreement expected of any resample is a quadratic form in how often each respondent is drawn: its matrix is
made once, from how far the sets of any two respondents lie apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coding.agreement.estimate import draws_of, finished, sized, too_little
from coding.agreement.formulas import NOTHING
from coding.agreement.intervals import Interval
from coding.agreement.ratings import Ratings
from coding.agreement.result import Agreement

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Disagreement:
    """Per respondent: codings, observed disagreement; and how each one's sets lie from the others'."""

    values: Floats
    observed: Floats
    totals: sparse.csr_array
    distances: Floats

    def alpha(self, values: Floats, observed: Floats, expected: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            room = expected / (values - 1)
            return np.where(room > NOTHING, 1 - observed / room, np.nan)

    def left_out(self) -> Floats:
        """Alpha without each respondent."""
        everybody = self.totals.sum(axis=0)
        apart = self.totals @ self.distances  # respondents by sets
        to_all = apart @ everybody
        to_self = np.asarray((self.totals * apart).sum(axis=1)).ravel()
        expected = float(everybody @ self.distances @ everybody) - 2 * to_all + to_self
        return self.alpha(self.values.sum() - self.values, self.observed.sum() - self.observed, expected)

    def drawn(self, interval: Interval) -> Floats:
        """Alpha of each bootstrap draw."""
        n_respondents, n_sets = self.totals.shape
        between = (self.totals @ self.distances) @ self.totals.T if n_respondents <= n_sets else None
        found = []
        for weights in draws_of(n_respondents, interval):
            if between is not None:
                expected = ((weights @ between) * weights).sum(axis=1)
            else:
                totals = weights @ self.totals
                expected = ((totals @ self.distances) * totals).sum(axis=1)
            found.append(self.alpha(weights @ self.values, weights @ self.observed, expected))
        return np.concatenate(found)


def set_alpha(ratings: Ratings, distances: Floats, key: str, interval: Interval | None) -> Agreement:
    """Alpha of values with given distances, for very many values.

    Parameters
    ----------
    ratings : codings whose categories are the different sets
    distances : array of shape (n_sets, n_sets), 0 on its diagonal
    key : name of the coefficient, for its messages
    """
    shared = ratings.shared()
    reason = too_little(ratings)
    if reason:
        return sized(ratings, reason=reason)
    parts = _parts(shared, distances)
    n, everybody = float(parts.values.sum()), parts.totals.sum(axis=0)
    expected = float(everybody @ distances @ everybody) / (n * (n - 1))
    observed = float(parts.observed.sum()) / n
    if expected <= NOTHING:
        reason = "Not estimable because all coders gave all units the same codes: nothing varies."
        return sized(ratings, reason=reason)
    value = 1 - observed / expected
    agreement = replace(sized(ratings), value=value, observed=1 - observed, expected=1 - expected)
    if interval is None:
        return agreement
    others = parts.drawn(interval) if interval.method == "bootstrap" else parts.left_out()
    return finished(agreement, "chance", key, others, ratings.n_independent, interval)


def drawn_set_alpha(ratings: Ratings, distances: Floats, interval: Interval) -> Floats:
    """Alpha of each bootstrap draw, NaN where it is not estimable; of units that at least two coders coded."""
    return _parts(ratings.shared(), distances).drawn(interval)


def _parts(shared: Ratings, distances: Floats) -> _Disagreement:
    coded = shared.codes >= 0
    coders, units = np.nonzero(coded)
    sets = shared.codes[coders, units]
    people = np.unique(shared.respondents, return_inverse=True)[1]
    per_unit = coded.sum(axis=0)
    apart = np.zeros(len(per_unit))
    for first in range(len(shared.codes)):
        for second in range(first):
            both = np.flatnonzero(coded[first] & coded[second])
            apart[both] += 2 * distances[shared.codes[first, both], shared.codes[second, both]]
    n_people = int(people.max()) + 1
    weights = np.ones(len(per_unit)) if shared.weights is None else shared.weights
    rows = sparse.coo_array((weights[units], (people[units], sets)), shape=(n_people, len(distances)))
    return _Disagreement(
        np.bincount(people, weights=per_unit * weights, minlength=n_people).astype(float),
        np.bincount(people, weights=apart / (per_unit - 1) * weights, minlength=n_people).astype(float),
        rows.tocsr(),
        distances,
    )
