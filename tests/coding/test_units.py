"""Sentences of answers and the words of a passage."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.errors import BadSpan
from coding.units import check_span, sentences, word_numbers

WRITTEN = st.text(alphabet="ab I1.…!?。؟ \r\n\t)'\"é👩🏽‍⚕️نB", max_size=60)


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. Nothing", ["No.", "Nothing"]),
        ("later... and later never came. Then", ["later... and later never came.", "Then"]),
        ("J. Smith said so! (Really.) yes", ["J. Smith said so!", "(Really.)", "yes"]),
        ("وقت قليل؟ نعم. لا", ["وقت قليل؟", "نعم.", "لا"]),
        ("没有时间。太累了！好", ["没有时间。", "太累了！", "好"]),
        (" one\r\n\r\ntwo ", ["one", "two"]),
        ("3.5 hours, e.g. at night", ["3.5 hours, e.g. at night"]),
        (" \r\n", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert cut(text) == expected


@given(WRITTEN)
def test_every_visible_character_is_in_one_sentence_and_each_sentence_may_be_coded(text):
    found = sentences(text)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
    for start, end in found:
        check_span("sentence", text, start, end)
        assert text[start:end] == text[start:end].strip()


@given(WRITTEN, st.data())
def test_the_words_of_a_passage_are_those_it_touches(text, data):
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        with pytest.raises(BadSpan):
            check_span("", text, start, end)
        return
    first, last = word_numbers(text, start, end)
    touched = text.split()[first - 1 : last]
    assert "".join(text[start:end].split()) in "".join(touched)
    assert len(touched) == len(text[start:end].split())
