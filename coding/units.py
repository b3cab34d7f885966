"""The smallest part of an answer that a code may be put on: any words, whole sentences, or the whole answer.

Sentences are found by a plain rule, the same for every language, so that a project's units never change with a model.
The desk is handed the borders and works out none of its own.
"""

import re

from coding.errors import BadSpan

Sentence = tuple[int, int]

_LINE = re.compile(r"[^\r\n\v\f\u0085\u2028\u2029]+")
# A stop, what closes after it, and white space or the end; scripts that write no space after a stop need none.
_STOP = re.compile(r"""[.!?…؟۔।]+["'”’»)\]]*(?=\s|$)|[。！？]+["'”’»」』）)\]]*""")
_BEFORE_STOP = re.compile(r"[^\s(\[\"'“‘«]+$")
_LONGEST_SHORT = 8  # characters looked at before a stop; no shortened word is longer
_NEVER_LAST = frozenset({"dr", "mr", "mrs", "ms", "prof", "st", "vs", "e.g", "i.e", "eg", "ie", "approx", "fig"})
_NUMBER_OR_LETTER = re.compile(r"\(?(\d{1,2}|[^\W\d_])")
_WORD = re.compile(r"\w")


def sentences(text: str) -> list[Sentence]:
    """Give the sentences of an answer: half-open spans in code points, in order, without white space around them.

    A line is never joined to the next. A full stop after a title, a single letter, a list's number or before a small
    letter after dots ends no sentence; a piece without a letter or digit belongs to the sentence before it.

    Examples
    --------
    >>> text = "No time, e.g. on nights. Dr. Hill helped :)\\r\\n1. Pay"
    >>> [text[start:end] for start, end in sentences(text)]
    ['No time, e.g. on nights.', 'Dr. Hill helped :)', '1. Pay']
    """
    found: list[Sentence] = []
    for line in _LINE.finditer(text):
        start, first = line.start(), len(found)
        ends = [stop.end() for stop in _STOP.finditer(text, *line.span()) if _ends(text, line.start(), stop)]
        for end in [*ends, line.end()]:
            _take(text, found, start, end, is_first=len(found) == first)
            start = end
    return found


def word_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the first and the last word that a span touches, counted from 1; a word is what white space parts.

    Examples
    --------
    >>> word_numbers("We were three short", 8, 19)
    (3, 4)
    """
    first = len(text[:start].split()) + (start == 0 or text[start - 1].isspace() or text[start].isspace())
    return first, first + max(len(text[start:end].split()), 1) - 1


def check_span(unit: str, text: str, start: int, end: int) -> None:
    """Refuse a passage that the project's unit does not allow or that holds no visible character.

    Raises
    ------
    BadSpan

    Examples
    --------
    >>> check_span("sentence", "No time. No pay.", 9, 16)
    >>> check_span("sentence", "No time. No pay.", 3, 16)
    Traceback (most recent call last):
    coding.errors.BadSpan: In this project codes go on whole sentences; the passage 3 to 16 is none. Select it again.
    """
    if not 0 <= start < end <= len(text):
        raise BadSpan(f"The passage {start} to {end} does not lie inside an answer of {len(text)} characters.")
    if not text[start:end].strip():
        raise BadSpan(f"The passage {start} to {end} holds white space only. Select words.")
    if (start, end) == (0, len(text)):
        return
    if unit == "response":
        raise BadSpan("In this project codes go on whole answers, not on passages. Press the code again.")
    if unit == "sentence":
        borders = sentences(text)
        if start not in {first for first, _ in borders} or end not in {last for _, last in borders}:
            raise BadSpan(
                f"In this project codes go on whole sentences; the passage {start} to {end} is none. Select it again."
            )


def _ends(text: str, line_start: int, stop: re.Match[str]) -> bool:
    """Whether a stop ends a sentence, or belongs to a shortened word, a list's number or a pause."""
    marks = stop.group()
    if not marks.startswith((".", "…")):
        return True
    if marks.startswith(("..", "…")) and text[stop.end() : stop.end() + 2].strip()[:1].islower():
        return False
    before = _BEFORE_STOP.search(text, max(line_start, stop.start() - _LONGEST_SHORT), stop.start())
    if before is None or len(marks.rstrip("\"'”’»)]")) > 1:
        return True
    word = before.group()
    leads = before.start() - line_start <= _LONGEST_SHORT and not text[line_start : before.start()].strip()
    is_list_number = leads and _NUMBER_OR_LETTER.fullmatch(word)
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    return not (is_list_number or is_initial or word.lower() in _NEVER_LAST)


def _take(text: str, found: list[Sentence], start: int, end: int, *, is_first: bool) -> None:
    piece = text[start:end]
    if not piece.strip():
        return
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if found and not is_first and not _WORD.search(piece):
        found[-1] = found[-1][0], right
    else:
        found.append((left, right))
