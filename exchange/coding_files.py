"""Codings and responses as tables: in from other programs, out for anybody.

One row a coding: response_id, question, start, end, coder, code, in_part. Offsets count Unicode code points from 0, the
end is not included; without them the coding is of the whole response. `in_part` is 1 where the coder confirmed passages
of the response and has not said whether other codes apply, else empty. A row with an empty code says that the coder
weighed the response and gave it none. `answer_id` names the response in one cell, for programs that ask for one column.
Files are UTF-8 with a byte order mark; a cell that a spreadsheet would run as a formula has an apostrophe in front,
which readers here take off again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exchange.errors import BrokenLine, ExchangeError, WrongFile
from exchange.tables import MEGABYTE, TableRow, read_table, write_table

CODINGS_BYTES = 200 * MEGABYTE  # two million rows
LONGEST_OFFSET = 9  # digits
CODING_COLUMNS = ("response_id", "question", "start", "end", "coder", "code", "in_part", "answer_id")
IN_PART = "1"
RESPONSE_COLUMNS = ("response_id", "respondent_id", "question", "text", "disposition")
HEADINGS: Mapping[str, str] = {
    **{column: column for column in CODING_COLUMNS},
    "codes": "codes",
    "response": "response_id",
    "id": "response_id",
    "question_id": "question",
    "coder_id": "coder",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRow:
    """One coding in a file; `row` is where it stood and does not count in comparisons.

    With an empty `code` the coder weighed the response and gave it none. `answer_id` is for other programs, see above,
    and is not read.
    """

    response_id: str
    code: str
    question: str | None = None
    start: int | None = None
    end: int | None = None
    coder: str = ""
    in_part: bool = False
    answer_id: str = ""
    row: int = field(default=0, compare=False)

    @property
    def is_whole(self) -> bool:
        """Whether it is of the whole response, and says all of it."""
        return self.start is None and not self.in_part


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRow:
    """One response with the closed answers of its respondent."""

    response_id: str
    respondent_id: str
    question: str
    text: str
    disposition: str
    closed: Mapping[str, str] = field(default_factory=dict)


def read_codings(data: bytes, name: str) -> list[CodingRow]:
    """Read codings, whole or not at all.

    Parameters
    ----------
    data : the file's bytes, at most 200 MB
    name : the file's name, for messages

    Returns
    -------
    list of CodingRow
        In the file's order, each coding once. A column 'codes' may hold several, parted by semicolons; in a column
        'code' a semicolon is part of the name. A row without a code says so of its response.

    Raises
    ------
    WrongFile, BrokenLine

    Examples
    --------
    >>> read_codings(b"response_id,codes\\nR1,Parking; Food\\n", "codings.csv")[1].code
    'Food'
    """
    table = read_table(data, name, HEADINGS, limit=CODINGS_BYTES)
    given = set(table.headings)
    if "response_id" not in given or not given & {"code", "codes"}:
        lacking = "response_id" if "response_id" not in given else "code"
        raise WrongFile(
            f"{name} has no column {lacking!r}. Needed are response_id and code (or codes, parted by semicolons); "
            "question, start, end, coder and in_part may follow."
        )
    if given >= {"code", "codes"}:
        raise WrongFile(f"{name} has both a column 'code' and a column 'codes'. Remove one of them.")
    found = list(dict.fromkeys(coding for row in table.rows for coding in _codings(row, name)))
    if not found:
        raise WrongFile(f"{name} holds a header, but no coding.")
    return found


def write_codings(rows: Iterable[CodingRow]) -> bytes:
    """Codings as CSV.

    >>> rows = [CodingRow(response_id="R1", code="Parking", start=0, end=7, coder="A. Lee")]
    >>> print(write_codings(rows).decode("utf-8-sig").splitlines()[1])
    R1,,0,7,A. Lee,Parking,,
    """
    return write_table(
        CODING_COLUMNS,
        (
            (
                row.response_id,
                row.question or "",
                "" if row.start is None else str(row.start),
                "" if row.end is None else str(row.end),
                row.coder,
                row.code,
                IN_PART if row.in_part else "",
                row.answer_id,
            )
            for row in rows
        ),
    )


def write_responses_csv(rows: Iterable[ResponseRow], closed: Sequence[str] = ()) -> bytes:
    """Responses as CSV, one a row, with the closed variables named in `closed`.

    Texts stand as they were imported.

    Raises
    ------
    ExchangeError
        When a closed variable has the name of one of the first five columns.

    Examples
    --------
    >>> row = ResponseRow(response_id="R1", respondent_id="P1", question="Why", text="None", closed={"age": "41"},
    ...                   disposition="nothing_to_report")
    >>> print(write_responses_csv([row], ["age"]).decode("utf-8-sig").splitlines()[1])
    R1,P1,Why,None,nothing_to_report,41
    """
    taken = [name for name in closed if name in RESPONSE_COLUMNS]
    if taken:
        raise ExchangeError(
            f"The closed variable {taken[0]!r} has the name of a column of its own in this file. Rename it first."
        )
    return write_table(
        (*RESPONSE_COLUMNS, *closed),
        (
            (
                row.response_id,
                row.respondent_id,
                row.question,
                row.text,
                row.disposition,
                *(row.closed.get(name, "") for name in closed),
            )
            for row in rows
        ),
    )


def _codings(row: TableRow, name: str) -> Iterator[CodingRow]:
    codes = [row.text("code").strip()] if "code" in row.cells else _parted(row.text("codes"))
    response_id = row.text("response_id").strip()
    codes = [code for code in codes if code] or ([""] if response_id else [])
    if codes and not response_id:
        raise BrokenLine(f"{name}, row {row.number} has a code, but no response_id.", where=f"row {row.number}")
    start, end = _offset(row, "start", name), _offset(row, "end", name)
    if (start is None) != (end is None) or (start is not None and end is not None and start >= end):
        raise BrokenLine(
            f"{name}, row {row.number}: start is {row.text('start')!r} and end {row.text('end')!r}; "
            "give both, the end after the start, or neither.",
            where=f"row {row.number}",
        )
    for code in codes:
        yield CodingRow(
            response_id=response_id,
            code=code,
            question=row.text("question").strip() or None,
            start=start,
            end=end,
            coder=row.text("coder").strip(),
            in_part=row.text("in_part").strip() in (IN_PART, f"{IN_PART}.0"),
            row=row.number,
        )


def _parted(cell: str) -> list[str]:
    return [code.strip() for code in cell.split(";")]


def _offset(row: TableRow, column: str, name: str) -> int | None:
    cell = row.text(column).strip()
    if not cell:
        return None
    # A spreadsheet or a statistics program may have written 12 as 12.0.
    whole = cell.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= LONGEST_OFFSET):
        raise BrokenLine(
            f"{name}, row {row.number}: {column} is {cell!r}; a whole number from 0 is needed.",
            where=f"row {row.number}",
        )
    return int(whole)
