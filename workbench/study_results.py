"""Everything that the pages on agreement show of one set of codings, computed once: of a round, or of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from coding.agreement.comparison import CodeAgreement, Codings, Comparison, GroupAgreement, compare
from coding.agreement.counts import TwoByTwo, confusions, disagreed, two_by_two, units_confused
from coding.agreement.intervals import Interval
from coding.agreement.reached import Shares, shares_at_least
from coding.agreement.selections import of_codes

LEAST_GROUP = 5  # units of a part of the study, below which it is not computed


@dataclass(frozen=True)
class StudyResults:
    """Results of a study; coders and codes by the ids that `codings` holds, their names beside.

    Parameters
    ----------
    other_way : the same where what was unsure and without a code counts as no code; None where nothing was unsure
    shares : of resamples that reach .667 and .800
    confused : see `coding.agreement.counts.confusions`
    """

    codings: Codings
    coders: Mapping[str, str]
    codes: Mapping[str, str]
    found: Comparison
    other_way: GroupAgreement | None
    shares: Shares
    confused: NDArray[np.int64]

    @cached_property
    def bootstrap(self) -> GroupAgreement:
        """Give the same with intervals by the bootstrap over respondents, computed when they are asked for."""
        return compare(self.codings, Interval("bootstrap"), by_pair=False).everybody

    @property
    def respondents(self) -> int:
        """How many respondents gave the units that at least two coders coded."""
        return self.codings.sets().n_respondents

    @property
    def units(self) -> int:
        """How many units at least two coders coded."""
        return self.codings.sets().n_units

    @property
    def with_codes(self) -> tuple[str, ...]:
        """Codes that anybody gave, in the order of the codebook."""
        return tuple(code for place, code in enumerate(self.codings.codes) if self.codings.given[:, :, place].any())

    def code(self, code: str) -> CodeAgreement:
        """Give the coefficients of a code."""
        return self.found.everybody.codes[code]

    def disagreements(self, code: str) -> tuple[str, ...]:
        """Give the units on which coders differ about a code."""
        return self._units(np.flatnonzero(disagreed(self.codings, self.codings.codes.index(code))))

    def tables_of_two(self, code: str) -> dict[tuple[str, str], TwoByTwo]:
        """Count a code by each pair of coders, by their names."""
        place = self.codings.codes.index(code)
        return {
            (self.coders[self.codings.coders[a]], self.coders[self.codings.coders[b]]): two_by_two(
                self.codings, place, a, b
            )
            for a, b in combinations(range(len(self.codings.coders)), 2)
        }

    def confused_units(self, row: int, column: int) -> tuple[str, ...]:
        """Give the units that a cell of `confused` counts."""
        return self._units(units_confused(self.codings, row, column))

    def pairs(self) -> dict[str, GroupAgreement]:
        """Give the results of each pair of coders, by their names."""
        return {f"{self.coders[a]} and {self.coders[b]}": group for (a, b), group in self.found.pairs.items()}

    def _units(self, places: NDArray[np.int64]) -> tuple[str, ...]:
        return tuple(self.codings.units[place] for place in places)


def study_results(
    codings: Codings, coders: Mapping[str, str], codes: Mapping[str, str], other_way: Codings | None = None
) -> StudyResults:
    """Compute everything that is shown at first.

    Examples
    --------
    >>> from coding.agreement.comparison import gather
    >>> found = study_results(gather([("1", "a", "A"), ("1", "b", "A"), ("2", "a", "A"), ("2", "b", "")]),
    ...                       {"a": "Ana", "b": "Ben"}, {"A": "Time"})
    >>> found.disagreements("A"), found.respondents
    (('2',), 2)
    """
    return StudyResults(
        codings=codings,
        coders=coders,
        codes=codes,
        found=compare(codings),
        other_way=compare(other_way, by_pair=False).everybody if other_way is not None else None,
        shares=shares_at_least(codings),
        confused=confusions(codings),
    )


def by_part(codings: Codings, parts: Sequence[str] | NDArray[np.object_]) -> dict[str, GroupAgreement]:
    """Compute agreement in each part of a study, as each question or each group of respondents.

    Codes that apply to nothing in a part are left out of it; so are parts of fewer than `LEAST_GROUP` units.

    Parameters
    ----------
    parts : the part of each unit, '' for none
    """
    labels = np.asarray(parts, dtype=object)
    found = {}
    for part in dict.fromkeys(label for label in labels if label):
        own = codings.take(labels == part)
        if len(own.units) < LEAST_GROUP:
            continue
        if own.applies is not None:
            own = of_codes(own, np.flatnonzero(own.applies.any(axis=0)).tolist())
        found[part] = compare(own, by_pair=False).everybody
    return found
