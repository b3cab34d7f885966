"""The XML of sheets as Excel and other programs write it."""

import datetime as dt
import io
from itertools import islice

import pytest
from defusedxml.common import DTDForbidden

from pipelines.sheet_cells import SheetCells, read_shared_strings

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FORMATS = ["General", "0000", "0.0%", "dd/mm/yyyy", "[h]:mm"]


def sheet(rows, encoding="utf-8"):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return io.BytesIO(text.encode(encoding))


def cells_with(*strings):
    return SheetCells(strings, FORMATS.__getitem__, dt.datetime(1899, 12, 30))


def rows_of(rows, *strings):
    return list(cells_with(*strings).rows(sheet(rows)))


def test_each_kind_of_cell_is_shown_as_in_excel():
    row = """<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="inlineStr"><is><t> in  place </t></is></c>
        <c r="C1" t="str"><f>A1</f><v>_x0009_</v></c><c r="D1" t="b"><v>0</v></c><c r="E1" t="e"><v>#N/A</v></c>
        <c r="F1" t="n"><v>1.50</v></c><c r="G1" s="1"><v>7</v></c><c r="H1" s="2"><v>.125</v></c>
        <c r="I1" s="3"><v>45356</v></c><c r="J1" s="3"><v>45356.5</v></c><c r="K1" s="4"><v>1.25</v></c>
        <c r="L1" t="d"><v>2024-03-05</v></c></row>"""

    shown = rows_of(row, "zero", "one")[0]

    assert shown[:8] == ["one", " in  place ", "\t", "FALSE", "#N/A", "1.5", "0007", "12.5%"]
    assert shown[8:] == ["2024-03-05", "2024-03-05 12:00:00", "1 day, 6:00:00", "2024-03-05"]


def test_cells_and_rows_without_a_reference_follow_one_another():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='4'><c r='C4'><v>3</v></c><c><v>4</v></c></row><row/>"

    assert rows_of(rows) == [["1", "2"], [], [], ["", "", "3", "4"], []]


def test_cells_in_another_order_stand_where_they_belong():
    assert rows_of('<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row>') == [["1", "", "3"]]


def test_rows_in_another_order_are_refused_rather_than_left_out():
    with pytest.raises(ValueError, match="row 2 stands after row 4"):
        rows_of('<row r="4"><c><v>4</v></c></row><row r="2"><c><v>2</v></c></row>')


def test_a_row_far_down_costs_nothing_until_it_is_asked_for():
    rows = cells_with().rows(sheet('<row r="1"><c><v>1</v></c></row><row r="900000000"><c><v>2</v></c></row>'))

    assert list(islice(rows, 3)) == [["1"], [], []]


@pytest.mark.parametrize("reference", ["1A", "7", "XFE1", "AAAAAAAA1"])
def test_a_column_that_no_sheet_has_is_refused(reference):
    with pytest.raises(ValueError, match="no column is called"):
        rows_of(f'<row r="1"><c r="{reference}"><v>1</v></c></row>')


def test_a_formula_without_a_value_was_never_calculated_and_one_with_an_empty_text_was():
    cells = cells_with()
    rows = """<row r="1"><c r="A1" t="str"><f>IF(B1=1,"","x")</f><v></v></c></row>
        <row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2</f></c><c r="C2"><f>A2</f><v></v></c></row>"""

    assert list(cells.rows(sheet(rows))) == [[], ["1"]]
    assert (cells.uncalculated, cells.first_uncalculated) == (2, (2, 1, ""))


def test_a_number_beyond_the_calendar_is_the_first_error():
    cells = cells_with()
    rows = cells.rows(sheet('<row><c s="3"><v>9e9</v></c><c t="e"><v>#REF!</v></c></row>'))

    assert list(rows) == [["#VALUE!", "#REF!"]]
    assert cells.error == (1, 0, "#VALUE!")


def test_a_reading_aid_is_no_part_of_the_text():
    text = "<r><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh>"
    part = f'<sst xmlns="{MAIN}"><si>{text}</si><si/><si><t>a <!-- --> <![CDATA[<b>]]></t></si></sst>'

    assert read_shared_strings(io.BytesIO(part.encode())) == ["東京", "", "a  <b>"]
    assert rows_of(f'<row><c t="inlineStr"><is>{text}</is></c></row>') == [["東京"]]


def test_half_of_a_letter_is_kept_as_it_is_written():
    assert rows_of('<row><c t="str"><v>_xD83D__x0041_</v></c></row>') == [["_xD83D_A"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE s [<!ENTITY a "aaaa">]><s>&a;</s>'

    with pytest.raises(DTDForbidden):
        read_shared_strings(io.BytesIO(text.encode(encoding)))
