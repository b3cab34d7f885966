"""What a code has meant since when: its definition, when to give it and when not."""

from collections.abc import Iterable
from dataclasses import dataclass

from codebooks.events import Change
from codebooks.model import DEFINING

Meaning = tuple[str, ...]  # the texts of `DEFINING`, or their ids, in that order


@dataclass(frozen=True, slots=True)
class Meanings:
    """Each meaning a code has had, with the time from which it held; the first from the beginning, ''.

    Times are those of the record, so that they sort as text.
    """

    since: tuple[tuple[str, Meaning], ...]

    @property
    def now(self) -> Meaning:
        """What it means today."""
        return self.since[-1][1]

    def at(self, moment: str) -> Meaning:
        """What it meant then."""
        return next(meaning for began, meaning in reversed(self.since) if began <= moment)

    def is_same_since(self, moment: str) -> bool:
        """Whether it meant then what it means now, whatever it meant in between."""
        return self.at(moment) == self.now


def traced(now: Meaning, changes: Iterable[tuple[str, Change]]) -> Meanings:
    """Walk back from what a code means now through what was changed, given in order with the times.

    Examples
    --------
    >>> changes = [("2", (("name", "A", "B"),)), ("3", (("definition", "Hours.", "Hours, not pay."),))]
    >>> found = traced(("Hours, not pay.", "", ""), changes)
    >>> found.since
    (('', ('Hours.', '', '')), ('3', ('Hours, not pay.', '', '')))
    >>> found.is_same_since("2"), found.is_same_since("3")
    (False, True)
    """
    meaning, steps = now, []
    for at, change in reversed(list(changes)):
        before = {field: old for field, old, _ in change if field in DEFINING}
        if before:
            steps.append((at, meaning))
            meaning = tuple(before.get(field, words) for field, words in zip(DEFINING, meaning, strict=True))
    return Meanings((("", meaning), *reversed(steps)))
