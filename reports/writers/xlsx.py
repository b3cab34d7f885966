"""Tables to XLSX: numbers as numbers, text as text, and a sheet that says where they come from.

Strings are written as strings and unchanged: nothing becomes a formula or a link.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from reports.errors import TooLarge
from reports.model import NUMBER_KINDS, Row, Stamp, Table
from reports.writers.flat import FlatColumn, flat_columns

CELL_CHARACTERS = 32_767  # Microsoft, "Excel specifications and limits"
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384  # the same page
SHEET_NAME_CHARACTERS = 31
CUT_MARK = " […]"
NUMBER_FORMATS = {
    "count": "#,##0",
    "percent": "0.0",
    "interval": "0.0",
    "difference": "0.0",
    "p": "0.000",
    "effect": "0.00",
    "effect_interval": "0.00",
    "mean": "0.00",
    "mean_interval": "0.00",
}
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class CutCell:
    """A text longer than a cell can hold, and where it was cut."""

    sheet: str
    row: int
    column: str
    characters: int


def write_xlsx(tables: Sequence[Table], stamp: Stamp) -> bytes:
    """All tables in one workbook, a sheet each, and the sheet 'About'.

    A text longer than Excel's 32,767 characters is cut, marked with '[…]' and named in 'About'.

    Raises
    ------
    TooLarge
        When a table has more rows or columns than a sheet.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, WORKBOOK_OPTIONS)
    set_properties(book, stamp, ", ".join(table.title for table in tables))
    names = sheet_names([table.name for table in tables])
    cuts: list[CutCell] = []
    for name, table in zip(names, tables, strict=True):
        cuts += _TableSheet(book, name, table).write()
    titles = list(zip(names, (table.title for table in tables), strict=True))
    write_about(book, stamp, titles, cuts)
    book.close()
    return target.getvalue()


def set_properties(book: Any, stamp: Stamp, title: str) -> None:
    """Document properties; the time is the stamp's, so that equal figures give equal files."""
    properties: dict[str, Any] = {"title": title[:255], "comments": stamp.sentence()}
    made = made_at(stamp)
    if made is not None:
        properties["created"] = made
    book.set_properties(properties)


def made_at(stamp: Stamp) -> datetime | None:
    """The stamp's time as a value without zone, or nothing when it is no time."""
    try:
        return datetime.fromisoformat(stamp.made_at.replace("Z", "+00:00")).replace(tzinfo=None)
    except ValueError:
        return None


def write_about(book: Any, stamp: Stamp, titles: Sequence[tuple[str, str]], cuts: Sequence[CutCell]) -> None:
    """Write the sheet that says where the figures come from and what was cut."""
    sheet = book.add_worksheet("About")
    bold, wrap = (
        book.add_format({"bold": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 80)
    lines = [*stamp.pairs(), *((f"Sheet {name}", title) for name, title in titles)]
    lines += [
        (
            "Cut",
            f"Sheet {cut.sheet}, row {cut.row}, {cut.column}: {cut.characters:,} characters are more than "
            f"a cell can hold ({CELL_CHARACTERS:,}); the CSV file has all of them.",
        )
        for cut in cuts
    ]
    for number, (label, value) in enumerate(lines):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, value, wrap)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel accepts, each once and none 'About'.

    >>> sheet_names(["themes", "themes", "What [now]?", "about"])
    ['themes', 'themes 2', 'What now', 'about 2']
    """
    taken = {"about", "history"}  # Excel reserves 'History'
    names: list[str] = []
    for name in wanted:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", name).strip().strip("'")[:SHEET_NAME_CHARACTERS] or "Table"
        free, number = plain, 1
        while free.casefold() in taken:
            number += 1
            ending = f" {number}"
            free = plain[: SHEET_NAME_CHARACTERS - len(ending)] + ending
        taken.add(free.casefold())
        names.append(free)
    return names


def fitting(text: str) -> str:
    """The text as long as a cell can hold; Excel counts UTF-16 units."""
    if len(text.encode("utf-16-le")) // 2 <= CELL_CHARACTERS:
        return text
    room = 2 * (CELL_CHARACTERS - len(CUT_MARK))
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT_MARK


class _TableSheet:
    """One table on its sheet: title, header with a rule above and below, rows, rule, notes."""

    def __init__(self, book: Any, name: str, table: Table) -> None:
        self.book = book
        self.name = name
        self.table = table
        self.columns = flat_columns(table)
        if len(table.rows) + len(table.notes) + 4 > SHEET_ROWS or len(self.columns) > SHEET_COLUMNS:
            raise TooLarge(
                f"{table.title!r} has {len(table.rows):,} rows and {len(self.columns):,} columns; "
                f"a sheet holds {SHEET_ROWS:,} and {SHEET_COLUMNS:,}. Take the CSV file instead."
            )

    def write(self) -> list[CutCell]:
        sheet = self.book.add_worksheet(self.name)
        sheet.write_string(0, 0, fitting(self.table.title), self.book.add_format({"bold": True, "font_size": 12}))
        header = {"bold": True, "text_wrap": True, "top": 1, "bottom": 1, "valign": "vcenter"}
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, max(column.width, 8))
            align = "right" if column.kind in NUMBER_KINDS else "left"
            sheet.write_string(2, place, column.label, self.book.add_format({**header, "align": align}))
        sheet.freeze_panes(3, 1)
        cuts = [cut for number, row in enumerate(self.table.rows) for cut in self._write_row(sheet, number, row)]
        last = 3 + len(self.table.rows)
        for number, note in enumerate(self.table.notes):
            sheet.write_string(last + 1 + number, 0, fitting(note), self.book.add_format({"italic": True}))
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        return cuts

    def _write_row(self, sheet: Any, number: int, row: Row) -> list[CutCell]:
        cuts = []
        for place, column in enumerate(self.columns):
            value = column.value(row)
            style = self.book.add_format(self._style(column, row, first=place == 0, last=row is self.table.rows[-1]))
            if value is None or value == "":
                sheet.write_blank(3 + number, place, None, style)
            elif isinstance(value, str):
                shown = fitting(value)
                sheet.write_string(3 + number, place, shown, style)
                if shown != value:
                    cuts.append(CutCell(self.name, 4 + number, column.label, len(value)))
            else:
                sheet.write_number(3 + number, place, value, style)
        return cuts

    @staticmethod
    def _style(column: FlatColumn, row: Row, *, first: bool, last: bool) -> dict[str, Any]:
        style: dict[str, Any] = {"valign": "top", "text_wrap": column.kind not in NUMBER_KINDS}
        if column.kind in NUMBER_KINDS:
            style |= {"align": "right", "num_format": NUMBER_FORMATS[column.kind]}
        if first:
            style |= {"indent": min(row.level, 15), "bold": row.strong}
        if last:
            style["bottom"] = 1
        return style
