"""Codings of other programs as a long table: a row says that a coder gave a unit a code; the columns have any names."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coding.cells import unguard_formula
from exchange.errors import BrokenLine, WrongFile
from exchange.tables import DELIMITERS, MEGABYTE, decoded

LONG_BYTES = 500 * MEGABYTE
_LISTED = 12  # columns named in a message
_SHOWN = 12  # characters of a cell in a message
LONGEST_TEXT = 1_000_000  # characters, more than a book; for coefficients of passages each is looked at


@dataclass(frozen=True, slots=True)
class LongRow:
    """One row; `row` counts as a spreadsheet does. What the file has no column for is '', a place without one -1."""

    unit: str
    coder: str
    code: str
    respondent: str
    row: int
    start: int = -1
    end: int = -1
    length: int = -1


def headings(data: bytes, name: str) -> list[str]:
    """Give the headings of a long table.

    >>> headings(b"id;who;theme\\n1;Ana;Time\\n", "c.csv")
    ['id', 'who', 'theme']
    """
    first = next(iter(decoded(data, name, limit=LONG_BYTES).splitlines()), "")
    delimiter = max(DELIMITERS, key=lambda mark: len(_cells(first, mark)))
    return [heading for heading in map(_plain, next(csv.reader([first], delimiter=delimiter), [])) if heading]


def read_long(data: bytes, name: str, columns: Mapping[str, str], *, may_lack: frozenset[str]) -> list[LongRow]:
    """Read a long table of codings.

    Parameters
    ----------
    columns : for unit, coder, code, respondent, start and end of a passage (in characters from 0, the end not in it)
        and length of the unit's text the heading in this file; a part left out has no column
    may_lack : parts whose column this file may be without

    Raises
    ------
    WrongFile, BrokenLine
        A column is missing, or a row has no unit or no coder though there is a column for it.

    Examples
    --------
    >>> columns = {"unit": "id", "coder": "who", "code": "theme"}
    >>> read_long(b"id,who,theme\\n1,Ana,Time\\n", "c.csv", columns, may_lack=frozenset())[0].code
    'Time'
    """
    text = decoded(data, name, limit=LONG_BYTES)
    first = next(iter(text.splitlines()), "")
    wanted = {_plain(heading) for heading in columns.values()}
    delimiter = max(DELIMITERS, key=lambda mark: len(wanted & {_plain(cell) for cell in _cells(first, mark)}))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [_plain(cell) for cell in next(lines)]
        places = _places(header, columns, may_lack, name)
        return list(_rows(lines, places, name, len(header)))
    except csv.Error as error:
        where = f"line {lines.line_num}"
        if "field larger" in str(error):
            most = f"{csv.field_size_limit():,} characters"
            raise BrokenLine(
                f"{name}, {where}: a cell has more than {most}. Leave the column with the long texts out, or close a "
                "quotation mark.", where=where,
            ) from error  # fmt: skip
        raise BrokenLine(
            f"{name}, {where}: a quotation mark is not closed or stands in the wrong place ({error}).", where=where
        ) from error


def _cells(line: str, mark: str) -> list[str]:
    return [cell.strip('"') for cell in line.split(mark)]


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFC", " ".join(unguard_formula(cell).split()))


def _places(header: list[str], columns: Mapping[str, str], may_lack: frozenset[str], name: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for part, heading in columns.items():
        found = [place for place, cell in enumerate(header) if cell == _plain(heading)]
        if len(found) > 1:
            raise WrongFile(f"{name} has {len(found)} columns called {heading!r}. Rename all but one of them.")
        if found:
            places[part] = found[0]
        elif part not in may_lack:
            listed = ", ".join(header[:_LISTED]) + (" …" if len(header) > _LISTED else "")
            raise WrongFile(f"{name} has no column {heading!r} for the {part}. Its columns are: {listed}.")
    return places


def _rows(lines: Iterator[list[str]], places: Mapping[str, int], name: str, width: int) -> Iterator[LongRow]:
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
            raise BrokenLine(
                f"{name}, row {number} has {len(cells)} cells, the heading {width}. A cell is missing or one too many, "
                "so that what stands behind it may be in the wrong column.",
                where=f"row {number}",
            )
        parts = {part: _plain(cells[place]) for part, place in places.items()}
        for part in ("unit", "coder"):
            if part in places and not parts[part]:
                raise BrokenLine(
                    f"{name}, row {number} has no {part}. Fill the cell, or remove the row.", where=f"row {number}"
                )
        start, end, length = (_count(parts.get(part, ""), part, name, number) for part in ("start", "end", "length"))
        if (start < 0) != (end < 0) or (start >= 0 and start >= end):
            raise BrokenLine(
                f"{name}, row {number}: a passage needs a start and an end behind it. Mend the cells, or leave both "
                "empty.", where=f"row {number}",
            )  # fmt: skip
        unit, coder, code, respondent = (parts.get(part, "") for part in ("unit", "coder", "code", "respondent"))
        yield LongRow(unit, coder, code, respondent, number, start, end, length)


def _count(cell: str, part: str, name: str, number: int) -> int:
    if not cell:
        return -1
    if not (cell.isascii() and cell.isdecimal()):
        raise BrokenLine(
            f"{name}, row {number}: the {part} is {cell!r}, not a whole number from 0.", where=f"row {number}"
        )
    if len(cell.lstrip("0")) > len(str(LONGEST_TEXT)) or int(cell) > LONGEST_TEXT:
        shown = cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}…"
        raise BrokenLine(
            f"{name}, row {number}: the {part} is {shown}, but a text has {LONGEST_TEXT:,} characters at most.",
            where=f"row {number}",
        )
    return int(cell)
