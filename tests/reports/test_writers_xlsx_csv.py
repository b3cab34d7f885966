"""Excel and CSV files, read back by other libraries than those that wrote them."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from coding.cells import unguard_formula
from reports.errors import TooLarge
from reports.model import Column, Row, Table
from reports.writers.csv_table import write_csv, write_notes
from reports.writers.xlsx import write_xlsx

AWKWARD = [
    "=1+1",
    "+44 20",
    "@SUM(A1)",
    "-none",
    "'quoted",
    "'=1",
    "http://example.org",
    "0012",
    "_x0041_",
    " \tlead",
    "a\nb",
    "שלום 🙂",
    "<b>&amp;</b>",
]


def table_of(texts, **changes):
    columns = (
        Column(key="theme", label="Theme"),
        Column(key="n", label="n of 20 who answered", kind="count"),
        Column(key="percent", label="%", kind="percent"),
        Column(key="interval", label="95% CI", kind="interval"),
    )
    rows = tuple(
        Row(
            key=str(place),
            cells={"theme": text, "n": 3, "percent": 15.0, "interval": (5.24, 36.04)},
            level=place % 2,
        )
        for place, text in enumerate(texts)
    )
    return Table(title="Themes", name="themes", columns=columns, rows=rows, notes=("Coded 20 of 20.",), **changes)


def test_excel_keeps_texts_as_texts_unchanged_and_numbers_as_numbers(stamp):
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([table_of(AWKWARD)], stamp)))
    rows = list(book["themes"].iter_rows(min_row=4, max_row=3 + len(AWKWARD)))
    assert [row[0].value for row in rows] == AWKWARD
    assert {row[0].data_type for row in rows} == {"s"}
    assert [cell.value for cell in rows[0][1:]] == [3, 15, 5.24, 36.04]
    assert not any(cell.hyperlink for row in rows for cell in row)


def test_excel_says_on_its_own_sheet_where_the_figures_come_from(stamp):
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([table_of(["a"])], stamp)))
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert about["Codebook"] == "version 2"
    assert about["Codings by"] == "A. Lee"
    assert (about["Record number"], about["Digest"], about["Made with"]) == (
        "4812",
        "9c41aa77",
        "Verbatim 0.1.0",
    )
    assert book["themes"].cell(6, 1).value == "Coded 20 of 20."


def test_a_text_longer_than_an_excel_cell_is_cut_and_named(stamp):
    long = "🙂 word " * 10_000
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([table_of([long])], stamp)))
    shown = book["themes"]["A4"].value
    assert shown.endswith("[…]")
    assert long.startswith(shown.removesuffix(" […]"))
    about = [row for row in book["About"].iter_rows(values_only=True) if row[0] == "Cut"]
    assert "Sheet themes, row 4, Theme: 70,000 characters" in about[0][1]


def test_a_table_wider_than_a_sheet_is_refused_with_the_way_out(stamp):
    columns = tuple(Column(key=str(place), label="x") for place in range(16_385))
    with pytest.raises(TooLarge, match="Take the CSV file"):
        write_xlsx([Table(title="wide", columns=columns, rows=())], stamp)


def test_the_same_figures_give_the_same_excel_file(stamp):
    assert write_xlsx([table_of(["a"])], stamp) == write_xlsx([table_of(["a"])], stamp)


def test_csv_cells_cannot_run_and_come_back_as_they_were():
    lines = list(csv.reader(io.StringIO(write_csv(table_of(AWKWARD)).decode("utf-8-sig"), newline="")))
    assert lines[0] == ["Level", "Theme", "n of 20 who answered", "%", "95% CI low", "95% CI high"]
    assert [unguard_formula(line[1]) for line in lines[1:]] == AWKWARD
    assert not any(line[1].startswith(("=", "+", "@", "\t")) for line in lines[1:])
    assert lines[2] == ["2", "'+44 20", "3", "15.0", "5.24", "36.04"]


def test_notes_that_lie_beside_the_csv_carry_the_origin(stamp):
    text = write_notes([table_of(["a"])], stamp).decode()
    assert "Coded 20 of 20." in text
    assert "Record number: 4812" in text
    assert "Digest: 9c41aa77" in text
