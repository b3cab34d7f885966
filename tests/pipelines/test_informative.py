"""The answers to code next: none twice, none coded, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.informative import VARIETY_UNTIL, next_answers


def vectors(seed, n, d=5):
    rows = np.random.default_rng(seed).normal(size=(n, d))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def of_one_kind(rows):
    """Turn them towards one direction, as answers to one question are."""
    near = rows + 2 * np.eye(1, rows.shape[1], dtype=np.float32)
    return near / np.linalg.norm(near, axis=1, keepdims=True)


@given(seed=st.integers(0, 99), n=st.integers(0, 220), asked=st.integers(0, 30), share=st.floats(0, 1))
@settings(deadline=None, max_examples=60)
def test_each_answer_comes_once_and_none_that_is_coded(seed, n, asked, share):
    X = vectors(seed, n)
    coded = np.random.default_rng(seed).random(n) < share
    proba = np.random.default_rng(seed).random((n, 3))
    found = next_answers(proba, X, coded, asked, random_state=seed)
    assert len(set(found.tolist())) == len(found) == min(asked, int((~coded).sum()))
    assert not coded[found].any()
    np.testing.assert_array_equal(found, next_answers(proba, X, coded, asked, random_state=seed))


def test_below_150_coded_answers_variety_alone_counts():
    X = vectors(0, 400)
    sure, unsure = np.full((400, 2), 0.01), np.full((400, 2), 0.01)
    unsure[200:] = 0.5
    for coded, same in ((VARIETY_UNTIL - 1, True), (VARIETY_UNTIL, False)):
        done = np.arange(400) < coded
        first, second = (next_answers(proba, X, done, 10, random_state=4) for proba in (sure, unsure))
        assert (first.tolist() == second.tolist()) == same


def test_another_seed_draws_other_answers():
    X, coded = vectors(0, 100), np.zeros(100, dtype=bool)
    assert next_answers(None, X, coded, 5).tolist() != next_answers(None, X, coded, 5, random_state=1).tolist()


def test_what_lies_by_itself_is_drawn_before_what_repeats_a_coded_answer():
    X = np.repeat(np.eye(3, dtype=np.float32), [50, 50, 1], axis=0)
    coded = np.zeros(101, dtype=bool)
    coded[[0, 50]] = True
    for seed in range(20):
        assert next_answers(None, X, coded, 1, random_state=seed).tolist() == [100]


@pytest.mark.parametrize("seed", range(5))
def test_the_least_sure_answers_come_first_and_no_two_with_the_same_words(seed):
    X = of_one_kind(vectors(1, 300, d=40))
    X[201] = X[200]
    proba = np.full((300, 2), 0.02)
    proba[200:202] = 0.5
    proba[202] = 0.4
    found = next_answers(proba, X, np.arange(300) < VARIETY_UNTIL, 2, random_state=seed)
    assert found[0] in (200, 201) and found[1] == 202


def test_of_answers_equally_unsure_the_one_that_speaks_for_many_comes_first():
    X = np.concatenate([of_one_kind(vectors(2, 299, d=40)), -np.eye(1, 40, dtype=np.float32)])
    proba = np.full((300, 2), 0.02)
    proba[[298, 299]] = 0.5
    assert next_answers(proba, X, np.arange(300) < VARIETY_UNTIL, 2).tolist()[0] == 298


def test_an_unsure_rare_code_counts_for_more_than_an_unsure_common_one():
    X = of_one_kind(vectors(3, 300, d=40))
    X[299] = X[298]
    proba = np.column_stack([np.full(300, 0.3), np.full(300, 0.001)])
    proba[298], proba[299] = (0.3, 0.3), (0.5, 0.001)
    assert next_answers(proba, X, np.arange(300) < VARIETY_UNTIL, 1).tolist() == [298]
