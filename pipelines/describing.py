"""Telling a person what a group of passages is about: terms, a draft name, quotes from its middle and its edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
_SUPPORT = 0.04  # share of a theme's passages that hold a phrase
_SMALL_THEME = 6  # passages
_QUOTE_WORDS = (4, 40)  # a shorter quote says little, a longer one is not read on a card
_LABEL_WORDS = 8  # of a quote that stands in for a name


Weighted = Sequence[tuple[str, float]]  # phrases with their c-TF-IDF weight, the heaviest first


class DistinctPhrases:
    """Choose, among the phrases heavy in each theme, those near its meaning and unlike one another.

    Parameters
    ----------
    phrases : Phrases
        Lists the phrases of a passage.
    embed : callable (phrases) -> vectors
    """

    def __init__(self, phrases: Phrases, embed: Callable[[Sequence[str]], Floats]) -> None:
        self._phrases = phrases
        self._embed = embed

    def fit(self, passages: Sequence[str], vectors: Floats) -> Self:
        """Learn what all passages have in common, so that it does not count for any theme."""
        self.passages_ = passages
        self.vectors_ = vectors
        self.common_ = vectors.mean(axis=0)
        return self

    def choose(self, weighted: Mapping[int, Weighted], members: Mapping[int, list[int]]) -> dict[int, Weighted]:
        """The best phrases of each theme with their fit, at most eight.

        Parameters
        ----------
        weighted : mapping of theme to candidates
        members : mapping of theme to the numbers of its passages
        """
        support = {theme: self._support(members[theme]) for theme in weighted}
        candidates = {
            theme: [pair for pair in pairs if support[theme][pair[0]] >= _support_needed(len(members[theme]))]
            for theme, pairs in weighted.items()
        }
        names = sorted({name for pairs in candidates.values() for name, _ in pairs})
        if not names:
            return {theme: [] for theme in weighted}
        near = unit_rows(self._embed(names) - self.common_)
        place = {name: number for number, name in enumerate(names)}
        return {
            theme: self._best(pairs, near[[place[name] for name, _ in pairs]], support[theme], members[theme])
            for theme, pairs in candidates.items()
        }

    def _support(self, members: Sequence[int]) -> Counter[str]:
        """How many of the passages hold each phrase."""
        return Counter(phrase for member in members for phrase in set(self._phrases(self.passages_[member])))

    def _best(self, pairs: Weighted, near: Floats, support: Counter[str], members: list[int]) -> Weighted:
        if not pairs:
            return []
        centre = unit_rows(self.vectors_[members].mean(axis=0, keepdims=True) - self.common_)[0]
        weights = np.array([weight for _, weight in pairs])
        frequency = np.array([support[name] for name, _ in pairs]) / len(members)
        fit = (near @ centre) + weights / weights.max() + np.sqrt(frequency)
        names = [name for name, _ in pairs]
        return [(names[number], float(fit[number])) for number in _diverse(names, near, fit)]


def _support_needed(n_passages: int) -> int:
    """A word of one passage in twenty says nothing about the theme; in a theme of three it may."""
    return 1 if n_passages < _SMALL_THEME else max(2, round(_SUPPORT * n_passages))


def _diverse(names: Sequence[str], near: Floats, fit: NDArray[np.float64]) -> list[int]:
    """Numbers of the chosen phrases: the fittest first, each next one unlike those before it."""
    chosen: list[int] = []
    said: list[frozenset[str]] = []
    repetition = np.zeros(len(names))
    for _ in range(TERMS):
        open_to_choice = [n for n in range(len(names)) if not any(stems(names[n]) & words for words in said)]
        if not open_to_choice:
            break
        best = max(open_to_choice, key=lambda n: (fit[n] - 3 * _REPETITION * repetition[n], -n))
        chosen.append(best)
        said.append(stems(names[best]))
        repetition = np.maximum(repetition, near @ near[best])
    return chosen


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
