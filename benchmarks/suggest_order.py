"""Simulated coding: how many answers in the proposed order teach as much as 500 in random order.

Half of the answers are held aside; what random order reaches is the mean of five random orders of the other half. The
order at the desk is drawn as the desk draws it: in stretches, the next one while answers of the last are still open,
each with its random share. Beside it stands the ideal, which learns and ranks anew after every 25 answers and takes
nothing at random.

Precision is measured after every 25 answers, and where the curve first crosses the target counts. A curve that wavers
crosses early, or never within the 500; a run that never does counts as 500. What the first of the five random orders
itself needs by the same measure shows how much of a gain is only that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from benchmarks.coded_study import Study, macro_precision, mean_with_interval, short
from coding.orders import mixed, shuffled
from coding.project_events import AUDIT
from pipelines.informative import VARIETY_UNTIL, next_answers
from pipelines.suggesting import CodeSuggester
from workbench.orders import LEAST_AHEAD, STRETCH

UNTIL, STEP = 500, 25
BAR = 0.75  # of the answers that random order needs, for the order at the desk
_RANDOM_ORDERS = 5

Curve = list[float]  # precision after every 25 answers, the first after none
# The next rows to code, by what has been learned, the rows that have a place already, and how many of them are coded.
More = Callable[[CodeSuggester, Sequence[int], int], Sequence[int]]


@dataclass(frozen=True)
class _Run:
    desk: Curve
    ideal: Curve
    at_random: Curve
    target: float


def measure(study: Study, n_seeds: int) -> int:
    """Simulate with the codebook and without, and print; gives 1 if the bar is missed."""
    kept = True
    for with_book in (True, False):
        anchors = study.anchors if with_book else None
        untaught = CodeSuggester().fit(study.vectors[:0], study.labels[:0], anchors, study.vectors)
        runs = [_simulated(study, seed, untaught) for seed in range(n_seeds)]
        kept &= _report("with" if with_book else "without", runs)
    return 0 if kept else 1


def _report(book: str, runs: Sequence[_Run]) -> bool:
    """Print what the runs of one kind need; gives whether the bar is kept."""
    desk = [_reached(run.desk, run.target) for run in runs]
    ideal = [_reached(run.ideal, run.target) for run in runs]
    at_random = [_reached(run.at_random, run.target) for run in runs]
    met = float(np.mean(_shares(desk))) <= BAR
    at = {n: short(float(np.mean([run.desk[n // STEP] for run in runs]))) for n in range(0, UNTIL + 1, 100)}
    print(
        f"{book} codebook, {len(runs)} seeds: random order reaches macro average precision "
        f"{short(float(np.mean([run.target for run in runs])))} with {UNTIL} coded answers; of these are needed\n"
        f"  in the order at the desk (stretches of {STRETCH}, {AUDIT}% at random; bar {short(BAR)}"
        f"{'' if met else ', missed'}): {_share(desk)}\n"
        f"  ranked anew after every {STEP}, none at random: {_share(ideal)}\n"
        f"  in random order by the same measure: {_share(at_random)}\n"
        f"  the order at the desk reaches {at}",
        flush=True,
    )
    return met


def _shares(reached: Sequence[float | None]) -> list[float]:
    return [1.0 if n is None else n / UNTIL for n in reached]


def _share(reached: Sequence[float | None]) -> str:
    never = f"{reached.count(None)} of {len(reached)} runs never reach it and count as {UNTIL}"
    return f"{mean_with_interval(_shares(reached))}; {never}"


def _simulated(study: Study, seed: int, untaught: CodeSuggester) -> _Run:
    aside, order = study.drawn(seed, len(study.texts) // 2)
    x = study.vectors[order]
    lot = np.random.default_rng((seed, 1))

    def curve(more: More, least_ahead: int = 1) -> Curve:
        return _curve(study, aside, order, deepcopy(untaught), more, least_ahead)

    first, *others = (lot.permutation(len(order))[:UNTIL].tolist() for _ in range(_RANDOM_ORDERS))
    at_random = curve(lambda *_: first)
    ends = [at_random[-1]]
    for rows in others:
        suggester = deepcopy(untaught)
        _teach(suggester, study, order[rows])
        ends.append(_precision(suggester, study, aside))
    return _Run(
        desk=curve(_as_at_the_desk(x, seed), LEAST_AHEAD),
        ideal=curve(_ideal(x, seed)),
        at_random=at_random,
        target=float(np.mean(ends)),
    )


def _as_at_the_desk(x: NDArray[np.float32], seed: int) -> More:
    """The stretches that `workbench.orders` draws."""
    random = shuffled(map(str, range(len(x))), f"order {seed}")

    def more(suggester: CodeSuggester, placed: Sequence[int], n_coded: int) -> list[int]:
        settled = _settled(len(x), placed)
        proba = suggester.predict_proba(x) if n_coded >= VARIETY_UNTIL else None
        ranked = [str(row) for row in next_answers(proba, x, settled, STRETCH)]
        others = [row for row in random if not settled[int(row)] and row not in ranked]
        new = mixed([*ranked, *others], random, AUDIT, f"places {seed}", start=len(placed))
        return [int(place.response) for place in islice(new, STRETCH)]

    return more


def _ideal(x: NDArray[np.float32], seed: int) -> More:
    def more(suggester: CodeSuggester, placed: Sequence[int], n_coded: int) -> list[int]:
        lot = seed * UNTIL + n_coded // STEP
        rows = next_answers(suggester.predict_proba(x), x, _settled(len(x), placed), STEP, random_state=lot)
        return [int(row) for row in rows]

    return more


def _settled(n: int, placed: Sequence[int]) -> NDArray[np.bool_]:
    settled = np.zeros(n, dtype=bool)
    settled[list(placed)] = True
    return settled


def _curve(
    study: Study,
    aside: NDArray[np.intp],
    order: NDArray[np.intp],
    suggester: CodeSuggester,
    more: More,
    least_ahead: int,
) -> Curve:
    """Code one answer after another, asking for more where fewer than `least_ahead` are drawn and not coded."""
    placed: list[int] = []
    taught, curve = 0, []
    for n_coded in range(UNTIL + 1):
        is_short = len(placed) - n_coded < least_ahead and n_coded < UNTIL
        if is_short or n_coded % STEP == 0:
            _teach(suggester, study, order[placed[taught:n_coded]])
            taught = n_coded
        if n_coded % STEP == 0:
            curve.append(_precision(suggester, study, aside))
        if is_short:
            placed += more(suggester, placed, n_coded)
    return curve


def _teach(suggester: CodeSuggester, study: Study, rows: NDArray[np.intp]) -> None:
    suggester.revise({str(row): (study.vectors[row], study.labels[row]) for row in rows})


def _precision(suggester: CodeSuggester, study: Study, aside: NDArray[np.intp]) -> float:
    return macro_precision(suggester.scores(study.vectors[aside]), study.labels[aside])


def _reached(curve: Curve, target: float) -> float | None:
    """Answers coded where the curve first reaches the target, between two steps in a straight line; None if never.

    >>> _reached([0.1, 0.2, 0.4], 0.3), _reached([0.1, 0.2], 0.3)
    (37.5, None)
    """
    for step, precision in enumerate(curve):
        if precision >= target:
            before = curve[step - 1] if step else precision
            share = (target - before) / (precision - before) if precision > before else 0.0
            return STEP * (step - 1 + share) if step else 0.0
    return None
