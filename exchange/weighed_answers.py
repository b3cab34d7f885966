"""Which codes people gave to which answers, as plain as it can be: a table of response_id and code.

An answer stands in as many rows as it has codes. A row without a code says that the answer was weighed and that no code
applies to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exchange.coding_files import CODINGS_BYTES
from exchange.errors import BrokenLine, WrongFile
from exchange.tables import read_table

HEADINGS: Mapping[str, str] = {
    "response_id": "response_id",
    "response": "response_id",
    "id": "response_id",
    "code": "code",
}


@dataclass(frozen=True, slots=True)
class WeighedAnswer:
    """One row: `code` is '' where the answer has none; `row` counts as a spreadsheet does."""

    response_id: str
    code: str
    row: int


def read_weighed_answers(data: bytes, name: str) -> list[WeighedAnswer]:
    """Read the rows, whole or not at all; a file with a header and no rows is an empty list.

    Parameters
    ----------
    data : the file's bytes, at most 200 MB
    name : the file's name, for messages

    Raises
    ------
    WrongFile, BrokenLine

    Examples
    --------
    >>> rows = read_weighed_answers(b"response_id,code\\nR1,Parking\\nR2,", "codes.csv")
    >>> [(row.response_id, row.code) for row in rows]
    [('R1', 'Parking'), ('R2', '')]
    """
    table = read_table(data, name, HEADINGS, limit=CODINGS_BYTES)
    for column in ("response_id", "code"):
        if column not in table.headings:
            raise WrongFile(
                f"{name} has no column '{column}'. Needed are response_id and code, a row for each code of an answer; "
                "leave the code empty where an answer has none."
            )
    rows = [WeighedAnswer(row.text("response_id").strip(), row.text("code").strip(), row.number) for row in table.rows]
    for row in rows:
        if not row.response_id:
            raise BrokenLine(
                f"{name}, row {row.row}: the code '{row.code}' has no response_id. Name the answer it belongs to.",
                where=f"row {row.row}",
            )
    return rows
