"""Excel workbooks (.xlsx): one sheet as rows of text, as a person sees it on screen.

Formulas give the value that was stored with them; nothing is calculated. A workbook is a ZIP archive of XML: what it
claims to unpack to is checked before anything is unpacked, and entity declarations are refused.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS

from pipelines.errors import FileTooLarge, ReadError
from pipelines.raw_table import MAX_COLUMNS, Problem, column_letter
from pipelines.sheet_cells import SheetCells, read_shared_strings

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 150  # sheets of real surveys pack 5 to 40 times; a bomb 1,000 times
SMALL_UNPACKED_BYTES = 50 << 20  # below this a high ratio does no harm
_ROWS_LOOKED_AT = 50  # in search of a cell, to tell a sheet that is filled
_UNREADABLE = (
    LookupError,
    ValueError,
    TypeError,
    OverflowError,
    AttributeError,
    SyntaxError,  # ElementTree's ParseError and lxml's XMLSyntaxError
    ExpatError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    InvalidFileException,
    DefusedXmlException,
)


def check_size(data: bytes, name: str) -> None:
    """Refuse an archive that would unpack to far more than it weighs.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Name of the file, for the message.

    Raises
    ------
    FileTooLarge
        Beyond `MAX_UNPACKED_BYTES`, or `MAX_RATIO` times the packed size.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    too_dense = unpacked > SMALL_UNPACKED_BYTES and unpacked > MAX_RATIO * len(data)
    if unpacked > MAX_UNPACKED_BYTES or too_dense:
        raise FileTooLarge(
            f"'{name}' is {_megabytes(len(data))} but unpacks to {_megabytes(unpacked)}, which no survey does; it was "
            "not opened. If the file is what you think, delete formatted but empty rows, or save it as CSV.",
            file=name,
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


class _WorkbookReader(ExcelReader):
    """openpyxl's, but for the shared strings: there it takes six times as long, and 'x005F_' out of any text."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as stream:
                self.shared_strings = read_shared_strings(stream)


def open_workbook(data: bytes, name: str) -> Workbook:
    """Open a workbook for reading.

    Raises
    ------
    FileTooLarge
        Where it would unpack to too much.
    ReadError
        Where it is damaged.
    """
    check_size(data, name)
    _refuse_entities(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and extensions that do not touch the answers
            reader = _WorkbookReader(io.BytesIO(data), read_only=True, keep_links=False)
            reader.read()
            return reader.wb
    except _UNREADABLE as error:
        raise _damaged(name) from error


def _damaged(name: str) -> ReadError:
    return ReadError(
        f"'{name}' is an Excel workbook that cannot be read: a part of it is damaged or missing. Open it in Excel or "
        "LibreOffice, save it again as .xlsx, or save the sheet as CSV (UTF-8).",
        file=name,
    )


def _refuse_entities(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            declared = any(
                b"<!DOCTYPE" in _beginning(archive, member)
                for member in archive.namelist()
                if member.endswith((".xml", ".rels"))
            )
    except (*_UNREADABLE, RuntimeError) as error:  # a member that is encrypted or packed in an unknown way
        raise _damaged(name) from error
    if declared:
        raise _damaged(name)


def _beginning(archive: zipfile.ZipFile, member: str) -> bytes:
    with archive.open(member) as part:
        return part.read(1024)


def visible_sheets(book: Workbook) -> list[str]:
    """Names of the sheets that hold cells, in their order; hidden ones are left out unless all are hidden."""
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return shown or [sheet.title for sheet in book.worksheets]


def choose_sheet(book: Workbook, name: str, sheet: str | None, problems: list[Problem]) -> str:
    """The sheet to read: the one asked for, else the first that is not empty."""
    sheets = visible_sheets(book)
    if sheet is not None:
        if sheet not in [worksheet.title for worksheet in book.worksheets]:
            raise ReadError(f"'{name}' has no sheet '{sheet}'. Its sheets are: {', '.join(sheets)}.", file=name)
        return sheet
    filled = [title for title in sheets if _has_cells(book, title, name)]
    if not filled:
        raise ReadError(f"'{name}' is empty: no sheet of it holds a cell.", file=name)
    if len(filled) > 1:
        problems.append(
            Problem(
                f"The workbook has {len(filled)} sheets with content; '{filled[0]}' was read. The "
                f"others are: {', '.join(filled[1:])}."
            )
        )
    return filled[0]


def _has_cells(book: Workbook, sheet: str, name: str) -> bool:
    return any(islice(_rows(book, sheet, name, _cells_of(book, sheet)), _ROWS_LOOKED_AT))


def sheet_records(book: Workbook, sheet: str, name: str, problems: list[Problem]) -> Iterator[list[str]]:
    """Give the rows of a sheet as text, the column names first.

    Parameters
    ----------
    book : Workbook
        From `open_workbook`.
    sheet : str
    name : str
        Name of the file, for messages.
    problems : list of Problem
        Notes are added when the last row is taken.

    Yields
    ------
    list of str
        Cells as a person sees them: 1 rather than 1.0, dates as 2024-03-05.

    Raises
    ------
    ReadError
        Where the sheet is damaged.
    FileTooLarge
        Where a row reaches beyond the columns that are read.
    """
    cells = _cells_of(book, sheet)
    for number, row in enumerate(_rows(book, sheet, name, cells), start=1):
        if len(row) > MAX_COLUMNS and number > 1:
            raise FileTooLarge(
                f"Row {number} of sheet '{sheet}' in '{name}' reaches to column {column_letter(len(row) - 1)}; "
                f"at most {MAX_COLUMNS:,} columns are read. Delete what stands far to the right.",
                file=name,
                row=number,
            )
        yield row
    problems += _noticed(cells)


def _cells_of(book: Workbook, sheet: str) -> SheetCells:
    worksheet = book[sheet]

    def number_format(style: int) -> str:
        return str(ReadOnlyCell(worksheet, 1, 1, None, style_id=style).number_format)

    return SheetCells(worksheet._shared_strings, number_format, book.epoch)


def _rows(book: Workbook, sheet: str, name: str, cells: SheetCells) -> Iterator[list[str]]:
    try:
        with book[sheet]._get_source() as part:
            yield from cells.rows(part)
    except _UNREADABLE as error:
        raise _damaged(name) from error


def _noticed(cells: SheetCells) -> Iterator[Problem]:
    if cells.first_uncalculated:
        first = cells.first_uncalculated
        yield Problem(
            f"{cells.uncalculated} cells hold a formula that was never calculated and read as empty; the "
            f"first is {column_letter(first.column)}{first.row}. Open the workbook in Excel or "
            "LibreOffice and save it, then import it again.",
            row=first.row,
        )
    if cells.error:
        yield Problem(
            f"Cell {column_letter(cells.error.column)}{cells.error.row} shows the error "
            f"{cells.error.text}; it was read as this text.",
            row=cells.error.row,
        )
