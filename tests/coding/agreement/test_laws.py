"""Laws that hold for any codings: names and order do not matter, bounds hold, formulas agree where they should."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from coding.agreement import formulas
from coding.agreement.coefficients import cohen_kappa, krippendorff_alpha, one
from coding.agreement.intervals import Interval
from coding.agreement.ratings import MISSING, Ratings, read_ratings

EVERY = tuple(c for c in formulas.NOMINAL if c.kind != "index" and not c.categories)
SYMMETRIC = tuple(c for c in EVERY if not c.coders)


SEVERAL = st.integers(2, 4)


def codes(coders=SEVERAL, missing=True):
    """Codings by some coders of 2 to 12 units with three categories."""
    lowest = MISSING if missing else 0
    return coders.flatmap(
        lambda m: st.integers(2, 12).flatmap(lambda n: arrays(np.int64, (m, n), elements=st.integers(lowest, 2)))
    )


def made(array, respondents=None):
    people = np.arange(array.shape[1]) if respondents is None else respondents
    return Ratings(array, ("a", "b", "c"), people)


def values(ratings, coefficients=EVERY):
    return [one(ratings, c, interval=None).value for c in coefficients]


def same(first, second):
    for a, b in zip(first, second, strict=True):
        assert (a is None) == (b is None)
        assert a is None or a == pytest.approx(b, abs=1e-9)


@settings(deadline=None, max_examples=35)
@given(codes(), st.permutations([0, 1, 2]))
def test_names_of_categories_do_not_matter(array, order):
    renamed = np.where(array == MISSING, MISSING, np.array(order)[array])
    same(values(made(array)), values(made(renamed)))


@settings(deadline=None, max_examples=35)
@given(codes(), st.randoms(use_true_random=False))
def test_order_of_coders_and_units_does_not_matter(array, random):
    coders, units = list(range(array.shape[0])), list(range(array.shape[1]))
    random.shuffle(coders)
    random.shuffle(units)
    same(values(made(array)), values(made(array[coders][:, units])))


@settings(deadline=None, max_examples=35)
@given(codes())
def test_doubling_every_unit_changes_only_alpha_and_that_towards_less(array):
    ratings, doubled = made(array), made(np.hstack([array, array]))
    coefficients = tuple(c for c in EVERY if c is not formulas.ALPHA)
    same(values(ratings, coefficients), values(doubled, coefficients))
    alpha, twice = (one(r, formulas.ALPHA, interval=None).value for r in (ratings, doubled))
    assert alpha is None or twice <= alpha + 1e-12


@settings(deadline=None, max_examples=35)
@given(codes())
def test_units_of_one_coder_and_coders_of_nothing_do_not_move_alpha(array):
    lonely = np.full((array.shape[0] + 1, array.shape[1] + 1), MISSING)
    lonely[:-1, :-1] = array
    lonely[0, -1] = 2
    of_pairs = (formulas.ALPHA, formulas.PERCENT)
    same(values(made(array), of_pairs), values(made(lonely), of_pairs))


@settings(deadline=None, max_examples=35)
@given(codes(coders=st.just(2), missing=False))
def test_two_coders_without_gaps_obey_the_textbook_formulas(array):
    n, ratings = array.shape[1], made(array)
    observed = (array[0] == array[1]).mean()
    shares = np.array([(array == value).mean(axis=1) for value in range(3)])
    pooled = shares.mean(axis=1)
    expected = {
        "scott_pi": (pooled**2).sum(),
        "fleiss_kappa": (pooled**2).sum(),
        "cohen_kappa": shares.prod(axis=1).sum(),
        "conger_kappa": shares.prod(axis=1).sum(),
        "bennett_s": 1 / 3,
        "gwet_ac1": (pooled * (1 - pooled)).sum() / 2,
    }
    for coefficient in EVERY:
        value = one(ratings, coefficient, interval=None).value
        if coefficient.key in expected and value is not None:
            by_hand = (observed - expected[coefficient.key]) / (1 - expected[coefficient.key])
            assert value == pytest.approx(by_hand, abs=1e-9)
        if coefficient is formulas.ALPHA and value is not None:
            by_hand = 1 - (1 - observed) / ((1 - (pooled**2).sum()) * 2 * n / (2 * n - 1))
            assert value == pytest.approx(by_hand, abs=1e-9)


@settings(deadline=None, max_examples=35)
@given(codes(), st.lists(st.integers(0, 4), min_size=12, max_size=12), st.sampled_from(["jackknife", "bootstrap"]))
def test_values_and_intervals_keep_their_bounds(array, people, method):
    ratings = made(array, np.array(people)[: array.shape[1]])
    for coefficient in EVERY:
        found = one(ratings, coefficient, interval=Interval(method, draws=60))
        lowest = 0 if coefficient.kind == "proportion" else -math.inf
        assert found.value is None or lowest <= found.value <= 1 + 1e-12
        assert found.low is None or lowest <= found.low < found.high <= 1 + 1e-12
        assert found.low is not None or found.reason


@settings(deadline=None, max_examples=30)
@given(codes())
def test_without_a_respondent_means_without_their_units(array):
    people = np.arange(array.shape[1]) // 2
    found = one(made(array, people), formulas.ALPHA, interval=Interval())
    if found.low is None:
        return
    coded = np.unique(people[(array != MISSING).sum(axis=0) >= 2])
    left = [one(made(array[:, people != person]), formulas.ALPHA, interval=None).value for person in coded]
    left = np.array(left)
    error = np.sqrt((len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum())
    half = stats.t.ppf(0.975, len(left) - 1) * error / (1 - found.value)
    ends = 1 - np.exp(np.log(1 - found.value) + np.array([half, -half]))
    assert (found.low, found.high) == pytest.approx(tuple(ends), abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(codes(missing=True))
def test_levels_of_two_values_are_the_same_number(array):
    two = np.where(array == 2, 1, array)
    ratings = [[None if v == MISSING else int(v) for v in row] for row in two]
    nominal, ordinal, interval = (
        krippendorff_alpha(ratings, level_of_measurement=level, interval=None).value
        for level in ("nominal", "ordinal", "interval")
    )
    same([nominal, nominal], [ordinal, interval])


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_kappa_is_that_of_scikit_learn(weights):
    rng = np.random.default_rng(3)
    for _ in range(10):
        first, second = rng.integers(1, 5, (2, 30)).tolist()
        theirs = cohen_kappa_score(first, second, labels=[1, 2, 3, 4, 5], weights=weights)
        ours = cohen_kappa(first, second, labels=[1, 2, 3, 4, 5], weights=weights, interval=None)
        assert ours.value == pytest.approx(theirs, abs=1e-12)


def test_the_bootstrap_is_the_same_every_time():
    ratings = read_ratings([[0, 1, 1, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0, 1, 1]])
    first, second = (one(ratings, formulas.ALPHA, interval=Interval("bootstrap")) for _ in range(2))
    assert first == second and "2,000 draws" in first.method


def test_a_bootstrap_with_too_many_draws_without_value_gives_none_and_says_so():
    ratings = read_ratings([[0] * 19 + [1], [0] * 18 + [1, 1]])
    found = one(ratings, formulas.ALPHA, interval=Interval("bootstrap"))
    assert found.value is not None and found.low is None and "not estimable in" in found.reason


def test_the_interval_of_kalpha_is_labelled():
    ratings = read_ratings([[0, 1, 1, 0, 1, 0, 1, 1] * 5, [0, 1, 0, 0, 1, 0, 1, 1] * 5])
    assert "KALPHA-compatible" in one(ratings, formulas.ALPHA, interval=Interval("kalpha")).method


@pytest.mark.parametrize("method", ["jackknife", "bootstrap", "fleiss-cohen-everitt", "kalpha"])
def test_two_coders_who_never_agree_get_no_interval_of_no_width(method):
    coefficient = formulas.COHEN if method == "fleiss-cohen-everitt" else formulas.ALPHA
    found = one(made(np.array([[0, 1] * 5, [1, 0] * 5])), coefficient, interval=Interval(method, draws=200))
    # Each of ten units holds one value of both kinds: alpha is (1 - n) / n, and kappa -1.
    assert found.value == pytest.approx(-1 if coefficient is formulas.COHEN else -0.9)
    assert found.low is None and found.reason.startswith("No interval because")
