"""CSV, TSV and semicolon files: find the encoding and the delimiter, then give the rows one by one."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from pipelines.errors import ReadError
from pipelines.raw_table import MAX_CELL_CHARS, Problem

DELIMITERS = (",", ";", "\t", "|")
ONE_COLUMN = "\x1f"  # the unit separator of ASCII, which no survey tool writes: the file has one column
MIXED_SHARE = 0.05  # of the lines beyond ASCII; so many that are UTF-8 by accident do not occur in another encoding
_SAMPLE_BYTES = 1 << 18
_BLOCK_BYTES = 1 << 20
_WESTERN = frozenset("‘’“”–—…•€£§°©®ªº«»¡¿·½¼´àáâãäåæçèéêëìíîïñòóôõöøœßùúûüýÿÀÁÂÄÅÆÇÈÉÊËÎÏÑÓÔÖØÙÚÛÜŒžŽšŠ\xa0")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-8-sig": "utf-8", "cp1252": "Windows-1252", "mac_roman": "Mac Roman"}

# An unclosed quotation mark must reach our own limit and message rather than the csv module's 131,072 letters.
csv.field_size_limit(64 * MAX_CELL_CHARS)


@dataclass(frozen=True)
class Delimited:
    """How a text file is to be read.

    Parameters
    ----------
    encoding : str
        Name of a codec of Python.
    delimiter : str
        One character; `ONE_COLUMN` for a file of one column.
    quoted : bool
        False where quotation marks are part of the text.
    first_line : int
        Lines to pass over: 1 where Excel's ``sep=;`` stands above the column names.
    problems : tuple of Problem
    """

    encoding: str
    delimiter: str
    quoted: bool
    first_line: int
    problems: tuple[Problem, ...]


def examine(data: bytes, name: str) -> Delimited:
    """Find encoding and delimiter of a text file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Name of the file, for messages.

    Returns
    -------
    Delimited

    Raises
    ------
    ReadError
        Where no encoding fits all of the file; the message names the first row that does not fit.

    Examples
    --------
    >>> found = examine("Nr;Grund\\n1;müde\\n2;Schichten\\n".encode("cp1252"), "umfrage.csv")
    >>> found.encoding, found.delimiter
    ('cp1252', ';')
    """
    encoding, problems = _encoding(data, name)
    sample = _sample(data, encoding)
    first_line, declared = _declared_delimiter(sample)
    if first_line:
        sample = sample.split("\n", 1)[1]
    delimiter = declared or _delimiter(sample, name)
    quoted = not (delimiter == "\t" and _quotes_are_text(data, encoding))
    if not quoted:
        problems.append(
            Problem("Quotation marks are not closed everywhere in this file; they are kept as part of the text.")
        )
    return Delimited(encoding, delimiter, quoted, first_line, tuple(problems))


def records(data: bytes, form: Delimited, name: str, problems: list[Problem]) -> Iterator[list[str]]:
    """Give the rows of a text file, the column names first.

    Parameters
    ----------
    data : bytes
    form : Delimited
        What `examine` found.
    name : str
        Name of the file, for messages.
    problems : list of Problem
        Notes are added while the rows are taken.

    Yields
    ------
    list of str
        The cells of a row, exactly as they stand in the file; empty for an empty line.

    Raises
    ------
    ReadError
        Where a quotation mark is never closed or stands inside a quoted answer; the message names the row.
    """
    text = io.TextIOWrapper(io.BytesIO(data), encoding=form.encoding, newline="")
    for _ in range(form.first_line):
        text.readline()
    rows = csv.reader(
        text,
        delimiter=form.delimiter,
        quoting=csv.QUOTE_MINIMAL if form.quoted else csv.QUOTE_NONE,
        strict=form.quoted,
    )
    clean = _without_nul(rows, problems) if b"\x00" in data else rows
    number = 0
    try:
        for number, row in enumerate(clean, start=1):  # noqa: B007, the number is named when the next row fails
            yield row
    except csv.Error as error:
        raise _torn_row(error, name, number + 1) from error


def _torn_row(error: csv.Error, name: str, row: int) -> ReadError:
    if "end of data" in str(error):
        return ReadError(
            f"Row {row} of '{name}' opens a quotation mark that is never closed, so the rest of the file would be one "
            "answer. Close or delete it, or save the file again from the survey tool.",
            file=name,
            row=row,
        )
    if "field larger" in str(error):
        return ReadError(f"Row {row} of '{name}' holds a cell that is too long to be an answer.", file=name, row=row)
    return ReadError(
        f"Row {row} of '{name}' has a quotation mark inside a quoted answer. Double it (\"\") or delete it, or save "
        "the file again from the survey tool.",
        file=name,
        row=row,
    )


def _without_nul(rows: Iterator[list[str]], problems: list[Problem]) -> Iterator[list[str]]:
    noted = False
    for number, row in enumerate(rows, start=1):
        if any("\x00" in cell for cell in row):
            if not noted:
                problems.append(
                    Problem(
                        "The file holds characters of value zero, which no answer has; each is shown "
                        f"as '\ufffd'. Row {number} is the first with one.",
                        row=number,
                    )
                )
                noted = True
            row = [cell.replace("\x00", "\ufffd") for cell in row]
        yield row


def _encoding(data: bytes, name: str) -> tuple[str, list[Problem]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            _check_decodes(data, encoding, name)
            return encoding, []
    zeros = data[:_SAMPLE_BYTES].count(0)
    if zeros * 5 > min(len(data), _SAMPLE_BYTES):
        return _utf16_without_mark(data, name), []
    broken = _first_undecodable(data, "utf-8")
    if broken is None:
        return "utf-8", []
    encoding = _single_byte_encoding(data, name, broken)
    _check_decodes(data, encoding, name)
    shown = _NAMES.get(encoding, encoding)
    return encoding, [
        Problem(
            f"The file is not stored as UTF-8; it was read as {shown}. Check in the preview that letters such as "
            "é and signs such as ’ and £ look right; if not, save the file again as CSV UTF-8."
        )
    ]


def _utf16_without_mark(data: bytes, name: str) -> str:
    encoding = "utf-16-le" if data[1:_SAMPLE_BYTES:2].count(0) >= data[0:_SAMPLE_BYTES:2].count(0) else "utf-16-be"
    if _first_undecodable(data, encoding) is None and any(mark in _sample(data, encoding) for mark in "\r\n"):
        return encoding
    raise ReadError(f"'{name}' is not a text file. Choose a CSV, TSV or Excel (.xlsx) file of answers.", file=name)


def _first_undecodable(data: bytes, encoding: str) -> int | None:
    """Position of the first byte that does not fit, without ever holding the whole text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    for start in range(0, len(data), _BLOCK_BYTES):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start : start + _BLOCK_BYTES], final=start + _BLOCK_BYTES >= len(data))
        except UnicodeDecodeError as error:
            return start - pending + error.start
    return None


def _check_decodes(data: bytes, encoding: str, name: str) -> None:
    broken = _first_undecodable(data, encoding)
    if broken is not None:
        raise _mixed(data, broken, name, "UTF-16" if encoding.startswith("utf-16") else _NAMES.get(encoding, encoding))


def _single_byte_encoding(data: bytes, name: str, broken: int) -> str:
    beyond = [line for line in io.BytesIO(data) if not line.isascii()]
    as_utf8 = sum(_first_undecodable(line, "utf-8") is None for line in beyond)
    if as_utf8 > MIXED_SHARE * len(beyond):
        raise _mixed(data, broken, name, "UTF-8")
    sample = b"".join(beyond)[:_SAMPLE_BYTES]
    if _is_western(sample):
        return "cp1252"
    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def _is_western(sample: bytes) -> bool:
    try:
        letters = [letter for letter in sample.decode("cp1252") if ord(letter) > 127]
    except UnicodeDecodeError:
        return False
    return sum(letter in _WESTERN for letter in letters) >= 0.95 * len(letters)


def _mixed(data: bytes, broken: int, name: str, encoding: str) -> ReadError:
    row = _row_at(data, broken)
    seen = data[max(0, broken - 12) : broken + 8].decode("ascii", errors="replace").split("\n")[-1].strip()
    return ReadError(
        f"Row {row} of '{name}' is not stored as {encoding.upper()} like the rest of the file (near '{seen}'). "
        "Two files were probably put together. Save each as CSV UTF-8 in the program that made it and join them.",
        file=name,
        row=row,
    )


def _row_at(data: bytes, position: int) -> int:
    """Row number of a byte; line breaks inside quotation marks do not begin a row."""
    before = io.TextIOWrapper(io.BytesIO(data[:position] + b"x"), encoding="latin-1", newline="")
    delimiter = max(DELIMITERS, key=lambda mark: data[:4096].count(mark.encode()))
    return sum(1 for _ in csv.reader(before, delimiter=delimiter))


def _sample(data: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return decoder.decode(data[:_SAMPLE_BYTES], final=False).removeprefix("\ufeff")


def _declared_delimiter(sample: str) -> tuple[int, str]:
    first = sample.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
        return 1, first[-1]
    return (1, "\t") if first.lower() == "sep=" and "\t" in sample else (0, "")


def _delimiter(sample: str, name: str) -> str:
    """The delimiter under which most rows have as many cells as the first; `ONE_COLUMN` where there is none."""
    best, best_score = ONE_COLUMN, (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        if not widths:
            continue
        if widths[0] > 1:
            score = (round(sum(width == widths[0] for width in widths) / len(widths), 1), widths[0])
            if score > best_score:
                best, best_score = delimiter, score
        elif len(widths) > 3 and len(set(widths[2:])) == 1 and widths[2] > 2:
            raise ReadError(
                f"Row 1 of '{name}' has one cell, but row 3 has {widths[2]}. Delete the title lines above the column "
                "names, so that row 1 holds the column names.",
                file=name,
                row=1,
            )
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    whole = sample if len(sample) < _SAMPLE_BYTES // 4 else sample[: sample.rfind("\n") + 1]
    widths = []
    try:
        for row in csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter):
            if row:
                widths.append(len(row))
    except csv.Error:
        return widths
    # The sample may end inside a row.
    return widths[:-1] if len(widths) > 2 and len(whole) < len(sample) else widths


def _quotes_are_text(data: bytes, encoding: str) -> bool:
    """Tab-separated files are often written without quoting: true where only that reading gives even rows."""
    try:
        text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
        for _ in csv.reader(text, delimiter="\t", strict=True):
            pass
    except csv.Error:
        text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
        widths = {len(row) for row in csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE) if row}
        return len(widths) == 1
    return False
