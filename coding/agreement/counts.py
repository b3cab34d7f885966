"""What two coders did, counted: the table of one code, and which codes stand where another coder gave others."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coding.agreement.comparison import Codings


class TwoByTwo(NamedTuple):
    """Units by whether the first and the second coder gave a code."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def disagreements(self) -> int:
        """Units that one of them gave the code and the other did not."""
        return self.first + self.second


def two_by_two(codings: Codings, code: int, first: int, second: int) -> TwoByTwo:
    """Count one code of two coders, over units that it applies to and both coded.

    >>> from coding.agreement.comparison import gather
    >>> codings = gather([("1", "Ana", "A"), ("1", "Ben", "A"), ("2", "Ana", "A"), ("2", "Ben", "")])
    >>> two_by_two(codings, 0, 0, 1)
    TwoByTwo(both=1, first=1, second=0, neither=0)
    """
    counted = codings.seen[first] & codings.seen[second]
    if codings.applies is not None:
        counted &= codings.applies[:, code]
    one, other = codings.given[first, counted, code], codings.given[second, counted, code]
    return TwoByTwo(
        int((one & other).sum()), int((one & ~other).sum()), int((~one & other).sum()), int((~one & ~other).sum())
    )


def disagreed(codings: Codings, code: int) -> NDArray[np.bool_]:
    """Units on which coders differ about one code, bool array of shape (n_units,)."""
    asked = codings.seen if codings.applies is None else codings.seen & codings.applies[:, code]
    gave = asked & codings.given[:, :, code]
    return np.logical_and(gave.any(axis=0), (asked & ~gave).any(axis=0))


def confusions(codings: Codings) -> NDArray[np.int64]:
    """Count the codes that stand in each other's place, over all pairs of coders and their units.

    Returns
    -------
    array of int of shape (n_codes + 1, n_codes + 1)
        Symmetric, for no coder comes before another. Cell (a, b): one coder gave a and not b, the other b and not a.
        The last row and column: one gave the code, and the other nothing that the first had not given too. The
        diagonal: both gave it; its last cell: both gave nothing.

    Examples
    --------
    >>> from coding.agreement.comparison import gather
    >>> rows = [("1", "Ana", "A"), ("1", "Ben", "B"), ("2", "Ana", "A"), ("2", "Ben", ""), ("3", "Ana", "B")]
    >>> confusions(gather([*rows, ("3", "Ben", "B")])).tolist()
    [[0, 1, 1], [1, 1, 0], [1, 0, 0]]
    """
    n = len(codings.codes)
    found = np.zeros((n + 1, n + 1), dtype=np.int64)
    for first, second in combinations(range(len(codings.coders)), 2):
        one, other, both = _alone(codings, first, second)
        crossed = one.T.astype(np.int64) @ other.astype(np.int64)
        found += crossed + crossed.T
        places = np.arange(n)
        found[places, places] += both[:, :n].sum(axis=0)
        found[n, n] += int(both[:, n].sum())
    return found


def units_confused(codings: Codings, row: int, column: int) -> NDArray[np.int64]:
    """Places of the units that a cell of `confusions` counts, each once."""
    found: set[int] = set()
    for first, second in combinations(range(len(codings.coders)), 2):
        one, other, both = _alone(codings, first, second)
        if row == column:
            counted = both[:, row]
        else:
            counted = (one[:, row] & other[:, column]) | (one[:, column] & other[:, row])
        places = np.flatnonzero(codings.seen[first] & codings.seen[second])
        found |= set(places[counted].tolist())
    return np.array(sorted(found), dtype=np.int64)


def _alone(codings: Codings, first: int, second: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Per unit that both coded, shape (n, n_codes + 1): given by the first alone, the second alone, by both.

    The last column of a coder says that all this coder gave the other gave too, though the other gave more; that of
    both, that neither gave anything.
    """
    seen = codings.seen[first] & codings.seen[second]
    a, b = codings.given[first, seen], codings.given[second, seen]
    one, other, both = a & ~b, b & ~a, a & b
    less, fewer = ~one.any(axis=1) & other.any(axis=1), ~other.any(axis=1) & one.any(axis=1)
    nothing = ~a.any(axis=1) & ~b.any(axis=1)
    return np.c_[one, less], np.c_[other, fewer], np.c_[both, nothing]
