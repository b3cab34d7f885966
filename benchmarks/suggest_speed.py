"""How long the suggestions take to be renewed after one decision, at 10,000 coded answers and 50 codes.

Synthetic: vectors drawn at random, codes given by random directions. Words and meaning make no difference to the time.
"""

from __future__ import annotations

import os
import time

import numpy as np

from pipelines.suggesting import CodeSuggester

ANSWERS, CODES, DIMENSIONS = 10_000, 50, 384
WINDOW = 70  # answers whose suggestions the desk holds
DECISIONS = 100
BAR_S = 1.0

_ANCHORS = 8  # texts of the codebook, a code
_SHARE_WITH_CODE = 0.025


def measure() -> int:
    """Time decisions and print; gives 1 if the bar is missed."""
    from threadpoolctl import threadpool_limits

    lot = np.random.default_rng(0)
    x = lot.normal(size=(ANSWERS + DECISIONS, DIMENSIONS)).astype(np.float32)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    scores = x @ lot.normal(size=(DIMENSIONS, CODES))
    y = scores > np.quantile(scores, 1 - _SHARE_WITH_CODE, axis=0)
    anchors = [x[lot.integers(0, ANSWERS, _ANCHORS)] for _ in range(CODES)]
    taken = []
    with threadpool_limits(1):
        start = time.perf_counter()
        suggester = CodeSuggester().fit(x[:ANSWERS], y[:ANSWERS], anchors, x)
        anew = time.perf_counter() - start
        for row in range(ANSWERS, ANSWERS + DECISIONS):
            start = time.perf_counter()
            suggester.learn(str(row), x[row], y[row])
            suggester.predict_proba(x[:WINDOW])
            suggester.rank(x[:WINDOW])
            taken.append(time.perf_counter() - start)
    middle, late = np.quantile(taken, [0.5, 0.95])
    met = bool(late < BAR_S)
    print(
        f"{ANSWERS:,} synthetic coded answers, {CODES} codes, one of {os.cpu_count()} processors: learning anew "
        f"{anew:.2f} s; one decision and suggestions for {WINDOW} answers, of {DECISIONS}: median {middle:.3f} s, "
        f"95th percentile {late:.3f} s (bar {BAR_S:.0f} s{'' if met else ': missed'})"
    )
    return 0 if met else 1
