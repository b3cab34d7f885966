"""Has enough been read? What a random sample of the answers left aside says about all of them.

All of it is exact for a finite number of answers: a sample drawn without replacement counts by the hypergeometric
distribution, and nothing is approximated by a normal one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.stats import hypergeom

CONFIDENCE = 0.95
RECALL = 0.95  # share of all answers with a code that 'find all' work wants to have found
STOP_BELOW = 0.05  # the p below which Callaghan and Müller-Hansen stop


@dataclass(frozen=True, slots=True)
class Missed:
    """What a sample says about the pool it was drawn from: numbers of answers with the code, and recall, 0 to 1.

    `recall` is the share of all answers with the code that had been found before the sample was read; NaN where
    there is none at all.
    """

    estimate: float
    low: int
    high: int
    recall: float
    recall_low: float
    recall_high: float


def missed(before: int, found: int, drawn: int, pool: int, confidence: float = CONFIDENCE) -> Missed:
    """Estimate how many answers with a code stand in a pool, from a random sample of it that was read.

    Parameters
    ----------
    before : answers with the code that were found outside the pool
    found : answers of the sample that have it
    drawn, pool : size of the sample and of the pool it was drawn from

    Notes
    -----
    The share of the sample is carried over to the pool; the interval holds every number of answers with the code
    under which a sample like this one has a chance of at least 2.5 % on either side (Clopper and Pearson, 1934,
    Biometrika 26:404, with the hypergeometric in place of the binomial distribution: Wright, 1991, Exact Confidence
    Bounds when Sampling from Small Finite Universes, Springer). Recall follows from its ends. Such samples of what was
    left aside come from document review (Grossman and Cormack, 2013, Federal Courts Law Review 7:1, under 'elusion').

    Examples
    --------
    >>> estimate = missed(before=60, found=2, drawn=40, pool=400)
    >>> estimate.estimate, estimate.low, estimate.high
    (20.0, 3, 65)
    >>> round(estimate.recall, 2), round(estimate.recall_low, 2), round(estimate.recall_high, 2)
    (0.75, 0.48, 0.95)
    """
    low, high = interval(found, drawn, pool, confidence)
    estimate = pool * found / drawn

    def recall(left: float) -> float:
        return before / (before + left) if before + left else math.nan

    return Missed(estimate, low, high, recall(estimate), recall(high), recall(low))


def interval(found: int, drawn: int, pool: int, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Give the exact interval for how many of `pool` have what `found` of the `drawn` have.

    Raises
    ------
    ValueError
        The counts cannot be of one sample.

    Examples
    --------
    >>> interval(0, 40, 400)
    (0, 33)
    >>> interval(3, 10, 10)
    (3, 3)
    """
    if not (0 <= found <= drawn <= pool and drawn):
        raise ValueError(f"{found} found among {drawn} drawn from {pool}: these are not the counts of one sample.")
    tail = (1 - confidence) / 2
    most = pool - (drawn - found)
    low = _first(found, most, lambda have: float(hypergeom.sf(found - 1, pool, have, drawn)) > tail)
    high = _first(low, most, lambda have: float(hypergeom.cdf(found, pool, have, drawn)) <= tail)
    above = float(hypergeom.cdf(found, pool, most, drawn)) > tail
    return low, most if above else high - 1


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Give the least number from `low` to `high` for which something holds that holds from there on; else `high`."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def sample_size(pool: int, share: float, confidence: float = CONFIDENCE) -> int:
    """Give the smallest sample after which, with none found, at most `share` of the pool can have the code.

    Examples
    --------
    >>> sample_size(400, 0.05), sample_size(20_000, 0.05), sample_size(30, 0.05)
    (63, 72, 25)
    """
    most = math.floor(share * pool)
    return _first(1, pool, lambda drawn: interval(0, drawn, pool, confidence)[1] <= most)


def stop_rule(before: int, found: int, drawn: int, pool: int, recall: float = RECALL) -> float:
    """Give how likely so few would be found in a random sample if less than `recall` of all had been found by now.

    The smallest number of answers with the code that would have had to be in the pool for that is
    K = ⌊seen / recall − before + 1⌋; the result is P(X ≤ found), X hypergeometric with K among `pool`, `drawn` drawn.
    Reading may stop where it is below `STOP_BELOW`. The size of the sample must have been set beforehand.

    References
    ----------
    Callaghan and Müller-Hansen (2020), Systematic Reviews 9:273.

    Examples
    --------
    >>> round(stop_rule(before=120, found=0, drawn=300, pool=1000), 4)
    0.0816
    >>> round(stop_rule(before=120, found=0, drawn=500, pool=1000), 4)
    0.0076
    """
    needed = math.floor((before + found) / recall - before + 1)
    if needed > pool:
        return 0.0  # so many do not fit into the pool
    return float(hypergeom.cdf(found, pool, needed, drawn))
