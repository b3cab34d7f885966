"""A survey file as Qualtrics exports it, made from the patient feedback: three header rows, rows that do not count."""

import csv
import io
from pathlib import Path

from tests.qualtrics_export import TOOL_COLUMNS

COMMENTS = Path(__file__).parents[2] / "data" / "examples" / "patient_feedback" / "responses.csv"
RESPONDENTS = 401
PREVIEWS, SPAM = range(9), range(50, 55)
UNFINISHED = range(7, 401, 40)  # 10, of which one is a preview
REPEATED = {100: 60, 101: 61, 102: 62}  # row: the row whose id comes again
_ASKED = {
    "Q1": "How likely are you to recommend our service?",
    "Q2": "Why did you give that answer?",
    "Q3": "What would have made your visit better?",
    "Q4": "Which service did you use?",
}
SHORT = ("None", "N/A", "", ".", "no complaints", "see above")


def qualtrics_export() -> bytes:
    """Give the file: 401 respondents, of whom 375 are left when every rule is switched on."""
    with COMMENTS.open(encoding="utf-8", newline="") as stream:
        comments = list(csv.DictReader(stream))
    written = io.StringIO()
    writer = csv.writer(written)
    names = [*TOOL_COLUMNS, *_ASKED]
    writer.writerow(names)
    writer.writerow([*TOOL_COLUMNS.values(), *_ASKED.values()])
    writer.writerow([f'{{"ImportId":"{name}"}}' for name in names])
    for n in range(RESPONDENTS):
        writer.writerow(_row(n, comments))
    return written.getvalue().encode("utf-8-sig")


def _row(n: int, comments: list[dict[str, str]]) -> list[str]:
    status = "Survey Preview" if n in PREVIEWS else "Spam" if n in SPAM else "IP Address"
    finished = n not in UNFINISHED
    tool = {
        "StartDate": "2021-09-01 10:00:00",
        "EndDate": "2021-09-01 10:05:00",
        "Status": status,
        "IPAddress": f"10.0.{n // 250}.{n % 250}",
        "Progress": "100" if finished else "45",
        "Duration (in seconds)": str(100 + n),
        "Finished": str(finished),
        "RecordedDate": "2021-09-01 10:05:01",
        "ResponseId": f"R_{REPEATED.get(n, n):04d}",
        "RecipientEmail": f"person{n}@example.org",
        "LocationLatitude": "51.5",
        "LocationLongitude": "-0.1",
        "DistributionChannel": "anonymous",
        "UserLanguage": "EN",
    }
    comment, other = comments[n], comments[(n * 7 + 1) % len(comments)]
    better = SHORT[n % len(SHORT)] if n % 3 == 0 else other["text"]
    answers = [comment["fft_score"] or "-99", comment["text"], better, comment["service"]]
    return [*(tool.get(name, "") for name in TOOL_COLUMNS), *answers]
