"""Survey files are read as they are, whatever program wrote them."""

import csv
import io
import string
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.cells import guard_formula
from pipelines.reading import read_table
from tests.qualtrics_export import qualtrics_csv

ANSWERS = [
    ["id", "Was hilft?", "Wer?"],
    ["1", "Müde, “wirklich” – 5 £", "Team"],
    ["2", "Erste Zeile\nzweite Zeile", "Leitung"],
    ["3", 'Sie sagte "nein"', "Büro"],
]


def as_csv(rows, *, delimiter=",", encoding="utf-8", terminator="\r\n"):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=terminator).writerows(rows)
    return stream.getvalue().encode(encoding)


def cells(table):
    return [list(table.frame.columns), *table.frame.to_numpy().tolist()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_usual_encoding_and_delimiter_gives_the_same_answers(encoding, delimiter):
    table = read_table(as_csv(ANSWERS, delimiter=delimiter, encoding=encoding), "survey.csv")

    assert cells(table) == ANSWERS
    assert table.delimiter == delimiter
    assert table.frame.index.tolist() == [2, 3, 4]


@pytest.mark.parametrize("terminator", ["\n", "\r\n", "\r"])
def test_line_breaks_inside_an_answer_survive_whatever_ends_the_rows(terminator):
    rows = [["id", "why"], ["1", "one\ntwo\r\nthree"], ["2", "four"]]

    assert cells(read_table(as_csv(rows, terminator=terminator), "survey.csv")) == rows


def test_words_that_look_like_missing_values_stay_answers():
    rows = [["id", "challenges"], *[[str(n), word] for n, word in enumerate(["None", "N/A", "NA", "null", "nan", "-"])]]

    assert cells(read_table(as_csv(rows), "survey.csv")) == rows


def test_emoji_and_right_to_left_text_are_kept_exactly():
    text = "Thanks 👩‍⚕️🇬🇧 e\u0301 \u200fשלום\u200e السلام عليكم"

    assert cells(read_table(as_csv([["id", "text"], ["1", text]]), "survey.csv"))[1] == ["1", text]


def test_a_file_of_another_encoding_says_so_and_names_the_encoding():
    table = read_table(as_csv(ANSWERS, encoding="cp1252"), "survey.csv")

    assert table.encoding == "cp1252"
    assert "Windows-1252" in table.problems[0].message


def test_greek_answers_in_an_old_encoding_are_not_taken_for_western_ones():
    text = "Δεν υπάρχει αρκετός χρόνος για τους ασθενείς και το προσωπικό είναι κουρασμένο"
    rows = [["id", "why"], *[[str(n), text] for n in range(20)]]

    assert cells(read_table(as_csv(rows, encoding="cp1253"), "survey.csv"))[1][1] == text


def test_a_file_of_one_column_may_hold_commas_and_empty_answers():
    data = b"comment\nGood, but slow, really\n\nNever, ever\n\n\n"

    table = read_table(data, "survey.csv")

    assert table.frame["comment"].tolist() == ["Good, but slow, really", "", "Never, ever"]
    assert table.delimiter == ""


def test_excels_line_that_declares_the_delimiter_is_no_column():
    assert cells(read_table(b"sep=;\nid;why\n1;a,b\n", "survey.csv")) == [["id", "why"], ["1", "a,b"]]


def test_tab_separated_text_with_open_quotation_marks_is_kept_and_noted():
    table = read_table(b'id\ttext\n1\t"great" they said\n2\t"never closed\n', "survey.tsv")

    assert table.frame["text"].tolist() == ['"great" they said', '"never closed']
    assert any("Quotation marks" in problem.message for problem in table.problems)


def test_our_own_exports_apostrophe_is_taken_off_and_no_other():
    rows = [["id", "text"], ["1", "'=1+1"], ["2", "'tis hard"], ["3", "''- no time"], ["4", "'-5"]]

    assert read_table(as_csv(rows), "survey.csv").frame["text"].tolist() == ["=1+1", "'tis hard", "'- no time", "'-5"]


def test_a_formula_as_text_stays_text():
    rows = [["id", "text"], ["1", '=HYPERLINK("http://192.0.2.1")'], ["2", "+1 for that"]]

    assert cells(read_table(as_csv(rows), "survey.csv")) == rows


def test_rows_with_too_few_cells_are_filled_and_named():
    table = read_table(b"id,a,b\n1,x,y\n2,x\n3,x,y\n4\n", "survey.csv")

    assert table.frame["b"].tolist() == ["y", "", "y", ""]
    assert table.problems[0].row == 3
    assert table.problems[0].message.startswith("Rows 3 and 5 have fewer cells")


def test_empty_rows_are_left_out_and_the_row_numbers_stay_those_of_the_file():
    table = read_table(b"id,a\n1,x\n,\n\n3,y\n,\n", "survey.csv")

    assert table.frame.index.tolist() == [2, 5]
    assert table.problems[0].message == "Rows 3, 4 and 6 of the file are empty and left out."


def test_a_column_without_a_name_gets_its_letter():
    table = read_table(b"id,,why\n1,2,x\n", "survey.csv")

    assert table.frame.columns.tolist() == ["id", "Column B", "why"]


def test_zero_characters_are_shown_and_named_instead_of_ending_the_text():
    table = read_table(b"id,why\n1,fine\n2,a\x00b\n", "survey.csv")

    assert table.frame["why"].tolist() == ["fine", "a\ufffdb"]
    assert table.problems[0].row == 3


def test_a_very_long_answer_is_kept_whole_and_noted():
    answer = " ".join(["word"] * 100_000)

    table = read_table(as_csv([["id", "why"], ["1", "short"], ["2", answer]]), "survey.csv")

    assert table.frame["why"].tolist()[1] == answer
    assert table.problems[0].row == 3
    assert "100,000 words" in table.problems[0].message


QUALTRICS_ANSWERS = [{"Q1": "Often", "Q2": f"Answer number {n} about waiting for the ambulance"} for n in range(30)]
QUALTRICS_WORDING = {"Q1": "How often do you call?", "Q2": "What could be better?"}


@pytest.mark.parametrize("header_rows", [1, 2, 3])
def test_question_text_and_import_ids_under_the_names_are_wording_not_answers(header_rows):
    data = qualtrics_csv(QUALTRICS_ANSWERS, QUALTRICS_WORDING, header_rows=header_rows)

    table = read_table(data, "qualtrics.csv")

    assert table.header_rows == header_rows
    assert len(table.frame) == 30 + 9 + 14 + 3
    assert table.frame.index[0] == header_rows + 1
    assert table.wording.get("Q2") == ("What could be better?" if header_rows > 1 else None)
    assert not table.frame["Q2"].str.contains("ImportId").any()


def test_a_row_of_import_ids_alone_is_no_answer():
    table = read_table(b'Q1,Q2\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\nyes,fine\n', "survey.csv")

    assert table.frame.to_numpy().tolist() == [["yes", "fine"]]
    assert table.wording == {}


def test_question_text_over_numbers_is_wording_whatever_tool_wrote_it():
    data = b"age,score,why\nHow old are you?,How good was it?,Why do you say so?\n31,4,Kind\n45,5,Quick\n"

    table = read_table(data, "survey.csv")

    assert table.wording["why"] == "Why do you say so?"
    assert table.frame["age"].tolist() == ["31", "45"]


def test_a_first_answer_that_is_a_question_stays_an_answer():
    data = b"id,score,why\n1,4,Why do you ask me such a thing?\n2,5,Quick\n3,5,Kind\n"

    assert len(read_table(data, "survey.csv").frame) == 3


def test_a_file_gives_the_same_digest_from_disk_and_from_memory(tmp_path):
    data = as_csv(ANSWERS)
    path = tmp_path / "survey.csv"
    path.write_bytes(data)

    assert read_table(path, "survey.csv").sha256 == read_table(data, "survey.csv").sha256


def test_the_shipped_example_reads_as_pandas_reads_it():
    path = Path(__file__).parents[2] / "data" / "examples" / "patient_feedback" / "responses.csv"
    expected = pd.read_csv(path, dtype=str, keep_default_na=False)

    table = read_table(path, "responses.csv")

    assert cells(table) == [list(expected.columns), *expected.to_numpy().tolist()]
    assert table.problems == ()


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1f"), max_size=30)
NAMES = st.lists(st.text(string.ascii_letters, min_size=1, max_size=8), min_size=2, max_size=5, unique=True)


@given(data=st.data(), names=NAMES, delimiter=st.sampled_from([",", ";", "\t", "|"]))
def test_any_table_that_is_written_as_csv_comes_back_equal(data, names, delimiter):
    row = st.lists(CELL, min_size=len(names), max_size=len(names)).filter(any)
    rows = data.draw(st.lists(row, min_size=1, max_size=6))
    written = [[guard_formula(cell) for cell in row] for row in rows]

    table = read_table(as_csv([names, *written], delimiter=delimiter), "survey.csv")

    assert cells(table) == [names, *rows]
