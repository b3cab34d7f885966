"""Find answers by a regular expression, with a limit to the time that one may take."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from pipelines.errors import SearchError
from pipelines.word_search import joined_spans

SECONDS = 2.0  # for all answers together; 100,000 short ones take half a second
LONGEST_PATTERN = 200  # characters
_MOST_SPANS = 200  # marked in one answer


class Pattern:
    """A regular expression, read without case.

    Parameters
    ----------
    pattern : str
        As Python's `re` reads it, with the additions of the package `regex`.

    Raises
    ------
    SearchError
        It is empty, too long, or cannot be read: where and why.

    Examples
    --------
    >>> Pattern("wait(s|ing)?").find(["No wait", "Late", "WAITING"])
    [0, 2]
    >>> Pattern("(late")
    Traceback (most recent call last):
    pipelines.errors.SearchError: The pattern '(late' breaks off at its end: missing ). Mend it, or search for words.
    """

    def __init__(self, pattern: str) -> None:
        import regex

        if not pattern:
            raise SearchError("There is no pattern yet. Type one, for example: wait(s|ing)?")
        if len(pattern) > LONGEST_PATTERN:
            raise SearchError(f"The pattern has {len(pattern):,} characters; {LONGEST_PATTERN} is the most.")
        self.pattern = pattern
        try:
            self._compiled: Any = regex.compile(pattern, regex.IGNORECASE)
        except (regex.error, OverflowError, RecursionError, ValueError) as fault:
            raise SearchError(_broken(pattern, fault)) from fault

    def find(self, texts: Iterable[str], seconds: float = SECONDS) -> list[int]:
        """Give the places of the texts in which the pattern occurs, ascending.

        Raises
        ------
        SearchError
            It takes longer than `seconds`.
        """
        until = time.monotonic() + seconds
        found = []
        for place, text in enumerate(texts):
            try:
                if self._compiled.search(text, timeout=max(until - time.monotonic(), 0.001)):
                    found.append(place)
            except TimeoutError as fault:
                raise SearchError(self._too_slow(seconds, place)) from fault
        return found

    def spans(self, text: str, seconds: float = SECONDS) -> list[tuple[int, int]]:
        """Give where the pattern occurs in a text: half-open spans in code points; none where that takes too long."""
        spans = []
        try:
            for match in self._compiled.finditer(text, timeout=seconds):
                if match.end() > match.start():
                    spans.append(match.span())
                if len(spans) == _MOST_SPANS:
                    break
        except TimeoutError:
            return []
        return joined_spans(spans)

    def _too_slow(self, seconds: float, place: int) -> str:
        return (
            f"The pattern {self.pattern!r} was stopped after {seconds:g} seconds, at answer {place + 1:,}. Repeats "
            "inside repeats, such as (a+)+, take so long: write it more simply, or search for words."
        )


def _broken(pattern: str, fault: Exception) -> str:
    where = getattr(fault, "pos", None)
    why = getattr(fault, "msg", None) or str(fault)
    if where is None:
        return f"The pattern {pattern!r} cannot be read: {why}. Mend it, or search for words."
    if where >= len(pattern):
        return f"The pattern {pattern!r} breaks off at its end: {why}. Mend it, or search for words."
    return (
        f"The pattern {pattern!r} cannot be read at character {where + 1} ({pattern[where]!r}): {why}. Mend it, or "
        "search for words."
    )
