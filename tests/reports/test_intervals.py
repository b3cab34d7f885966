"""Intervals against published values and against scipy's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reports.intervals import clopper_pearson, newcombe_difference, wilson, wilson_of_clusters, wilson_of_finite

PUBLISHED = [
    (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
    (3, 20, (0.0524, 0.3604), (0.0321, 0.3789)),
    (12, 60, (0.1183, 0.3178), (0.1078, 0.3233)),
    (45, 120, (0.2935, 0.4642), (0.2883, 0.4680)),
]


@pytest.mark.parametrize(("k", "n", "by_wilson", "exact"), PUBLISHED)
def test_wilson_and_exact_intervals_agree_with_published_values(k, n, by_wilson, exact):
    assert np.allclose(wilson(k, n), by_wilson, atol=5e-5)
    assert np.allclose(clopper_pearson(k, n), exact, atol=5e-5)


@settings(deadline=None)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_both_intervals_agree_with_scipy(counts):
    k, n = counts
    test = stats.binomtest(k, n)
    assert np.allclose(wilson(k, n), test.proportion_ci(method="wilson"), atol=1e-9)
    assert np.allclose(clopper_pearson(k, n), test.proportion_ci(method="exact"), atol=1e-6)


def test_many_counts_are_done_in_one_call():
    low, high = wilson([0, 45], [20, 120])
    assert np.allclose(low, [0.0, 0.2935], atol=5e-5)
    assert np.allclose(high, [0.1611, 0.4642], atol=5e-5)


def test_nobody_in_the_base_gives_no_interval():
    assert np.isnan(wilson(0, 0)).all()
    assert np.isnan(clopper_pearson(0, 0)).all()


# Newcombe (1998), Table II, method 10: examples (a) and (f).
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
    ],
)
def test_difference_of_proportions_agrees_with_newcombes_examples(counts, expected):
    assert np.allclose(newcombe_difference(*counts), expected, atol=5e-5)


def test_a_count_above_its_base_is_refused():
    with pytest.raises(ValueError, match="outside 0 to n"):
        wilson(21, 20)


def test_a_confidence_in_percent_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(3, 20, confidence=95)


def test_the_interval_of_a_finite_population_closes_on_the_whole_and_is_wilsons_where_there_is_no_end():
    low, high = wilson_of_finite(45, 120, 10**12)
    assert (float(low), float(high)) == pytest.approx(tuple(map(float, wilson(45, 120))), abs=1e-6)
    assert [float(end) for end in wilson_of_finite(45, 120, 120)] == [45 / 120, 45 / 120]
    with pytest.raises(ValueError, match="more answers than there are"):
        wilson_of_finite(3, 12, 11)


@pytest.mark.parametrize(
    ("k", "n", "effective"),
    [
        # Share 1/4; the sum of squares is 5 * 1.5² + 15 * 0.5² = 15, the variance 15 * 20/19 / 40², that of 40
        # independent things 3/16 / 39; 40 times the ratio of the second to the first is 40 * 19/39.
        ([2] * 5 + [0] * 15, [2] * 20, 40 * 19 / 39),
        # Clusters of unequal size, share 12/40 = 0.3: 2 * (5 - 1.5)² + 4 * 1.5² + 2 * (1 - 0.3)² + 8 * 0.3² = 35.2 over
        # 16 clusters, 0.21 / 39 against 35.2 * 16/15 / 40².
        ([5] * 2 + [0] * 4 + [1] * 2 + [0] * 8, [5] * 6 + [1] * 10, 40 * (0.21 / 39) / (35.2 * 16 / 15 / 1600)),
        ([1] * 20, [2] * 20, 40),  # no spread among clusters: as many as were counted, and no more
    ],
)
def test_things_in_clusters_count_for_as_many_as_would_be_independent(k, n, effective):
    share = sum(k) / sum(n)
    assert wilson_of_clusters(k, n) == pytest.approx(tuple(map(float, wilson(share * effective, effective))), abs=1e-12)


def test_where_all_clusters_are_of_one_mind_each_counts_once():
    assert wilson_of_clusters([0] * 20, [5] * 20) == tuple(map(float, wilson(0, 20)))
    assert wilson_of_clusters([5] * 20, [5] * 20) == tuple(map(float, wilson(20, 20)))


def test_one_divided_cluster_or_none_gives_no_interval():
    assert np.isnan(wilson_of_clusters([1], [2])).all()
    assert np.isnan(wilson_of_clusters([], [])).all() and np.isnan(wilson_of_clusters([0], [0])).all()


@given(st.lists(st.integers(0, 1), min_size=1, max_size=300))
def test_with_one_thing_a_cluster_the_interval_is_wilsons(k):
    expected = tuple(map(float, wilson(sum(k), len(k))))
    assert wilson_of_clusters(k, [1] * len(k)) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.integers(0, 5).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=60))
def test_things_in_clusters_never_tell_more_than_independent_ones(counts):
    k, n = zip(*((0, 1), (1, 1), *counts), strict=True)
    low, high = wilson_of_clusters(k, n)
    narrow_low, narrow_high = map(float, wilson(sum(k), sum(n)))
    assert 0 <= low <= narrow_low + 1e-9 and narrow_high - 1e-9 <= high <= 1
