"""Tests of association against published values and against other libraries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.association import adjusted_residuals, association_test, benjamini_hochberg, chi_square, holm

EIGHT = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]


def test_chi_square_v_and_residuals_agree_with_published_values():
    observed = [[30, 20], [10, 40]]
    assert chi_square(observed)[0] == pytest.approx(16.6667, abs=5e-5)
    assert association_test(observed).effect == pytest.approx(0.4082, abs=5e-5)
    assert np.allclose(adjusted_residuals(observed), [[4.082, -4.082], [-4.082, 4.082]], atol=5e-4)


def test_small_expected_counts_of_two_groups_go_to_fishers_exact_test():
    test = association_test([[8, 2], [1, 5]])
    assert (test.method, round(test.p, 6)) == ("Fisher", 0.034965)


def test_small_expected_counts_of_several_groups_are_simulated_alike_each_time():
    observed = [[3, 0, 4, 1], [2, 9, 3, 8]]
    first, second = association_test(observed), association_test(observed)
    assert first == second
    assert first.method == "simulated"


def test_the_simulated_p_lies_near_the_enumerated_one():
    observed = np.array([[3, 0, 4, 1], [2, 9, 3, 8]])
    assert association_test(observed).p == pytest.approx(enumerated_p(observed), abs=0.003)


def enumerated_p(observed):
    """Freeman-Halton by going through every table with the same margins."""
    from itertools import product
    from math import comb

    columns, holders = observed.sum(axis=0), int(observed[0].sum())

    def weight(row):
        return np.prod([comb(int(n), k) for n, k in zip(columns, row, strict=True)], dtype=object)

    tables = [row for row in product(*(range(n + 1) for n in columns)) if sum(row) == holders]
    limit = weight(tuple(int(k) for k in observed[0]))
    return sum(weight(row) for row in tables if weight(row) <= limit) / comb(int(columns.sum()), holders)


@pytest.mark.parametrize("observed", [[[0, 0], [5, 9]], [[5, 9], [0, 0]], [[5, 0], [9, 0]], [[3], [4]]])
def test_where_nothing_can_be_compared_there_is_no_test(observed):
    assert association_test(observed) is None


def test_a_group_without_respondents_changes_nothing():
    assert association_test([[30, 0, 20], [10, 0, 40]]) == association_test([[30, 20], [10, 40]])


def test_adjusted_p_values_agree_with_published_ones():
    assert holm(EIGHT) == pytest.approx([0.008, 0.056, *[0.234] * 2, *[0.234] * 4], abs=5e-4)
    expected = [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.0846, 0.205]
    assert benjamini_hochberg(EIGHT) == pytest.approx(expected, abs=5e-5)


def test_no_comparison_has_nothing_to_adjust():
    assert holm([]) == []
    assert benjamini_hochberg([]) == []


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_adjusting_never_lowers_a_p_value_and_keeps_their_order(p):
    for adjusted in (holm(p), benjamini_hochberg(p)):
        assert all(after >= before - 1e-12 for before, after in zip(p, adjusted, strict=True))
        assert all(after <= 1 for after in adjusted)
        order = np.argsort(p, kind="stable")
        assert all(np.diff(np.asarray(adjusted)[order]) >= -1e-12)
