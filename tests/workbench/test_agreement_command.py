"""`python -m workbench agreement`: files of other programs in, coefficients out, and words where there is no number."""

import csv
import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from coding.agreement.formulas import NOMINAL
from workbench.__main__ import main

DATA = Path(__file__).parents[1] / "data" / "agreement"
SETS = {"krippendorff_alpha_jaccard", "krippendorff_alpha_masi", "exact_set_agreement", "pooled_kappa"}
PARTS = {"value", "low", "high", "method", "n_units", "n_coders", "n_categories", "reason"}
HEAD = "answer,who,theme,person\n"
CODED = HEAD + (
    "1,Ana,Time,p1\n1,Ben,Time,p1\n2,Ana,Staff,p1\n2,Ben,Time,p1\n3,Ana,Staff,p2\n3,Ben,Staff,p2\n4,Ana,,p3\n"
)


@pytest.fixture
def agree(tmp_path, capsys):
    """Give a function that writes the codings and runs the command: exit code, what was written, what was said."""

    def runs(codings, *more, form="json", **files):
        (tmp_path / "codings.csv").write_text(codings, encoding="utf-8")
        words = []
        for option, content in files.items():
            path = tmp_path / (option + (".yaml" if content.startswith("-") else ".csv"))
            path.write_text(content, encoding="utf-8")
            words += [f"--{option}", str(path)]
        out = tmp_path / f"out.{form}"
        columns = ["--unit", "answer", "--coder", "who", "--code", "theme"]
        command = ["agreement", str(tmp_path / "codings.csv"), *columns, *words, *more, "--out", str(out)]
        code = main(command)
        return code, out.read_bytes() if out.exists() else b"", capsys.readouterr().err

    return runs


def test_json_has_the_keys_that_were_agreed_on(agree):
    code, data, said = agree(CODED, "--respondent", "person")
    found = json.loads(data)
    assert code == 0 and set(found) == {"overall", "codes", "pairs"}
    assert set(found["overall"]) == {c.key for c in NOMINAL} | SETS
    assert set(found["codes"]["Time"]) == {c.key for c in NOMINAL} | {"prevalence"}
    assert all(set(c) == PARTS for c in found["overall"].values())
    assert set(found["pairs"]) == {"Ana~Ben"} and "cohen_kappa" in found["pairs"]["Ana~Ben"]
    assert found["overall"]["percent_agreement"]["value"] == pytest.approx(2 / 3)
    assert found["overall"]["percent_agreement"]["n_units"] == 3  # the fourth was not handed to Ben
    assert found["overall"]["cohen_kappa"]["n_categories"] == 3  # Time, Staff and no code
    assert found["codes"]["Time"]["prevalence"] == 0.5
    assert "3 units that at least two of 2 coders coded: alpha" in said


def test_units_left_uncoded_are_taken_from_a_file_or_an_empty_code(agree):
    of_all = json.loads(agree(CODED, units="answer\n4\n")[1])
    assert of_all["overall"]["percent_agreement"]["value"] == 0.75
    by_row = json.loads(agree(CODED + "4,Ben,,p3\n", "--force")[1])
    assert by_row == of_all
    named = json.loads(agree(CODED, "--force", units="answer,who\n4,Ben\n5,Ben\n")[1])
    assert named["overall"]["krippendorff_alpha"] == of_all["overall"]["krippendorff_alpha"]


def test_several_codes_a_unit_leave_the_nominal_coefficients_empty_with_the_reason(agree):
    found = json.loads(agree(CODED + "1,Ana,Staff,p1\n")[1])["overall"]
    assert all(found[c.key]["value"] is None and "several codes" in found[c.key]["reason"] for c in NOMINAL)
    assert all(found[key]["value"] is not None for key in SETS)


def test_the_codebook_says_how_many_codes_count_and_how_they_are_spelt(agree):
    book = "- name: Hours\n  theme: true\n  codes:\n    - name: Time\n- name: Staff\n- name: Money\n"
    code, data, said = agree(CODED.replace("3,Ben,Staff", "3,Ben,staff") + "5,Ana,Other,p4\n", codebook=book)
    found = json.loads(data)
    assert code == 0, said
    assert list(found["codes"]) == ["Time", "Staff", "Money", "Other"]
    assert found["overall"]["gwet_ac1"]["n_categories"] == 5  # with 'no code'
    assert found["codes"]["Money"]["krippendorff_alpha"]["reason"].startswith("Not estimable because")
    assert "Not in the codebook, and counted with it: Other." in said


def test_two_human_coders_of_a_published_study_come_out_as_published(agree):
    with (DATA / "binary_ratings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    long = "".join(f"{r['unit']},{who},{r[who]},\n" for r in rows for who in ("rater1", "rater2", "rater3") if r[who])
    found = json.loads(agree(HEAD + long)[1])
    expected = json.loads((DATA / "binary_expected.json").read_text())
    assert found["overall"]["krippendorff_alpha"]["value"] == pytest.approx(expected["alpha_nominal_3_humans"])
    kappa = found["pairs"]["rater1~rater3"]["cohen_kappa"]["value"]
    assert kappa == pytest.approx(expected["cohen_kappa_pairs"]["rater1~rater3"])
    alpha = found["overall"]["krippendorff_alpha"]
    assert alpha["low"] < alpha["value"] < alpha["high"] and "jackknife over respondents" in alpha["method"]


def test_csv_and_workbook_hold_the_same_numbers(agree):
    expected = json.loads(agree(CODED)[1])["overall"]["krippendorff_alpha"]
    lines = list(csv.DictReader(agree(CODED, form="csv")[1].decode("utf-8-sig").splitlines()))
    alpha = next(line for line in lines if (line["coefficient"], line["code"]) == ("krippendorff_alpha", ""))
    assert float(alpha["value"]) == expected["value"] and float(alpha["high"]) == expected["high"]
    percent = next(line for line in lines if (line["coefficient"], line["code"]) == ("percent_agreement", ""))
    assert 0 <= float(percent["bootstrap_low"]) <= float(percent["value"]) <= float(percent["bootstrap_high"]) <= 1
    book = openpyxl.load_workbook(BytesIO(agree(CODED, form="xlsx")[1]))
    assert book.sheetnames == ["Overall", "Codes", "Pairs"]
    rows = list(book["Overall"].iter_rows(values_only=True))
    row = next(row for row in rows if row[2] == "krippendorff_alpha")
    assert row[rows[0].index("value")] == pytest.approx(expected["value"], abs=1e-15)


SPANS = "answer,who,theme,person,from,to,chars\n"
PASSAGES = SPANS + (
    "1,Ana,Time,p1,0,10,30\n1,Ben,Time,p1,0,10,30\n2,Ana,Time,p2,0,10,20\n2,Ben,Time,p2,5,10,20\n"
    "3,Ana,Time,p3,0,4,10\n3,Ben,,p3,,,10\n"
)
PLACES = ("--start", "from", "--end", "to", "--length", "chars", "--respondent", "person")


def test_passages_have_coefficients_of_their_own_with_intervals_over_respondents(agree):
    spans = json.loads(agree(PASSAGES, *PLACES)[1])["spans"]
    # Of five passages two are the same in both codings, and two more overlap by half: 2 * 2 / 5, 2 * 1 / 5.
    values = {key: one["value"] for key, one in spans["overall"].items()}
    assert (values["f1_overlap"], values["f1_half"], values["f1_same"]) == pytest.approx((0.8, 0.8, 0.4))
    assert set(values) == {"f1_overlap", "f1_half", "f1_same", "gamma", "alpha_u"}
    assert 0 < values["gamma"] < 1 and 0 < values["alpha_u"] < 1
    low, high = (spans["overall"]["f1_half"][end] for end in ("low", "high"))
    assert low < 0.8 < high and "bootstrap over respondents" in spans["overall"]["f1_half"]["method"]
    # 60 characters; both marked 15, Ana alone 9, nobody 36: 39 marks among 120.
    alpha = 1 - (2 * 9 / 120) / (2 * 39 * 81 / (120 * 119))
    assert spans["codes"]["Time"]["krippendorff_alpha"]["value"] == pytest.approx(alpha)
    lines = list(csv.DictReader(agree(PASSAGES, *PLACES, "--force", form="csv")[1].decode("utf-8-sig").splitlines()))
    assert float(lines[-5]["value"]) == 0.8 and lines[-1]["coefficient"] == "in passages: krippendorff_alpha"


def test_without_passages_the_file_says_why_nothing_is_known(agree):
    spans = json.loads(agree(SPANS + "1,Ana,,p1,,,9\n1,Ben,,p1,,,9\n", *PLACES)[1])["spans"]["overall"]
    assert {one["reason"] for one in spans.values()} == {"Not estimable because nobody marked a passage."}
    code, _, said = agree(SPANS + "1,Ana,Time,p1,9,3,9\n", *PLACES, "--force")
    assert code == 1 and "row 2: a passage needs a start and an end behind it" in said
    for end in ("9" * 5000, "1000001"):
        code, _, said = agree(SPANS + f"1,Ana,Time,p1,0,{end},9\n", *PLACES, "--force")
        assert code == 1 and "but a text has 1,000,000 characters at most" in said


def test_passages_of_one_coder_alone_are_not_estimable(agree):
    code, data, _ = agree(SPANS + "1,Ana,Time,p1,0,9,9\n2,Ana,Time,p2,2,5,9\n", *PLACES)
    spans = json.loads(data)["spans"]
    assert code == 0
    assert {one["reason"] for one in spans["overall"].values()} == {
        "Not estimable because only one coder read these answers."
    }
    assert spans["codes"]["Time"]["krippendorff_alpha"]["reason"] == "Not estimable because only one coder coded."


def test_a_code_without_a_place_is_of_the_whole_text(agree):
    rows = "1,Ana,Time,p1,0,10,10\n1,Ben,Time,p1,,,10\n2,Ana,Time,p2,,,10\n2,Ben,Time,p2,0,10,10\n"
    code, data, said = agree(SPANS + rows, *PLACES)
    spans = json.loads(data)["spans"]["overall"]
    assert code == 0 and spans["f1_same"]["value"] == 1
    assert "Without a place, and counted as codings of the whole text: 2." in said


def test_units_that_were_seen_need_no_place(agree):
    found = json.loads(agree(PASSAGES, *PLACES, units="answer\n4\n")[1])
    assert found["overall"]["percent_agreement"]["n_units"] == 4


def test_unsure_is_missing_and_counted_and_also_shown_as_no_code(agree):
    code, data, said = agree(CODED + "4,Ben,?,p3\n1,Ana,?,p1\n", "--unsure", "?", "--shares")
    found = json.loads(data)
    assert code == 0 and "Unsure without a code, counted as missing: 1." in said and "Left out" not in said
    beside_nothing = agree(CODED + "4,Ben,?,p3\n4,Ben,,p3\n1,Ana,?,p1\n", "--unsure", "?", "--shares", "--force")[1]
    assert json.loads(beside_nothing) == found
    plain = json.loads(agree(CODED, "--force")[1])
    assert found["overall"] == plain["overall"]
    as_none = json.loads(agree(CODED + "4,Ben,,p3\n", "--force")[1])
    assert found["unsure_as_none"] == {"overall": as_none["overall"], "codes": as_none["codes"]}
    assert set(found["shares"]["overall"]) == {"0.667", "0.8", "reason"}
    assert found["notes"] == ["Unsure without a code, counted as missing: 1."]


def test_a_table_says_what_json_says(agree):
    doubtful = CODED + "4,Ben,?,p3\n1,Ana,?,p1\n"
    content = json.loads(agree(doubtful, "--unsure", "?", "--shares")[1])
    _, data, _ = agree(doubtful, "--unsure", "?", "--shares", form="csv")
    lines = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    said = {(line["coders"], line["code"], line["coefficient"]): line for line in lines}
    alpha = said["all coders, unsure as no code", "", "krippendorff_alpha"]
    assert float(alpha["value"]) == content["unsure_as_none"]["overall"]["krippendorff_alpha"]["value"]
    share = said["all coders", "", "share of resamples with alpha at or above 0.667"]
    shares = content["shares"]["overall"]
    assert (share["value"], share["reason"]) == (str(shares["0.667"] or ""), shares["reason"] or "")
    assert [line["reason"] for line in lines if line["coefficient"] == "note"] == content["notes"]
    book = openpyxl.load_workbook(BytesIO(agree(doubtful, "--unsure", "?", "--shares", form="xlsx")[1]))
    assert book.sheetnames == ["Overall", "Codes", "Pairs", "Unsure as no code", "Shares of resamples", "Notes"]


BAD = {
    "one coder": (HEAD + "1,Ana,Time,\n2,Ana,Staff,\n", "only one coder"),
    "nobody overlapping": (HEAD + "1,Ana,Time,\n2,Ben,Staff,\n", "no unit was coded by two coders"),
    "nothing but the header": (HEAD, "nobody coded anything"),
    "one unit": (HEAD + "1,Ana,Time,\n1,Ben,Staff,\n", "one respondent"),
    "nothing varies": (HEAD + "1,Ana,Time,\n1,Ben,Time,\n2,Ana,Time,\n2,Ben,Time,\n", "nothing varies"),
}


@pytest.mark.parametrize(("codings", "words"), BAD.values(), ids=BAD)
def test_what_is_not_estimable_is_null_with_its_reason(agree, codings, words):
    code, data, _ = agree(codings)
    assert code == 0 and b"NaN" not in data and b"Infinity" not in data
    found = json.loads(data)["overall"].values()
    assert any(words in (coefficient["reason"] or "") for coefficient in found)


@pytest.mark.parametrize(
    ("codings", "words"),
    [
        (CODED.replace("theme", "label"), "no column 'theme' for the code. Its columns are: answer, who, label,"),
        (CODED + ",Ana,Time,p1\n", "row 9 has no unit"),
        (CODED + "9,,Time,p1\n", "row 9 has no coder"),
        (CODED + "1,Ana,Time,p2\n", "row 9: the unit '1' is of the respondent 'p2' here, but of 'p1' above"),
        ("", "is empty"),
        (CODED + "9,Ana\n", "row 9 has 2 cells, the heading 4"),
        (CODED + "9,Ana,Time,p1,more\n", "row 9 has 5 cells, the heading 4"),
    ],
    ids=["no such column", "no unit", "no coder", "two respondents", "empty file", "a cell missing", "one too many"],
)
def test_a_file_that_cannot_be_counted_is_refused_with_its_place(agree, codings, words):
    code, data, said = agree(codings, "--respondent", "person")
    assert code == 1 and not data and words in said


def test_a_cell_beyond_all_measure_is_named(agree):
    limit = csv.field_size_limit(1_000)
    try:
        code, _, said = agree(CODED + f"9,{'x' * 2_000},Time,p1\n")
    finally:
        csv.field_size_limit(limit)
    assert code == 1 and "line 9: a cell has more than 1,000 characters" in said


def test_doubtful_names_and_repeated_rows_are_told(agree):
    said = agree(CODED + "1,ana,Time,p1\n1,Ana,Time,p1\n")[2]
    assert "'Ana' and 'ana' are counted as different coders" in said
    assert "1 rows say the same as a row above" in said


def test_what_was_agreed_after_talking_is_no_coder(agree):
    alone = agree(CODED)[1]
    code, data, said = agree(CODED + "1,Consensus,Time,p1\n2,Consensus,,p1\n", "--force")
    found = json.loads(data)
    assert code == 0 and "Left out: 2 rows of 'Consensus'" in said and found.pop("notes")[0] in said
    assert found == json.loads(alone)


def test_a_file_that_is_there_is_not_written_over(agree):
    assert agree(CODED)[0] == 0
    code, _, said = agree(CODED)
    assert code == 1 and "add --force" in said
