"""`python -m workbench suggest`: every code ranked for the answers not yet coded, or a refusal that says what to do."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from workbench.__main__ import main

STUDY = Path(__file__).parents[2] / "data" / "examples" / "patient_feedback"
ANSWERS = [
    ["id", "text"],
    ["R1", "Waited three hours"],
    ["R2", "The nurse was kind"],
    ["R3", "   "],
    ["R4", "Long queue at the desk"],
    ["R5", "Friendly staff"],
]
CODES = [["response_id", "code"], ["R1", "Waiting"], ["R2", "Kindness"]]
BOOK = [["name", "definition"], ["Waiting", "Time spent before being seen"], ["Kindness", "Staff are warm"]]


def write_rows(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def asked(tmp_path, cache, monkeypatch):
    """Give a function that writes files, asks for suggestions, and gives the exit code and the path of the result."""
    monkeypatch.setenv("VERBATIM_CACHE_DIR", str(cache))

    def ask(answers=ANSWERS, codes=CODES, book=None, text="text", id_column="id", out="out.csv"):
        words = ["suggest", str(write_rows(tmp_path / "survey.csv", answers)), "--text", text, "--id", id_column]
        if codes:
            write_rows(tmp_path / "codes.csv", codes)
        words += ["--codes", str(tmp_path / "codes.csv")]
        if book:
            words += ["--codebook", str(write_rows(tmp_path / "book.csv", book))]
        return main([*words, "--out", str(tmp_path / out)]), tmp_path / out

    return ask


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "txet"}, "survey.csv has no column 'txet'. Did you mean 'text'?"),
        ({"id_column": "person"}, "survey.csv has no column 'person'."),
        ({"answers": [*ANSWERS, ["R1", "again"]]}, "column 'id' has 'R1' in rows 2 and 7"),
        ({"answers": [["id", "text"], ["R1", ""], ["R2", " "]]}, "column 'text' of survey.csv is blank"),
        ({"codes": None}, "There is no file"),
        ({"codes": [["response_id", "theme"], ["R1", "Waiting"]]}, "codes.csv has no column 'code'"),
        ({"codes": [["code"], ["Waiting"]]}, "codes.csv has no column 'response_id'"),
        ({"codes": [*CODES, ["", "Waiting"]]}, "codes.csv, row 4: the code 'Waiting' has no response_id"),
        ({"codes": [*CODES, ["R7", "Waiting"]]}, "row 4: there is no answer 'R7' in column 'id' of survey.csv. "),
        ({"codes": [*CODES, ["R7", ""], ["R8", ""]]}, "of survey.csv (the first of 2 unknown ones). Name the right"),
        ({"codes": CODES[:1]}, "codes.csv names no code, and no codebook is given"),
        ({"codes": [*CODES[:1], ["R1", ""]]}, "codes.csv names no code, and no codebook is given"),
        ({"codes": [*CODES, ["R5", "Kindnes"]], "book": BOOK},
         "row 4: 'Kindnes' is not a code of book.csv. Did you mean 'Kindness'?"),
        ({"codes": [*CODES, ["R4", ""], ["R5", ""]]}, "lists every answer of survey.csv that is not blank"),
        ({"out": "survey.csv"}, "is one of the files to read"),
        ({"out": "none/out.csv"}, "There is no folder"),
        ({"out": "."}, "is a folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_nothing_is_written(asked, tmp_path, capsys, change, said):
    code, _ = asked(**change)
    assert code == 1
    assert said in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} <= {"survey.csv", "codes.csv", "book.csv"}
    assert read(tmp_path / "survey.csv")[0]["id"] == "R1"


@pytest.mark.model
class TestWritten:
    def test_each_answer_that_is_not_listed_gets_every_code_once_in_the_order_of_its_rank(self, asked):
        code, out = asked(codes=[*CODES, ["R4", ""]], answers=[*ANSWERS, ["=R6", "No time for anything"]])
        assert code == 0
        assert [(row["response_id"], row["rank"]) for row in read(out)] == [
            ("R5", "1"), ("R5", "2"), ("'=R6", "1"), ("'=R6", "2"),
        ]  # fmt: skip
        assert read(out)[0]["code"] == "Kindness"
        assert all(0 < float(row["probability"]) < 1 for row in read(out))

    def test_from_a_codebook_alone_and_codes_in_any_spelling(self, asked):
        _, out = asked(codes=CODES[:1], book=BOOK)
        first = {row["response_id"]: row["code"] for row in read(out) if row["rank"] == "1"}
        assert first == {"R1": "Waiting", "R2": "Kindness", "R4": "Waiting", "R5": "Kindness"}
        code, out = asked(codes=[["ID", "Code"], ["R1", " WAITING "], ["R3", "waiting"]], book=BOOK)
        assert code == 0
        assert {row["response_id"] for row in read(out)} == {"R2", "R4", "R5"}
        assert {row["code"] for row in read(out)} == {"Waiting", "Kindness"}

    def test_a_heading_that_was_given_as_a_code_is_one(self, asked):
        headings = [["name", "definition", "theme"], ["Café", "", "yes"], ["Empty", "", "yes"]]
        code, out = asked(codes=[*CODES, ["R1", "cafe\u0301"]], book=[*headings, *([*row, ""] for row in BOOK[1:])])
        assert code == 0
        assert {row["code"] for row in read(out)} == {"Waiting", "Kindness", "Café"}

    def test_a_single_code(self, asked):
        code, out = asked(codes=[*CODES[:1], ["R1", "Waiting"], ["R2", ""]])
        assert code == 0
        chance = {row["response_id"]: float(row["probability"]) for row in read(out)}
        assert chance["R4"] > chance["R5"]

    @pytest.mark.slow
    def test_real_answers_find_their_codes_and_the_same_input_gives_the_same_bytes(self, tmp_path, cache, monkeypatch):
        monkeypatch.setenv("VERBATIM_CACHE_DIR", str(cache))
        given = defaultdict(set)
        for row in read(STUDY / "codings.csv"):
            given[row["response_id"]].add(row["code"])
        answers = read(STUDY / "responses.csv")[:200]
        asked = {row["response_id"] for row in answers[1::2]}
        codes = [[row["response_id"], code] for row in answers[::2] for code in sorted(given[row["response_id"]])]
        survey = write_rows(tmp_path / "a.csv", [["id", "text"], *([a["response_id"], a["text"]] for a in answers)])
        words = ["suggest", str(survey), "--text", "text", "--id", "id"]
        words += ["--codes", str(write_rows(tmp_path / "codes.csv", [["response_id", "code"], *codes]))]
        for threads in (1, 2):
            with threadpool_limits(threads):
                assert main([*words, "--out", str(tmp_path / f"{threads}.csv")]) == 0
        assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
        found = read(tmp_path / "1.csv")
        n_codes = len({code for _, code in codes})
        assert len(found) == len(asked) * n_codes
        hits = [row["code"] in given[row["response_id"]] for row in found if int(row["rank"]) <= 5]
        assert sum(hits) / sum(len(given[key]) for key in asked) > 0.6
        said = sum(float(row["probability"]) for row in found)
        assert abs(said / sum(row["code"] in given[row["response_id"]] for row in found) - 1) < 0.2
