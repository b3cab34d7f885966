"""Coded answers: one row an answer, with its text, codes, memos and one 0/1 column a code.

For anybody who goes on in R, SPSS or Excel. Of an answer that nobody has coded as a whole a code column says 1 or
nothing, never 0.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
import pandas as pd
import xlsxwriter
from numpy.typing import NDArray

from reports.counting import CODING_COLUMNS, CodeNode, code_tree, need_columns, plain_text
from reports.errors import BrokenFrame, TooLarge
from reports.model import Stamp
from reports.writers.csv_table import csv_bytes
from reports.writers.xlsx import (
    CELL_CHARACTERS,
    SHEET_COLUMNS,
    SHEET_ROWS,
    WORKBOOK_OPTIONS,
    CutCell,
    fitting,
    set_properties,
    write_about,
)

RESPONSE_COLUMNS = ("response_id", "respondent_id", "question", "text", "disposition", "coded")
SHEET = "Coded answers"
PART = " › "  # between the names of a path, where a code's name alone would not be its own
ABOUT_TEXT = (
    "A 1 stands for the code or any code under it, a 0 for a coded answer without; while not coded as a whole, empty."
)


def coded_answers(
    responses: pd.DataFrame,
    codings: pd.DataFrame,
    codes: pd.DataFrame,
    memos: pd.DataFrame | None = None,
    *,
    closed: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Join answers with what was decided about them.

    Parameters
    ----------
    responses : response_id, respondent_id, question, text, disposition, coded; one row an answer
    codings : confirmed codings, merged codes resolved: response_id, code_id
    codes : as for :func:`reports.prevalence.theme_table`; retired codes appear where they were used
    memos : response_id, text; several of one answer are joined by a line break
    closed : closed answers, index respondent_id, one column a variable

    Returns
    -------
    DataFrame
        response_id, respondent_id, question, text, disposition, coded (0/1), codes (names joined by '; '), memos,
        the closed variables, then one column a code in the codebook's order (Int8: 1 with the code or any code
        under it, else 0 if the answer was coded as a whole, else missing). The order of answers is kept.

    Raises
    ------
    BrokenFrame

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": ["a", "b"], "respondent_id": ["1", "2"], "question": "Why?",
    ...     "text": ["No time", "Shifts"], "disposition": "substantive", "coded": [True, False]})
    >>> codings = pd.DataFrame({"response_id": ["a"], "code_id": ["t"]})
    >>> codes = pd.DataFrame({"code_id": ["t"], "name": ["Time"], "definition": [""], "parent_id": [""],
    ...     "position": [0], "theme": [False], "retired": [False]})
    >>> coded_answers(responses, codings, codes)["Time"].tolist()
    [1, <NA>]
    """
    need_columns(responses, RESPONSE_COLUMNS, "responses")
    need_columns(codings, CODING_COLUMNS, "codings")
    ids = plain_text(responses["response_id"])
    if ids.duplicated().any():
        raise BrokenFrame(f"Answer {ids[ids.duplicated()].iloc[0]!r} stands twice; each must stand once.")
    holders = _answers_by_code(codings)
    whole = code_tree(codes)
    unknown = set(holders) - {node.code_id for node in whole}
    if unknown:
        raise BrokenFrame(f"A coding uses code {sorted(unknown)[0]!r}, which is not in the codebook.")
    tree = [node for node in whole if not node.retired or any(code_id in holders for code_id in node.under)]
    coded = responses["coded"].astype(bool).to_numpy()
    table = responses.loc[:, list(RESPONSE_COLUMNS[:5])].reset_index(drop=True)
    table["coded"] = coded.astype("int8")
    table["codes"] = _joined(
        ids, [(answer, node.name) for node in tree for answer in holders.get(node.code_id, ())], "; "
    )
    table["memos"] = _joined(ids, _memos(memos), "\n")
    table = pd.concat([table, _closed(table, closed)], axis=1)
    return pd.concat([table, _indicators(table, ids, holders, coded, tree)], axis=1)


def write_coded_answers_csv(frame: pd.DataFrame) -> bytes:
    """The frame of :func:`coded_answers` as CSV (see ``reports.writers.csv_table``)."""
    columns = [_cells(frame.iloc[:, place]) for place in range(len(frame.columns))]
    header = [str(name) for name in frame.columns]
    return csv_bytes(chain([header], zip(*columns, strict=True)))


def write_coded_answers_xlsx(frame: pd.DataFrame, stamp: Stamp) -> bytes:
    """The frame of :func:`coded_answers` as a workbook, texts unchanged, with the sheet 'About'.

    An answer longer than a cell holds is cut, marked with '[…]' and named in 'About'.

    Raises
    ------
    TooLarge
        When there are more answers or codes than a sheet has rows or columns.
    """
    if len(frame) >= SHEET_ROWS or len(frame.columns) > SHEET_COLUMNS:
        raise TooLarge(
            f"{len(frame):,} answers in {len(frame.columns):,} columns are more than a sheet holds "
            f"({SHEET_ROWS:,} and {SHEET_COLUMNS:,}). Take the CSV file instead."
        )
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, WORKBOOK_OPTIONS)
    set_properties(book, stamp, SHEET)
    sheet = book.add_worksheet(SHEET)
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "vcenter"})
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, str(name)[:CELL_CHARACTERS], head)
        sheet.set_column(place, place, 60 if name in ("text", "memos") else 14)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    cuts: list[CutCell] = []
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                shown = fitting(value)
                if shown:
                    sheet.write_string(number, place, shown)
                if shown != value:
                    cuts.append(CutCell(SHEET, number + 1, str(frame.columns[place]), len(value)))
            elif not pd.isna(value):
                sheet.write_number(number, place, value)
    write_about(book, stamp, [(SHEET, ABOUT_TEXT)], cuts)
    book.close()
    return target.getvalue()


def _cells(column: pd.Series) -> list[object]:
    cells = column.astype(object)
    return list(cells.where(cells.notna(), None))


def _answers_by_code(codings: pd.DataFrame) -> dict[str, set[str]]:
    holders: dict[str, set[str]] = {}
    for answer, code_id in zip(plain_text(codings["response_id"]), plain_text(codings["code_id"]), strict=True):
        holders.setdefault(code_id, set()).add(answer)
    return holders


def _joined(ids: pd.Series, pairs: Iterable[tuple[str, str]], mark: str) -> list[str]:
    texts: dict[str, list[str]] = {}
    for answer, text in pairs:
        texts.setdefault(answer, []).append(text)
    return [mark.join(texts.get(answer, ())) for answer in ids]


def _memos(memos: pd.DataFrame | None) -> list[tuple[str, str]]:
    if memos is None:
        return []
    need_columns(memos, ("response_id", "text"), "memos")
    return list(zip(plain_text(memos["response_id"]), plain_text(memos["text"]), strict=True))


def _closed(table: pd.DataFrame, closed: pd.DataFrame | None) -> pd.DataFrame:
    if closed is None or closed.columns.empty:
        return pd.DataFrame(index=table.index)
    of_respondent = closed.set_axis(closed.index.astype(str))
    if of_respondent.index.duplicated().any():
        raise BrokenFrame("A respondent stands twice among the closed answers; each must stand once.")
    found = of_respondent.reindex(table["respondent_id"].astype(str)).reset_index(drop=True)
    return found.set_axis(_own_names([str(name) for name in found], [str(name) for name in table], "answered"), axis=1)


def _indicators(
    table: pd.DataFrame,
    ids: pd.Series,
    holders: Mapping[str, set[str]],
    coded: NDArray[np.bool_],
    tree: Sequence[CodeNode],
) -> pd.DataFrame:
    by_id = {node.code_id: node for node in tree}
    columns = {}
    for node in tree:
        having = ids.isin(set().union(*(holders.get(code_id, set()) for code_id in node.under))).to_numpy()
        columns[node.code_id] = pd.arrays.IntegerArray(having.astype("int8"), mask=~(coded | having))
    names = [node.name for node in tree]
    labels = [_path(node, by_id) if names.count(node.name) > 1 else node.name for node in tree]
    frame = pd.DataFrame(columns, index=table.index)
    return frame.set_axis(_own_names(labels, [str(name) for name in table], "code"), axis=1)


def _path(node: CodeNode, by_id: Mapping[str, CodeNode]) -> str:
    above = by_id.get(node.parent_id)
    return node.name if above is None else _path(above, by_id) + PART + node.name


def _own_names(names: Sequence[str], taken: Sequence[str], kind: str) -> list[str]:
    """Names that no other column has: 'text' becomes 'text (code)', a second one 'text (code 2)'."""
    used = {str(name).casefold() for name in taken}
    own = []
    for name in names:
        free, number = name, 1
        while free.casefold() in used:
            free = f"{name} ({kind})" if number == 1 else f"{name} ({kind} {number})"
            number += 1
        used.add(free.casefold())
        own.append(free)
    return own
