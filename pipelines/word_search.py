"""Find answers by words: in any form, or exactly; several must all occur; phrases stand together.

Words are compared without case and accents. 'wait' finds 'waiting' and 'waited' (Porter's second English stemmer, in
Snowball's edition); words in quotation marks are taken as they are written, one beside the other. Scripts that put no
space between words are searched character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.errors import SearchError

LANGUAGE = "english"  # whose word forms are known; words of other languages are found as they are written
LONGEST_QUERY = 500  # characters
_QUOTES = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?')
_ASCII_WORD = re.compile(r"\w+(?:'\w+)*", re.ASCII)
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_IN_WORD = rf"[[\p{{L}}\p{{M}}\p{{N}}_]--[{_UNSPACED}]]+"

Found = NDArray[np.int64]
Same = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a query that stand together: one word in any of its forms, or a phrase exactly as written."""

    words: tuple[str, ...]
    exact: bool


def parse_words(query: str) -> tuple[Part, ...]:
    """Read a query; each part must occur.

    Raises
    ------
    SearchError
        It holds no word, or is too long.

    Examples
    --------
    >>> [part.words for part in parse_words('waiting "no time"')]
    [('waiting',), ('no', 'time')]
    >>> parse_words("Café")[0].words
    ('cafe',)
    """
    if len(query) > LONGEST_QUERY:
        raise SearchError(f"The search has {len(query):,} characters; {LONGEST_QUERY} is the most.")
    phrases = [Part(words, exact=True) for found in _QUOTES.findall(query) if (words := tuple(_folded_words(found)))]
    rest = _QUOTES.sub(" ", query)
    loose = []
    for chunk in rest.split():
        words = tuple(_folded_words(chunk))
        if words:  # 'self-care' and words of unspaced scripts come apart, and stand together in the answer
            loose.append(Part(words, exact=False))
    if not loose and not phrases:
        raise SearchError(f"The search {query.strip()!r} holds no word. Type one, or choose a pattern to find signs.")
    return (*loose, *phrases)


class WordIndex:
    """The words of many answers, read once so that each search takes milliseconds.

    Parameters
    ----------
    texts : sequence of str

    Attributes
    ----------
    n_texts_ : int

    Examples
    --------
    >>> index = WordIndex(["No time between patients.", "The waits are long", "Waiting, waiting: no time"])
    >>> index.find(parse_words("wait")).tolist(), index.find(parse_words('"no time" wait')).tolist()
    ([1, 2], [2])
    """

    def __init__(self, texts: Sequence[str]) -> None:
        numbers: dict[str, int] = {}  # of folded words
        raw: dict[str, int] = {}  # the number of a word as it stands, so that each is folded once
        stream: list[int] = []
        lengths: list[int] = []
        for text in texts:
            found = _words(text)
            for word in found:
                if word not in raw:
                    raw[word] = numbers.setdefault(_fold(word), len(numbers))
                stream.append(raw[word])
            lengths.append(len(found))
        self.n_texts_ = len(lengths)
        self._vocabulary = list(numbers)
        self._numbers = numbers
        self._stream = np.array(stream, dtype=np.int32)
        self._text_of = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        self._stems: list[str] | None = None

    def find(self, parts: Iterable[Part]) -> Found:
        """Give the places of the texts in which every part occurs, ascending."""
        found: Found | None = None
        for part in parts:
            here = self._with(part)
            found = here if found is None else np.intersect1d(found, here, assume_unique=True)
        return np.arange(self.n_texts_) if found is None else found

    def _with(self, part: Part) -> Found:
        last = len(self._stream) - len(part.words) + 1
        if last <= 0:
            return np.zeros(0, dtype=np.int64)
        match = np.ones(last, dtype=bool)
        for offset, word in enumerate(part.words):
            match &= self._is(word, part.exact)[self._stream[offset : offset + last]]
        ends = len(part.words) - 1
        match &= self._text_of[:last] == self._text_of[ends : ends + last]
        return np.unique(self._text_of[:last][match]).astype(np.int64)

    def _is(self, word: str, exact: bool) -> NDArray[np.bool_]:
        """Say of each known word whether it is the one looked for."""
        if exact:
            return np.array([known == word for known in self._vocabulary], dtype=bool)
        if self._stems is None:
            self._stems = [_stem(known) for known in self._vocabulary]
        stem = _stem(word)
        return np.array([known == stem for known in self._stems], dtype=bool)


def word_spans(text: str, parts: Iterable[Part]) -> list[tuple[int, int]]:
    """Give where the parts of a query stand in a text: half-open spans in code points, ascending, none overlapping.

    Examples
    --------
    >>> text = "Waiting rooms: no wait, no time."
    >>> [text[start:end] for start, end in word_spans(text, parse_words('wait "no time"'))]
    ['Waiting', 'wait', 'no time']
    """
    places = [(match.start(), match.end(), _fold(match.group())) for match in _word_pattern().finditer(text)]
    spans = []
    for part in parts:
        wanted = [_same_as(word, part.exact) for word in part.words]
        for first in range(len(places) - len(wanted) + 1):
            run = places[first : first + len(wanted)]
            if all(same(word) for same, (_, _, word) in zip(wanted, run, strict=True)):
                spans.append((run[0][0], run[-1][1]))
    return joined_spans(spans)


def joined_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap.

    Examples
    --------
    >>> joined_spans([(5, 9), (0, 2), (7, 12)])
    [(0, 2), (5, 12)]
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _same_as(word: str, exact: bool) -> Same:
    if exact:
        return lambda other: other == word
    stem = _stem(word)
    return lambda other: _stem(other) == stem


def _words(text: str) -> list[str]:
    pattern = _ASCII_WORD if text.isascii() else _word_pattern()
    found: list[str] = pattern.findall(text)
    return found


def _folded_words(text: str) -> list[str]:
    return [_fold(word) for word in _words(text)]


def _fold(word: str) -> str:
    """Take case, accents and the shape of the apostrophe off a word."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(_ACCENTS)
    return unicodedata.normalize("NFC", plain.replace("’", "'"))


@cache
def _word_pattern() -> Any:
    import regex

    return regex.compile(rf"[{_UNSPACED}]|{_IN_WORD}(?:['’]{_IN_WORD})*", regex.V1)


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(LANGUAGE)


def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem
