"""Read a survey file: CSV, TSV, semicolon-separated or Excel, exactly as it is.

>>> table = read_table(b"id,What helps?\\n1,None\\n2,My team\\n", "survey.csv")
>>> table.frame["What helps?"].tolist(), table.frame.index.tolist()
(['None', 'My team'], [2, 3])
"""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path

from pipelines import delimited
from pipelines.errors import FileTooLarge, ReadError
from pipelines.file_kinds import kind_of
from pipelines.raw_table import Assembled, Problem, RawTable, assemble

__all__ = ["MAX_FILE_BYTES", "Problem", "RawTable", "read_table", "sheet_names"]

MAX_FILE_BYTES = 512 << 20  # half a gigabyte: some five million short answers, read with 2.5 GB of memory


def read_table(source: Path | bytes, name: str, *, sheet: str | None = None) -> RawTable:
    """Read a survey file without changing a letter of it.

    Encoding, delimiter and rows of question wording are found; words such as 'None' and 'N/A' stay text.

    Parameters
    ----------
    source : Path or bytes
        The file, or what stands in it.
    name : str
        The file's name, as the person knows it.
    sheet : str, optional
        Sheet of a workbook; the first that is not empty if left out.

    Returns
    -------
    RawTable

    Raises
    ------
    ReadError
        Where the file is no table of answers; the message names the row and column and the way out.
    """
    data = _bytes_of(source, name)
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError(f"'{name}' is empty ({len(data)} bytes). Choose the file that holds the answers.", file=name)
    notes: list[Problem] = []
    if kind_of(data, name) == "workbook":
        parts, sheet = _from_workbook(data, name, sheet, notes)
        gc.collect()  # a workbook and its sheets hold each other, and with them every text of the file
        encoding, delimiter = "xlsx", ""
    else:
        form = delimited.examine(data, name)
        notes += form.problems
        parts = assemble(delimited.records(data, form, name, notes), name, from_text=True)
        encoding = "utf-8" if form.encoding == "utf-8-sig" else form.encoding
        delimiter = "" if form.delimiter == delimited.ONE_COLUMN else form.delimiter
        sheet = None
    return RawTable(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        frame=parts.frame,
        wording=parts.wording,
        header_rows=parts.header_rows,
        problems=(*notes, *parts.problems),
    )


def _from_workbook(data: bytes, name: str, sheet: str | None, notes: list[Problem]) -> tuple[Assembled, str]:
    from pipelines import workbook  # openpyxl takes a third of a second, which a CSV need not wait for

    book = workbook.open_workbook(data, name)
    chosen = workbook.choose_sheet(book, name, sheet, notes)
    return assemble(workbook.sheet_records(book, chosen, name, notes), name, from_text=False), chosen


def sheet_names(source: Path | bytes, name: str) -> list[str]:
    """Names of a workbook's sheets, in order; an empty list for CSV.

    Raises
    ------
    ReadError
        As `read_table`.
    """
    data = _bytes_of(source, name)
    if kind_of(data, name) == "text":
        return []
    from pipelines import workbook

    return workbook.visible_sheets(workbook.open_workbook(data, name))


def _bytes_of(source: Path | bytes, name: str) -> bytes:
    size = len(source) if isinstance(source, bytes) else _size_of(source, name)
    if size > MAX_FILE_BYTES:
        raise FileTooLarge(
            f"'{name}' is {size / 1e9:.1f} GB; at most {MAX_FILE_BYTES / 1e9:.1f} GB are read at once. Leave out "
            "columns that you do not need, or split the file and import the parts.",
            file=name,
        )
    return source if isinstance(source, bytes) else source.read_bytes()


def _size_of(source: Path, name: str) -> int:
    if source.is_dir():
        raise ReadError(f"'{name}' is a folder. Choose the file of answers inside it.", file=name)
    try:
        return source.stat().st_size
    except FileNotFoundError as error:
        raise ReadError(f"There is no file '{source}'. Check the name and the folder.", file=name) from error
