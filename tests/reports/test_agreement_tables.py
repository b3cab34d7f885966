"""Agreement as papers print it: a small study counted by hand, and what is said where there is no number."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from coding.agreement.comparison import JACCARD, CodeAgreement, GroupAgreement, compare, gather
from coding.agreement.intervals import Interval
from coding.agreement.reference import against_reference
from coding.agreement.result import Agreement
from reports.agreement_methods import Facts, methods_paragraph, practice_paragraph
from reports.agreement_tables import coefficients_table, groups_table, reference_table, reliability_table
from reports.agreement_words import ALPHA, Heading, headline, is_unsteady, main_key, what_to_report, why_they_differ
from reports.printed import printed
from reports.writers.csv_table import write_csv
from reports.writers.html import write_html
from reports.writers.latex import write_latex
from reports.writers.xlsx import write_xlsx

ANA, BEN = "AAAA......", "AAA.A....."


def rows(*values):
    """Rows of coders given as strings, a letter a unit; '.' is no code."""
    return [
        (f"u{number:02}", who, "" if letter == "." else letter)
        for who, letters in zip(("Ana", "Ben", "Cem"), values, strict=False)
        for number, letter in enumerate(letters)
    ]


# Two coders, ten answers of ten people: both gave A 3 times, each alone once, neither 5 times.
# Percent agreement 8/10. Kappa: chance .4 * .4 + .6 * .6 = .52, (.8 - .52) / .48 = .5833. AC1: chance 2 * .4 * .6 =
# .48, .32 / .52 = .6154. Alpha: expected disagreement 2 * 8 * 12 / (20 * 19) = .50526, 1 - .2 / .50526 = .6042.
# Positive agreement 6/8. Prevalence 8/20.
# Interval of percent agreement: left out, 8 times 7/9 and twice 8/9; spread sqrt(.9 * (8 * .0222^2 + 2 * .0889^2)) =
# .1333; logit(.8) -+ 2.2622 * .1333 / (.8 * .2) = 1.3863 -+ 1.8852.
def test_the_table_by_code_holds_what_was_computed_by_hand():
    table = reliability_table(compare(gather(rows(ANA, BEN))).everybody, {"A": "Time"})
    cells = table.row("A").cells
    assert (cells["code"], cells["units"], cells["prevalence"]) == ("Time", 10, 40.0)
    assert cells["percent_agreement"] == pytest.approx(0.8)
    assert cells["cohen_kappa"] == pytest.approx(0.28 / 0.48)
    assert cells["gwet_ac1"] == pytest.approx(0.32 / 0.52)
    assert cells["krippendorff_alpha"] == pytest.approx(1 - 0.2 * 380 / 192)
    assert cells["positive_agreement"] == pytest.approx(0.75)
    assert cells["percent_agreement_ci"] == pytest.approx((0.3778, 0.9634), abs=1e-4)


def test_every_form_of_the_table_prints_the_same_numbers(stamp):
    table = reliability_table(compare(gather(rows(ANA, BEN))).everybody, {"A": "Time"})
    form = printed(table, stamp)
    assert form.columns[3].lines == ("Percent agreement", "[95%\u00a0CI]")
    assert form.rows[0].cells[3] == (".80", "[.38, .96]")
    line = next(csv.DictReader(io.StringIO(write_csv(table).decode("utf-8-sig"))))
    assert float(line["Alpha: value"]) == pytest.approx(0.6042, abs=1e-4) and "Alpha: 95%\u00a0CI low" in line
    assert b"[.38, .96]" in write_html([table], stamp) and b".38, .96" in write_latex([table], stamp)
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([table], stamp))).worksheets[0]
    assert next(sheet.iter_rows(min_row=4, max_col=4, values_only=True)) == ("Time", 10, 40, pytest.approx(0.8))


def test_of_three_coders_the_table_gives_fleiss_kappa_and_says_so():
    table = reliability_table(compare(gather(rows(ANA, BEN, ANA)), None).everybody, {"A": "Time"})
    assert "fleiss_kappa" in table.row("A").cells and any("Fleiss' kappa" in note for note in table.notes)


def test_what_is_not_estimable_is_a_dash_with_its_reason(stamp):
    table = reliability_table(compare(gather(rows("..", ".."), codes=("A",))).everybody, {"A": "Time"})
    assert table.row("A").cells["krippendorff_alpha"] is None
    form = printed(table, stamp)
    assert "nan" not in str(form).casefold() and "–: not estimable because all coders gave" in form.note


def test_coefficients_that_are_one_number_stand_in_one_row():
    table = coefficients_table(compare(gather(rows(ANA, BEN))).everybody.codes["A"].coefficients, "All")
    names = [row.cells["name"] for row in table.rows]
    assert "Cohen's kappa, here the same number as Conger's kappa" in names
    assert "Bennett's S, here the same number as PABAK and Brennan and Prediger's coefficient" in names


def test_the_bootstraps_interval_stands_beside_the_other():
    codings = gather(rows(ANA * 4, BEN * 4))
    found, beside = (compare(codings, Interval(method)).everybody.overall for method in ("jackknife", "bootstrap"))
    cells = coefficients_table(found, "All", beside).row(ALPHA).cells
    assert cells["bootstrap"] == (beside[ALPHA].low, beside[ALPHA].high) != cells["value_ci"]


def test_pairs_and_a_reference_have_tables():
    codings = gather(rows(ANA, BEN))
    pairs = groups_table({"Ana and Ben": compare(codings).everybody}, "Pairs", of="Pair")
    assert pairs.row("Ana and Ben").cells["percent"] == pytest.approx(0.8)
    table = reference_table({("Ben", "A"): against_reference(codings, 0, 0, 1)}, {"A": "Time"})
    assert table.rows[0].cells["sensitivity"] == 0.75 and "no agreement between coders" in table.notes[0]
    assert "lpha" not in str(table)


def of_codes(**alphas):
    codes = {name: CodeAgreement(0.3, {ALPHA: agreement}) for name, agreement in alphas.items()}
    return GroupAgreement({ALPHA: Agreement(value=0.7434, low=0.66, high=0.81)}, codes)


GOOD = Agreement(value=0.83, low=0.74, high=0.9)
NEAR = Agreement(value=0.75, low=0.6, high=0.85)
BAD = Agreement(value=0.64, low=0.49, high=0.76)
NONE = Agreement(reason="Not estimable because nothing varies.")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ({"a": GOOD, "b": GOOD}, "none of 2 codes falls short of your .667."),
        ({"a": GOOD, "b": BAD}, "1 of 2 codes falls short of your .667."),
        (
            {"a": BAD, "b": BAD, "c": NEAR, "d": NONE},
            "2 of 4 codes fall short of your .667; 1 reaches it, but not with the whole interval; 1 cannot be "
            "estimated.",
        ),
    ],
)
def test_the_first_sentence_counts_the_codes_that_fall_short(codes, said):
    line = headline(of_codes(**codes), Heading(respondents=75, codebook="v2", threshold=".667"))
    assert line == f"Independent agreement on 75 respondents, codebook v2: alpha .74 [.66, .81]; {said}"


def test_the_first_sentence_says_why_there_is_no_number():
    found = compare(gather(rows("AB"))).everybody
    line = headline(found, Heading(respondents=0, threshold=".667"))
    assert line.startswith("Independent agreement on 0 respondents: not estimable because only one coder coded.")


def test_sets_of_codes_have_alpha_of_sets_and_the_advice_says_why():
    codings = gather([*rows(ANA, BEN), ("u00", "Ana", "B")])
    found = compare(codings).everybody
    assert "alpha over sets of codes" in headline(found, Heading(respondents=10))
    assert any("Jaccard" in line for line in what_to_report(found, several_codes=True, more_than_two=False))
    facts = Facts(
        coders=("Ana", "Ben"), units=10, respondents=10, threshold="0.667", later={"not usable": 3}, record_number=812
    )  # fmt: skip
    words = methods_paragraph(found, facts)
    value = found.overall[JACCARD].value
    assert f"{value:.2f}".removeprefix("0") in words and "was .667 for Krippendorff's alpha" in words
    assert "Left out once coding had begun: 3 not usable." in words and "record number 812" in words


def test_the_advice_counts_the_codes_that_were_given():
    found = compare(gather(rows("A" + "." * 29, "A" + "." * 29), codes=("A", "Never given"))).everybody
    (line,) = (line for line in what_to_report(found, several_codes=False, more_than_two=False) if "AC1" in line)
    assert line.startswith("1 code of 1 is rare, very common or on few answers here.")


def test_parts_side_by_side_have_one_alpha_and_it_is_named():
    several = compare(gather([*rows(ANA, BEN), ("u00", "Ana", "B")])).everybody
    single = compare(gather(rows(ANA, BEN))).everybody
    table = groups_table({"first": several, "second": single}, "Thirds", of="Third")
    # Where each set holds one code or none, alpha of sets is nominal alpha: .6042 by hand, above.
    first, second = (row.cells["alpha"] for row in table.rows)
    assert first == several.overall[JACCARD].value and second == pytest.approx(0.6042, abs=5e-5)
    assert table.notes == ("Alpha is Krippendorff's alpha of sets of codes (Jaccard).",)
    assert main_key(single) == ALPHA and main_key(single, several) == JACCARD


def test_the_paragraph_says_who_coded_what_and_nothing_that_is_not_known():
    found = compare(gather(rows(ANA, BEN))).everybody
    facts = Facts(coders=("Ana", "Ben", "Cem"), units=18, respondents=17, handed=90, each=(2, 2), sampling="at random")
    words = methods_paragraph(found, facts)
    assert words.startswith("Three coders coded 90 answers, at random (1 code); 18 of them, of 17 respondents, were "
                            "coded independently by two coders. Coders did not see each other's codes")  # fmt: skip
    assert "handed in" not in words and "were discussed" not in words
    fewer = methods_paragraph(found, replace(facts, handed=0, each=(2, 3), waiting=1))
    assert "each of them, of 17 respondents in all, was coded independently by at least two coders." in fewer
    assert "One coder had not handed in when the codes were revealed" in fewer
    alone = methods_paragraph(found, replace(facts, coders=("Ana",), units=0, respondents=0, each=(0, 0)))
    assert "no answer was coded by two coders" in alone and "each other" not in alone
    one = practice_paragraph(1, replace(facts, coders=("Ben",), units=1, respondents=1, beforehand={"left blank": 2}))
    assert "taken for right: 1 answer of 1 respondent, at random (1 code)." in one
    assert "Left out beforehand: 2 left blank." in one and "estimable" not in one


def test_at_low_prevalence_it_is_said_why_kappa_and_ac1_differ():
    # 50 answers: both 1, each alone 1, neither 47. Percent .96; kappa's chance .04^2 + .96^2 = .9232, kappa .479;
    # AC1's chance 2 * .04 * .96 = .0768, AC1 .957.
    found = compare(gather(rows("AA" + "." * 48, "A.A" + "." * 47)), None).everybody.codes["A"]
    assert is_unsteady(found)
    words = why_they_differ("Pay", found)
    assert "only 4% of the codings" in words and "kappa takes 92% for chance, and is .48" in words
    assert "AC1 takes 8%, and is .96" in words and "positive agreement, .50" in words
    even = compare(gather(rows("AAAAA.....", "AAAA.....A")), None).everybody.codes["A"]
    assert not why_they_differ("Time", even)
