"""A survey file as it was read: every cell a text, nothing guessed and nothing lost.

`assemble` turns a stream of rows (from a CSV or a workbook) into a `RawTable`: it checks the column names and the
number of cells of each row, keeps the row numbers that a spreadsheet shows, and takes the rows of question wording
that stand under the column names out of the answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import pandas as pd

from coding.cells import unguard_formula
from pipelines.errors import FileTooLarge, ReadError
from pipelines.wording_rows import find_wording_rows, read_wording

MAX_COLUMNS = 2_000  # a survey of 500 questions with four columns each; beyond it the file is not one row a person
MAX_ROWS = 1_048_576  # what a sheet of Excel holds
MAX_CELL_CHARS = 1_000_000  # longest text that the sentence splitter takes (spaCy's default max_length)
LONG_ANSWER_WORDS = 20_000  # worth a note: hardly a survey answer
_ROWS_AT_ONCE = 5_000  # rows held as Python objects before they are packed
_ROWS_LOOKED_AT = 50  # rows compared with the one under the column names, to tell wording from answers
_NAMED_ROWS = 10  # rows listed in one message


@dataclass(frozen=True)
class Problem:
    """Something a person should know about the file, though it could be read.

    Parameters
    ----------
    message : str
        The fact and, where there is one, the way out.
    row : int, optional
        Row number as a spreadsheet shows it (the column names are row 1).
    column : str, optional
        Name of the column.
    """

    message: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class RawTable:
    """A survey file as it was read.

    Parameters
    ----------
    name : str
        Name of the file.
    sha256 : str
        Hexadecimal digest of the file's bytes.
    size_bytes : int
    encoding : str
        How the letters are stored ('utf-8', 'cp1252', …); 'xlsx' for a workbook.
    delimiter : str
        What stands between the cells; empty for a workbook and for a file of one column.
    sheet : str or None
        The sheet that was read, None for CSV.
    frame : DataFrame of shape (n_rows, n_columns)
        Every column text, '' where a cell is empty; the index is the row number in the file.
    wording : mapping of column name to question wording
        From the rows under the column names; a column without wording is absent.
    header_rows : int
        Rows at the top that are not answers, the column names counted: 1, 2 or 3.
    problems : tuple of Problem
    """

    name: str
    sha256: str
    size_bytes: int
    encoding: str
    delimiter: str
    sheet: str | None
    frame: pd.DataFrame
    wording: Mapping[str, str]
    header_rows: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Assembled:
    """What `assemble` makes of the rows: the parts of a `RawTable` that do not depend on the kind of file."""

    frame: pd.DataFrame
    wording: Mapping[str, str]
    header_rows: int
    problems: tuple[Problem, ...]


def column_letter(position: int) -> str:
    """Letter of a column as a spreadsheet shows it.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def assemble(records: Iterator[list[str]], file: str, *, from_text: bool) -> Assembled:
    """Turn rows of cells into columns, with checks that name rows and columns.

    Parameters
    ----------
    records : iterator of lists of str
        The rows in file order, the column names first; an empty list is an empty row.
    file : str
        Name of the file, for messages.
    from_text : bool
        The rows come from a CSV: the apostrophe that our own export puts before formulas is taken off, and rows with
        too few cells are named (a workbook leaves empty cells at the end of a row out).

    Returns
    -------
    Assembled

    Raises
    ------
    ReadError
        Without rows, with column names that occur twice, with rows that have more cells than there are columns.
    FileTooLarge
        Beyond the limits of columns, rows or letters in a cell.
    """
    header = next(records, None)
    if header is None or not any(cell.strip() for cell in header):
        if next(records, None) is None:
            raise ReadError(f"'{file}' is empty: it has no column names and no answers.", file=file)
        raise ReadError(
            f"Row 1 of '{file}' is empty, but it should hold the column names. Delete the empty rows at the top.",
            file=file,
            row=1,
        )
    names, problems = _column_names(header, file)
    top, below = list(islice(records, 2)), list(islice(records, _ROWS_LOOKED_AT))
    wording_rows = find_wording_rows(names, top, below)
    wording = read_wording(names, wording_rows)
    answers = chain(top[len(wording_rows) :], below, records)
    first_row = 2 + len(wording_rows)
    frame, short = _pack(answers, names, first_row, file)
    if from_text and short:
        problems.append(_short_rows_note(short, len(names)))
    frame, emptied = _without_empty_rows(frame)
    problems += emptied
    if frame.empty:
        raise ReadError(f"'{file}' has column names but no answers under them.", file=file)
    if from_text:
        frame = _unguarded(frame)
    problems += _long_cells(frame, file)
    return Assembled(frame, wording, 1 + len(wording_rows), tuple(problems))


def _column_names(header: Sequence[str], file: str) -> tuple[list[str], list[Problem]]:
    names = [" ".join(cell.split()) for cell in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise FileTooLarge(
            f"'{file}' has {len(names):,} columns; at most {MAX_COLUMNS:,} are read. Keep the columns that you need "
            "and save the file again. If people stand in columns and questions in rows, turn the table round first.",
            file=file,
            row=1,
        )
    problems = []
    for position, name in enumerate(names):
        if not name:
            names[position] = f"Column {column_letter(position)}"
            problems.append(
                Problem(
                    f"Column {column_letter(position)} has no name; it is called '{names[position]}' here.",
                    row=1,
                    column=names[position],
                )
            )
    first: dict[str, int] = {}
    for position, name in enumerate(names):
        if name in first:
            raise ReadError(
                f"Columns {column_letter(first[name])} and {column_letter(position)} of '{file}' are both called "
                f"'{name}'. Give each column its own name in row 1 and save the file again.",
                file=file,
                row=1,
                column=name,
            )
        first[name] = position
    return names, problems


def _pack(
    records: Iterator[list[str]], names: Sequence[str], first_row: int, file: str
) -> tuple[pd.DataFrame, list[int]]:
    """Rows to packed columns, a block at a time, so that the file never stands in memory as Python objects."""
    width = len(names)
    blocks: list[list[pd.api.extensions.ExtensionArray]] = [[] for _ in names]
    short: list[int] = []
    long: list[int] = []
    row_number = first_row
    while rows := list(islice(records, _ROWS_AT_ONCE)):
        if any(map(width.__ne__, map(len, rows))):
            rows = [
                row if len(row) == width else _fitted(row, width, number, short, long)
                for number, row in enumerate(rows, start=row_number)
            ]
        for block, cells in zip(blocks, zip(*rows, strict=True), strict=True):
            block.append(pd.array(cells, dtype="str"))
        row_number += len(rows)
        if row_number - first_row > MAX_ROWS:
            raise FileTooLarge(f"'{file}' has more than {MAX_ROWS:,} rows. Split it and import the parts.", file=file)
    if long:
        raise ReadError(
            f"{_rows_named(long)} of '{file}' {'has' if len(long) == 1 else 'have'} more cells than there are columns "
            f"({width}). An answer there holds the delimiter without quotation marks around it. Save the file again "
            "from the survey tool, or mend the rows in a spreadsheet.",
            file=file,
            row=long[0],
        )
    columns = {name: _joined(block) for name, block in zip(names, blocks, strict=True)}
    index = pd.RangeIndex(first_row, row_number, name="row")
    return pd.DataFrame(columns, index=index, columns=pd.Index(list(names), dtype="str")), short


def _short_rows_note(short: Sequence[int], width: int) -> Problem:
    return Problem(
        f"{_rows_named(short)} {'has' if len(short) == 1 else 'have'} fewer cells than there are columns ({width}); "
        "the missing cells count as empty. Check that no answer was torn apart by a line break.",
        row=short[0],
    )


def _joined(block: list[pd.api.extensions.ExtensionArray]) -> pd.api.extensions.ExtensionArray:
    if len(block) == 1:
        return block[0]
    joined = pd.concat([pd.Series(part) for part in block], ignore_index=True).array if block else pd.array([], "str")
    block.clear()
    return joined


def _fitted(row: list[str], width: int, number: int, short: list[int], long: list[int]) -> list[str]:
    if len(row) < width:
        if row:
            short.append(number)
        return row + [""] * (width - len(row))
    if any(cell.strip() for cell in row[width:]):
        long.append(number)
    return row[:width]


def _rows_named(rows: Sequence[int]) -> str:
    """'Row 4', 'Rows 4 and 9', 'Rows 4, 9, 12 and 30 more'."""
    if len(rows) == 1:
        return f"Row {rows[0]}"
    if len(rows) > _NAMED_ROWS:
        return f"Rows {', '.join(map(str, rows[:_NAMED_ROWS]))} and {len(rows) - _NAMED_ROWS} more"
    return f"Rows {', '.join(map(str, rows[:-1]))} and {rows[-1]}"


def _without_empty_rows(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Leave out rows without any cell; in a file of one column only those at the end, as an answer may be empty."""
    filled = np.zeros(len(frame), dtype=bool)
    for name in frame.columns:
        filled |= (frame[name] != "").to_numpy()
    if filled.all():
        return frame, []
    keep = filled
    if frame.shape[1] == 1:
        last = np.flatnonzero(filled)[-1] if filled.any() else -1
        keep = np.arange(len(frame)) <= last
    dropped = frame.index[~keep]
    if not len(dropped):
        return frame, []
    verb = "is" if len(dropped) == 1 else "are"
    note = f"{_rows_named([int(row) for row in dropped])} of the file {verb} empty and left out."
    return frame.loc[keep], [Problem(note, row=int(dropped[0]))]


def _unguarded(frame: pd.DataFrame) -> pd.DataFrame:
    changed = {}
    for name in frame.columns:
        guarded = frame[name].str.startswith("'")
        if guarded.any():
            column = frame[name].copy()
            column[guarded] = [unguard_formula(cell) for cell in column[guarded]]
            changed[name] = column
    return frame.assign(**changed) if changed else frame


def _long_cells(frame: pd.DataFrame, file: str) -> list[Problem]:
    problems = []
    for name in frame.columns:
        lengths = frame[name].str.len()
        if lengths.max() > MAX_CELL_CHARS:
            row = int(lengths.index[int(lengths.argmax())])
            raise FileTooLarge(
                f"The cell in row {row}, column '{name}' of '{file}' has {int(lengths.max()):,} letters; at most "
                f"{MAX_CELL_CHARS:,} are read. A quotation mark that is never closed is the usual reason; mend the row "
                "or shorten the answer.",
                file=file,
                row=row,
                column=name,
            )
        for row in lengths.index[lengths > LONG_ANSWER_WORDS * 2]:
            words = len(str(frame.at[row, name]).split())
            if words > LONG_ANSWER_WORDS:
                problems.append(
                    Problem(
                        f"The answer in row {row} has {words:,} words. It is kept whole, but "
                        "everything that works on answers will be slow on it.",
                        row=int(row),
                        column=name,
                    )
                )
    return problems
