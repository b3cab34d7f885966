"""How many of two coders' passages are the same, when ends may differ a little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

Span = tuple[int, int]
LIKENESSES = (0.0, 0.5, 1.0)  # at which agreement is reported: any overlap, half of both together, the same


@dataclass(frozen=True, slots=True)
class Matched:
    """Passages of two coders: how many each marked, and how many pairs are the same; F1 is None without any."""

    first: int
    second: int
    same: int

    @property
    def f1(self) -> float | None:
        """Twice the pairs over all passages; the same whichever coder is taken first."""
        return 2 * self.same / (self.first + self.second) if self.first + self.second else None


def match_spans(first: Sequence[Span], second: Sequence[Span], *, likeness: float = 0.5, within: int = -1) -> Matched:
    """Pair passages so that as many as possible are the same.

    Parameters
    ----------
    first, second : half-open spans of two coders with one code in one answer
    likeness : two are the same where the part they share is at least this share of what they cover together; 0 asks
        for any overlap
    within : they are also the same where both ends lie at most so many places apart; below 0 for never

    Examples
    --------
    >>> match_spans([(0, 10), (20, 30)], [(1, 10), (26, 40)]).f1
    0.5
    >>> match_spans([(0, 10), (20, 30)], [(1, 10), (26, 40)], likeness=0).f1
    1.0
    """
    if not first or not second:
        return Matched(len(first), len(second), 0)
    a, b = np.array(first, dtype=float), np.array(second, dtype=float)
    shared = np.minimum(a[:, None, 1], b[None, :, 1]) - np.maximum(a[:, None, 0], b[None, :, 0])
    together = np.maximum(a[:, None, 1], b[None, :, 1]) - np.minimum(a[:, None, 0], b[None, :, 0])
    same = (shared > 0) & (shared >= likeness * together - 1e-12)
    if within >= 0:
        same |= (np.abs(a[:, None, :] - b[None, :, :]) <= within).all(axis=2)
    rows, columns = linear_sum_assignment(same, maximize=True)
    return Matched(len(first), len(second), int(same[rows, columns].sum()))
