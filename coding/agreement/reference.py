"""A coder against a reference, for learning to code: sensitivity and specificity.

The reference is taken for right, so this is no agreement between coders, and no coefficient of reliability.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coding.agreement.comparison import Codings
from coding.agreement.counts import TwoByTwo, two_by_two
from coding.agreement.estimate import with_ends
from coding.agreement.intervals import JACKKNIFE, Interval, clopper_pearson, jackknife, none
from coding.agreement.result import Agreement

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AgainstReference:
    """Of one code and coder: how it was given (first the reference, second the coder), and both shares."""

    counts: TwoByTwo
    sensitivity: Agreement
    specificity: Agreement


def against_reference(
    codings: Codings, code: int, reference: int, coder: int, interval: Interval = JACKKNIFE
) -> AgainstReference:
    """Compare a coder's use of a code with the reference's.

    Sensitivity is the share of the units with the code, by the reference, that the coder gave it too; specificity the
    share of those without it that the coder left without it. Intervals are by the jackknife over respondents, at 0
    and 1 the bound of Clopper and Pearson for as many units as there are respondents.

    Examples
    --------
    >>> from coding.agreement.comparison import gather
    >>> rows = [("1", "Lead", "A"), ("1", "Ana", "A"), ("2", "Lead", "A"), ("2", "Ana", ""), ("3", "Lead", ""),
    ...         ("3", "Ana", "")]
    >>> found = against_reference(gather(rows), 0, reference=1, coder=0)
    >>> found.sensitivity.value, found.specificity.value
    (0.5, 1.0)
    """
    counted = codings.seen[reference] & codings.seen[coder]
    if codings.applies is not None:
        counted = counted & codings.applies[:, code]
    right = codings.given[reference, counted, code]
    same = codings.given[coder, counted, code] == right
    people = codings.respondents[counted]
    return AgainstReference(
        two_by_two(codings, code, reference, coder),
        _share(right, same, people, interval, "Not estimable because the reference gave this code to no unit."),
        _share(~right, same, people, interval, "Not estimable because the reference gave this code to every unit."),
    )


def _share(
    among: NDArray[np.bool_], same: NDArray[np.bool_], people: NDArray[np.int64], interval: Interval, without: str
) -> Agreement:
    """Share of the units `among` in which the coder did the same, with its interval."""
    n = int(among.sum())
    empty = Agreement(n_units=n, n_coders=1, n_categories=2)
    if not n:
        return replace(empty, reason=without)
    owners = np.unique(people[among], return_inverse=True)[1]
    asked = np.bincount(owners).astype(float)
    hit = np.bincount(owners, weights=same[among], minlength=len(asked))
    value = float(hit.sum() / asked.sum())
    found = replace(empty, value=value)
    if value in (0.0, 1.0):
        low, high = clopper_pearson(len(asked) * value, len(asked), interval.confidence)
        return replace(found, low=low, high=high, method=f"Clopper-Pearson, {len(asked)} respondents")
    if len(asked) < 2:
        return with_ends(found, none("No interval because all units are of one respondent."))
    left_out = (hit.sum() - hit) / (asked.sum() - asked)
    return with_ends(found, jackknife(value, left_out, "proportion", len(asked), interval))
