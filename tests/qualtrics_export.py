"""An export as Qualtrics writes it, made from a plain table: for tests of the import."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TOOL_COLUMNS: Mapping[str, str] = {
    "StartDate": "Start Date",
    "EndDate": "End Date",
    "Status": "Response Type",
    "IPAddress": "IP Address",
    "Progress": "Progress",
    "Duration (in seconds)": "Duration (in seconds)",
    "Finished": "Finished",
    "RecordedDate": "Recorded Date",
    "ResponseId": "Response ID",
    "RecipientLastName": "Recipient Last Name",
    "RecipientFirstName": "Recipient First Name",
    "RecipientEmail": "Recipient Email",
    "ExternalReference": "External Data Reference",
    "LocationLatitude": "Location Latitude",
    "LocationLongitude": "Location Longitude",
    "DistributionChannel": "Distribution Channel",
    "UserLanguage": "User Language",
}


@dataclass(frozen=True)
class Faults:
    """How many rows of each kind are no finished answers of their own."""

    previews: int = 9
    unfinished: int = 14
    repeated: int = 3


def qualtrics_csv(
    answers: Sequence[Mapping[str, str]],
    wording: Mapping[str, str],
    *,
    faults: Faults | None = None,
    header_rows: int = 3,
) -> bytes:
    """Write answers as Qualtrics exports them: UTF-8 with a byte order mark, three header rows, the tool's own columns.

    Previews stand first, unfinished rows after the finished ones (their last question empty), repeated ids last; all
    of them are copies of the first answers. Addresses are of the block kept for documentation, 192.0.2.0/24.

    Parameters
    ----------
    answers : sequence of rows, one a respondent
        All with the same columns.
    wording : mapping of column to the question as asked
    faults : Faults, optional
    header_rows : int
        3 as Qualtrics writes them; 2 leaves the import ids out, 1 the question wording too.
    """
    faults = faults or Faults()
    questions = list(answers[0])
    rows = [_row(number, row, "IP Address") for number, row in enumerate(answers, start=1)]
    previews = [_row(9000 + n, row, "Survey Preview") for n, row in enumerate(answers[: faults.previews])]
    unfinished = [
        _row(8000 + n, row | {questions[-1]: ""}, "IP Address", progress=40 + n)
        for n, row in enumerate(map(dict, answers[: faults.unfinished]))
    ]
    repeated = rows[: faults.repeated]
    columns = [*TOOL_COLUMNS, *questions]
    shown = {**TOOL_COLUMNS, **{question: wording.get(question, question) for question in questions}}
    headers = [columns, [shown[column] for column in columns], [f'{{"ImportId":"{_import_id(c)}"}}' for c in columns]]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows(headers[:header_rows])
    writer.writerows([[row[column] for column in columns] for row in (*previews, *rows, *unfinished, *repeated)])
    return stream.getvalue().encode("utf-8-sig")


def _import_id(column: str) -> str:
    return column[0].lower() + column[1:] if column in TOOL_COLUMNS else f"QID_{column}"


def _row(number: int, answers: Mapping[str, str], status: str, progress: int = 100) -> dict[str, str]:
    minute = f"{number % 60:02d}"
    return {
        "StartDate": f"2024-03-05 10:{minute}:00",
        "EndDate": f"2024-03-05 11:{minute}:00",
        "Status": status,
        "IPAddress": f"192.0.2.{number % 254 + 1}",
        "Progress": str(progress),
        "Duration (in seconds)": str(100 + number % 900),
        "Finished": "True" if progress == 100 else "False",
        "RecordedDate": f"2024-03-05 11:{minute}:01",
        "ResponseId": f"R_{number:06d}",
        "RecipientLastName": "",
        "RecipientFirstName": "",
        "RecipientEmail": "",
        "ExternalReference": "",
        "LocationLatitude": "51.50",
        "LocationLongitude": "-0.12",
        "DistributionChannel": "preview" if status == "Survey Preview" else "anonymous",
        "UserLanguage": "EN",
        **answers,
    }
