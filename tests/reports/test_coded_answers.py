"""Coded answers: what a statistics program or a spreadsheet gets, one row an answer."""

from __future__ import annotations

import csv
import io

import openpyxl
import pandas as pd
import pytest

from coding.cells import unguard_formula
from reports.coded_answers import coded_answers, write_coded_answers_csv, write_coded_answers_xlsx
from reports.errors import BrokenFrame
from reports.prevalence import theme_table

CODES = {"work": "", "time": "work", "stress": ""}


@pytest.fixture
def frames(study):
    answers, codings, codes = study(
        {
            "r1": ("p1", "substantive", ["time", "stress"]),
            "r2": ("p2", "substantive", []),
            "r3": ("p3", "substantive", None),
        },
        CODES,
    )
    texts = ["=1+1", "- none\nat all", "שלום"]
    return answers.assign(question="Why?", text=texts).drop(columns="question_id"), codings, codes


def test_an_answer_not_coded_yet_is_empty_and_not_zero(frames):
    frame = coded_answers(*frames)
    assert frame["Name of time"].tolist() == [1, 0, pd.NA]
    assert frame["coded"].tolist() == [1, 1, 0]
    assert frame["codes"].tolist() == ["Name of time; Name of stress", "", ""]


def test_a_theme_column_adds_up_to_the_theme_tables_n(frames):
    frame = coded_answers(*frames)
    table = theme_table(frames[0], frames[1], frames[2])
    for code in CODES:
        assert frame[f"Name of {code}"].sum() == table.row(code).cells["n"]


def test_memos_and_closed_answers_stand_beside_the_answer(frames):
    memos = pd.DataFrame({"response_id": ["r2", "r2"], "text": ["first", "second"]})
    closed = pd.DataFrame({"role": ["nurse", "doctor"], "text": ["a", "b"]}, index=["p1", "p3"])
    frame = coded_answers(*frames, memos, closed=closed)
    assert frame["memos"].tolist() == ["", "first\nsecond", ""]
    assert frame["role"].tolist()[::2] == ["nurse", "doctor"]
    assert frame["text"].tolist()[0] == "=1+1"
    assert frame["text (answered)"].tolist()[2] == "b"


def test_codes_of_one_name_are_told_apart_by_their_path(study):
    answers, codings, codes = study({"r1": ("p1", "substantive", ["b"])}, {"a": "", "b": "a", "c": "", "d": "c"})
    codes = codes.assign(name=["Work", "Time", "Home", "Time"])
    frame = coded_answers(answers.assign(question="Q", text="t"), codings, codes)
    assert frame.loc[0, ["Work › Time", "Home › Time"]].tolist() == [1, 0]


def test_a_code_named_like_a_column_keeps_a_column_of_its_own(frames):
    answers, codings, codes = frames
    frame = coded_answers(answers, codings, codes.assign(name=["Work", "Text", "codes"]))
    assert frame["Text (code)"].tolist() == [1, 0, pd.NA]
    assert frame["codes (code)"].tolist() == [1, 0, pd.NA]


def test_retired_codes_are_left_out_unless_they_were_used(study):
    answers, codings, codes = study({"r1": ("p1", "substantive", ["time"])}, CODES, retired=["time", "stress"])
    frame = coded_answers(answers.assign(question="Q", text="t"), codings, codes)
    assert "Name of time" in frame
    assert "Name of stress" not in frame


def test_the_csv_gives_the_texts_back_and_leaves_uncoded_cells_empty(frames):
    data = write_coded_answers_csv(coded_answers(*frames)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    assert [unguard_formula(row["text"]) for row in rows] == ["=1+1", "- none\nat all", "שלום"]
    assert rows[0]["text"] == "'=1+1"
    assert [row["Name of time"] for row in rows] == ["1", "0", ""]


def test_the_workbook_holds_texts_as_texts_and_indicators_as_numbers(frames, stamp):
    book = openpyxl.load_workbook(io.BytesIO(write_coded_answers_xlsx(coded_answers(*frames), stamp)))
    rows = list(book["Coded answers"].iter_rows(values_only=True))
    text, time = rows[0].index("text"), rows[0].index("Name of time")
    assert [row[text] for row in rows[1:]] == ["=1+1", "- none\nat all", "שלום"]
    assert [row[time] for row in rows[1:]] == [1, 0, None]
    assert book["Coded answers"].cell(2, text + 1).data_type == "s"
    about = dict(book["About"].iter_rows(values_only=True))
    assert about["Digest"] == "9c41aa77"


def test_an_answer_that_stands_twice_is_refused(frames):
    answers, codings, codes = frames
    with pytest.raises(BrokenFrame, match="'r1' stands twice"):
        coded_answers(pd.concat([answers, answers.head(1)]), codings, codes)
