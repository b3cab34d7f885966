"""Means, alpha and analysis of variance against published and hand-counted examples."""

import numpy as np
import pytest
from scipy import stats

from reports.means import cronbach_alpha, mean_of, one_way_anova

# Three groups of six, F(2, 15) = 9.3, p = .002: the example of Wikipedia's 'One-way analysis of variance'
GROUPS = [[6, 8, 4, 5, 3, 4], [8, 12, 9, 11, 6, 8], [13, 9, 11, 8, 7, 12]]


def test_the_interval_of_a_mean_is_students():
    found = mean_of([12, 15, 11, 14, np.nan, 13])
    low, high = stats.t.interval(0.95, 4, loc=13, scale=stats.sem([12, 15, 11, 14, 13]))
    assert (found.n, found.mean) == (5, 13)
    assert found.interval == pytest.approx((low, high))


@pytest.mark.parametrize(("scores", "n", "mean"), [([], 0, None), ([np.nan], 0, None), ([4.0], 1, 4.0)])
def test_too_few_scores_have_no_spread(scores, n, mean):
    found = mean_of(scores)
    assert (found.n, found.mean, found.sd, found.interval) == (n, mean, None, None)


def test_alpha_is_one_for_items_that_agree_and_leaves_out_who_lacks_one():
    assert cronbach_alpha([[1, 1, 1], [4, 4, 4], [2, 2, 2]]) == pytest.approx(1)
    assert cronbach_alpha([[1, 1], [4, 4], [2, 2], [5, np.nan]]) == pytest.approx(1)
    # by hand: item variances 1 and 1, variance of the sums 3: 2 * (1 - 2 / 3)
    assert cronbach_alpha([[1, 1], [2, 3], [3, 2]]) == pytest.approx(2 / 3)


@pytest.mark.parametrize("items", [[[1], [2]], [[1, 2]], [[3, 3], [3, 3]], [[np.nan, 1], [2, np.nan]]])
def test_there_is_no_alpha_where_nothing_can_be_said(items):
    assert cronbach_alpha(items) is None


def test_the_classic_example_of_an_analysis_of_variance():
    test = one_way_anova(GROUPS)
    assert (round(test.f, 1), test.between, test.within, round(test.p, 3)) == (9.3, 2, 15, 0.002)
    assert test.eta_squared == pytest.approx(84 / (84 + 68))


def test_two_groups_give_the_square_of_students_t():
    test = one_way_anova(GROUPS[:2])
    found = stats.ttest_ind(*GROUPS[:2])
    assert (test.f, test.p) == (pytest.approx(found.statistic**2), pytest.approx(found.pvalue))


@pytest.mark.parametrize("groups", [[], [[1, 2]], [[1, 2], []], [[1], [2]], [[2, 2], [3, 3]], [[2, 2], [2, 2]]])
def test_nothing_is_compared_where_nothing_can_be(groups):
    assert one_way_anova(groups) is None
