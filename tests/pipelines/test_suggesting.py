"""Suggestions learned decision by decision are those learned from all decisions at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.suggester_files import load, save
from pipelines.suggesting import CodeSuggester

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


def test_what_was_saved_suggests_the_same_and_goes_on_learning(tmp_path):
    X, Y = drawn(1)
    suggester = CodeSuggester(ridge=2.0).fit(X[:8], Y[:8], anchors(), X, keys=[f"R{n}" for n in range(8)])
    save(suggester, tmp_path / "kept.npz")
    again = load(tmp_path / "kept.npz")
    np.testing.assert_array_equal(again.predict_proba(ASKED), suggester.predict_proba(ASKED))
    for one in (again, suggester):
        one.forget("R3").learn("R9", X[9], Y[9])
    np.testing.assert_array_equal(again.predict_proba(ASKED), suggester.predict_proba(ASKED))
    assert again.nearest(X[0], 0) == suggester.nearest(X[0], 0)


@pytest.mark.parametrize("content", [b"", b"not a file of arrays", b"PK\x03\x04 cut short"])
def test_a_damaged_file_is_no_suggester(tmp_path, content):
    (tmp_path / "kept.npz").write_bytes(content)
    assert load(tmp_path / "kept.npz") is None
    assert load(tmp_path / "none.npz") is None
