"""How often a proposed theme comes back when the grouping is run again.

The runs that judge a theme are not the runs that made it: they have seeds of their own, each sees a random 80% of the
passages. A theme 'held together' in a run if one of that run's groups and the theme share more than half of their
passages (Jaccard > .5, Hennig's line for a group that dissolves); its stability is the share of runs in which it did.
A theme whose stability is below .5 should be read as a suggestion to look, not as a finding.

References
----------
Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52:258; Hennig (2008), JMVA 99:1154 (dissolution).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.regrouping import Floats, Labels, memberships

HELD_TOGETHER = 0.5  # Jaccard similarity: at or below it the group has dissolved (Hennig 2008)


def jaccard_of_best(labels: NDArray[np.intp], reruns: Labels, n_groups: int) -> Floats:
    """Similarity of each group to its best counterpart in each run, among the passages of that run.

    Parameters
    ----------
    labels : int array of shape (n_passages,), -1 where ungrouped
    reruns : int array of shape (n_runs, n_passages), -1 where left out

    Returns
    -------
    float32 array of shape (n_runs, n_groups)
    """
    member = memberships(labels, n_groups)
    best = np.zeros((len(reruns), n_groups), dtype=np.float32)
    for number, run in enumerate(reruns):
        found = memberships(run)
        shared = member.T @ found
        sizes = member.T @ (run >= 0).astype(np.float32)
        union = sizes[:, None] + found.sum(axis=0)[None, :] - shared
        best[number] = (shared / np.maximum(union, 1.0)).max(axis=1)
    return best


def stability(labels: NDArray[np.intp], reruns: Labels, n_groups: int) -> NDArray[np.float64]:
    """Share of runs in which each group held together, between 0 and 1.

    Examples
    --------
    >>> reruns = np.array([[0, 0, 1, 1], [0, 0, 0, 1], [1, 1, 0, -1]], dtype=np.int16)
    >>> stability(np.array([0, 0, 1, 1]), reruns, 2).round(2).tolist()
    [1.0, 0.67]
    """
    held: NDArray[np.float64] = (jaccard_of_best(labels, reruns, n_groups) > HELD_TOGETHER).mean(axis=0)
    return held
