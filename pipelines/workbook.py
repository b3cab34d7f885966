"""Excel workbooks (.xlsx): one sheet as rows of text, as a person sees it on screen.

Formulas give the value that was stored with them; nothing is calculated. A workbook is a ZIP archive of XML: what it
claims to unpack to is checked before anything is unpacked, and entity declarations are refused.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from pipelines.errors import FileTooLarge, ReadError
from pipelines.raw_table import MAX_COLUMNS, Problem, column_letter

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 150  # sheets of real surveys pack 5 to 40 times; a bomb 1,000 times
SMALL_UNPACKED_BYTES = 50 << 20  # below this a high ratio does no harm
_UNREADABLE = (
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    SyntaxError,  # ElementTree's ParseError and lxml's XMLSyntaxError
    EOFError,
    zipfile.BadZipFile,
    InvalidFileException,
    DefusedXmlException,
)
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_PADDED = re.compile(r"0{2,}")
_PERCENT = re.compile(r"0(?:\.(0+))?%")


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


def open_workbook(data: bytes, name: str) -> Workbook:
    """Open a workbook for reading, stored values instead of formulas.

    Raises
    ------
    FileTooLarge
        Where it would unpack to too much.
    ReadError
        Where it is damaged.
    """
    check_size(data, name)
    _refuse_entities(data, name)
    return _load(data, name, data_only=True)


def _load(data: bytes, name: str, *, data_only: bool) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and extensions that do not touch the answers
            return load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
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
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if b"<!DOCTYPE" in part.read(1024):
                            raise _damaged(name)
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise _damaged(name) from error


def visible_sheets(book: Workbook) -> list[str]:
    """Names of the sheets that hold cells, in their order; hidden ones are left out unless all are hidden."""
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    shown = [sheet.title for sheet in sheets if sheet.sheet_state == "visible"]
    return shown or [sheet.title for sheet in sheets]


def choose_sheet(book: Workbook, name: str, sheet: str | None, problems: list[Problem]) -> str:
    """The sheet to read: the one asked for, else the first that is not empty."""
    sheets = visible_sheets(book)
    if sheet is not None:
        if sheet not in book.sheetnames:
            raise ReadError(f"'{name}' has no sheet '{sheet}'. Its sheets are: {', '.join(sheets)}.", file=name)
        return sheet
    try:
        filled = [title for title in sheets if _has_cells(book[title])]
    except _UNREADABLE as error:
        raise _damaged(name) from error
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


def _has_cells(sheet: ReadOnlyWorksheet) -> bool:
    sheet.reset_dimensions()
    return any(cell is not None for row in sheet.iter_rows(max_row=50, values_only=True) for cell in row)


def sheet_records(data: bytes, book: Workbook, sheet: str, name: str, problems: list[Problem]) -> Iterator[list[str]]:
    """Give the rows of a sheet as text, the column names first.

    Parameters
    ----------
    data : bytes
    book : Workbook
        From `open_workbook`.
    sheet : str
    name : str
        Name of the file, for messages.
    problems : list of Problem
        Notes are added while the rows are taken.

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
    has_formulas = _note_formulas_without_value(data, sheet, name, problems)
    errors = 0
    worksheet = book[sheet]
    worksheet.reset_dimensions()
    try:
        for number, row in enumerate(worksheet.iter_rows(), start=1):
            cells = [_shown(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > MAX_COLUMNS and number > 1:
                raise FileTooLarge(
                    f"Row {number} of sheet '{sheet}' in '{name}' reaches to column {column_letter(len(cells) - 1)}; "
                    f"at most {MAX_COLUMNS:,} columns are read. Delete what stands far to the right.",
                    file=name,
                    row=number,
                )
            if has_formulas and not errors:
                for position, cell in enumerate(row):
                    if cell.data_type == "e":
                        errors = number
                        problems.append(
                            Problem(
                                f"Cell {column_letter(position)}{number} shows the error "
                                f"{cell.value}; it was read as this text.",
                                row=number,
                            )
                        )
                        break
            yield cells
    except _UNREADABLE as error:
        if isinstance(error, ReadError):
            raise
        raise _damaged(name) from error


def _note_formulas_without_value(data: bytes, sheet: str, name: str, problems: list[Problem]) -> bool:
    """Formulas that were never calculated read as empty cells: name them. True where there are formulas at all."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [member for member in archive.namelist() if member.startswith("xl/worksheets/")]
        if not any(_contains(archive, part, b"<f") for part in parts):
            return False
    formulas, values = _load(data, name, data_only=False)[sheet], _load(data, name, data_only=True)[sheet]
    missing = []
    formulas.reset_dimensions()
    values.reset_dimensions()
    try:
        for number, (written, stored) in enumerate(
            zip(formulas.iter_rows(), values.iter_rows(values_only=True), strict=True), start=1
        ):
            for position, (cell, value) in enumerate(zip(written, stored, strict=True)):
                if cell.data_type == "f" and value is None:
                    missing.append((number, position))
    except _UNREADABLE as error:
        raise _damaged(name) from error
    if missing:
        number, position = missing[0]
        problems.append(
            Problem(
                f"{len(missing)} cells hold a formula that was never calculated and read as empty; the "
                f"first is {column_letter(position)}{number}. Open the workbook in Excel or "
                "LibreOffice and save it, then import it again.",
                row=number,
            )
        )
    return True


def _contains(archive: zipfile.ZipFile, part: str, what: bytes) -> bool:
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            if what in tail + block:
                return True
            tail = block[-len(what) :]
    return False


def _shown(cell: Any) -> str:
    """A cell as text, as a person sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return unescape(value) if "_x" in value and _ESCAPED.search(value) else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_shown(value, cell.number_format)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def _number_shown(value: float, number_format: str) -> str:
    if _PADDED.fullmatch(number_format) and value == int(value):
        return f"{int(value):0{len(number_format)}d}"
    percent = _PERCENT.fullmatch(number_format)
    if percent:
        return f"{value * 100:.{len(percent.group(1) or '')}f}%"
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return format(value, ".15g")  # Excel keeps 15 digits
