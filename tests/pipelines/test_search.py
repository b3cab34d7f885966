"""Search by words, patterns and meaning: forms, accents, scripts, phrases, marks, and limits."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import SearchError
from pipelines.meaning_search import nearest
from pipelines.pattern_search import Pattern
from pipelines.word_search import WordIndex, parse_words, word_spans

TEXTS = (
    "Waiting times: no time, no staff.",
    "We don’t wait; the CAFÉ is fine 🤷‍♀️",
    "cafe\u0301s, and nobody waited",
    "待合室が寒い",
    "प्रतीक्षा बहुत लंबी",
    "time no",
    "",
)


def found(query):
    return WordIndex(TEXTS).find(parse_words(query)).tolist()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("wait", [0, 1, 2]),  # in any form
        ('"wait"', [1]),  # only as written
        ("cafe", [1, 2]),  # whatever the case, the accent, or how it is encoded
        ("Café waited", [1, 2]),
        ('"no time"', [0]),  # beside each other, in this order
        ("no time", [0, 5]),
        ("don't", [1]),
        ("“no staff” times", [0]),
        ("合室", [3]),  # inside a run without spaces
        ("लंबी", [4]),
        ("staff nobody", []),
        ('"no staff', [0]),  # a quotation that is not closed
    ],
)
def test_words_are_found(query, expected):
    assert found(query) == expected


@pytest.mark.parametrize("query", ["", "  ", "?!", '""', "🤷"])
def test_a_search_without_a_word_is_refused(query):
    with pytest.raises(SearchError, match="holds no word"):
        parse_words(query)


@given(st.lists(st.text(max_size=30), max_size=6), st.text(min_size=1, max_size=12))
def test_a_text_is_found_exactly_where_each_part_can_be_marked_in_it(texts, query):
    try:
        parts = parse_words(query)
    except SearchError:
        return
    expected = [n for n, text in enumerate(texts) if all(word_spans(text, [part]) for part in parts)]
    assert WordIndex(texts).find(parts).tolist() == expected


@given(st.text(max_size=40))
def test_every_text_with_words_is_found_by_itself(text):
    query = re.sub(r'["“”„«»]', " ", text)
    try:
        parts = parse_words(query)
    except SearchError:
        return
    assert WordIndex([text]).find(parts).tolist() == [0]


def test_marks_lie_on_the_words_as_code_points_of_the_text():
    text = TEXTS[1]
    assert [text[start:end] for start, end in word_spans(text, parse_words("waits café"))] == ["wait", "CAFÉ"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("(late", "breaks off at its end: missing )"), ("*late", "character 1 ('*'): nothing to repeat"),
     ("", "no pattern yet"), ("a" * 201, "201 characters"), ("(?P<x>a)(?P<x", "end")],
)  # fmt: skip
def test_a_broken_pattern_says_where_and_why(pattern, words):
    with pytest.raises(SearchError, match=re.escape(words)):
        Pattern(pattern)


def test_a_pattern_without_end_is_stopped_and_named():
    with pytest.raises(SearchError, match=r"stopped after 0\.05 seconds, at answer 2"):
        Pattern(r"(a|b|ab)*[cd]").find(["c", "ab" * 3000], seconds=0.05)


def test_patterns_mark_what_they_match_and_nothing_where_they_match_nothing():
    assert Pattern("wait(s|ed)?").spans("Wait, waited") == [(0, 4), (6, 12)]
    assert Pattern("x*").spans("abc") == []


def test_the_nearest_come_first_and_equal_ones_in_their_order():
    rows = np.array([[1, 0], [0, 1], [1, 0], [0.6, 0.8]], dtype=np.float32)
    assert nearest(rows, rows[0], 3)[0].tolist() == [0, 2, 3]
    assert nearest(np.zeros((0, 0), np.float32), rows[0], 3)[0].tolist() == []
