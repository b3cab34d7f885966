"""One grouping of a random part of the passages, and many of them.

A passage is seen together with its ten nearest neighbours (`smooth`), which evens out the wording of short answers,
and put into one of k groups (`k_means`). Everything that is random hangs on the seed of the run, so that a run gives
the same groups here, on another thread and on another machine of a Dask cluster.

References
----------
Arthur & Vassilvitskii (2007), k-means++. Dhillon & Modha (2001), Machine Learning 42:143: spherical k-means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Labels = NDArray[np.int16]

SHARE_OF_RERUN = 0.8  # of the passages, at random, in each run
LEFT_OUT = -1
PLACED = 0.5  # a passage is placed if it was with its theme in at least half of the runs

_DIMENSIONS = 100  # principal axes kept: the rest is noise to groups of this size, and time
_NEIGHBOURS = 10
_NEIGHBOURS_LISTED = 30  # so that ten of them are in a random 80%, but for one passage in 10 million
_SMOOTHING_PASSES = 3
_MAX_STEPS = 15  # of k-means; it settles in 5 to 10


@dataclass(frozen=True)
class PassageSpace:
    """Distinct passages as the grouping sees them.

    Parameters
    ----------
    points : float32 array of shape (n_passages, n_dimensions), rows of length 1
    neighbours : int array of shape (n_passages, at most 30)
        The nearest passages of each, itself first.
    """

    points: Floats
    neighbours: NDArray[np.intp]


def passage_space(vectors: Floats) -> PassageSpace:
    """Take off what all passages share, keep the main axes, list each passage's neighbours."""
    centred = vectors - vectors.mean(axis=0)
    variances, axes = np.linalg.eigh(centred.T @ centred)
    kept = axes[:, ::-1][:, : min(_DIMENSIONS, int(np.count_nonzero(variances > 0)) or 1)]
    points = unit_rows(centred @ kept)
    likeness = points @ points.T
    np.fill_diagonal(likeness, 2.0)  # a passage is its own first neighbour, whatever rounding says
    listed = min(_NEIGHBOURS_LISTED, len(points))
    nearest = np.argpartition(-likeness, listed - 1, axis=1)[:, :listed]
    order = np.argsort(-np.take_along_axis(likeness, nearest, axis=1), axis=1, kind="stable")
    return PassageSpace(points, np.take_along_axis(nearest, order, axis=1))


def unit_rows(rows: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.ascontiguousarray(rows / np.maximum(lengths, 1e-6), dtype=np.float32)


def smooth(space: PassageSpace, sample: NDArray[np.intp]) -> Floats:
    """Move each passage of a sample towards its ten nearest neighbours in that sample, three times."""
    place = np.full(len(space.points), -1)
    place[sample] = np.arange(len(sample))
    candidates = place[space.neighbours[sample]]
    used = (candidates >= 0) & (np.cumsum(candidates >= 0, axis=1) <= _NEIGHBOURS)
    rows, columns = np.nonzero(used)
    share = (1.0 / np.maximum(used.sum(axis=1), 1))[rows].astype(np.float32)
    averaging = sparse.csr_matrix((share, (rows, candidates[rows, columns])), shape=(len(sample), len(sample)))
    points = np.ascontiguousarray(space.points[sample])
    for _ in range(_SMOOTHING_PASSES):
        points = unit_rows(averaging @ points + points)
    return points


def k_means(points: Floats, k: int, random: np.random.Generator) -> Labels:
    """Group points on the unit sphere around k centres (spherical k-means with greedy k-means++ starts)."""
    n = len(points)
    centres = _starts(points, k, random)
    labels = (points @ centres.T).argmax(axis=1)
    for _ in range(_MAX_STEPS):
        member = sparse.csr_matrix((np.ones(n, dtype=np.float32), (labels, np.arange(n))), shape=(k, n))
        sums = member @ points
        filled = np.linalg.norm(sums, axis=1) > 1e-6
        centres[filled] = unit_rows(sums[filled])
        moved = (points @ centres.T).argmax(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels.astype(np.int16)


def _starts(points: Floats, k: int, random: np.random.Generator) -> Floats:
    """Centres far from one another: each the best of a few points drawn by their distance from those before."""
    n = len(points)
    n_drawn = 2 + int(np.log(k))
    centres = np.empty((k, points.shape[1]), dtype=np.float32)
    far = np.ones(n)
    for number in range(k):
        cumulated = np.cumsum(far)
        drawn = np.minimum(np.searchsorted(cumulated, random.random(n_drawn) * cumulated[-1]), n - 1)
        distance = np.maximum(2.0 - 2.0 * (points @ points[drawn].T).astype(np.float64), 0.0)
        left = np.minimum(far[:, None], distance) if number else distance
        best = int(left.sum(axis=0).argmin())
        centres[number], far = points[drawn[best]], left[:, best]
    return centres


@dataclass(frozen=True)
class Rerun:
    """One grouping of a random 80% of the passages into `n_groups` groups."""

    seed: tuple[int, ...]
    n_groups: int

    def __call__(self, space: PassageSpace) -> Labels:
        """Group of each passage, shape (n_passages,); -1 for a passage left out of this run."""
        from threadpoolctl import threadpool_limits

        random = np.random.default_rng(self.seed)
        n = len(space.points)
        sample = np.sort(random.permutation(n)[: max(int(SHARE_OF_RERUN * n), 1)])
        labels = np.full(n, LEFT_OUT, dtype=np.int16)
        with threadpool_limits(1):  # so that sums are taken in one order on any number of processors
            labels[sample] = k_means(smooth(space, sample), min(self.n_groups, len(sample)), random)
        return labels


def regroup(space: PassageSpace, reruns: Sequence[Rerun], executor: Executor | None = None) -> Iterator[Labels]:
    """Labels of each run as it ends, in the order given; here, or on an executor."""
    if executor is None:
        return map(_run, reruns, [space] * len(reruns))
    return executor.map(_run, reruns, [space] * len(reruns))


def _run(rerun: Rerun, space: PassageSpace) -> Labels:
    return rerun(space)


def memberships(labels: NDArray[np.integer], n_groups: int | None = None) -> Floats:
    """One column per group, 1 where a passage is in it; a passage left out has a row of zeros."""
    n_columns = int(labels.max(initial=-1)) + 1 if n_groups is None else n_groups
    member = np.zeros((len(labels), n_columns), dtype=np.float32)
    inside = np.flatnonzero(labels >= 0)
    member[inside, labels[inside]] = 1.0
    return member


def placed(closeness: Floats) -> NDArray[np.intp]:
    """The group each passage was most often with, or -1 if that was in fewer than half of the runs."""
    if closeness.shape[1] == 0:
        return np.full(len(closeness), LEFT_OUT, dtype=np.intp)
    return np.where(closeness.max(axis=1) >= PLACED, closeness.argmax(axis=1), LEFT_OUT)
