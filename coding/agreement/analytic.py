"""Standard errors that were published as formulas, and the intervals they give.

They take units as independent, so they are for comparison with other programs; the default is the jackknife.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from coding.agreement.errors import BadRatings
from coding.agreement.formulas import Coefficient, Setting
from coding.agreement.intervals import ROUNDING, Ends, Interval, clopper_pearson, none
from coding.agreement.ratings import MISSING, Ratings

Floats = NDArray[np.float64]
OF_PERCENT_ALONE = ("percent_agreement", "bennett_s", "pabak", "brennan_prediger")


def ends(ratings: Ratings, coefficient: Coefficient, setting: Setting, value: float, interval: Interval) -> Ends:
    """Interval of a coefficient by a published formula, cut off at 1.

    Raises
    ------
    BadRatings
        When the method has no formula for this coefficient.
    """
    n = ratings.n_units
    if interval.method == "exact":
        return _exact(ratings, coefficient, setting, interval.confidence)
    if n < 2:
        return none("No interval because there is only one unit.")
    tail = (1 + interval.confidence) / 2
    if interval.method == "fleiss-cohen-everitt":
        if coefficient.key != "cohen_kappa":
            raise BadRatings("The standard error of Fleiss, Cohen and Everitt is for Cohen's kappa.")
        error = fleiss_cohen_everitt(contingency(ratings), setting.weights)
        quantile, method = float(stats.norm.ppf(tail)), "Fleiss-Cohen-Everitt 1969, normal quantile"
    else:
        error = gwet_error(ratings, coefficient, setting)
        units = int((ratings.coders_of_unit > 0).sum())
        quantile, method = float(stats.t.ppf(tail, units - 1)), "Gwet 2014, t quantile"
    if error <= ROUNDING:
        return none("No interval because the formula gives no spread.")
    return Ends(value - quantile * error, min(1.0, value + quantile * error), method)


def contingency(ratings: Ratings) -> Floats:
    """Table of two coders, shape (q, q): rows the first coder, columns the second."""
    first, second = ratings.codes
    both = (first != MISSING) & (second != MISSING)
    q = len(ratings.categories)
    return np.bincount(first[both] * q + second[both], minlength=q * q).reshape(q, q).astype(float)


def fleiss_cohen_everitt(table: Floats, weights: Floats | None = None) -> float:
    """Standard error of Cohen's kappa, plain or weighted.

    References
    ----------
    Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72:323.

    Examples
    --------
    >>> round(fleiss_cohen_everitt(np.array([[20.0, 5.0], [10.0, 15.0]])), 6)
    0.126996
    """
    n, p, w, rows, columns, expected = _table(table, weights)
    kappa = ((w * p).sum() - expected) / (1 - expected)
    mean_weights = (w @ columns)[:, None] + (rows @ w)[None, :]
    spread = (p * (w - mean_weights * (1 - kappa)) ** 2).sum() - (kappa - expected * (1 - kappa)) ** 2
    return float(np.sqrt(max(spread, 0.0) / n) / (1 - expected))  # by rounding it can be just below 0


def cohen_error_under_chance(table: Floats, weights: Floats | None = None) -> float:
    """Standard error of Cohen's kappa where coders agree by chance alone: for the test that kappa is 0.

    References
    ----------
    Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72:323.

    Examples
    --------
    >>> round(cohen_error_under_chance(np.array([[20.0, 5.0], [10.0, 15.0]])), 6)
    0.138564
    """
    n, _, w, rows, columns, expected = _table(table, weights)
    mean_weights = (w @ columns)[:, None] + (rows @ w)[None, :]
    spread = (rows[:, None] * columns[None, :] * (w - mean_weights) ** 2).sum() - expected**2
    return float(np.sqrt(spread / n) / (1 - expected))


def fleiss_error_under_chance(counts: Floats) -> float:
    """Standard error of Fleiss' kappa where coders agree by chance alone; as many coders for every unit.

    References
    ----------
    Fleiss, Nee and Landis (1979), Psychological Bulletin 86:974.
    """
    n, coders = len(counts), counts[0].sum()
    p = counts.sum(axis=0) / counts.sum()
    spread = (p * (1 - p)).sum()
    skewed = (p * (1 - p) * (1 - 2 * p)).sum()
    return float(np.sqrt(2 * (spread**2 - skewed) / (n * coders * (coders - 1))) / spread)


def gwet_error(ratings: Ratings, coefficient: Coefficient, setting: Setting) -> float:
    """Gwet's standard error from each unit's part in a coefficient, missing codings allowed.

    References
    ----------
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61:29; Gwet (2014), Handbook of
    Inter-Rater Reliability, 4th ed., ch. 5 and 6.

    Examples
    --------
    Krippendorff's data (2011), the error of AC1 with five categories.

    >>> from coding.agreement.examples import FOUR_CODERS
    >>> from coding.agreement.formulas import AC1
    >>> from coding.agreement.ratings import read_ratings
    >>> round(gwet_error(read_ratings(FOUR_CODERS), AC1, Setting(n_categories=5)), 5)
    0.14295
    """
    q = len(ratings.categories)
    w = np.eye(q) if setting.weights is None else setting.weights
    if coefficient.key == "krippendorff_alpha":
        return _alpha_error(ratings.shared().counts, w)
    kept = ratings.counts[ratings.coders_of_unit >= 1]
    coders = kept.sum(axis=1)
    shared = coders >= 2
    n, n_shared = len(kept), shared.sum()
    pairs = np.where(shared, coders * (coders - 1), 1)
    agreement = (((kept @ w) * kept).sum(axis=1) - coders) / pairs * shared
    if coefficient.key == "percent_agreement":
        parts = agreement * n / n_shared
        return _error(parts, parts.mean())
    expected, by_unit = _expected(ratings, coefficient, setting, kept / coders[:, None], w)
    value = (agreement[shared].mean() - expected) / (1 - expected)
    parts = n / n_shared * (agreement - expected * shared) / (1 - expected)
    return _error(parts - 2 * (1 - value) * (by_unit - expected) / (1 - expected), value)


def _alpha_error(counts: Floats, w: Floats) -> float:
    """Gwet's standard error of alpha; units count by their number of codings."""
    coders = counts.sum(axis=1)
    mean = coders.mean()
    surplus = (coders - mean) / mean
    agreement = (((counts @ w) * counts).sum(axis=1) - coders) / (mean * (coders - 1))
    shares = counts.mean(axis=0) / mean
    expected = float(shares @ w @ shares)
    value = (agreement.mean() - expected) / (1 - expected)
    parts = (agreement - agreement.mean() * surplus - expected) / (1 - expected)
    by_unit = counts @ w @ shares / mean - expected * surplus
    return _error(parts - 2 * (1 - value) * (by_unit - expected) / (1 - expected), value)


def _error(parts: Floats, value: float) -> float:
    return float(np.sqrt(((parts - value) ** 2).sum() / (len(parts) * (len(parts) - 1))))


def _expected(
    ratings: Ratings, coefficient: Coefficient, setting: Setting, shares: Floats, w: Floats
) -> tuple[float, Floats]:
    """Agreement expected by chance, and each unit's part in it."""
    key, q, p = coefficient.key, setting.n_categories, shares.mean(axis=0)
    if key in ("fleiss_kappa", "scott_pi"):
        return float(p @ w @ p), shares @ w @ p
    if key == "gwet_ac1":
        scale = w.sum() / (q * (q - 1))
        return float(scale * (p * (1 - p)).sum()), scale * (shares * (1 - p)).sum(axis=1)
    if key in ("conger_kappa", "cohen_kappa"):
        return _expected_by_coders(ratings, w)
    if key in ("brennan_prediger", "bennett_s", "pabak"):
        expected = float(w.sum() / q**2)
        return expected, np.full(len(shares), expected)
    raise BadRatings(f"Gwet has no standard error for {key}.")


def _expected_by_coders(ratings: Ratings, w: Floats) -> tuple[float, Floats]:
    coded = ratings.coders_of_unit > 0
    codes = ratings.codes[:, coded]
    given = (codes[:, :, None] == np.arange(len(w))).astype(float)  # coders, units, categories
    rated = (codes != MISSING).sum(axis=1)
    given, rated, codes = given[rated > 0], rated[rated > 0], codes[rated > 0]
    m, n = codes.shape
    shares = given.sum(axis=1) / rated[:, None]
    others = (shares.sum(axis=0) - shares) @ w / (m * (m - 1))  # per coder, what the others make likely
    expected = float((shares * others).sum())
    centred = (given - shares[:, None, :]) * (codes != MISSING)[:, :, None] * (n / rated)[:, None, None]
    return expected, expected + (centred * others[:, None, :]).sum(axis=(0, 2))


def _exact(ratings: Ratings, coefficient: Coefficient, setting: Setting, confidence: float) -> Ends:
    single = ratings.n_respondents == ratings.n_units and ratings.n_coders == 2
    if coefficient.key not in OF_PERCENT_ALONE or setting.weights is not None:
        raise BadRatings("The exact interval is for percent agreement, and what follows from it alone.")
    if not single:
        return none("No exact interval because it needs two coders and one unit a respondent.")
    kept = ratings.shared()
    agreeing = int((kept.counts.max(axis=1) == kept.coders_of_unit).sum())
    low, high = clopper_pearson(agreeing, kept.n_units, confidence)
    if coefficient.key != "percent_agreement":
        q = setting.n_categories
        low, high = (q * low - 1) / (q - 1), (q * high - 1) / (q - 1)
    return Ends(low, high, "Clopper-Pearson")


def _table(table: Floats, weights: Floats | None) -> tuple[float, Floats, Floats, Floats, Floats, float]:
    n = float(table.sum())
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    w = np.eye(len(p)) if weights is None else weights
    return n, p, w, rows, columns, float(rows @ w @ columns)
