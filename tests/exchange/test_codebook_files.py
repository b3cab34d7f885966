"""Codebooks go out and come back unchanged; broken ones are refused with file, place and name."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from codebooks.decide import tidy_name
from codebooks.errors import CodebookError
from codebooks.model import LEVELS
from exchange.codebook_files import CodeRow, read_codebook, write_codebook_csv, write_codebook_yaml
from exchange.errors import BrokenCodebook, BrokenLine, ExchangeError, WrongFile

ROWS = [
    CodeRow(name="Work", theme=True, colour="3"),
    CodeRow(
        name="No",
        definition="Line one: a colon.\nLine two # no comment",
        include="=1+1",
        exclude="- never",
        examples=("\u201cwe were three short\u201d", "@night; 50% of us"),
        parent="Work",
        questions=("What makes it hard?",),
    ),
    CodeRow(name="1.0"),
]

# What YAML or CSV would alter, had it not been quoted: formulas, flags, markup, other scripts, breaks of all kinds.
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
one_line = any_text.map(lambda text: " ".join(text.split())).filter(bool)


def tidied(name):
    try:
        return tidy_name(name)
    except CodebookError:
        return ""


names = st.lists(any_text.map(tidied).filter(bool), min_size=1, max_size=5, unique_by=lambda name: name.casefold())


@st.composite
def codebooks(draw):
    drawn = draw(names)
    return [
        CodeRow(
            name=name,
            definition=draw(any_text),
            include=draw(any_text),
            exclude=draw(any_text),
            examples=tuple(draw(st.lists(one_line, max_size=2))),
            parent=draw(st.sampled_from([None, *drawn[:place]])),
            questions=tuple(draw(st.lists(one_line, max_size=2))),
            colour=draw(st.none() | one_line),
            theme=draw(st.booleans()),
            level=draw(st.sampled_from(["", *LEVELS])),
        )
        for place, name in enumerate(drawn)
    ]


@settings(deadline=None, max_examples=40)
@given(codebooks())
def test_a_codebook_comes_back_from_csv_as_it_went_out(rows):
    assert read_codebook(write_codebook_csv(rows), "codebook.csv") == rows


@settings(deadline=None, max_examples=40)
@given(codebooks())
def test_a_codebook_comes_back_from_yaml_as_it_went_out(rows):
    assert read_codebook(write_codebook_yaml(rows), "codebook.yaml") == rows


def test_a_written_yaml_is_plain_to_any_yaml_reader():
    codes = yaml.safe_load(write_codebook_yaml(ROWS))["codes"]
    assert [code["name"] for code in codes] == ["Work", "No", "1.0"]
    assert codes[1]["definition"] == "Line one: a colon.\nLine two # no comment"


def test_names_that_yaml_takes_for_values_stay_names():
    assert [row.name for row in read_codebook(b"- name: No\n- name: 1.0\n- name: 2024-01-01", "c.yaml")] == [
        "No",
        "1.0",
        "2024-01-01",
    ]


def test_codes_may_be_written_under_their_parent():
    text = b"codes:\n- name: Work\n  codes:\n  - name: Time\n  - name: Staffing\n    codes: [{name: Nights}]\n"
    assert [(row.name, row.parent) for row in read_codebook(text, "c.yml")] == [
        ("Work", None),
        ("Time", "Work"),
        ("Staffing", "Work"),
        ("Nights", "Staffing"),
    ]


def test_a_list_of_codes_with_categories_becomes_themes_and_codes():
    text = "code,parent,definition,definition_from,examples\nParking,Travel,Finding a place,v2,'4 hours'\nFood,,,,\n"
    assert read_codebook(text.encode(), "codebook.csv") == [
        CodeRow(name="Travel", theme=True),
        CodeRow(name="Parking", parent="Travel", definition="Finding a place", examples=("'4 hours'",)),
        CodeRow(name="Food"),
    ]


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), (",", "utf-8-sig")])
def test_what_spreadsheets_save_as_csv_is_read(delimiter, encoding):
    text = f"Name{delimiter}Definition\r\nPflegekräfte{delimiter}für, alle\r\n"
    if delimiter == ",":
        text = text.replace("für, alle", '"für, alle"')
    assert read_codebook(text.encode(encoding), "c.csv") == [CodeRow(name="Pflegekräfte", definition="für, alle")]


REFUSED = [
    ("c.csv", "name,parent\nTime,Wrok\nWork,\n", "row 2: the parent 'Wrok' of 'Time'.* Did you mean 'Work'"),
    ("c.csv", "name\nTime\n\ntime \n", "the name 'time' stands in row 2 and in row 4"),
    ("c.csv", "name,parent\nA,B\nB,A\n", "in a circle: 'A' under 'B' under 'A'"),
    ("c.csv", "name,parent\nA,a\n", "in a circle: 'A' under 'A'"),
    ("c.csv", "name,definition\n,text\n", "row 2: A code needs a name"),
    ("c.csv", "name,theme\nA,perhaps\n", "row 2: theme is 'perhaps'"),
    ("c.csv", "name,level\nA,nation\n", "row 2: level is 'nation'; write organisation, team, individual"),
    ("c.csv", "name,definition\nA,one,two\n", "row 2 has 3 cells, but the header has 2"),
    ("c.csv", 'name,definition\nA,"open\n', "quotation mark"),
    ("c.csv", "title\nA\n", "no column 'name' or 'code'"),
    ("c.csv", "name,code\nA,B\n", "'name' and 'code' mean the same"),
    ("c.csv", "name\n", "holds no code"),
    ("c.csv", "  \n", "is empty"),
    ("c.csv", "PK\x03\x04", "Save the sheet as CSV"),
    ("c.csv", "name\nA\x00\n", "is not a text file"),
    ("c.yaml", "codes:\n- name: A\n  definiton: x\n", "line 3: 'definiton' is not a part of a codebook"),
    ("c.yaml", "codes:\n- name: A\n  name: B\n", "line 3: 'name' stands twice"),
    ("c.yaml", "codes:\n- name: A\n- name: a\n", "stands in line 2 and in line 3"),
    ("c.yaml", "codes:\n- name: A: b\n", "line 2: this is not valid YAML"),
    ("c.yaml", "codes:\n- &x {name: A}\n- *x\n", "line 3: an alias"),
    ("c.yaml", "codes:\n- name: [A]\n", "line 2: 'name' must be a text"),
    ("c.yaml", "name: A\n", "'name' is not a part of a codebook; possible are codes"),
    ("c.yaml", "just words\n", "is not a codebook"),
    ("c.yaml", "codes: " + "[" * 5000, "levels deep"),
    ("c.yaml", "codes:\n- !!python/object/apply:os.system ['true']\n", "line 2: a code begins with"),
]


@pytest.mark.parametrize(("name", "text", "message"), REFUSED)
def test_a_broken_codebook_is_refused_with_the_place_and_the_way_out(name, text, message):
    with pytest.raises(ExchangeError, match=message) as caught:
        read_codebook(text.encode(), name)
    assert str(caught.value).startswith(name)


def test_a_file_too_large_for_a_codebook_is_refused_before_it_is_read():
    with pytest.raises(WrongFile, match=r"6\.0 MB; at most 5 MB"):
        read_codebook(b"name\n" + b"a" * 6_000_000, "c.csv")


def test_errors_name_the_place_for_the_page_too():
    with pytest.raises(BrokenLine) as caught:
        read_codebook(b"name,theme\nA,perhaps\n", "c.csv")
    assert caught.value.where == "row 2"
    with pytest.raises(BrokenCodebook):
        read_codebook(b"name,parent\nA,B\n", "c.csv")
