"""Rows under the column names that are not answers: the wording of the questions, and Qualtrics' import ids."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUALTRICS_LABELS = {
    "startdate": "start date",
    "enddate": "end date",
    "status": "response type",
    "ipaddress": "ip address",
    "progress": "progress",
    "duration (in seconds)": "duration (in seconds)",
    "finished": "finished",
    "recordeddate": "recorded date",
    "responseid": "response id",
    "recipientlastname": "recipient last name",
    "recipientfirstname": "recipient first name",
    "recipientemail": "recipient email",
    "externalreference": "external data reference",
    "locationlatitude": "location latitude",
    "locationlongitude": "location longitude",
    "distributionchannel": "distribution channel",
    "userlanguage": "user language",
}
_IMPORT_ID = re.compile(r"""^\{\s*["']ImportId["']""")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&nbsp;")
_NUMBER_OR_DATE = re.compile(r"[+-]?[\d.,]+%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")


def find_wording_rows(names: Sequence[str], top: Sequence[list[str]], below: Sequence[list[str]]) -> list[list[str]]:
    """Rows right under the column names that hold question wording or import ids, at most two."""
    if not top:
        return []
    is_import = [any(_IMPORT_ID.match(cell) for cell in row) for row in top]
    if is_import[0]:
        return [top[0]]
    if len(top) > 1 and is_import[1]:
        return list(top)
    if _is_label_row(names, top[0]) or _reads_like_questions(top[0], [*top[1:], *below]):
        return [top[0]]
    return []


def _is_label_row(names: Sequence[str], row: Sequence[str]) -> bool:
    known = [
        (_QUALTRICS_LABELS[n.lower()], cell)
        for n, cell in zip(names, row, strict=False)
        if n.lower() in _QUALTRICS_LABELS
    ]
    return len(known) >= 2 and sum(label == cell.strip().lower() for label, cell in known) >= 2


def _reads_like_questions(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """A row of wording over columns of numbers or dates: most cells are sentences, none comes again."""
    if len(below) < 2 or not row:
        return False
    cells = [cell.strip() for cell in row]
    filled = [cell for cell in cells if cell]
    sentences = [cell for cell in filled if cell.endswith(("?", ":")) or len(cell.split()) >= 3]
    if len(filled) < 2 or len(sentences) * 2 < len(filled):
        return False
    measured = 0
    for position, cell in enumerate(cells):
        values = [other[position].strip() for other in below if position < len(other) and other[position].strip()]
        if cell and cell in values:
            return False
        if len(values) >= 2 and all(_NUMBER_OR_DATE.fullmatch(value) for value in values):
            if _NUMBER_OR_DATE.fullmatch(cell) or not cell:
                return False
            measured += 1
    return measured > 0


def read_wording(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    wording: dict[str, str] = {}
    for row in rows:
        if any(_IMPORT_ID.match(cell) for cell in row):
            continue
        for name, cell in zip(names, row, strict=False):
            text = " ".join(_MARKUP.sub(" ", cell).split())
            if text:
                wording[name] = text
    return wording
