"""Tables to CSV, for Excel and for statistics programs.

UTF-8 with a byte order mark, comma, CR LF. Numbers are unrounded and have a point. A cell that a spreadsheet
would run as a formula gets an apostrophe in front (``coding.cells.guard_formula``); the notes of the table
are a file of their own (:func:`write_notes`), so that every line of the CSV is data.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from coding.cells import guard_formula
from reports.model import Stamp, Table
from reports.writers.flat import flat_columns

BYTE_ORDER_MARK = "\ufeff"


def write_csv(table: Table) -> bytes:
    """One table as CSV; its first two columns are the code's level (1 at the top) and name.

    >>> from reports.model import Column, Row
    >>> columns = (Column(key="a", label="Theme"), Column(key="n", label="n", kind="count"))
    >>> table = Table(title="t", columns=columns,
    ...               rows=(Row(key="c", cells={"a": "=1+1", "n": 3}),))
    >>> write_csv(table).decode("utf-8-sig").splitlines()
    ['Level,Theme,n', "1,'=1+1,3"]
    """
    columns = flat_columns(table)
    lines: list[list[object]] = [["Level", *(column.label for column in columns)]]
    for row in table.rows:
        lines.append([row.level + 1, *(column.value(row) for column in columns)])
    return csv_bytes(lines)


def write_notes(tables: Sequence[Table], stamp: Stamp) -> bytes:
    """Titles, notes and origin of the tables as a text file, to lie beside their CSV files."""
    lines: list[str] = []
    for table in tables:
        lines += [table.title, *(f"  {note}" for note in table.notes), ""]
    lines += [f"{label}: {value}" for label, value in stamp.pairs()]
    return ("\n".join(lines) + "\n").encode("utf-8")


def csv_bytes(lines: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV: texts guarded against running as a formula, numbers as they are, nothing for None."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([guard_formula(cell) if isinstance(cell, str) else cell for cell in line] for line in lines)
    return (BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")
