"""What the finished example must count, worked out from its files alone: nothing of Verbatim is used."""

import csv
from collections import defaultdict
from pathlib import Path

import yaml

STUDY = Path(__file__).parents[1] / "data/examples/patient_feedback"


def rows(name: str) -> list[dict[str, str]]:
    """Give the rows of a CSV file of the study."""
    with (STUDY / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def parents() -> dict[str, str]:
    """Give the code above each code, '' at the top."""
    entries = yaml.safe_load((STUDY / "codebook.yaml").read_text(encoding="utf-8"))
    return {entry["name"]: entry.get("parent") or "" for entry in entries}


def people_by_code() -> dict[str, dict[str, set[str]]]:
    """Give, by question and code, the respondents with that code or any code under it."""
    respondent = {row["response_id"]: row["respondent_id"] for row in rows("responses.csv")}
    above = parents()
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows("codings.csv"):
        code = row["code"]
        while code:
            found[row["question"]][code].add(respondent[row["response_id"]])
            code = above[code]
    return found


def answered() -> dict[str, set[str]]:
    """Give, by question, the respondents who wrote something."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("responses.csv"):
        if row["text"].strip():
            found[row["question"]].add(row["respondent_id"])
    return found
