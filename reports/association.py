"""Does a code go with a group? Tests for one code against the levels of a closed variable.

Every respondent counts once, so the rows of a table of counts are independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

SMALL_EXPECTED = 5.0  # Cochran (1954), Biometrics 10:417: at least 80 % of expected counts 5 or more, none below 1
SHARE_NOT_SMALL = 0.8
LEAST_EXPECTED = 1.0
DRAWS = 9_999  # simulated tables of the Fisher-Freeman-Halton test; p is exact to about ±.004 around .05
SEED = 0
CHI_SQUARE, FISHER, SIMULATED = "χ²", "Fisher", "simulated"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationTest:
    """One comparison: which test, its p, and Cramér's V (equal to the size of phi for two groups)."""

    method: str
    p: float
    effect: float


def association_test(observed: ArrayLike) -> AssociationTest | None:
    """Compare the shares of a code between groups.

    Parameters
    ----------
    observed : counts of shape (2, n_groups): respondents with the code, respondents without

    Returns
    -------
    AssociationTest or None
        Chi-square without continuity correction where expected counts allow it; else Fisher's exact test for two
        groups, or the Fisher-Freeman-Halton test simulated with a fixed seed for more. None where nothing can be
        compared: fewer than two groups with respondents, or all or none with the code.

    Examples
    --------
    >>> test = association_test([[30, 20], [10, 40]])
    >>> test.method, round(test.effect, 4)
    ('χ²', 0.4082)
    >>> round(association_test([[8, 2], [1, 5]]).p, 6)
    0.034965
    """
    counts = np.asarray(observed, dtype=float)
    counts = counts[:, counts.sum(axis=0) > 0]
    if counts.shape[1] < 2 or np.any(counts.sum(axis=1) == 0):
        return None
    expected = stats.contingency.expected_freq(counts)
    statistic, p_chi = _chi_square(counts)
    effect = float(np.sqrt(statistic / counts.sum()))  # two rows: V = sqrt(chi-square / n)
    if _expected_allow_chi_square(expected):
        return AssociationTest(method=CHI_SQUARE, p=p_chi, effect=effect)
    whole = counts.astype(int)
    if whole.shape[1] == 2:
        return AssociationTest(method=FISHER, p=float(stats.fisher_exact(whole).pvalue), effect=effect)
    draws = stats.MonteCarloMethod(n_resamples=DRAWS, rng=np.random.default_rng(SEED))
    return AssociationTest(method=SIMULATED, p=float(stats.fisher_exact(whole, method=draws).pvalue), effect=effect)


def chi_square(observed: ArrayLike) -> tuple[float, float]:
    """Pearson's statistic without continuity correction, and its p.

    >>> round(chi_square([[30, 20], [10, 40]])[0], 4)
    16.6667
    """
    return _chi_square(np.asarray(observed, dtype=float))


def adjusted_residuals(observed: ArrayLike) -> Floats:
    """How far each count is from what independence expects, in standard deviations.

    Parameters
    ----------
    observed : counts of shape (n_rows, n_groups)

    Returns
    -------
    array of the same shape
        Beyond ±2 a cell is worth a look; NaN where a row or column is empty.

    References
    ----------
    Haberman (1973), Biometrics 29:205.

    Examples
    --------
    >>> adjusted_residuals([[30, 20], [10, 40]]).round(3).tolist()
    [[4.082, -4.082], [-4.082, 4.082]]
    """
    counts = np.asarray(observed, dtype=float)
    total = counts.sum()
    rows, columns = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = rows * columns / total
        spread = np.sqrt(expected * (1 - rows / total) * (1 - columns / total))
        residuals: Floats = (counts - expected) / spread
    return residuals


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's (1979) step-down adjustment, for a family named before.

    >>> [round(p, 3) for p in holm([0.001, 0.008, 0.039])]
    [0.003, 0.016, 0.039]
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return [float(value) for value in adjusted]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjustment that holds the false discovery rate (Benjamini & Hochberg 1995), for exploring.

    >>> [round(p, 3) for p in benjamini_hochberg([0.001, 0.008, 0.039])]
    [0.003, 0.012, 0.039]
    """
    if not p_values:
        return []
    return [float(value) for value in stats.false_discovery_control(p_values, method="bh")]


def _chi_square(counts: Floats) -> tuple[float, float]:
    result = stats.chi2_contingency(counts, correction=False)
    return float(result.statistic), float(result.pvalue)


def _expected_allow_chi_square(expected: Floats) -> bool:
    if expected.shape == (2, 2):
        return bool(np.all(expected >= SMALL_EXPECTED))
    large_enough = np.mean(expected >= SMALL_EXPECTED) >= SHARE_NOT_SMALL
    return bool(large_enough and np.all(expected >= LEAST_EXPECTED))
