"""The sums over units that every coefficient is made of.

A coefficient does not need the codings, only a few sums over units. That makes resampling cheap: leaving out a
respondent is a subtraction, and all draws of a bootstrap together are one product of matrices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coding.agreement.ratings import MISSING, Ratings

Floats = NDArray[np.float64]
SCALARS = ("units", "shared", "disagreement", "values", "value_disagreement")
PARTS = ("shares", "totals", "agreeing", "coder_counts", "coincidences")


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over units, each as often as its weight says; leading axes are resamples, none for the whole sample.

    Parameters
    ----------
    units : units that anybody coded
    shared : units that at least two coders coded
    disagreement : over those, the mean distance of two coders
    values : over those, the number of codings
    value_disagreement : over those, the mean distance times the number of codings
    parts : arrays with further axes behind, by name:
        shares (..., q), over all units the share of the unit's coders in each category;
        totals (..., q), over shared units the codings in each category;
        agreeing (..., q), over shared units codings in a category times the share of the others who agree;
        coder_counts (..., m, q), over all units each coder's codings in each category;
        coincidences (..., q, q), over shared units Krippendorff's coincidences
    """

    units: Floats
    shared: Floats
    disagreement: Floats
    values: Floats
    value_disagreement: Floats
    parts: dict[str, Floats]


class Summing:
    """Sums of one set of codings by respondent, ready to be added up in any combination.

    `by_respondent` has a row for each respondent anything of whom was coded, `people` says whose each row is.

    Parameters
    ----------
    ratings : the codings
    distances : array of shape (q, q), or None where different categories lie apart by 1
    parts : which of `PARTS` will be needed
    """

    def __init__(self, ratings: Ratings, distances: Floats | None, parts: Iterable[str]) -> None:
        self._shapes: list[tuple[str, tuple[int, ...]]] = [(name, ()) for name in SCALARS]
        columns = _scalars(ratings, distances)
        for name in sorted(set(parts)):
            block = _PART[name](ratings)
            self._shapes.append((name, block.shape[1:]))
            columns.append(block.reshape(len(block), -1))
        units = np.hstack(columns)
        if ratings.weights is not None:
            units *= ratings.weights[:, None]
        self.by_respondent, self.people = _added(units, ratings.respondents)

    @property
    def width(self) -> int:
        """How many sums there are."""
        return int(self.by_respondent.shape[1])

    def split(self, sums: Floats) -> Sums:
        """Give names to sums of shape (..., width)."""
        fields, parts, start = {}, {}, 0
        for name, shape in self._shapes:
            size = int(np.prod(shape))
            block = sums[..., start : start + size]
            start += size
            if name in SCALARS:
                fields[name] = block[..., 0]
            else:
                parts[name] = block.reshape(*sums.shape[:-1], *shape)
        return Sums(**fields, parts=parts)

    def of_people(self, people: NDArray[np.int64]) -> Floats:
        """Sums of each of these respondents, in ascending order and ours among them; nothing of whom we do not have."""
        found = np.zeros((len(people), self.width))
        found[np.searchsorted(people, self.people)] = self.by_respondent
        return found

    def total(self) -> Sums:
        """Sums of the whole sample."""
        return self.split(self.by_respondent.sum(axis=0))

    def left_out(self) -> Sums:
        """Sums without each respondent in turn, one row each."""
        return self.split(self.by_respondent.sum(axis=0) - self.by_respondent)


def _scalars(ratings: Ratings, distances: Floats | None) -> list[Floats]:
    counts, coders = ratings.counts, ratings.coders_of_unit
    shared = coders >= 2
    if distances is None:
        apart = coders**2 - (counts**2).sum(axis=1)
    else:
        apart = ((counts @ distances) * counts).sum(axis=1)
    disagreement = np.divide(apart, coders * (coders - 1), out=np.zeros_like(coders), where=shared)
    columns = [coders >= 1, shared, disagreement, coders * shared, disagreement * coders]
    return [np.stack(columns, axis=1).astype(float)]


def _shares(ratings: Ratings) -> Floats:
    return ratings.counts / np.maximum(ratings.coders_of_unit, 1)[:, None]


def _totals(ratings: Ratings) -> Floats:
    return ratings.counts * (ratings.coders_of_unit >= 2)[:, None]


def _agreeing(ratings: Ratings) -> Floats:
    others = np.maximum(ratings.coders_of_unit - 1, 1)[:, None]
    agreeing: Floats = ratings.counts * np.maximum(ratings.counts - 1, 0) / others
    return agreeing


def _coder_counts(ratings: Ratings) -> Floats:
    values = np.arange(len(ratings.categories))
    given = (ratings.codes[:, :, None] == values) & (ratings.codes != MISSING)[:, :, None]
    counts: Floats = given.transpose(1, 0, 2).astype(float)
    return counts


def _coincidences(ratings: Ratings) -> Floats:
    pairs = ratings.counts[:, :, None] * ratings.counts[:, None, :]
    places = np.arange(len(ratings.categories))
    pairs[:, places, places] -= ratings.counts
    others = ratings.coders_of_unit - 1
    shared: Floats = pairs / np.where(others > 0, others, np.inf)[:, None, None]
    return shared


_PART = {
    "shares": _shares,
    "totals": _totals,
    "agreeing": _agreeing,
    "coder_counts": _coder_counts,
    "coincidences": _coincidences,
}


def _added(columns: Floats, respondents: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """Add units up by respondent, in ascending order; respondents nobody coded anything of are left out."""
    coded = columns[:, 0] > 0
    kept, people = (columns, respondents) if coded.all() else (columns[coded], respondents[coded])
    if (np.diff(people) > 0).all():  # one unit a respondent, in their order
        return kept, people
    seen, places = np.unique(people, return_inverse=True)
    sums = np.zeros((len(seen), columns.shape[1]))
    np.add.at(sums, places, kept)
    return sums, seen
