"""The survey of the journey: a Qualtrics export made of the patient feedback, two open questions a respondent."""

import csv
from itertools import zip_longest

from tests.app_server import ROOT
from tests.qualtrics_export import Faults, qualtrics_csv

SOURCE = ROOT / "data" / "examples" / "patient_feedback" / "responses.csv"
WHY, BETTER = "Why did you give that answer?", "How could we improve?"
ASKED = {
    "Q1": "Overall, how was your experience of our service?",
    "Q2": WHY,
    "Q3": BETTER,
    "Q4": "Which service did you use?",
}
RATINGS = {"1": "Very good", "2": "Good", "3": "Neither good nor poor", "4": "Poor", "5": "Very poor"}
FAULTS = Faults(previews=9, unfinished=14, repeated=3)


def answers() -> list[dict[str, str]]:
    """Give one row a respondent: every comment of the patient feedback, in its order, under the nearest question."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    why = [row for row in rows if row["question"] not in (BETTER, "What could we do better?")]
    better = [row for row in rows if row["question"] in (BETTER, "What could we do better?")]
    return [
        {
            "Q1": RATINGS.get(first["fft_score"], ""),
            "Q2": first["text"],
            "Q3": second["text"] if second else "",
            "Q4": first["service"],
        }
        for first, second in zip_longest(why, better)
    ]


def survey_file() -> bytes:
    """Give the export: three header rows, previews, unfinished and repeated rows among the answers."""
    return qualtrics_csv(answers(), ASKED, faults=FAULTS)


def long_file(rows: int) -> bytes:
    """Give a plain file of many respondents: the comments again and again, synthetic only in their number."""
    texts = [answer["Q2"].replace('"', "'").replace("\n", " ") for answer in answers()]
    lines = [f'{row},"{texts[row % len(texts)]} {row}"' for row in range(1, rows + 1)]
    return "\n".join(["id,What was good?", *lines, ""]).encode()
