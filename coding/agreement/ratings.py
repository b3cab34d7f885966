"""Who gave which value to which unit, as numbers that can be counted.

A unit is what was coded (as a rule one answer), a value what a coder gave it: a category, a number, a set of codes.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coding.agreement.errors import BadRatings

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MISSING = -1
ROUNDING = 1e-9  # a number this little below a whole one is that
CLOSE_INTEGERS = 10_000  # whole numbers that lie no further apart are counted without sorting


@dataclass(frozen=True)
class Ratings:
    """Codings of units by coders.

    Parameters
    ----------
    codes : array of shape (n_coders, n_units)
        Place of the value in `categories`, -1 where the coder did not code the unit. Shape (0, n_units) where only
        counts are known.
    categories : values that count, used or not
    respondents : array of shape (n_units,)
        Whose answer the unit is, 0 up to the number of respondents; units of one respondent are drawn together.
    given_counts : array of shape (n_units, n_categories), or None
        Coders per unit and category, where `codes` is not known.
    weights : array of shape (n_units,), or None
        For how many units each one stands, where they were drawn at different rates.
    """

    codes: Whole
    categories: tuple[Hashable, ...]
    respondents: Whole
    given_counts: Floats | None = None
    weights: Floats | None = None

    @cached_property
    def counts(self) -> Floats:
        """Coders per unit and category, shape (n_units, n_categories)."""
        if self.given_counts is not None:
            return self.given_counts
        n_units, n_categories = self.codes.shape[1], len(self.categories)
        places = self.codes + np.arange(n_units) * n_categories
        found = np.bincount(places[self.codes != MISSING], minlength=n_units * n_categories)
        return found.reshape(n_units, n_categories).astype(float)

    @cached_property
    def coders_of_unit(self) -> Floats:
        """How many coders coded each unit, shape (n_units,)."""
        counted = (self.codes != MISSING).T if self.given_counts is None else self.given_counts
        total: Floats = counted.sum(axis=1, dtype=float)
        return total

    @cached_property
    def n_units(self) -> int:
        """Units that at least two coders coded."""
        return int((self.coders_of_unit >= 2).sum())

    @cached_property
    def n_coders(self) -> int:
        """Coders who coded one of those units."""
        shared = self.coders_of_unit >= 2
        if self.given_counts is not None:
            return int(self.coders_of_unit[shared].max(initial=0))
        codes = self.codes if shared.all() else self.codes[:, shared]
        return int((codes != MISSING).any(axis=1).sum())

    @cached_property
    def n_respondents(self) -> int:
        """Respondents of units that at least two coders coded."""
        return len(np.unique(self.respondents[self.coders_of_unit >= 2]))

    @cached_property
    def n_independent(self) -> int:
        """Respondents of shared units; with weights, as many as would say as much if each stood for as many units."""
        shared = self.coders_of_unit >= 2
        if self.weights is None or not shared.any():
            return self.n_respondents
        people = np.unique(self.respondents[shared], return_inverse=True)[1]
        weights: Floats = np.bincount(people, weights=self.weights[shared]).astype(float)
        return math.floor(effective_number(weights) + ROUNDING)

    @cached_property
    def differ(self) -> bool:
        """Whether two coders gave any unit different values."""
        return bool(((self.counts > 0).sum(axis=1) >= 2).any())

    def take(self, units: NDArray[Any]) -> Ratings:
        """Keep some units: a mask or places."""
        counts = None if self.given_counts is None else self.given_counts[units]
        weights = None if self.weights is None else self.weights[units]
        kept, people = self.codes[:, units], self.respondents[units]
        return replace(self, codes=kept, respondents=people, given_counts=counts, weights=weights)

    def shared(self) -> Ratings:
        """Keep the units that at least two coders coded, and the coders who coded any of them."""
        enough = self.coders_of_unit >= 2
        kept = self if enough.all() else self.take(enough)
        busy = (kept.codes != MISSING).any(axis=1)
        return kept if busy.all() else replace(kept, codes=kept.codes[busy])

    def patterns(self) -> Ratings:
        """Keep only who agrees with whom on each unit: each value becomes the first coder who gave it."""
        codes = np.full(self.codes.shape, MISSING)
        for coder in reversed(range(len(self.codes))):
            same = (self.codes == self.codes[coder]) & (self.codes != MISSING)
            codes[same] = coder
        return replace(self, codes=codes, categories=tuple(range(len(codes))))

    def pair(self, first: int, second: int) -> Ratings:
        """Keep two coders, and the units that both coded."""
        codes = self.codes[[first, second]]
        both = (codes != MISSING).all(axis=0)
        weights = None if self.weights is None else self.weights[both]
        return Ratings(codes[:, both], self.categories, self.respondents[both], weights=weights)


def effective_number(weights: Floats) -> float:
    """Give how many units of equal weight say as much as these.

    References
    ----------
    Kish (1965), Survey Sampling, ch. 11.7: the sum of the weights squared, over the sum of their squares.

    Examples
    --------
    >>> effective_number(np.array([2.0, 2.0, 2.0])), effective_number(np.array([9.0, 1.0, 1.0, 1.0]))
    (3.0, 1.7142857142857142)
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def read_ratings(
    reliability_data: ArrayLike | Sequence[Sequence[Any]] | None = None,
    *,
    value_counts: ArrayLike | None = None,
    value_domain: Sequence[Hashable] | None = None,
    respondents: Sequence[Hashable] | None = None,
) -> Ratings:
    """Make Ratings of what the functions of this package take.

    Parameters
    ----------
    reliability_data : array of shape (n_coders, n_units)
        Numbers, words or frozensets; NaN or None where a coder did not code a unit.
    value_counts : array of shape (n_units, n_categories)
        Instead: how many coders gave each value.
    value_domain : every value that could be given, in its order; default the values seen, sorted
    respondents : one per unit; default each unit its own

    Raises
    ------
    BadRatings

    Examples
    --------
    >>> read_ratings([["a", "b", None], ["a", "a", "b"]]).counts
    array([[2., 0.], [1., 1.], [0., 1.]])
    """
    if (reliability_data is None) == (value_counts is None):
        raise BadRatings("Give either reliability_data (coders in rows) or value_counts (units in rows), not both.")
    if value_counts is not None:
        counts = _counts(value_counts, value_domain)
        categories = tuple(range(counts.shape[1])) if value_domain is None else tuple(value_domain)
        nobody = np.empty((0, len(counts)), dtype=np.int64)
        return Ratings(nobody, categories, _people(respondents, len(counts)), counts)
    if isinstance(reliability_data, np.ndarray) and reliability_data.dtype.kind in "biuf":
        codes, categories = _of_numbers(reliability_data, value_domain)
    else:
        codes, categories = _of_objects(reliability_data, value_domain)
    return Ratings(codes, categories, _people(respondents, codes.shape[1]))


def from_contingency(table: ArrayLike, categories: Sequence[Hashable] | None = None) -> Ratings:
    """Make Ratings of two coders from their table: rows are the first coder's categories, columns the second's.

    >>> from_contingency([[20, 5], [10, 15]]).codes.shape
    (2, 50)
    """
    cells = np.asarray(table, dtype=float)
    if cells.ndim != 2 or cells.shape[0] != cells.shape[1]:
        raise BadRatings(f"A table of two coders has as many rows as columns; this one has the shape {cells.shape}.")
    if (cells < 0).any() or (cells != np.floor(cells)).any():
        raise BadRatings("A table of two coders holds whole numbers from 0.")
    rows, columns = np.indices(cells.shape)
    times = cells.astype(np.int64).ravel()
    codes = np.stack([np.repeat(rows.ravel(), times), np.repeat(columns.ravel(), times)])
    named = tuple(range(len(cells))) if categories is None else tuple(categories)
    return Ratings(codes, named, np.arange(codes.shape[1]))


def _counts(value_counts: ArrayLike, value_domain: Sequence[Hashable] | None) -> Floats:
    counts = np.asarray(value_counts, dtype=float)
    if counts.ndim != 2 or (counts < 0).any() or not np.isfinite(counts).all():
        raise BadRatings("value_counts has units in rows and categories in columns, and holds numbers from 0.")
    if value_domain is not None and len(value_domain) != counts.shape[1]:
        raise BadRatings(f"value_counts has {counts.shape[1]} columns, but value_domain {len(value_domain)} values.")
    return counts


def _of_numbers(data: NDArray[Any], value_domain: Sequence[Hashable] | None) -> tuple[Whole, tuple[Hashable, ...]]:
    numbers = np.asarray(_two_dimensional(data), dtype=float)
    coded = ~np.isnan(numbers)
    seen = numbers[coded]
    if not len(seen):
        return np.full(numbers.shape, MISSING), tuple(value_domain or ())
    low, high = seen.min(), seen.max()
    codes = np.full(numbers.shape, MISSING)
    steps = (seen - low).astype(np.int64) if high - low <= CLOSE_INTEGERS else np.zeros(0, dtype=np.int64)
    if len(steps) and (steps + low == seen).all():
        used = np.bincount(steps) > 0
        values = np.flatnonzero(used) + low
        codes[coded] = (np.cumsum(used) - 1)[steps]
    else:
        values, codes[coded] = np.unique(seen, return_inverse=True)
    if value_domain is None:
        return codes, tuple(values.tolist())
    places = {value: place for place, value in enumerate(value_domain)}
    known = np.array([_place(value, places) for value in values.tolist()])
    codes[coded] = known[codes[coded]]
    return codes, tuple(value_domain)


def _of_objects(data: Any, value_domain: Sequence[Hashable] | None) -> tuple[Whole, tuple[Hashable, ...]]:
    rows = [list(row) for row in data]
    if len({len(row) for row in rows}) > 1:
        raise BadRatings(f"The coders' rows have different lengths: {sorted({len(row) for row in rows})}.")
    values = (
        list(value_domain)
        if value_domain is not None
        else sorted({value for row in rows for value in row if not _is_missing(value)}, key=_order)
    )
    places = {value: place for place, value in enumerate(values)}
    codes = [[MISSING if _is_missing(value) else _place(value, places) for value in row] for row in rows]
    width = len(rows[0]) if rows else 0
    return np.array(codes, dtype=np.int64).reshape(len(rows), width), tuple(values)


def _two_dimensional(data: NDArray[Any]) -> NDArray[Any]:
    if data.ndim != 2:
        raise BadRatings(f"reliability_data has coders in rows and units in columns; this one has shape {data.shape}.")
    return data


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float | np.floating) and bool(np.isnan(value)))


def _order(value: Any) -> tuple[int, Any, str]:
    """Numbers by size, then words, then sets by size and words: the same order in every run."""
    if isinstance(value, int | float | np.number):
        return 0, float(value), ""
    if isinstance(value, frozenset):
        return 2, len(value), str(sorted(map(str, value)))
    return 1, 0, str(value)


def _place(value: Hashable, places: dict[Hashable, int]) -> int:
    if value not in places:
        raise BadRatings(f"A coder gave the value {value!r}, which is not among those that count.")
    return places[value]


def _people(respondents: Sequence[Hashable] | None, n_units: int) -> Whole:
    if respondents is None:
        return np.arange(n_units)
    if len(respondents) != n_units:
        raise BadRatings(f"There are {n_units} units, but {len(respondents)} respondents; give one for each unit.")
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(person, len(numbers)) for person in respondents], dtype=np.int64)
