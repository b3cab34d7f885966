"""The cells of an Excel sheet as text, taken from its XML while it is unpacked.

openpyxl opens the workbook and knows its sheets, number formats and dates, but it builds an object for each element and
each cell. Here the XML parser's events are turned into text at once, in about a third of the time, and a sheet never
stands in memory. Document types are refused where they are met: no sheet needs one, and entities hide in them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import IO, Any, NamedTuple, NoReturn
from xml.parsers.expat import ParserCreate

from defusedxml.common import DTDForbidden
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel, from_ISO8601

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW, _CELL, _VALUE, _FORMULA, _STRING, _TEXT, _PHONETIC = (
    f"{_NAMESPACE} {tag}" for tag in ("row", "c", "v", "f", "si", "t", "rPh")
)
_BYTES_AT_ONCE = 1 << 16  # some two hundred rows
_NUMBERS_KEPT = 10_000  # numbers and dates as they are shown; closed answers repeat
_LAST_COLUMN = 16_384  # XFD
_NO_SUCH_DATE = "#VALUE!"  # a number that no calendar has, in a cell formatted as a date
_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # half of a surrogate pair is no letter
_PADDED = re.compile(r"0{2,}")
_PERCENT = re.compile(r"0(?:\.(0+))?%")


class NotedCell(NamedTuple):
    """A cell that a person should know about: row counted from 1, column from 0, and what it shows."""

    row: int
    column: int
    text: str


def read_shared_strings(stream: IO[bytes]) -> list[str]:
    """The texts that a workbook keeps once for all its cells.

    >>> import io
    >>> part = f'<sst xmlns="{_NAMESPACE}"><si><t>Good</t></si><si><r><t>No </t></r><r><t>staff</t></r></si></sst>'
    >>> read_shared_strings(io.BytesIO(part.encode()))
    ['Good', 'No staff']
    """
    strings = _SharedStrings()
    for _ in _parse(stream, strings):
        pass
    return strings.found


class SheetCells:
    """The rows of one sheet, and what was noticed while they were read.

    Parameters
    ----------
    strings : sequence of str
        From `read_shared_strings`.
    number_format : callable from a style's number to its number format, for example '0.00'
    epoch : datetime
        The day from which the workbook counts its dates.

    Attributes
    ----------
    error : NotedCell or None
        The first cell that shows an error such as #DIV/0!.
    uncalculated : int
        Cells with a formula that was never calculated.
    first_uncalculated : NotedCell or None
    """

    def __init__(self, strings: Sequence[str], number_format: Callable[[int], str], epoch: dt.datetime) -> None:
        self.error: NotedCell | None = None
        self.uncalculated = 0
        self.first_uncalculated: NotedCell | None = None
        self.pieces: list[str] = []  # text of the element that is open
        self._strings, self._number_format, self._epoch = strings, number_format, epoch
        self._look = cache(self._look_of)
        self._number = lru_cache(_NUMBERS_KEPT)(self._number_as_shown)
        self._rows: list[tuple[int, list[str]]] = []  # read and not yet given
        self._row, self._column = 0, -1
        self._cells: list[str] = []
        self._kind, self._style = "n", "0"
        self._value: str | None = None
        self._has_formula = self._phonetic = False

    def rows(self, stream: IO[bytes]) -> Iterator[list[str]]:
        """Give the rows from the first on, empty ones too, each up to its last cell that is not empty.

        Raises
        ------
        ValueError, LookupError, OverflowError, ExpatError, DefusedXmlException
            Where the sheet is damaged.
        """
        given = 0
        for _ in _parse(stream, self):
            for number, cells in self._rows:
                if number <= given:
                    raise ValueError(f"row {number} stands after row {given}")
                for _ in range(number - given - 1):
                    yield []
                yield cells
                given = number
            self._rows.clear()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == _CELL:
            reference = attributes.get("r")
            self._column = _column(reference.rstrip("0123456789")) if reference else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._value = None
            self._has_formula = False
        elif name in (_VALUE, _TEXT):
            self.pieces.clear()
        elif name == _ROW:
            self._row = int(float(attributes["r"])) if "r" in attributes else self._row + 1
            self._column = -1
        elif name == _FORMULA:
            self._has_formula = True
        elif name == _PHONETIC:
            self._phonetic = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == _VALUE:
            if self._kind != "inlineStr" and self._value is None:
                self._value = "".join(self.pieces)
        elif name == _CELL:
            self._take_cell()
        elif name == _ROW:
            self._rows.append((self._row, self._cells))
            self._cells = []
        elif name == _TEXT:
            if self._kind == "inlineStr" and not self._phonetic:
                self._value = (self._value or "") + "".join(self.pieces)
        elif name == _PHONETIC:
            self._phonetic = False

    def _take_cell(self) -> None:
        if not self._value:
            calculated = self._kind == "str" and self._value is not None  # to a text without letters
            if self._has_formula and not calculated:
                self.uncalculated += 1
                self.first_uncalculated = self.first_uncalculated or NotedCell(self._row, self._column, "")
            return
        text = self._as_shown(self._value)
        if not text:
            return
        missing = self._column - len(self._cells)
        if missing < 0:
            self._cells[self._column] = text
            return
        if missing:
            self._cells.extend([""] * missing)
        self._cells.append(text)

    def _as_shown(self, value: str) -> str:
        """A cell as a person sees it: 1 rather than 1.0, a date as 2024-03-05."""
        kind = self._kind
        if kind == "s":
            return self._strings[int(value)]
        if kind == "n":
            number = self._number(value, self._style)
            return self._noted_error(_NO_SUCH_DATE) if number is None else number
        if kind == "b":
            return "TRUE" if int(value) else "FALSE"
        if kind == "d":
            return _moment_as_shown(from_ISO8601(value))
        return self._noted_error(value) if kind == "e" else _unescaped(value)

    def _noted_error(self, text: str) -> str:
        self.error = self.error or NotedCell(self._row, self._column, text)
        return text

    def _number_as_shown(self, written: str, style: str) -> str | None:
        value = float(written) if any(sign in written for sign in ".eE") else int(written)
        look, is_date, is_duration = self._look(style)
        if not is_date:
            return _formatted(value, look)
        try:
            return _moment_as_shown(from_excel(value, self._epoch, timedelta=is_duration))
        except (OverflowError, ValueError):
            return None

    def _look_of(self, style: str) -> tuple[str, bool, bool]:
        number_format = self._number_format(int(style))
        return number_format, is_date_format(number_format), is_timedelta_format(number_format)


class _SharedStrings:
    def __init__(self) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self._runs: list[str] = []
        self._phonetic = False  # inside a reading aid, which is no part of the text

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == _TEXT:
            self.pieces.clear()
        elif name == _STRING:
            self._runs.clear()
        elif name == _PHONETIC:
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == _TEXT:
            if not self._phonetic:
                self._runs.extend(self.pieces)
        elif name == _STRING:
            self.found.append(_unescaped("".join(self._runs)))
        elif name == _PHONETIC:
            self._phonetic = False


def _parse(stream: IO[bytes], target: SheetCells | _SharedStrings) -> Iterator[None]:
    """Parse one block of the stream after the other, with a pause after each."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = target.start
    parser.EndElementHandler = target.end
    parser.CharacterDataHandler = target.pieces.append
    while block := stream.read(_BYTES_AT_ONCE):
        parser.Parse(block, False)
        yield
    parser.Parse(b"", True)
    yield


def _refuse_document_type(name: str, system_id: str | None, public_id: str | None, _internal: bool) -> NoReturn:
    raise DTDForbidden(name, system_id, public_id)


@cache
def _column(letters: str) -> int:
    """Position of a column; only columns that Excel has are kept in the cache.

    >>> _column("A"), _column("AB")
    (0, 27)
    """
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"no column is called '{letters}'")
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= _LAST_COLUMN:
        raise ValueError(f"no column is called '{letters}'")
    return number - 1


def _unescaped(text: str) -> str:
    """The letters that XML cannot hold or Excel writes as _x000D_.

    >>> _unescaped("_x005F_x0041_, one_x0009_two")
    '_x0041_, one\\ttwo'

    NUL, which no database keeps, becomes the sign for an unknown letter, as in a text file.
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16) or 0xFFFD), text) if "_x" in text else text


def _moment_as_shown(moment: Any) -> str:
    if isinstance(moment, dt.datetime):
        midnight = moment.time() == dt.time()
        return moment.date().isoformat() if midnight else moment.isoformat(sep=" ", timespec="seconds")
    return str(moment)


def _formatted(value: float, number_format: str) -> str:
    if _PADDED.fullmatch(number_format) and value == int(value):
        return f"{int(value):0{len(number_format)}d}"
    percent = _PERCENT.fullmatch(number_format)
    if percent:
        return f"{value * 100:.{len(percent.group(1) or '')}f}%"
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return format(value, ".15g")  # Excel keeps 15 digits
