"""Telling a person what a group of passages is about: terms, a draft name, quotes from its middle and its edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipelines.phrases import Phrases, stems
from pipelines.regrouping import Floats, unit_rows

TERMS = 8
CENTRAL_QUOTES = 3
BORDER_QUOTES = 2

_TERMS_IN_LABEL = 3
_REPETITION = 0.3  # weight of likeness to a term already chosen (MMR; Carbonell & Goldstein 1998)
_MIN_SUPPORT = 2  # passages of the theme that hold a phrase of several words
_QUOTE_WORDS = (4, 40)  # a shorter quote says little, a longer one is not read on a card
_LABEL_WORDS = 8  # of a quote that stands in for a name


class DistinctPhrases:
    """Choose, among the phrases heavy in a theme, those near its meaning and unlike one another.

    Parameters
    ----------
    phrases : Phrases
        Lists the phrases of a passage.
    embed : callable (phrases) -> vectors
    """

    def __init__(self, phrases: Phrases, embed: Callable[[Sequence[str]], Floats]) -> None:
        self._phrases = phrases
        self._embed = embed

    def fit(self, vectors: Floats) -> Self:
        """Learn what all passages have in common, so that it does not count for any theme."""
        self.vectors_ = vectors
        self.common_ = vectors.mean(axis=0)
        return self

    def choose(
        self, weighted: Sequence[tuple[str, float]], members: Sequence[int], passages: Sequence[str]
    ) -> list[tuple[str, float]]:
        """The best phrases of a theme with their fit, at most eight.

        Parameters
        ----------
        weighted : sequence of (phrase, c-TF-IDF weight), heaviest first
        members : sequence of int
            Numbers of the theme's passages.
        passages : sequence of str
            All passages.
        """
        support = Counter(phrase for member in members for phrase in set(self._phrases(passages[member])))
        candidates = [
            (phrase, weight)
            for phrase, weight in weighted
            if phrase and support[phrase] >= (_MIN_SUPPORT if " " in phrase and len(members) > _MIN_SUPPORT else 1)
        ]
        if not candidates:
            return []
        names = [phrase for phrase, _ in candidates]
        near = unit_rows(self._embed(names) - self.common_)
        centre = unit_rows(self.vectors_[list(members)].mean(axis=0, keepdims=True) - self.common_)[0]
        weights = np.array([weight for _, weight in candidates])
        frequency = np.array([support[name] for name in names]) / len(members)
        fit = (near @ centre) + weights / weights.max() + np.sqrt(frequency)
        return [(names[number], float(fit[number])) for number in _diverse(names, near, fit)]


def _diverse(names: Sequence[str], near: Floats, fit: NDArray[np.float64]) -> list[int]:
    """Numbers of the chosen phrases: the fittest first, each next one unlike those before it."""
    chosen: list[int] = []
    said: list[frozenset[str]] = []
    repetition = np.zeros(len(names))
    for _ in range(TERMS):
        open_to_choice = [n for n in range(len(names)) if not any(_repeats(names[n], words) for words in said)]
        if not open_to_choice:
            break
        best = max(open_to_choice, key=lambda n: (fit[n] - 3 * _REPETITION * repetition[n], -n))
        chosen.append(best)
        said.append(stems(names[best]))
        repetition = np.maximum(repetition, near @ near[best])
    return chosen


def _repeats(name: str, said: frozenset[str]) -> bool:
    words = stems(name)
    return words <= said or said <= words


def draft_name(terms: Sequence[str], quote: str) -> str:
    """The first terms side by side; the beginning of a quote where no term is left.

    Examples
    --------
    >>> draft_name(["no time between patients", "shifts", "short", "tired"], "")
    'no time between patients · shifts · short'
    >>> draft_name([], "It was what it was")
    '“It was what it was”'
    """
    if terms:
        return " · ".join(terms[:_TERMS_IN_LABEL])
    words = quote.split()
    return f"“{' '.join(words[:_LABEL_WORDS])}{' …' if len(words) > _LABEL_WORDS else ''}”"


def central_passages(members: NDArray[np.intp], vectors: Floats, passages: Sequence[str]) -> list[int]:
    """The passages nearest to the middle of a theme, those of a readable length first."""
    centre = vectors[members].mean(axis=0)
    likeness = vectors[members] @ centre
    order = members[np.argsort(-likeness, kind="stable")]
    return sorted(order.tolist(), key=lambda number: not _is_quotable(passages[number]))[:CENTRAL_QUOTES]


def border_passages(
    members: NDArray[np.intp], closeness: NDArray[np.floating], passages: Sequence[str], leave_out: Sequence[int]
) -> list[int]:
    """The placed passages that were least often with the theme: what it may not be about."""
    order = members[np.argsort(closeness[members], kind="stable")].tolist()
    rest = [number for number in order if number not in leave_out]
    return sorted(rest, key=lambda number: not _is_quotable(passages[number]))[:BORDER_QUOTES]


def _is_quotable(passage: str) -> bool:
    shortest, longest = _QUOTE_WORDS
    return shortest <= len(passage.split()) <= longest
