"""Values that statsmodels, irrCAC, krippendorff and nltk give for the same codings come out to their last digit."""

import numpy as np
import pytest

from coding.agreement import analytic, formulas
from coding.agreement.coefficients import alpha_of, one
from coding.agreement.examples import FOUR_CODERS
from coding.agreement.formulas import Setting
from coding.agreement.label_sets import jaccard_distance, masi_distance
from coding.agreement.ratings import from_contingency, read_ratings

TWO_BY_TWO = from_contingency([[20, 5], [10, 15]])
THREE_BY_THREE = from_contingency([[44, 5, 1], [7, 20, 3], [9, 5, 6]])
PARADOX = from_contingency([[130, 56], [9, 5]])
CANONICAL = read_ratings(FOUR_CODERS, value_domain=(1, 2, 3, 4, 5))
SETS = [("A", "A"), ("AB", "A"), ("B", "B"), ("C", "BC"), ("AC", "AC"), ("", "D"), ("D", "D"), ("B", "A")]
PAIRED_SETS = read_ratings([[frozenset(pair[who]) for pair in SETS] for who in (0, 1)])


def gwets(ratings, coefficient):
    return analytic.gwet_error(ratings, coefficient, Setting(n_categories=len(ratings.categories)))


def kappas_error(ratings):
    return analytic.fleiss_cohen_everitt(analytic.contingency(ratings))


def kappas_error_by_chance(ratings):
    return analytic.cohen_error_under_chance(analytic.contingency(ratings))


def of_one(ratings, coefficient, part="value"):
    return getattr(one(ratings, coefficient, interval=None), part)


def kappa_of_code(code):
    return of_one(read_ratings([[code in pair[who] for pair in SETS] for who in (0, 1)]), formulas.COHEN)


def alpha(ratings, level):
    return alpha_of(ratings, level, None).value


ORACLES = {  # computed there with statsmodels, irrCAC, krippendorff and nltk, and given with so many digits
    "kappa 2x2": (lambda: of_one(TWO_BY_TWO, formulas.COHEN), 0.400, 3),
    "kappa 2x2, error": (lambda: kappas_error(TWO_BY_TWO), 0.126996, 6),
    "kappa 2x2, error by chance": (lambda: kappas_error_by_chance(TWO_BY_TWO), 0.138564, 6),
    "kappa 3x3": (lambda: of_one(THREE_BY_THREE, formulas.COHEN), 0.491525, 6),
    "kappa 3x3, error": (lambda: kappas_error(THREE_BY_THREE), 0.072127, 6),
    "kappa 3x3, by chance": (lambda: kappas_error_by_chance(THREE_BY_THREE), 0.073509, 6),
    "paradox, observed": (lambda: of_one(PARADOX, formulas.COHEN, "observed"), 0.675, 6),
    "paradox, expected": (lambda: of_one(PARADOX, formulas.COHEN, "expected"), 0.6677, 4),
    "paradox, kappa": (lambda: of_one(PARADOX, formulas.COHEN), 0.022, 3),
    "paradox, error of kappa": (lambda: kappas_error(PARADOX), 0.0521, 4),
    "paradox, AC1": (lambda: of_one(PARADOX, formulas.AC1), 0.5326, 4),
    "paradox, error of AC1": (lambda: gwets(PARADOX, formulas.AC1), 0.0614, 4),
    "paradox, alpha": (lambda: alpha(PARADOX, "nominal"), -0.064, 3),
    "paradox, PABAK": (lambda: of_one(PARADOX, formulas.PABAK), 0.35, 6),
    "canonical, nominal": (lambda: alpha(CANONICAL, "nominal"), 0.743421, 6),
    "canonical, ordinal": (lambda: alpha(CANONICAL, "ordinal"), 0.815388, 6),
    "canonical, interval": (lambda: alpha(CANONICAL, "interval"), 0.849107, 6),
    "canonical, ratio": (lambda: alpha(CANONICAL, "ratio"), 0.797403, 6),
    "canonical, AC1": (lambda: of_one(CANONICAL, formulas.AC1), 0.77544, 5),
    "canonical, error of AC1": (lambda: gwets(CANONICAL, formulas.AC1), 0.14295, 5),
    "canonical, Fleiss": (lambda: of_one(CANONICAL, formulas.FLEISS), 0.76117, 5),
    "canonical, error of Fleiss": (lambda: gwets(CANONICAL, formulas.FLEISS), 0.15302, 5),
    "canonical, Brennan-Prediger": (lambda: of_one(CANONICAL, formulas.BRENNAN_PREDIGER), 0.77273, 5),
    "masi, a subset": (lambda: masi_distance(frozenset("12"), frozenset("1234")), 0.666667, 6),
    "masi, an overlap": (lambda: masi_distance(frozenset("12"), frozenset("23")), 0.888889, 6),
    "masi, disjoint": (lambda: masi_distance(frozenset("12"), frozenset("34")), 1, 9),
    "masi, the same": (lambda: masi_distance(frozenset("12"), frozenset("12")), 0, 9),
    "sets, nominal": (lambda: alpha(PAIRED_SETS, "nominal"), 0.4393, 4),
    "sets, Jaccard": (lambda: alpha(PAIRED_SETS, jaccard_distance), 0.5255, 4),
    "sets, MASI": (lambda: alpha(PAIRED_SETS, masi_distance), 0.4972, 4),
    "sets, mean kappa": (lambda: np.mean([kappa_of_code(code) for code in "ABCD"]), 0.6232, 4),
}  # fmt: skip


@pytest.mark.parametrize(("found", "expected", "digits"), ORACLES.values(), ids=ORACLES)
def test_value_of_another_library(found, expected, digits):
    assert found() == pytest.approx(expected, abs=0.5 * 10**-digits + 1e-12)


def test_the_error_of_alpha_is_irrcacs_but_for_one_number():
    """Where coders' numbers differ irrCAC weighs a unit's surplus by agreement after its correction for few codings."""
    counts = CANONICAL.shared().counts
    coders = counts.sum(axis=1)
    surplus = (coders - coders.mean()) / coders.mean()
    agreement = (counts * (counts - 1)).sum(axis=1) / (coders.mean() * (coders - 1))
    shares = counts.mean(axis=0) / coders.mean()
    chance = (shares**2).sum()
    by_unit = counts @ shares / coders.mean() - chance * surplus

    def error(share):
        value = (agreement.mean() - chance) / (1 - chance)
        parts = (agreement - share * surplus - chance - 2 * (1 - value) * (by_unit - chance)) / (1 - chance)
        return np.sqrt(((parts - value) ** 2).sum() / (len(counts) * (len(counts) - 1)))

    corrected = 1 - (1 - 1 / counts.sum()) * (1 - agreement.mean())
    assert error(corrected) == pytest.approx(0.14557, abs=5e-6)
    assert gwets(CANONICAL, formulas.ALPHA) == pytest.approx(error(agreement.mean()), abs=1e-12)
