"""Codings and responses as tables, out and back in."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.cells import unguard_formula
from exchange.coding_files import CodingRow, ResponseRow, read_codings, write_codings, write_responses_csv
from exchange.errors import BrokenLine, ExchangeError, WrongFile

any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
trimmed = any_text.map(str.strip)
needed = trimmed.filter(bool)
spans = st.none() | st.tuples(st.integers(0, 500), st.integers(1, 500)).map(lambda s: (s[0], s[0] + s[1]))


@st.composite
def codings(draw):
    start, end = draw(spans) or (None, None)
    return CodingRow(
        response_id=draw(needed),
        code=draw(needed | st.just("")),
        question=draw(st.none() | needed),
        start=start,
        end=end,
        coder=draw(trimmed),
    )


@settings(deadline=None)
@given(st.lists(codings(), min_size=1, max_size=8, unique=True))
def test_codings_come_back_as_they_went_out(rows):
    assert read_codings(write_codings(rows), "codings.csv") == rows


def test_a_column_of_several_codes_is_parted_at_semicolons():
    rows = read_codings(b"response_id,coder,codes\nR1,ann,Parking; Food;\nR2,ann,\nR3,bo,Food\n", "c.csv")
    assert [(row.response_id, row.coder, row.code, row.row) for row in rows] == [
        ("R1", "ann", "Parking", 2),
        ("R1", "ann", "Food", 2),
        ("R2", "ann", "", 3),
        ("R3", "bo", "Food", 4),
    ]


def test_a_semicolon_in_a_single_code_belongs_to_its_name():
    assert read_codings(b"response_id,code\nR1,Food; drink\n", "c.csv")[0].code == "Food; drink"


def test_a_coding_that_stands_twice_counts_once():
    assert len(read_codings(b"response_id,code\nR1,Food\nR1,Food\n", "c.csv")) == 1


def test_offsets_written_as_decimals_by_a_spreadsheet_are_read():
    row = read_codings(b"response_id,code,start,end\nR1,Food,0.0,12.0\n", "c.csv")[0]
    assert (row.start, row.end) == (0, 12)


REFUSED = [
    ("response_id,code,start,end\nR1,Food,5,5\n", "row 2: start is '5' and end '5'"),
    ("response_id,code,start,end\nR1,Food,5,\n", "row 2: start is '5' and end ''"),
    ("response_id,code,start,end\nR1,Food,-1,4\n", "row 2: start is '-1'; a whole number"),
    ("response_id,code,start,end\nR1,Food,1,\u0664\n", "row 2: end is"),
    ("response_id,code\n,Food\n", "row 2 has a code, but no response_id"),
    ("response_id,text\nR1,hello\n", "no column 'code'"),
    ("answer,code\nR1,Food\n", "no column 'response_id'"),
    ("response_id,code,codes\nR1,Food,Food\n", "both a column 'code' and a column 'codes'"),
    ("response_id,code\n", "no coding"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_broken_codings_are_refused_with_the_row(text, message):
    with pytest.raises(ExchangeError, match=message):
        read_codings(text.encode(), "codings.csv")


def test_the_row_is_given_apart_for_the_page():
    with pytest.raises(BrokenLine) as caught:
        read_codings(b"response_id,code\nR1,Food\n,Food\n", "c.csv")
    assert caught.value.where == "row 3"
    with pytest.raises(WrongFile):
        read_codings(b"", "c.csv")


@settings(deadline=None)
@given(st.lists(any_text, max_size=5))
def test_answers_come_back_from_responses_csv_letter_by_letter(texts):
    rows = [
        ResponseRow(
            response_id=f"R{place}",
            respondent_id="P1",
            question="Why?",
            text=text,
            disposition="substantive",
            closed={"role": text},
        )
        for place, text in enumerate(texts)
    ]
    written = write_responses_csv(rows, ["role", "age"]).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(written, newline="")))
    assert lines[0] == ["response_id", "respondent_id", "question", "text", "disposition", "role", "age"]
    assert [unguard_formula(line[3]) for line in lines[1:]] == texts
    assert [unguard_formula(line[5]) for line in lines[1:]] == texts
    assert {line[6] for line in lines[1:]} <= {""}


def test_a_closed_variable_named_like_a_column_of_the_file_is_refused():
    with pytest.raises(ExchangeError, match="'text' has the name of a column"):
        write_responses_csv([], ["text"])
