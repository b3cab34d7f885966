"""Lines of plain cells as a workbook: numbers as numbers, text as text, nothing that runs."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from reports.writers.xlsx import WORKBOOK_OPTIONS, fitting

WIDEST = 44  # characters of a column


def write_workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Write sheets of lines, the first line of each being its heading.

    Parameters
    ----------
    sheets : name of the sheet to its lines; a cell is text, a number, or None for an empty one
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS)
    bold = book.add_format({"bold": True, "bottom": 1})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(number, place, fitting(cell), bold if number == 0 else None)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
        for place in range(len(lines[0])):
            longest = max(len(str(line[place])) for line in lines[:200] if line[place] is not None)
            sheet.set_column(place, place, min(WIDEST, longest + 2))
    book.close()
    return buffer.getvalue()
