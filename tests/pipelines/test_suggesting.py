"""Suggestions learned decision by decision are those learned from all decisions at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.head_choice import choose_heads
from pipelines.suggesting import ChosenHeads, CodeSuggester

D, K = 6, 3


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def drawn(seed, n=12):
    rng = np.random.default_rng(seed)
    return unit(rng.normal(size=(n, D))), rng.random((n, K)) < 0.4


def anchors(seed=7):
    rng = np.random.default_rng(seed)
    return [unit(rng.normal(size=(m, D))) for m in (3, 1, 1)]


ASKED, _ = drawn(99, n=5)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 1000),
    first=st.integers(0, 6),
    acts=st.lists(st.tuples(st.integers(0, 11), st.booleans()), max_size=25),
    with_background=st.booleans(),
)
def test_any_sequence_of_decisions_equals_learning_the_final_ones_at_once(seed, first, acts, with_background):
    X, Y = drawn(seed)
    background = drawn(seed + 1, n=20)[0] if with_background else None
    known = {str(n): Y[n] for n in range(first)}
    suggester = CodeSuggester().fit(X[:first], Y[:first], anchors(), background)
    for place, changed in acts:
        key = str(place)
        if key in known and not changed:
            suggester.forget(key)
            del known[key]
        else:
            known[key] = ~Y[place] if changed else Y[place]
            suggester.learn(key, X[place], known[key])
    rows = [int(key) for key in known]
    labels = np.array([known[str(row)] for row in rows], dtype=bool).reshape(-1, K)
    at_once = CodeSuggester().fit(X[rows], labels, anchors(), background, keys=list(known))
    np.testing.assert_allclose(suggester.predict_proba(ASKED), at_once.predict_proba(ASKED), atol=1e-6)
    np.testing.assert_allclose(suggester.scores(ASKED), at_once.scores(ASKED), atol=1e-6)


@given(seed=st.integers(0, 1000), n=st.integers(2, 12), with_background=st.booleans())
@settings(deadline=None, max_examples=30)
def test_curves_are_fitted_to_scores_that_the_answer_took_no_part_in(seed, n, with_background):
    X, Y = drawn(seed, n)
    background = drawn(seed + 1, n=20)[0] if with_background else drawn(seed + 2, n=3)[0]
    heads = CodeSuggester().fit(X, Y, anchors(), background)._ridge_heads
    centre = background.astype(float).mean(axis=0)
    found = heads.left_out_scores(centre)
    for row in range(n):
        others = np.arange(n) != row
        without = CodeSuggester().fit(X[others], Y[others], anchors(), background)._ridge_heads.heads
        np.testing.assert_allclose(found[row], (X[row] - centre) @ without, atol=1e-9)


def test_many_changes_at_once_equal_the_same_changes_one_by_one():
    X, Y = drawn(3, n=60)
    changes = {str(n): (X[n], ~Y[n]) for n in range(40)} | {str(n): None for n in range(40, 50)}
    at_once = CodeSuggester().fit(X, Y, anchors()).revise(changes)
    one_by_one = CodeSuggester().fit(X, Y, anchors())
    for key, change in changes.items():
        one_by_one.revise({key: change})
    np.testing.assert_allclose(at_once.predict_proba(ASKED), one_by_one.predict_proba(ASKED), atol=1e-7)


class TestFewLabels:
    def test_before_any_answer_is_coded_the_codebook_ranks_the_codes(self):
        near = [np.eye(D, dtype=np.float32)[part] for part in ([0, 1, 2], [3], [4])]
        suggester = CodeSuggester().fit(np.zeros((0, D)), np.zeros((0, K)), near, drawn(5, n=30)[0])
        for code, texts in enumerate(near):
            assert suggester.rank(texts)[:, 0].tolist() == [code] * len(texts)
        assert 0.8 < suggester.predict_proba(drawn(6, n=200)[0]).sum(axis=1).mean() < 1.8  # about 1.3 codes an answer

    def test_without_codebook_and_labels_every_code_is_as_likely_and_the_codes_keep_their_order(self):
        suggester = CodeSuggester().fit(np.zeros((0, D)), np.zeros((0, K)))
        assert np.ptp(suggester.predict_proba(ASKED)) == 0
        assert suggester.rank(ASKED).tolist() == [[0, 1, 2]] * len(ASKED)

    @pytest.mark.parametrize("n", [1, 2, 30])
    @pytest.mark.parametrize("label", [False, True])
    @pytest.mark.parametrize("given_anchors", [None, anchors()])
    def test_a_code_that_no_answer_or_every_answer_has_gets_a_sane_probability(self, n, label, given_anchors):
        X, Y = drawn(2, n)
        Y[:, 1] = label
        found = CodeSuggester().fit(X, Y, given_anchors).predict_proba(ASKED)
        assert np.isfinite(found).all() and (found > 0).all() and (found < 1).all()
        if n == 30:
            assert (found[:, 1] > 0.9).all() if label else (found[:, 1] < 0.1).all()

    @pytest.mark.parametrize("n_usual", [0, 1, 2])
    def test_a_study_of_hardly_any_answers_gets_sane_probabilities(self, n_usual):
        X, Y = drawn(2, 1)
        usual = np.repeat(X, 2, axis=0)[:n_usual]
        found = CodeSuggester().fit(X, Y, anchors(), usual).predict_proba(X)
        assert (found > 0.001).all() and (found < 0.999).all()

    def test_there_may_be_one_code_or_none(self):
        X, Y = drawn(2)
        assert CodeSuggester().fit(X, Y[:, :1]).rank(ASKED).tolist() == [[0]] * len(ASKED)
        assert CodeSuggester().fit(X, Y[:, :0]).predict_proba(ASKED).shape == (len(ASKED), 0)

    def test_answers_with_the_same_words_do_not_count_as_proof_of_themselves(self):
        X, _ = drawn(4, n=1)
        Y = np.array([[True], [False]] * 20)
        found = CodeSuggester().fit(np.repeat(X, 40, axis=0), Y).predict_proba(X)
        assert 0.4 < found[0, 0] < 0.6


def test_probabilities_say_how_often_a_code_is_given():
    rng = np.random.default_rng(0)
    X = unit(rng.normal(size=(1600, 20)))
    true = 1 / (1 + np.exp(-(X @ rng.normal(size=(20, 4)) * 2 - [0, 1, 2, 3])))
    Y = rng.random(true.shape) < true
    found = CodeSuggester().fit(X[:600], Y[:600], background=X).predict_proba(X[600:])
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1.0)):
        said = (found >= low) & (found < high)
        assert abs(found[said].mean() - Y[600:][said].mean()) < 0.05


def test_the_nearest_coded_answers_have_the_code_and_come_nearest_first():
    X, Y = drawn(8)
    suggester = CodeSuggester().fit(X, Y, keys=[f"R{n}" for n in range(12)])
    found = suggester.nearest(X[0], 1, k=12)
    assert {key for key, _ in found} == {f"R{n}" for n in range(12) if Y[n, 1]}
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)


def test_one_and_two_threads_suggest_the_same():
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(1)
    X = unit(rng.normal(size=(500, 384)))
    Y = X[:, :8] > 0.06
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            suggester = CodeSuggester().fit(X[:400], Y[:400], background=X)
            found.append((suggester.rank(X[400:]), suggester.predict_proba(X[400:])))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_allclose(found[0][1], found[1][1], atol=1e-9)


@pytest.mark.parametrize(
    ("rows", "labels", "keys", "said"),
    [(3, 2, None, "do not fit"), (2, 2, ["R1"], "do not fit"), (2, 2, ["R1", "R1"], "key stands twice")],
)
def test_what_does_not_fit_together_is_refused(rows, labels, keys, said):
    with pytest.raises(ValueError, match=said):
        CodeSuggester().fit(np.ones((rows, D)), np.ones((labels, K)), keys=keys)


def test_anchors_of_another_number_of_codes_are_refused():
    with pytest.raises(ValueError, match="anchors of 2 codes, but labels of 3"):
        CodeSuggester().fit(np.zeros((0, D)), np.zeros((0, K)), anchors()[:2])


class TestChosenHeads:
    def test_of_labels_given_by_lot_no_logistic_head_is_the_better(self):
        X, Y = drawn(1, n=300)
        found = choose_heads(CodeSuggester().fit(X, Y, anchors(), X))
        assert not found.logistic.any()

    def test_where_a_few_far_answers_bend_the_ridge_head_logistic_regression_is_chosen_and_does_better(self):
        rng = np.random.default_rng(0)
        Y = rng.random((400, 1)) < 0.5
        X = np.column_stack([np.where(Y[:, 0], 1.0, -1.0) + rng.normal(size=400) * 0.3, rng.normal(size=400)])
        X[Y[:, 0] & (rng.random(400) < 0.2)] = [20, 15]
        suggester = CodeSuggester().fit(X[:300], Y[:300], background=X)
        chosen = choose_heads(suggester)
        assert chosen.logistic.tolist() == [True]
        by_ridge = (suggester.predict_proba(X[300:]) >= chosen.thresholds) != Y[300:]
        by_chosen = (suggester.with_heads(chosen).predict_proba(X[300:]) >= chosen.thresholds) != Y[300:]
        assert by_chosen.sum() < by_ridge.sum()

    def test_codes_of_few_answers_are_not_compared(self):
        X, Y = drawn(1, n=40)
        Y[:, 0] = False
        asked = []
        found = choose_heads(CodeSuggester().fit(X, Y, anchors()), on_code=lambda *progress: asked.append(progress))
        assert found.thresholds[0] == 0.5 and len(asked) <= 2

    def test_a_chosen_head_stands_while_the_others_follow_each_decision(self):
        X, Y = drawn(1)
        suggester = CodeSuggester().fit(X, Y, anchors(), X)
        before = suggester.predict_proba(ASKED)
        one = np.array([False, True, False])
        heads = np.where(one, np.random.default_rng(0).normal(size=(D, K)), 0.0)
        chosen = ChosenHeads(one, heads, one * 2.0, one * -1.0, np.full(K, 0.5))
        with_one = suggester.with_heads(chosen).predict_proba(ASKED)
        np.testing.assert_allclose(with_one[:, ~one], before[:, ~one], atol=1e-12)
        assert not np.allclose(with_one[:, one], before[:, one])
        after = suggester.learn("more", *(part[0] for part in drawn(50))).predict_proba(ASKED)
        np.testing.assert_allclose(after[:, one], with_one[:, one], atol=1e-12)
        assert not np.allclose(after[:, ~one], with_one[:, ~one])

    def test_heads_of_another_codebook_are_refused(self):
        X, Y = drawn(1)
        other = choose_heads(CodeSuggester().fit(X, Y[:, :2]))
        with pytest.raises(ValueError, match="were chosen for others"):
            CodeSuggester().fit(X, Y).with_heads(other)
