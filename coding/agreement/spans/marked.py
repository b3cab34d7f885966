"""Passages that coders marked, and what they are counted by: tokens or characters.

A passage is a half-open span in code points of one answer. Units that coders set themselves differ in their ends, so
agreement is asked for each token: was it marked with this code or not. Tokens of one answer are drawn together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coding.agreement.coefficients import alpha_of
from coding.agreement.errors import BadRatings
from coding.agreement.intervals import JACKKNIFE, Interval
from coding.agreement.ratings import MISSING, Ratings
from coding.agreement.result import Agreement

NOTHING_MARKED = "Not estimable because nobody marked a passage."


class Passage(NamedTuple):
    """A passage of one answer that one coder gave one code."""

    coder: str
    answer: str
    start: int
    end: int
    code: str


Tokens = Mapping[str, Sequence[tuple[int, int]]]
"""The tokens of each answer that was read, as half-open spans; one span a character counts by characters."""


def token_alpha(
    passages: Sequence[Passage], tokens: Tokens, coders: Sequence[str], code: str,
    respondents: Mapping[str, str] | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Krippendorff's alpha of one code over tokens: marked with it or not.

    Parameters
    ----------
    passages : what was marked; a token counts as marked where any part of it was
    tokens : of every answer that all coders read, whether anything was marked in it or not
    coders : all who read, whether they marked anything or not

    References
    ----------
    The binary alpha of a text coded as relevant or not: González-Prieto et al. (2020), arXiv 2008.00977, sec. 4.

    Examples
    --------
    >>> words = {"1": [(0, 2), (3, 7), (8, 12)]}
    >>> marked = [Passage("Ana", "1", 0, 7, "Time"), Passage("Ben", "1", 3, 7, "Time")]
    >>> round(token_alpha(marked, words, ["Ana", "Ben"], "Time", interval=None).value, 4)
    0.4444
    """
    own = [passage for passage in passages if passage.code == code]
    if not own:
        return Agreement(n_coders=len(coders), n_categories=2, reason=NOTHING_MARKED)
    marked = _marked(own, tokens, coders, {code: 1}, nothing=0)
    return alpha_of(Ratings(marked, (False, True), _people(tokens, respondents)), "nominal", interval)


def cu_alpha(
    passages: Sequence[Passage], tokens: Tokens, coders: Sequence[str], codes: Sequence[str],
    respondents: Mapping[str, str] | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Agreement on which code of a set, where at least two coders marked anything: Krippendorff's cu-alpha.

    Parameters
    ----------
    codes : codes of one domain, of which a coder gives a token at most one

    Raises
    ------
    BadRatings
        When a coder gave a token two of these codes.

    References
    ----------
    Krippendorff, Mathet, Bouvry and Widlöcher (2016), Quality and Quantity 50:2347; as alpha over tokens with
    everything unmarked missing: González-Prieto et al. (2020), arXiv 2008.00977, sec. 4.

    Examples
    --------
    Three words that both marked, two of them alike: alpha of [[Time, Time, Staff], [Time, Staff, Staff]].

    >>> words = {"1": [(0, 2), (3, 7), (8, 12)]}
    >>> marked = [Passage("Ana", "1", 0, 7, "Time"), Passage("Ana", "1", 8, 12, "Staff"),
    ...           Passage("Ben", "1", 0, 2, "Time"), Passage("Ben", "1", 3, 12, "Staff")]
    >>> round(cu_alpha(marked, words, ["Ana", "Ben"], ["Time", "Staff"], interval=None).value, 4)
    0.4444
    """
    own = [passage for passage in passages if passage.code in set(codes)]
    if not own:
        return Agreement(n_coders=len(coders), n_categories=len(codes), reason=NOTHING_MARKED)
    marked = _marked(own, tokens, coders, {code: place for place, code in enumerate(codes)}, nothing=MISSING)
    return alpha_of(Ratings(marked, tuple(codes), _people(tokens, respondents)), "nominal", interval)


def _marked(
    passages: Sequence[Passage], tokens: Tokens, coders: Sequence[str], values: Mapping[str, int], nothing: int
) -> NDArray[np.int64]:
    """Value of each token by coder, shape (n_coders, n_tokens), answers one after the other."""
    first = dict(zip(tokens, np.cumsum([0, *(len(spans) for spans in tokens.values())]), strict=False))
    rows = {coder: place for place, coder in enumerate(coders)}
    codes = np.full((len(coders), sum(map(len, tokens.values()))), nothing, dtype=np.int64)
    for passage in passages:
        if passage.answer not in tokens or passage.coder not in rows:
            raise BadRatings(f"A passage is of the answer {passage.answer!r} by {passage.coder!r}: one is not known.")
        value = values[passage.code]
        for place, (start, end) in enumerate(tokens[passage.answer], start=int(first[passage.answer])):
            if start < passage.end and passage.start < end:
                before = codes[rows[passage.coder], place]
                if before not in (nothing, value):
                    raise BadRatings(f"{passage.coder} gave two codes of one set to a token of {passage.answer!r}.")
                codes[rows[passage.coder], place] = value
    return codes


def _people(tokens: Tokens, respondents: Mapping[str, str] | None) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    owners = [(respondents or {}).get(answer, answer) for answer in tokens]
    places = [numbers.setdefault(owner, len(numbers)) for owner in owners]
    return np.repeat(np.array(places, dtype=np.int64), [len(spans) for spans in tokens.values()])
