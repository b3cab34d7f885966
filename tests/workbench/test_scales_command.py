"""`python -m workbench scales`: it scores, prints, writes, names bad cells, and says why it does not."""

import gc
import re
from pathlib import Path

import openpyxl
import pytest

from tests.questionnaire import survey
from workbench.__main__ import main

PEERS = Path(__file__).parents[2] / "data/examples/peer_supporters/responses.csv"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Give a function that runs a command on an empty data folder: exit code, what it printed, what it said."""
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("VERBATIM_DATABASE_URL", raising=False)

    def runs(*words):
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:
            code = stop.code
        gc.collect()  # a command's store closes with its process; here it must be let go of
        return code, *capsys.readouterr()

    return runs


@pytest.fixture
def ward(run, tmp_path):
    """Import the questionnaire, two of its cells bad."""
    file = tmp_path / "ward.csv"
    file.write_bytes(survey({(3, "ProQOL 7"): "9", (5, "EE02"): "2.5"}))
    assert run("import", file, "--name", "Ward", "--as", "Ana")[0] == 0
    return file


def cells(printed, name):
    """Give the cells of a printed row."""
    line = next(line for line in printed.splitlines() if line.strip().startswith(name))
    return re.split(r"\s{2,}", line.strip())


@pytest.mark.slow
def test_the_founding_study_has_the_categories_that_were_expected(run):
    run("import", PEERS, "--name", "Peers", "--as", "Ana")
    code, out, _ = run("scales", "Peers", "--preset", "proqol5")
    assert code == 0
    parts = re.split(r"^(?=Compassion|Burnout|Secondary)", out, flags=re.MULTILINE)
    levels = ("low", "moderate", "high")
    found = {part.split("  ")[0]: [cells(part, level)[1] for level in levels] for part in parts[1:]}
    assert found["Compassion satisfaction"] == ["2", "203", "170"]
    assert found["Secondary traumatic stress"] == ["306", "69", "0"]
    _, out, _ = run("scales", "Peers", "--preset", "emotional_exhaustion")
    assert cells(out, "concerning")[1:3] == ["164", "43.7"]


def test_ready_scales_are_listed_with_whether_their_items_are_there(run, ward):
    code, out, _ = run("scales", "Ward", "--list")
    assert code == 0
    assert [line.split("\t")[:3] for line in out.splitlines()] == [
        ["emotional_exhaustion", "ready", "items found"], ["proqol5", "ready", "items found"],
    ]  # fmt: skip
    run("scales", "Ward", "--preset", "proqol5")
    assert "proqol5\tscored\traw-score cuts" in run("scales", "Ward", "--list")[1]


def test_bad_cells_are_named_on_the_side_and_the_table_is_printed(run, ward):
    code, out, err = run("scales", "Ward", "--preset", "proqol5")
    assert code == 0
    assert cells(out, "Secondary traumatic stress")[1] == "23"
    assert "Row 4, respondent P03, ProQOL 7: '9' is outside 1 to 5." in err
    assert "Cut set: raw-score cuts" in out and "9 is" not in out


def test_all_scored_scales_are_printed_and_groups_compared(run, ward):
    for preset in ("proqol5", "emotional_exhaustion"):
        run("scales", "Ward", "--preset", preset)
    code, out, _ = run("scales", "Ward", "--by", "ward")
    assert code == 0 and out.count("one-way analysis of variance") == 2


def test_a_table_is_written_to_a_file_and_never_over_one(run, ward, tmp_path):
    target = tmp_path / "scores.xlsx"
    assert run("scales", "Ward", "--preset", "proqol5", "--out", target)[1].strip() == str(target)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert (sheet["A4"].value, sheet["B4"].value) == ("Compassion satisfaction", 24)
    assert run("scales", "Ward", "--out", target)[0] == 1
    assert run("scales", "Ward", "--out", target, "--force")[0] == 0


def test_a_scale_of_ones_own_comes_from_a_file_and_columns_can_be_named(run, ward, tmp_path):
    text = run("scales", "Ward", "--preset", "emotional_exhaustion", "--definition")[1]
    own = tmp_path / "own.yaml"
    mine = text.replace("key: emotional_exhaustion", "key: own").replace("name: Emotional", "name: Own", 1)
    own.write_text(mine.replace("[ee, emotionalexhaustion, exhaustion, eeitem]", "[own]"), encoding="utf-8")
    code, _, err = run("scales", "Ward", "--file", own)
    assert code == 1 and "items 1 to 5. Looked for own_1" in err
    named = [word for item in range(1, 6) for word in ("--column", f"{item}=EE0{item}")]
    code, out, _ = run("scales", "Ward", "--file", own, *named)
    assert code == 0 and "Scores on Emotional exhaustion, five items" in out
    assert run("scales", "Ward", "--file", own, "--cuts", "")[0] == 0  # the columns are known by now


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--preset", "phq9"], "No scale 'phq9' comes with Verbatim. Ready are: emotional_exhaustion, proqol5"),
        (["--preset", "proqol5", "--cuts", "t"], "needs mean and sd of the norm for cs, bo, sts"),
        (["--preset", "proqol5", "--cuts", "median"], "no cut set 'median'. Its cut sets are: raw, t"),
        (["--preset", "emotional_exhaustion", "--missing", "person-mean"], "allows no person mean"),
        (["--preset", "proqol5", "--column", "seven"], "'seven' is not ITEM=NAME"),
        (["--preset", "proqol5", "--column", "7=Q9"], "'Q9', named for item 7 of ProQOL-5, is no closed question"),
        (["--preset", "proqol5", "--by", "shift"], "No closed question 'shift' to compare groups by"),
        (["--preset", "proqol5", "--out", "scores.pdf"], "scores.pdf ends in none of"),
        (["--file", "nowhere.yaml"], "There is no file nowhere.yaml"),
        (["--cuts", "raw"], "name it by --preset or --file"),
        ([], "No scale is scored in this project yet"),
    ],
)
def test_what_it_refuses_it_explains(run, ward, words, said):
    code, out, err = run("scales", "Ward", *words)
    assert (code, out) == (1, "") and said in err


def test_wrong_usage_is_told_from_a_refusal(run, ward):
    assert run("scales", "Ward", "--preset", "proqol5", "--list")[0] == 2
    assert run("scales", "--help")[0] == 0
