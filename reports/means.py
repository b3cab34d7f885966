"""Means of scores: their intervals, how well items hold together, how groups differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanOf:
    """Mean of some scores; what cannot be said of so few is None."""

    n: int
    mean: float | None
    sd: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anova:
    """One-way analysis of variance: F with its degrees of freedom, p, and eta squared."""

    f: float
    between: int
    within: int
    p: float
    eta_squared: float


def mean_of(scores: ArrayLike, confidence: float = 0.95) -> MeanOf:
    """Mean, standard deviation (of a sample, n - 1) and the interval of the mean by Student's t.

    Parameters
    ----------
    scores : array of shape (n,); NaN is no score

    Examples
    --------
    >>> found = mean_of([10, 12, 14, 16])
    >>> found.mean, round(found.sd, 4), tuple(round(end, 3) for end in found.interval)
    (13.0, 2.582, (8.891, 17.109))
    """
    values = _scored(scores)
    n = len(values)
    mean = float(values.mean()) if n else None
    if mean is None or n < 2:
        return MeanOf(n=n, mean=mean, sd=None, interval=None)
    sd = float(values.std(ddof=1))
    half = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * sd / n**0.5
    return MeanOf(n=n, mean=mean, sd=sd, interval=(mean - half, mean + half))


def cronbach_alpha(items: ArrayLike) -> float | None:
    """Internal consistency of items, reversed ones turned round.

    Parameters
    ----------
    items : array of shape (n_respondents, n_items); respondents with a NaN are left out

    Returns
    -------
    float or None
        At most 1. None with fewer than two items or respondents, or where nobody differs in the sum.

    References
    ----------
    Cronbach (1951), Psychometrika 16:297.

    Examples
    --------
    >>> round(cronbach_alpha([[2, 3, 3], [4, 4, 5], [1, 2, 1], [5, 4, 5]]), 4)
    0.9498
    """
    values = np.asarray(items, dtype=float)
    if values.ndim != 2 or values.shape[1] < 2:
        return None
    values = values[~np.isnan(values).any(axis=1)]
    if len(values) < 2:
        return None
    k, spread = values.shape[1], float(values.sum(axis=1).var(ddof=1))
    if spread == 0:
        return None
    return float(k / (k - 1) * (1 - values.var(axis=0, ddof=1).sum() / spread))


def one_way_anova(groups: Sequence[ArrayLike]) -> Anova | None:
    """Compare the means of groups; those without a score are left out.

    Returns
    -------
    Anova or None
        None with fewer than two groups, with no more scores than groups, or where nobody differs within a group.

    Examples
    --------
    >>> test = one_way_anova([[6, 8, 4, 5, 3, 4], [8, 12, 9, 11, 6, 8], [13, 9, 11, 8, 7, 12]])
    >>> round(test.f, 4), (test.between, test.within), round(test.p, 5), round(test.eta_squared, 4)
    (9.2647, (2, 15), 0.0024, 0.5526)
    """
    there = [values for values in map(_scored, groups) if len(values)]
    every = np.concatenate(there) if there else np.array([])
    if len(there) < 2 or len(every) <= len(there):
        return None
    between_squares = float(sum(len(values) * (values.mean() - every.mean()) ** 2 for values in there))
    total_squares = float(((every - every.mean()) ** 2).sum())
    if all(np.ptp(values) == 0 for values in there):
        return None
    found = stats.f_oneway(*there)
    return Anova(
        f=float(found.statistic),
        between=len(there) - 1,
        within=len(every) - len(there),
        p=float(found.pvalue),
        eta_squared=between_squares / total_squares,
    )


def _scored(scores: ArrayLike) -> Floats:
    values = np.asarray(scores, dtype=np.float64)
    scored: Floats = values[~np.isnan(values)]
    return scored
