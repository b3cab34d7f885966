"""How coders differ on an answer: which codes only some of them gave, and where they marked the same ones.

A coder who was unsure and gave no code said nothing, and is not set against the others; one who saw the answer and
gave no code said that none applies, which is a coding like any other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from coding.agreement.label_sets import masi_distance

Passage = tuple[int, int]  # half-open, in code points


@dataclass(frozen=True, slots=True)
class Given:
    """What one coder gave one answer. `passages` are (code, start, end); none of them stands for 'no code applies'."""

    coder: str
    passages: tuple[tuple[str, int, int], ...] = ()
    unsure: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """The codes given, on whatever words."""
        return frozenset(code for code, _, _ in self.passages)

    @property
    def is_said(self) -> bool:
        """Whether the coder came to a coding: unsure without a code is none."""
        return bool(self.passages) or not self.unsure

    def passages_of(self, code: str) -> tuple[Passage, ...]:
        """Where the coder put a code, in the order of the text."""
        return tuple(sorted({(start, end) for given, start, end in self.passages if given == code}))


@dataclass(frozen=True, slots=True)
class Difference:
    """How the codings of one answer differ.

    Parameters
    ----------
    distance : mean MASI distance of the coders' sets over all pairs, 0 (the same codes) to 1
    split : for each code that some coders gave and others did not, who gave it; the most even split first
    elsewhere : codes that the same coders gave on different words
    """

    response: str
    given: tuple[Given, ...]
    distance: float
    split: Mapping[str, frozenset[str]]
    elsewhere: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        """Whether all gave the same codes on the same words."""
        return not self.split and not self.elsewhere

    @property
    def is_of_scope(self) -> bool:
        """Whether all gave the same codes, and only the words they are on differ."""
        return not self.split and bool(self.elsewhere)


def difference(response: str, given: Sequence[Given]) -> Difference:
    """Set the codings of one answer against each other; those who said nothing are left out.

    Examples
    --------
    >>> ana, ben = Given("ana", (("time", 0, 9), ("pay", 0, 9))), Given("ben", (("time", 0, 4),))
    >>> found = difference("r1", [ana, ben])
    >>> round(found.distance, 4), dict(found.split), found.elsewhere
    (0.6667, {'pay': frozenset({'ana'})}, ('time',))
    """
    said = tuple(one for one in given if one.is_said)
    pairs = list(combinations([one.codes for one in said], 2))
    distance = sum(masi_distance(first, second) for first, second in pairs) / len(pairs) if pairs else 0.0
    who = {code: frozenset(one.coder for one in said if code in one.codes) for code in _codes(said)}
    split = {code: coders for code, coders in who.items() if len(coders) < len(said)}
    half = len(said) / 2
    evenly = sorted(split, key=lambda code: (abs(len(split[code]) - half), code))
    elsewhere = tuple(code for code in who if len({one.passages_of(code) for one in said if code in one.codes}) > 1)
    return Difference(response, tuple(given), distance, {code: split[code] for code in evenly}, elsewhere)


def ranked(differences: Iterable[Difference]) -> list[Difference]:
    """Put the answers on which coders differ most first, those that differ only in the words marked last.

    Answers on which nobody differs are left out; of equals the one that was handed in first stays first.

    Examples
    --------
    >>> a, b, none = (Given("ana", ((code, 0, 5),)) for code in "abc")
    >>> found = ranked([difference("same", [a, Given("ben", a.passages)]),
    ...                 difference("words", [a, Given("ben", (("a", 0, 3),))]),
    ...                 difference("codes", [a, Given("ben")])])
    >>> [one.response for one in found]
    ['codes', 'words']
    """
    return sorted((one for one in differences if not one.is_none), key=lambda one: (one.is_of_scope, -one.distance))


def answers_by_code(differences: Iterable[Difference]) -> dict[str, int]:
    """Count on how many answers each code is in dispute, on the answer or on words of it; the most disputed first.

    >>> ana, ben = Given("ana", (("time", 0, 9),)), Given("ben")
    >>> answers_by_code([difference("r1", [ana, ben])])
    {'time': 1}
    """
    found = Counter(code for one in differences for code in (*one.split, *one.elsewhere))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _codes(given: Iterable[Given]) -> list[str]:
    return list(dict.fromkeys(code for one in given for code, _, _ in sorted(one.passages, key=lambda p: p[1:])))
