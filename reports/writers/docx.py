"""Tables to DOCX, set as the APA's Publication Manual (7th ed., chapter 7) asks.

Number and title above, three horizontal rules and no vertical ones, the note below; the header repeats on every
page and no row is torn in two. Wide tables stand on a page of their own in landscape.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from reports.model import Stamp, Table
from reports.printed import Printed, PrintedColumn, PrintedRow, printed
from reports.writers.xlsx import made_at

FONT, TEXT_SIZE, TABLE_SIZE, SMALL_SIZE = "Times New Roman", Pt(11), Pt(9), Pt(8)
PAGE_SHORT, PAGE_LONG, MARGIN = Mm(210), Mm(297), Mm(20)  # A4
INDENT = Pt(9)  # per level of the codebook
TEXT_GAP = Pt(6)  # before words that follow a column of numbers
CELL_MARGIN_TWENTIETHS = "50"  # of a point; Word's own margins waste a sixth of a wide table
RULE_EIGHTHS = "6"  # of a point: the rules are 0.75 pt
# Word wants the parts of a paragraph's properties in the order of its schema.
AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_docx(tables: Sequence[Table], stamp: Stamp) -> bytes:
    """All tables in one Word document, each with number, title and note.

    Characters that Word's format cannot hold (control characters) are shown as U+FFFD.
    """
    document = Document()
    set_style(document)
    _set_properties(document, stamp, tables)
    for number, table in enumerate(tables, start=1):
        form = printed(table, stamp)
        _open_page(document, wide=form.wide, first=number == 1)
        _write_table(document, form, number)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def set_style(document: DocumentType) -> None:
    """Set the letters of a document."""
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, TEXT_SIZE
    style.paragraph_format.space_after = Pt(0)


def _set_properties(document: DocumentType, stamp: Stamp, tables: Sequence[Table]) -> None:
    properties = document.core_properties
    properties.title = clean(tables[0].title if tables else stamp.project)[:255]
    properties.comments = clean(stamp.sentence())[:255]
    properties.author = stamp.program
    made = made_at(stamp)
    if made is not None:
        properties.created = properties.modified = made


def _open_page(document: DocumentType, *, wide: bool, first: bool) -> None:
    section = document.sections[0] if first else document.add_section(WD_SECTION.NEW_PAGE)
    set_paper(section, wide=wide)


def set_paper(section: Section, *, wide: bool = False) -> None:
    """Set a section on A4, upright or across."""
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (PAGE_LONG, PAGE_SHORT) if wide else (PAGE_SHORT, PAGE_LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _write_table(document: DocumentType, form: Printed, number: int) -> None:
    label = document.add_paragraph()
    label.add_run(f"Table {number}").bold = True
    title = document.add_paragraph()
    title.add_run(clean(form.title)).italic = True
    title.paragraph_format.space_after = Pt(6)
    label.paragraph_format.keep_with_next = title.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(form.columns))
    _set_widths(table, form)
    header = table.add_row()
    _mark_row(header, "w:tblHeader", "w:cantSplit")
    for cell, column in zip(header.cells, form.columns, strict=True):
        _fill(cell, column.lines, column, form)
        _rule(cell, top=True, bottom=True)
    for row in form.rows:
        _write_row(table, row, form, last=row is form.rows[-1])
    note = document.add_paragraph()
    note.paragraph_format.space_before = Pt(4)
    note.add_run("Note. ").italic = True
    note.add_run(clean(form.note))
    for run in note.runs:
        run.font.size = TABLE_SIZE


def _write_row(table: WordTable, row: PrintedRow, form: Printed, *, last: bool) -> None:
    line = table.add_row()  # type: ignore[no-untyped-call]
    _mark_row(line, "w:cantSplit")
    for place, (cell, lines, column) in enumerate(zip(line.cells, row.cells, form.columns, strict=True)):
        _fill(cell, lines, column, form)
        if place == 0:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.left_indent = INDENT * row.level
                for run in paragraph.runs:
                    run.bold = row.strong
        if last:
            _rule(cell, bottom=True)


def _set_widths(table: WordTable, form: Printed) -> None:
    table.autofit = False
    _set_cell_margins(table)
    room = (PAGE_LONG if form.wide else PAGE_SHORT) - 2 * MARGIN
    for grid, column in zip(table.columns, form.columns, strict=True):
        grid.width = int(room * column.width / form.width)


def _fill(cell: _Cell, lines: Sequence[str], column: PrintedColumn, form: Printed) -> None:
    for place, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.add_run(clean(line)).font.size = SMALL_SIZE if form.small else TABLE_SIZE
        paragraph.paragraph_format.space_before = Pt(2 if place == 0 else 0)
        if not column.numeric and column is not form.columns[0]:
            paragraph.paragraph_format.left_indent = TEXT_GAP
        if column.numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif _is_right_to_left(line):
            _turn_right_to_left(paragraph)


def _set_cell_margins(table: WordTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), CELL_MARGIN_TWENTIETHS)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties: Any = table._tbl.tblPr
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _is_right_to_left(text: str) -> bool:
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return strong != "L"


def _turn_right_to_left(paragraph: Paragraph) -> None:
    properties: Any = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
    for run in paragraph.runs:
        run.font.rtl = True


def _mark_row(row: Any, *marks: str) -> None:
    properties = row._tr.get_or_add_trPr()
    for mark in sorted(marks):  # the format wants cantSplit before tblHeader
        properties.append(OxmlElement(mark))


def _rule(cell: _Cell, *, top: bool = False, bottom: bool = False) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, wanted in (("top", top), ("bottom", bottom)):
        if wanted:
            rule = OxmlElement(f"w:{side}")
            rule.set(qn("w:val"), "single")
            rule.set(qn("w:sz"), RULE_EIGHTHS)
            rule.set(qn("w:color"), "000000")
            borders.append(rule)
    cell._tc.get_or_add_tcPr().append(borders)


def clean(text: str) -> str:
    """Show characters that Word's format cannot hold as U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)
