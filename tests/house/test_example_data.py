"""The example study is what its SOURCE.md says."""

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
FOLDER = EXAMPLES / "patient_feedback"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def responses() -> list[dict[str, str]]:
    return rows("responses.csv")


@pytest.fixture(scope="module")
def codings() -> list[dict[str, str]]:
    return rows("codings.csv")


@pytest.fixture(scope="module")
def codebook() -> list[dict]:
    return yaml.safe_load((FOLDER / "codebook.yaml").read_text(encoding="utf-8"))


def test_there_are_500_answers_by_485_respondents(responses):
    assert len({row["response_id"] for row in responses}) == len(responses) == 500
    assert len({row["respondent_id"] for row in responses}) == 485
    assert Counter(row["trust"] for row in responses) == {
        "Ambulance trust": 383,
        "Mental health and community trust": 117,
    }


def test_nobody_answers_the_same_question_twice(responses):
    assert len({(row["respondent_id"], row["question"]) for row in responses}) == 500


def test_what_is_known_of_a_respondent_is_the_same_in_each_of_their_answers(responses):
    known = {(row["respondent_id"], row["fft_score"], row["trust"], row["service"], row["month"]) for row in responses}
    assert len(known) == 485


def test_every_answer_has_a_coding_and_845_codings_use_40_codes(responses, codings):
    assert len(codings) == 845
    assert len({row["code"] for row in codings}) == 40
    questions = {row["response_id"]: row["question"] for row in responses}
    assert {row["response_id"] for row in codings} == set(questions)
    assert all(row["question"] == questions[row["response_id"]] for row in codings)
    assert {(row["coder"], row["start"], row["end"]) for row in codings} == {("nhs_team", "", "")}


def test_the_codebook_holds_every_code_used_once_and_under_a_theme(codings, codebook):
    names = [code["name"] for code in codebook]
    themes = {code["name"] for code in codebook if code.get("theme")}
    assert len(names) == len(set(names)) == 60
    assert len(themes) == 10
    assert {row["code"] for row in codings} <= set(names) - themes
    assert {code["parent"] for code in codebook if "parent" in code} == themes


def test_the_licence_and_what_kind_of_people_wrote_it_are_said():
    source = (FOLDER / "SOURCE.md").read_text(encoding="utf-8")
    assert "Copyright (c) 2021 NHS England" in source
    assert "The above copyright notice and this permission notice shall be included" in source
    assert "**patients** (not staff)" in source
