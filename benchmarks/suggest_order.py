"""Simulated coding: how many answers in the proposed order teach as much as 500 in random order.

Half of the answers are held aside. Suggestions are learned anew after every 25 answers. What random order reaches is
the mean of five random orders of the other half.
"""

from __future__ import annotations

from copy import deepcopy

import numpy as np
from numpy.typing import NDArray

from benchmarks.coded_study import Study, macro_precision, mean_with_interval, short
from pipelines.informative import next_answers
from pipelines.suggesting import CodeSuggester

UNTIL, STEP = 500, 25
BAR = 0.75  # of the answers that random order needs
_RANDOM_ORDERS = 5


def measure(study: Study, n_seeds: int) -> int:
    """Simulate with the codebook and without, and print; gives 1 if the bar is missed."""
    kept = True
    for with_book in (True, False):
        anchors = study.anchors if with_book else None
        untaught = CodeSuggester().fit(study.vectors[:0], study.labels[:0], anchors, study.vectors)
        shares, curves, targets = [], [], []
        for seed in range(n_seeds):
            curve, target = _simulated(study, seed, untaught)
            shares.append(_reached(curve, target) / UNTIL)
            curves.append(curve)
            targets.append(target)
        met = float(np.mean(shares)) <= BAR
        kept &= met
        at = {n: short(float(np.mean(curves, axis=0)[n // STEP])) for n in (0, 100, 200, 300, 400, 500)}
        print(
            f"{'with' if with_book else 'without'} codebook, {n_seeds} seeds: random order reaches macro average "
            f"precision {short(float(np.mean(targets)))} with {UNTIL} coded answers; the proposed order needs "
            f"{mean_with_interval(shares)} of them (bar {short(BAR)}{'' if met else ': missed'})\n  it reaches {at}",
            flush=True,
        )
    return 0 if kept else 1


def _simulated(study: Study, seed: int, untaught: CodeSuggester) -> tuple[list[float], float]:
    """Precision after every 25 answers in the proposed order, and after 500 in random order."""
    aside, order = study.drawn(seed, len(study.texts) // 2)
    x = study.vectors[order]
    lot = np.random.default_rng((seed, 1))
    at_random = []
    for _ in range(_RANDOM_ORDERS):
        suggester = deepcopy(untaught)
        _teach(suggester, study, lot.permutation(order)[:UNTIL])
        at_random.append(_precision(suggester, study, aside))
    suggester, coded = deepcopy(untaught), np.zeros(len(order), dtype=bool)
    curve = [_precision(suggester, study, aside)]
    for step in range(UNTIL // STEP):
        following = next_answers(suggester.predict_proba(x), x, coded, STEP, random_state=seed * UNTIL + step)
        coded[following] = True
        _teach(suggester, study, order[following])
        curve.append(_precision(suggester, study, aside))
    return curve, float(np.mean(at_random))


def _teach(suggester: CodeSuggester, study: Study, rows: NDArray[np.intp]) -> None:
    suggester.revise({str(row): (study.vectors[row], study.labels[row]) for row in rows})


def _precision(suggester: CodeSuggester, study: Study, aside: NDArray[np.intp]) -> float:
    return macro_precision(suggester.scores(study.vectors[aside]), study.labels[aside])


def _reached(curve: list[float], target: float) -> float:
    """Answers coded where the curve first reaches the target, between two steps in a straight line."""
    for step, precision in enumerate(curve):
        if precision >= target:
            before = curve[step - 1] if step else precision
            share = (target - before) / (precision - before) if precision > before else 0.0
            return STEP * (step - 1 + share) if step else 0.0
    return float(UNTIL)
