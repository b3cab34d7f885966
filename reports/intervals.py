"""Confidence intervals for proportions and for the difference between two of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]


def wilson(k: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson score interval without continuity correction.

    Parameters
    ----------
    k, n : counts, any shapes that broadcast; NaN comes back where n is 0

    Returns
    -------
    low, high : arrays of proportions between 0 and 1

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22:209.

    Examples
    --------
    >>> low, high = wilson(45, 120)
    >>> print(f"{float(low):.4f} {float(high):.4f}")
    0.2935 0.4642
    """
    successes, trials = _counts(k, n)
    return _score(successes, trials, np.asarray(_z(confidence)))


def wilson_of_finite(
    k: ArrayLike, n: ArrayLike, population: ArrayLike, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Wilson interval for the share in a finite population, from a simple random sample without replacement.

    The score test's variance carries the finite population correction (population - n) / (population - 1), so the
    interval closes as the sample becomes the whole; for an endless population it is `wilson`'s.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22:209; Cochran (1977), Sampling Techniques, 3rd
    ed., sections 3.2 and 3.5.

    Examples
    --------
    >>> low, high = wilson_of_finite(45, 120, 400)
    >>> print(f"{float(low):.4f} {float(high):.4f}")
    0.3059 0.4496
    """
    successes, trials = _counts(k, n)
    whole = np.asarray(population, dtype=float)
    if np.any(trials > whole):
        raise ValueError("A sample holds more answers than there are; check that both come from the same question.")
    correction = np.sqrt((whole - trials) / np.maximum(whole - 1, 1))
    return _score(successes, trials, _z(confidence) * correction)


def wilson_of_clusters(k: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson interval for the share of all things counted, where they come in clusters that are alike within.

    Things of one cluster tell less than as many independent ones. The share's variance is taken over the clusters
    (linearised ratio: sum of (k_i - share * n_i) squared, with the factor m / (m - 1) for m clusters) and compared with
    that of independent things; the interval is Wilson's for as many things as would be independent. There are at most
    as many as were counted. Where the share is 0 or 1 the clusters show no spread, and each counts as one. With one
    thing a cluster it is `wilson`'s.

    Parameters
    ----------
    k, n : counts of shape (m,), by cluster; clusters with n of 0 are left out

    Returns
    -------
    low, high : proportions between 0 and 1; NaN where there is no cluster, or one that is divided

    References
    ----------
    Korn & Graubard (1998), Survey Methodology 24:193, for the effective number, here with Wilson's interval and without
    their correction for few clusters.

    Examples
    --------
    Five clusters of two have both, fifteen neither: hardly more is known than from 5 of 20.

    >>> low, high = wilson_of_clusters([2] * 5 + [0] * 15, [2] * 20)
    >>> print(f"{low:.4f} {high:.4f}")
    0.1107 0.4716
    """
    successes, trials = _counts(k, n)
    successes, trials = successes[trials > 0], trials[trials > 0]
    clusters, total, found = trials.size, trials.sum(), successes.sum()
    if found in (0, total):
        effective = float(clusters)
    elif clusters == 1:
        return float("nan"), float("nan")
    else:
        spread = ((successes - found / total * trials) ** 2).sum() * clusters / (clusters - 1) / total**2
        independent = found * (total - found) / total**2 / (total - 1)
        effective = min(total, total * independent / spread) if spread else total
    low, high = wilson(found / total * effective if total else 0, effective, confidence)
    return float(low), float(high)


def clopper_pearson(k: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Exact interval of Clopper and Pearson (1934); it is conservative.

    Examples
    --------
    >>> low, high = clopper_pearson(3, 20)
    >>> print(f"{float(low):.4f} {float(high):.4f}")
    0.0321 0.3789
    """
    successes, trials = _counts(k, n)
    tail = (1 - confidence) / 2
    empty = trials == 0
    low = np.where(successes == 0, 0.0, stats.beta.ppf(tail, successes, trials - successes + 1))
    high = np.where(successes == trials, 1.0, stats.beta.ppf(1 - tail, successes + 1, trials - successes))
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def newcombe_difference(
    k_first: ArrayLike, n_first: ArrayLike, k_second: ArrayLike, n_second: ArrayLike, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Interval for first proportion minus second, from the two Wilson intervals.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873, method 10.

    Examples
    --------
    >>> low, high = newcombe_difference(56, 70, 48, 80)
    >>> print(f"{float(low):.4f} {float(high):.4f}")
    0.0524 0.3339
    """
    low_1, high_1 = wilson(k_first, n_first, confidence)
    low_2, high_2 = wilson(k_second, n_second, confidence)
    k1, n1 = _counts(k_first, n_first)
    k2, n2 = _counts(k_second, n_second)
    with np.errstate(invalid="ignore", divide="ignore"):
        p1, p2 = k1 / n1, k2 / n2
    difference = p1 - p2
    low = difference - np.sqrt((p1 - low_1) ** 2 + (high_2 - p2) ** 2)
    high = difference + np.sqrt((high_1 - p1) ** 2 + (p2 - low_2) ** 2)
    return low, high


def _score(successes: Floats, trials: Floats, z: Floats) -> tuple[Floats, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        share = successes / trials
        middle = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
        half = z * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2)) / (1 + z**2 / trials)
    # At the ends the interval touches 0 or 1 exactly; rounding error would leave 1e-17.
    low = np.where(successes == 0, np.where(trials > 0, 0.0, np.nan), middle - half)
    high = np.where(successes == trials, np.where(trials > 0, 1.0, np.nan), middle + half)
    return low, high


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"Confidence is {confidence!r}; it must lie between 0 and 1, for example 0.95.")
    return float(stats.norm.ppf(1 - (1 - confidence) / 2))


def _counts(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    successes, trials = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    if np.any(successes < 0) or np.any(successes > trials):
        raise ValueError("A count lies outside 0 to n; check that both come from the same respondents.")
    return successes, trials
