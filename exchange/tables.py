"""Small tables in CSV: which encoding, which delimiter, which row.

For tables that people exchange (codebooks, codings); survey files with their many oddities have a reader of their
own in ``pipelines``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coding.cells import guard_formula, unguard_formula
from exchange.errors import BrokenLine, WrongFile

BYTE_ORDER_MARK = "\ufeff"
DELIMITERS = (",", ";", "\t")
MEGABYTE = 1_000_000
_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `number` counts as a spreadsheet does, the header being row 1."""

    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell, '' where the column lacks."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class CellTable:
    """The rows of a file; `headings` gives for each column found the heading that the file has for it."""

    headings: Mapping[str, str]
    rows: tuple[TableRow, ...]


def decoded(data: bytes, name: str, *, limit: int) -> str:
    """Text of a file: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises
    ------
    WrongFile
        When the file is empty, larger than `limit` bytes, a workbook or PDF, or no text.
    """
    if len(data) > limit:
        raise WrongFile(
            f"{name} has {len(data) / MEGABYTE:.1f} MB; at most {limit / MEGABYTE:g} MB can be read. "
            "Is it the right file?"
        )
    if data.startswith((_ZIP, _OLD_EXCEL, _PDF)):
        raise WrongFile(f"{name} is a workbook or document, not a text file. Save the sheet as CSV (UTF-8) first.")
    if not data.strip():
        raise WrongFile(f"{name} is empty.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode(data, name, "utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode(data, name, "cp1252")
    if "\x00" in text:
        raise WrongFile(f"{name} is not a text file. Save the table as CSV (UTF-8).")
    return text


def read_table(data: bytes, name: str, columns: Mapping[str, str], *, limit: int) -> CellTable:
    """Rows of a CSV file under the wanted columns' own names.

    Parameters
    ----------
    columns : accepted heading (lower case) to the name used here, for example ``{"code": "name"}``; other columns
        are passed over
    limit : bytes

    Returns
    -------
    CellTable
        Empty rows left out. Apostrophes that guard a cell against running as a formula are taken off.

    Raises
    ------
    WrongFile, BrokenLine
    """
    text = decoded(data, name, limit=limit)
    delimiter = max(DELIMITERS, key=lambda mark: _known_headings(text, mark, columns))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [_heading(cell) for cell in next(rows)]
        places = _places(header, columns, name)
        found = tuple(_table_rows(rows, places, len(header), name))
        return CellTable({column: header[place] for column, place in places.items()}, found)
    except csv.Error as error:
        where = f"line {rows.line_num}"
        raise BrokenLine(
            f"{name}, {where}: a quotation mark is not closed or stands in the wrong place ({error}).", where=where
        ) from error


def write_table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with a byte order mark, each cell guarded against running as a formula.

    >>> write_table(["name"], [["=1+1"], ["- none"]]).decode("utf-8-sig").splitlines()
    ['name', "'=1+1", "'- none"]
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([guard_formula(cell) for cell in header])
    writer.writerows([[guard_formula(cell) for cell in line] for line in lines])
    return (BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")


def _decode(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise WrongFile(
            f"{name}, line {line}: a character cannot be read. Save the file as UTF-8 and try again."
        ) from error


def _heading(cell: str) -> str:
    return "_".join(unguard_formula(cell).strip().casefold().replace("-", " ").split())


def _known_headings(text: str, delimiter: str, columns: Mapping[str, str]) -> int:
    first = next(iter(text.splitlines()), "")
    return sum(_heading(cell.strip('"')) in columns for cell in first.split(delimiter))


def _places(header: Sequence[str], columns: Mapping[str, str], name: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(header):
        wanted = columns.get(heading)
        if wanted is None:
            continue
        if wanted in places:
            raise WrongFile(
                f"{name}: the columns {header[places[wanted]]!r} and {heading!r} mean the same. Remove one of them."
            )
        places[wanted] = place
    return places


def _table_rows(rows: Iterator[list[str]], places: Mapping[str, int], width: int, name: str) -> Iterator[TableRow]:
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            raise BrokenLine(
                f"{name}, row {number} has {len(cells)} cells, but the header has {width}. "
                "A cell that holds the delimiter must stand in quotation marks.",
                where=f"row {number}",
            )
        yield TableRow(
            number,
            {column: unguard_formula(cells[place]) for column, place in places.items() if place < len(cells)},
        )
