"""The words and phrases a passage offers for naming a theme.

A phrase has one to three words, stays within a clause, and neither begins nor ends with a stop word: 'no time between
patients' gives 'no time', 'time between patients', 'patients'. Words of denial ('no', 'not', 'never', 'without') are
no stop words here: they are what a theme is often about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

# Only these stand inside a phrase: 'length of stay', 'time to talk', 'no time between patients'.
_JOINTS = frozenset({"of", "for", "to", "in", "on", "at", "and", "with", "between", "from", "by", "the", "a", "per"})

_TOKEN = re.compile(r"\w+(?:['’]\w+)*")
_BREAK = re.compile(r"[.!?;:,()\[\]/\"“”•|\r\n]+|\s[-–—]+\s")
_MAX_WORDS = 3
_SHORTEST = 3  # letters of a phrase of one word: 'gp' is lost, 'an' and '3' too; '111' stays

DENIALS = frozenset({"no", "not", "never", "none", "nothing", "without", "less", "few", "cannot"})
_LOOSE_ENDS = frozenset(
    {"no", "not", "never", "without", "less", "few", "cannot"}
)  # they open a phrase, never close it

# Words of talk that scikit-learn's list of English stop words leaves in, and the stems of don't, isn't and the like.
_TALK = frozenset(
    {
        "really", "just", "got", "get", "gets", "getting", "etc", "also", "like", "would", "could", "thing", "things",
        "lot", "lots", "bit", "went", "go", "going", "come", "came", "said", "say", "told", "make", "made", "way",
        "does", "did", "doing", "don", "didn", "doesn", "isn", "wasn", "weren", "couldn", "wouldn", "shouldn", "won",
        "haven", "hasn", "hadn", "ain", "know", "think", "because", "able", "actually", "quite", "maybe", "yes", "ok",
        "okay", "one",
    }
)  # fmt: skip


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words that name nothing, in this language; none for a language without a list."""
    if language == "en":
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        return frozenset(ENGLISH_STOP_WORDS | _TALK) - DENIALS
    import spacy

    try:
        return frozenset(spacy.blank(language).Defaults.stop_words)
    except ImportError:
        return frozenset()


def words_of(text: str) -> frozenset[str]:
    """The words of a text in small letters, as phrases see them."""
    return frozenset(_TOKEN.findall(text.lower().replace("_", " ")))


class Phrases:
    """Callable that lists the phrases of a text, for scikit-learn's `CountVectorizer(analyzer=...)`.

    Parameters
    ----------
    stop_words : iterable of str
        Lower-case words that neither open nor close a phrase.

    Examples
    --------
    >>> Phrases(["the", "was", "to"])("The wait was long. No time to talk")
    ['wait', 'long', 'no time', 'time', 'time to talk', 'talk']
    """

    def __init__(self, stop_words: Iterable[str]) -> None:
        self.stop_words = frozenset(stop_words)

    def __call__(self, text: str) -> list[str]:
        found: list[str] = []
        for part in _BREAK.split(text.lower()):
            tokens = _TOKEN.findall(part)
            stops = [self._is_stop(token) for token in tokens]
            for start in range(len(tokens)):
                if stops[start]:
                    continue
                for end in range(start, min(start + _MAX_WORDS, len(tokens))):
                    if stops[end] and tokens[end] not in _JOINTS:
                        break
                    if stops[end] or tokens[end] in _LOOSE_ENDS:
                        continue
                    if start == end and len(tokens[start]) < _SHORTEST:
                        continue
                    found.append(" ".join(tokens[start : end + 1]))
        return found

    def _is_stop(self, token: str) -> bool:
        return token in self.stop_words or token.replace("’", "'").split("'")[0] in self.stop_words


def stems(phrase: str) -> frozenset[str]:
    """Content of a phrase without its commonest English endings, to tell that 'drivers' repeats 'driver'.

    Examples
    --------
    >>> sorted(stems("caring drivers")) == sorted(stems("driver cared"))
    True
    """
    return frozenset(_stem(word) for word in phrase.split() if word not in _JOINTS)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "ly", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
