"""Groups of passages that hold however the dice fall: what many groupings of random parts agree on.

A single grouping of a few hundred short answers is half chance: another seed, or the rows in another order, moves
half of the passages. Here the passages are grouped 25 times, each time a random 80% of them from other starting points;
two passages belong together as often as the runs put them together (`co_association`), and groups are read off that.
What is seldom together with anything stays ungrouped instead of being forced. Fifty further runs, which had no part in
making the groups, tell how often each comes back (`pipelines.stability`).

Each distinct passage counts once, and the caller hands the passages over in an order given by their text: neither
copies nor the order of the rows in the file have a say.

References
----------
Fred & Jain (2005), IEEE TPAMI 27(6):835: evidence accumulation. Hennig (2007), CSDA 52:258: stability by resampling.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.base import BaseEstimator, ClusterMixin

from pipelines.regrouping import (
    PLACED,
    Floats,
    Labels,
    PassageSpace,
    Rerun,
    memberships,
    passage_space,
    placed,
    regroup,
    unit_rows,
)
from pipelines.stability import stability

MAX_CORE = 3000  # distinct passages grouped with one another; the rest join their nearest neighbours among these

N_CHECKS = 50  # runs that judge the groups

_APART = 0.65  # groups are cut where their passages were together in fewer than 35% of the runs
_NEIGHBOURS_TO_JOIN = 10
_ROWS_AT_ONCE = 2000  # of passages that join the core: bounds memory
_GROUPING, _CHECKING = 0, 1  # streams of random numbers that never meet


class ConsensusGroups(BaseEstimator, ClusterMixin):
    """Groups that most runs agree on; what fits nowhere is left ungrouped (label -1, as BERTopic expects).

    Parameters
    ----------
    n_groups : int
        Groups of each run. The consensus may have a few more or fewer.
    weights : int array of shape (n_passages,), optional
        How many answers each distinct passage stands for; one each by default.
    min_answers : int
        A group that stands for fewer is not proposed.
    min_stability : float
        A group that comes back in a smaller share of the checking runs is not proposed.
    n_runs, n_checks : int
        Runs that make the groups, and runs that judge them.
    random_state : int
    executor : concurrent.futures.Executor, optional
        Runs are mapped over it. No effect on the result.
    on_run : callable (done, total) -> None, optional
        Called after each run; may raise to stop.

    Attributes
    ----------
    labels_ : int array of shape (n_passages,)
        Group of each passage, -1 where it is not placed.
    closeness_ : float32 array of shape (n_passages, n_groups)
        Mean share of runs in which a passage was together with a group's passages (itself not counted).
    stability_ : float array of shape (n_groups,)
        Share of the checking runs in which each group held together.
    """

    def __init__(
        self,
        n_groups: int = 20,
        weights: NDArray[np.int64] | None = None,
        min_answers: int = 3,
        min_stability: float = 0.2,
        n_runs: int = 25,
        n_checks: int = N_CHECKS,
        random_state: int = 0,
        executor: Executor | None = None,
        on_run: Callable[[int, int], None] | None = None,
    ) -> None:
        self.n_groups = n_groups
        self.weights = weights
        self.min_answers = min_answers
        self.min_stability = min_stability
        self.n_runs = n_runs
        self.n_checks = n_checks
        self.random_state = random_state
        self.executor = executor
        self.on_run = on_run

    def fit(self, X: Floats, y: ArrayLike | None = None) -> Self:
        """Group passages by their vectors, float32 of shape (n_passages, n_dimensions)."""
        vectors = np.asarray(X, dtype=np.float32)
        weights = np.ones(len(vectors), dtype=np.int64) if self.weights is None else self.weights
        space = passage_space(vectors[:MAX_CORE])
        together = co_association(self._runs(space, _GROUPING, self.n_groups, self.n_runs))
        core = _closeness(together, _cut(together))
        closeness = np.vstack([core, _closeness_of_rest(vectors, core)])
        closeness = closeness[:, self._large_enough(closeness, weights)]
        checks = self._runs(space, _CHECKING, max(closeness.shape[1], 1), self.n_checks)
        held = stability(placed(closeness[: len(core)]), checks, closeness.shape[1])
        closeness = closeness[:, held >= self.min_stability]
        closeness = closeness[:, self._large_enough(closeness, weights)]
        self.closeness_ = closeness
        self.labels_ = placed(closeness)
        self.stability_ = stability(self.labels_[: len(core)], checks, closeness.shape[1])
        return self

    def _runs(self, space: PassageSpace, stream: int, n_groups: int, n_runs: int) -> Labels:
        reruns = [Rerun((self.random_state, stream, number), n_groups) for number in range(n_runs)]
        labels = []
        for number, run in enumerate(regroup(space, reruns, self.executor), start=1):
            labels.append(run)
            if self.on_run:
                self.on_run(number + stream * self.n_runs, self.n_runs + self.n_checks)
        return np.stack(labels)

    def _large_enough(self, closeness: Floats, weights: NDArray[np.int64]) -> NDArray[np.bool_]:
        labels = placed(closeness)
        answers = np.bincount(labels[labels >= 0], weights=weights[labels >= 0], minlength=closeness.shape[1])
        large: NDArray[np.bool_] = answers >= self.min_answers
        return large


def co_association(labels: Labels) -> Floats:
    """How often two passages were in one group, as a share of the runs that held both.

    Parameters
    ----------
    labels : int array of shape (n_runs, n_passages), -1 where left out

    Returns
    -------
    float32 array of shape (n_passages, n_passages), between 0 and 1

    Examples
    --------
    >>> co_association(np.array([[0, 0, 1], [0, 1, 1], [-1, 0, 0]], dtype=np.int16))[0].tolist()
    [1.0, 0.5, 0.0]
    """
    together = np.zeros((labels.shape[1], labels.shape[1]), dtype=np.float32)
    for run in labels:
        member = memberships(run)
        together += member @ member.T
    present = (labels >= 0).astype(np.float32)
    return together / np.maximum(present.T @ present, 1.0)


def _cut(together: Floats) -> NDArray[np.intp]:
    """Groups by average linkage on how seldom passages were together, numbered from 0."""
    apart = 1.0 - together
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), method="average")
    numbered: NDArray[np.intp] = fcluster(tree, _APART, criterion="distance").astype(np.intp) - 1
    return numbered


def _closeness(together: Floats, cut: NDArray[np.intp]) -> Floats:
    member = memberships(cut)
    others = member.sum(axis=0)[None, :] - member
    own = np.diagonal(together)[:, None] * member
    closeness: Floats = (together @ member - own) / np.maximum(others, 1.0)
    return closeness


def _closeness_of_rest(vectors: Floats, core: Floats) -> Floats:
    """A passage beyond the core is as close to a group as its ten nearest core passages are on average.

    Averages are nearer to the middle than what they are taken of, so that too few would be placed: they are stretched
    until, of the core itself, each passage judged by its neighbours alone, as many are placed as were.
    """
    n_core = len(core)
    if n_core == len(vectors):
        return np.empty((0, core.shape[1]), dtype=np.float32)
    centred = unit_rows(vectors - vectors[:n_core].mean(axis=0))
    by_neighbours = _mean_of_neighbours(centred[:n_core], centred[:n_core], core, itself=True).max(axis=1)
    unplaced = float((core.max(axis=1) < PLACED).mean())
    stretch = PLACED / max(float(np.quantile(by_neighbours, unplaced)), 1e-6)
    found = _mean_of_neighbours(centred[n_core:], centred[:n_core], core, itself=False)
    return np.clip(found * stretch, 0.0, 1.0, dtype=np.float32)


def _mean_of_neighbours(points: Floats, core_points: Floats, core: Floats, *, itself: bool) -> Floats:
    """Mean closeness of each point's ten nearest core passages, not counting the point where it is one of them."""
    found = np.empty((len(points), core.shape[1]), dtype=np.float32)
    for start in range(0, len(points), _ROWS_AT_ONCE):
        likeness = points[start : start + _ROWS_AT_ONCE] @ core_points.T
        rows = np.arange(len(likeness))
        if itself:
            likeness[rows, start + rows] = -np.inf
        nearest = np.argpartition(-likeness, _NEIGHBOURS_TO_JOIN, axis=1)[:, :_NEIGHBOURS_TO_JOIN]
        found[start : start + len(likeness)] = core[nearest].mean(axis=1)
    return found
