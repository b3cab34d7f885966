"""Has enough been read: against published figures, by brute force, and in simulated samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from coding.enough import interval, missed, sample_size, stop_rule


@pytest.mark.parametrize(
    ("found", "drawn", "p"), [(0, 300, 0.0816), (0, 500, 0.0076), (1, 500, 0.0346), (2, 700, 0.0041)]
)
def test_the_stop_rule_gives_the_published_figures(found, drawn, p):
    assert stop_rule(before=120, found=found, drawn=drawn, pool=1000) == pytest.approx(p, abs=5e-5)


def test_the_stop_rule_is_sure_where_so_many_cannot_be_left():
    assert stop_rule(before=1000, found=0, drawn=5, pool=10) == 0.0


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.data())
def test_the_interval_holds_exactly_what_could_have_given_the_sample(pool, data):
    drawn = data.draw(st.integers(1, pool))
    found = data.draw(st.integers(0, drawn))
    low, high = interval(found, drawn, pool)
    possible = [
        have
        for have in range(found, pool - drawn + found + 1)
        if hypergeom.sf(found - 1, pool, have, drawn) > 0.025 and hypergeom.cdf(found, pool, have, drawn) > 0.025
    ]
    assert (low, high) == (possible[0], possible[-1])


@pytest.mark.parametrize("have", [0, 3, 40, 150])
def test_the_interval_holds_the_truth_at_least_as_often_as_it_says(have):
    found = np.random.default_rng(4).hypergeometric(have, 300 - have, 60, size=2_000)
    ends = {number: interval(number, 60, 300) for number in set(found.tolist())}
    held = np.mean([ends[number][0] <= have <= ends[number][1] for number in found.tolist()])
    assert held >= 0.945


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 3_000), st.sampled_from([0.01, 0.05, 0.1]))
def test_the_suggested_sample_is_the_smallest_that_is_enough(pool, share):
    size = sample_size(pool, share)
    assert interval(0, size, pool)[1] <= share * pool
    assert size == 1 or interval(0, size - 1, pool)[1] > share * pool


def test_recall_is_not_said_where_nothing_was_ever_found():
    assert np.isnan(missed(before=0, found=0, drawn=10, pool=10).recall)


def test_counts_that_are_not_of_one_sample_are_refused():
    with pytest.raises(ValueError, match="5 found among 3 drawn from 10"):
        interval(5, 3, 10)
