"""Excel workbooks are read as a person sees them, and hostile ones are not opened."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import LineChart, Reference

from pipelines import workbook
from pipelines.errors import FileTooLarge, ReadError
from pipelines.reading import read_table, sheet_names


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(*rows, title="Answers"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def test_cells_read_as_they_are_seen():
    book = book_of(
        ["id", "age", "share", "when", "at", "agreed", "rating"],
        [1, 41.0, 0.1 + 0.2, dt.date(2024, 3, 5), dt.datetime(2024, 3, 5, 9, 30), True, 0.5],
    )
    book.active["A2"].number_format = "0000"
    book.active["G2"].number_format = "0%"

    row = read_table(saved(book), "survey.xlsx").frame.iloc[0].tolist()

    assert row == ["0001", "41", "0.3", "2024-03-05", "2024-03-05 09:30:00", "TRUE", "50%"]


def test_text_is_kept_exactly():
    texts = ["N/A", "line one\nline two", "'- kept", " 👍 שלום ", "007"]
    table = read_table(saved(book_of(["id", "why"], *[[n, text] for n, text in enumerate(texts)])), "survey.xlsx")

    assert table.frame["why"].tolist() == texts
    assert table.problems == ()


@pytest.mark.parametrize("in_place", [True, False])
def test_text_that_looks_like_an_escaped_letter_is_kept(in_place):
    texts = ["_x000D_", "coded x005F_y", "_xylophone_", "a\tb"]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": in_place}) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(["why", *texts]):
            sheet.write_string(row, 0, text)

    assert read_table(stream.getvalue(), "survey.xlsx").frame["why"].tolist() == texts


def test_text_that_begins_like_a_formula_stays_text():
    book = book_of(["id", "why"], [1, "x"])
    book.active["B2"].value = "=not a formula"
    book.active["B2"].data_type = "s"

    assert read_table(saved(book), "survey.xlsx").frame["why"].tolist() == ["=not a formula"]


def test_a_formula_that_was_never_calculated_is_named_by_its_cell():
    table = read_table(saved(book_of(["id", "sum"], [1, 2], [2, "=B2*2"])), "survey.xlsx")

    assert table.frame["sum"].tolist() == ["2", ""]
    assert "B3" in table.problems[0].message


def test_a_formula_gives_the_value_that_was_stored_with_it():
    data = saved(book_of(["id", "sum"], [1, 2], [2, "=B2*2"]))
    sheet = "xl/worksheets/sheet1.xml"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == sheet:
                content = content.replace(b"<v></v>", b"<v>4</v>").replace(b"<v />", b"<v>4</v>")
            new.writestr(name, content)

    table = read_table(stream.getvalue(), "survey.xlsx")

    assert table.frame["sum"].tolist() == ["2", "4"]
    assert table.problems == ()


def test_the_first_cell_that_shows_an_error_is_named_where_there_are_no_formulas():
    book = book_of(["id", "when"], [1, dt.date(2024, 3, 5)], [2, 9e9], [3, "#N/A"])
    book.active["B3"].number_format = "yyyy-mm-dd"

    table = read_table(saved(book), "survey.xlsx")

    assert table.frame["when"].tolist() == ["2024-03-05", "#VALUE!", "#N/A"]
    assert [problem.message for problem in table.problems] == [
        "Cell B3 shows the error #VALUE!; it was read as this text."
    ]


def test_the_first_sheet_with_content_is_read_and_the_others_are_named():
    book = book_of(title="Empty")
    for title in ("Answers", "Notes"):
        sheet = book.create_sheet(title)
        sheet.append(["id", title])
        sheet.append([1, "x"])
    data = saved(book)

    table = read_table(data, "survey.xlsx")

    assert table.sheet == "Answers"
    assert "Notes" in table.problems[0].message
    assert sheet_names(data, "survey.xlsx") == ["Empty", "Answers", "Notes"]
    assert read_table(data, "survey.xlsx", sheet="Notes").frame.columns.tolist() == ["id", "Notes"]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ReadError, match=r"no sheet 'Data'\. Its sheets are: Answers"):
        read_table(saved(book_of(["id"], [1])), "survey.xlsx", sheet="Data")


def test_a_sheet_that_holds_a_chart_and_no_cells_is_none_to_read():
    book = book_of(["id"], [1])
    chart = LineChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=2))
    book.create_chartsheet("Chart").add_chart(chart)
    data = saved(book)

    assert sheet_names(data, "survey.xlsx") == ["Answers"]
    with pytest.raises(ReadError, match=r"no sheet 'Chart'\. Its sheets are: Answers"):
        read_table(data, "survey.xlsx", sheet="Chart")


def test_an_empty_workbook_says_so():
    with pytest.raises(ReadError, match="empty"):
        read_table(saved(openpyxl.Workbook()), "survey.xlsx")


def test_row_numbers_are_those_of_the_sheet():
    table = read_table(saved(book_of(["id", "why"], [1, "a"], [None, None], [3, "b"])), "survey.xlsx")

    assert table.frame.index.tolist() == [2, 4]


def rewritten(data, name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return stream.getvalue()


def test_a_zip_bomb_named_xlsx_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = rewritten(saved(book_of(["id"], [1])), "xl/worksheets/sheet1.xml", b"\x00" * (60 << 20))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))

    with pytest.raises(FileTooLarge, match=r"unpacks to 62\.\d MB"):
        read_table(bomb, "survey.xlsx")


def test_entity_declarations_are_refused():
    lol = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaa">]><worksheet>&a;</worksheet>'
    data = rewritten(saved(book_of(["id"], [1])), "xl/worksheets/sheet1.xml", lol)

    with pytest.raises(ReadError, match="cannot be read"):
        read_table(data, "survey.xlsx")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_damaged_part_is_an_error_with_a_way_out(part):
    data = rewritten(saved(book_of(["id", "why"], [1, "x"])), part, b"<broken")

    with pytest.raises(ReadError, match="save it again"):
        read_table(data, "survey.xlsx")


@pytest.mark.parametrize("formula", [False, True])
def test_a_byte_that_was_changed_on_the_way_is_an_error_with_a_way_out(formula):
    rows = [[number, f"answer {number * number}"] for number in range(200)]
    data = saved(book_of(["id", "why"], *rows, [200, "=A2" if formula else "x"]))
    refused = 0
    for position in range(0, len(data), 97):
        damaged = data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :]
        try:
            read_table(damaged, "survey.xlsx")
        except ReadError:
            refused += 1

    assert refused > len(data) / 97 / 2


def test_a_cell_far_to_the_right_is_named_by_its_row():
    book = book_of(["id", "why"], [1, "x"])
    book.active.cell(row=3, column=workbook.MAX_COLUMNS + 10, value="stray")

    with pytest.raises(FileTooLarge, match="Row 3"):
        read_table(saved(book), "survey.xlsx")
