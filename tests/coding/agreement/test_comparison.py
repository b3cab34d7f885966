"""A whole study: known values over sets, codes and pairs, and what is said where nothing can be known."""

import csv
import itertools
import json
import math
from collections import defaultdict
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from coding.agreement.comparison import JACCARD, MASI, NO_CODE, POOLED, SET_KEYS, Codings, compare, gather
from coding.agreement.formulas import NOMINAL
from coding.agreement.intervals import Interval

DATA = Path(__file__).parents[2] / "data" / "agreement"
PAIRED_SETS = (("A", "A"), ("AB", "A"), ("B", "B"), ("C", "BC"), ("AC", "AC"), ("", "D"), ("D", "D"), ("B", "A"))


def rows(pairs):
    """Rows (unit, coder, code) of two coders' sets, a letter a code."""
    return [
        (f"u{number:02}", coder, code)
        for number, sets in enumerate(pairs)
        for coder, letters in zip(("Ana", "Ben"), sets, strict=True)
        if letters is not None
        for code in letters or [""]
    ]


def single(*values):
    """Rows of coders given as strings, a letter a unit; '.' is no code, ' ' not coded."""
    return [
        (f"u{number:03}", f"coder {who}", "" if letter == "." else letter)
        for who, letters in enumerate(values)
        for number, letter in enumerate(letters)
        if letter != " "
    ]


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def every(found):
    """All Agreements of a comparison."""
    groups = [found.everybody, *found.pairs.values()]
    return [a for group in groups for a in group.overall.values()] + [
        a for group in groups for code in group.codes.values() for a in code.coefficients.values()
    ]


def test_sets_of_two_coders_have_the_known_values():
    found = compare(gather(rows(PAIRED_SETS)), None).everybody
    assert found.overall[JACCARD].value == pytest.approx(0.5255, abs=5e-5)
    assert found.overall[MASI].value == pytest.approx(0.4972, abs=5e-5)
    assert found.overall[POOLED].value == pytest.approx(0.6154, abs=5e-5)
    assert found.overall["exact_set_agreement"].value == 0.5
    kappas = {code: found.codes[code].coefficients["cohen_kappa"].value for code in "ABCD"}
    assert kappas == pytest.approx({"A": 0.75, "B": 0.143, "C": 1, "D": 0.6}, abs=5e-4)
    assert all(found.overall[c.key].value is None and "several codes" in found.overall[c.key].reason for c in NOMINAL)


@pytest.mark.parametrize("variable", sorted(json.loads((DATA / "chec_expected.json").read_text())["alpha"]))
def test_label_sets_of_five_coders_have_the_values_of_nltk(variable):
    expected = json.loads((DATA / "chec_expected.json").read_text())["alpha"][variable]
    codings = [(r["unit"], r["coder"], r["label"]) for r in read("chec_label_sets.csv") if r["variable"] == variable]
    found = compare(gather(codings), None).everybody.overall
    assert found[JACCARD].value == pytest.approx(expected["jaccard"], abs=1e-9)
    assert found[MASI].value == pytest.approx(expected["masi"], abs=1e-9)


def test_ratings_of_people_and_a_machine_have_the_published_values():
    expected = json.loads((DATA / "binary_expected.json").read_text())
    raters = ("rater1", "rater2", "rater3", "llm")
    codings = [(r["unit"], rater, r[rater]) for r in read("binary_ratings.csv") for rater in raters if r[rater]]
    found = compare(gather(codings), None)
    assert found.everybody.overall["krippendorff_alpha"].value == pytest.approx(expected["alpha_nominal_with_llm"])
    people = compare(gather([row for row in codings if row[1] != "llm"]), None).everybody.overall
    assert people["krippendorff_alpha"].value == pytest.approx(expected["alpha_nominal_3_humans"])
    kappas = {frozenset(pair): group.overall["cohen_kappa"].value for pair, group in found.pairs.items()}
    assert kappas == pytest.approx(
        {frozenset(pair.split("~")): value for pair, value in expected["cohen_kappa_pairs"].items()}
    )


def test_without_two_codes_sets_are_values_and_no_code_is_one_of_them():
    found = compare(gather(single("AAB.B.CA", "AAB.CBCA")), None).everybody.overall
    assert found["krippendorff_alpha"].n_categories == 4
    assert found[JACCARD].value == pytest.approx(found["krippendorff_alpha"].value)
    assert gather(single("A.", "AA")).nominal().categories == ("A", NO_CODE)


def test_a_codebook_says_how_many_categories_count():
    codings = single("AABBAB", "AABBBB")
    small, large = (compare(gather(codings, codes=c), None).everybody.overall for c in ((), tuple("ABCDE")))
    assert (small["gwet_ac1"].n_categories, large["gwet_ac1"].n_categories) == (2, 5)
    assert small["gwet_ac1"].value < large["gwet_ac1"].value
    assert small["cohen_kappa"].value == large["cohen_kappa"].value


def test_a_unit_not_handed_to_a_coder_is_missing_and_one_left_uncoded_is_not():
    handed = gather([("1", "Ana", "A"), ("1", "Ben", "A"), ("2", "Ana", "A"), ("3", "Ana", "A"), ("3", "Ben", "A")])
    assert compare(handed, None).everybody.overall["percent_agreement"].n_units == 2
    left = gather([("1", "Ana", "A"), ("1", "Ben", "A"), ("2", "Ana", "A")], seen=[("2", "Ben")])
    found = compare(left, None).everybody
    assert found.overall["percent_agreement"].value == 0.5
    assert found.codes["A"].coefficients["positive_agreement"].value == pytest.approx(2 / 3)
    assert found.codes["A"].prevalence == 0.75


def test_a_code_is_counted_only_where_it_applies():
    codings = gather(single("AB.B", "ABB."))
    applies = np.array([[True, True], [True, True], [False, True], [False, True]])
    found = compare(replace(codings, applies=applies), None).everybody.codes
    assert found["A"].coefficients["percent_agreement"].n_units == 2
    assert found["B"].coefficients["percent_agreement"].n_units == 4


@pytest.mark.parametrize("interval", [Interval(), Interval("bootstrap", draws=300)], ids=["jackknife", "bootstrap"])
def test_codes_that_apply_to_some_answers_alone_are_pooled_over_the_same_respondents(interval):
    rng = np.random.default_rng(3)
    given = rng.random((2, 24, 3)) < 0.4
    given[1] = np.where(rng.random((24, 3)) < 0.2, ~given[1], given[0])
    applies = np.ones((24, 3), dtype=bool)
    applies[:8, 1], applies[5:, 2] = False, False
    given &= applies
    units, codes = tuple(f"u{n:02}" for n in range(24)), ("A", "B", "C")
    codings = Codings(units, ("Ana", "Ben"), codes, np.arange(24), np.ones((2, 24), dtype=bool), given, applies)
    found = compare(codings, interval).everybody.overall[POOLED]
    assert found.low < found.value < found.high

    def pooled(left):
        """By the bare definition, over the units left."""
        seen, chance = [], []
        for code in range(3):
            first, second = (given[who, [u for u in left if applies[u, code]], code] for who in (0, 1))
            if len(first):
                seen.append((first == second).mean())
                chance.append(first.mean() * second.mean() + (~first).mean() * (~second).mean())
        return (np.mean(seen) - np.mean(chance)) / (1 - np.mean(chance))

    assert found.value == pytest.approx(pooled(range(24)))
    if interval.method == "jackknife":
        without = np.array([pooled([u for u in range(24) if u != left]) for left in range(24)])
        error = np.sqrt(23 / 24 * ((without - without.mean()) ** 2).sum()) / (1 - found.value)
        half = stats.t.ppf(0.975, 23) * error
        assert (found.low, found.high) == pytest.approx(
            (1 - (1 - found.value) * np.exp(half), 1 - (1 - found.value) * np.exp(-half))
        )


BAD = {
    "one coder": (single("ABAB"), "only one coder"),
    "one unit": (single("A", "B"), "one respondent"),
    "one category": (single("AAAA", "AAAA"), "nothing varies"),
    "nobody overlapping": (single("AB  ", "  AB"), "no unit was coded by two coders"),
    "nothing at all": ([], "nobody coded anything"),
    "a coder who left midway": (single("ABAB", "ABBB", "A   "), ""),
    "everybody the same": (single("ABAB", "ABAB"), "No disagreement in 4 units"),
    "no codes at all": (single("....", "...."), "nothing varies"),
    "two coders who never agree": (single("ABAB", "BABA"), "No interval because"),
    "ten units on which two never agree": (single("ABABABABAB", "BABABABABA"), "No interval because"),
    "two of three against the third everywhere": (single("ABABAABBAB", "ABABAABBAB", "BABABBAABA"), "No interval bec"),
    "one disagreement": (single("AAAAABBBBB", "AAAABBBBBB"), ""),
    "one respondent holds all of a code": (single("B........A", "B........A", "B........."), ""),
}


@pytest.mark.parametrize("method", ["jackknife", "bootstrap"])
@pytest.mark.parametrize(("codings", "words"), BAD.values(), ids=BAD)
def test_what_cannot_be_known_is_said_and_never_a_number(codings, words, method):
    found = compare(gather(codings), Interval(method, draws=200))
    reasons = [agreement.reason for agreement in every(found)]
    assert not words or any(words in reason for reason in reasons)
    for agreement in every(found):
        numbers = [getattr(agreement, f.name) for f in fields(agreement) if f.name not in ("method", "reason")]
        assert all(number is None or math.isfinite(number) for number in numbers)
        assert (agreement.value is None) <= agreement.reason.startswith("Not estimable because")
        assert (agreement.low is None) == (agreement.high is None) == (not agreement.method)
        if agreement.low is not None:
            assert agreement.high - agreement.low > 1e-6  # an interval of no width would be a lie
            assert agreement.low - 1e-9 <= agreement.value <= agreement.high + 1e-9
        else:
            assert agreement.reason


def test_a_coder_compared_with_themselves_agrees_and_gets_no_interval_of_zero_width():
    found = compare(gather(single("ABABCABA", "ABABCABA"))).everybody.overall
    assert found["krippendorff_alpha"].value == 1 and found["krippendorff_alpha"].low is None
    assert "percent agreement is at least .631" in found["krippendorff_alpha"].reason
    percent = found["percent_agreement"]
    assert (round(percent.low, 4), percent.high) == (0.6306, 1.0) and "Clopper-Pearson" in percent.method


@pytest.mark.parametrize(("letters", "positive", "negative"), [(".", None, 1.0), ("A", 1.0, None)])
def test_a_code_that_nobody_or_everybody_gave(letters, positive, negative):
    found = compare(gather(single(letters * 6, letters * 6), codes=("A",)), None).everybody.codes["A"]
    assert found.prevalence == (0.0 if positive is None else 1.0)
    assert found.coefficients["positive_agreement"].value == positive
    assert found.coefficients["negative_agreement"].value == negative
    assert found.coefficients["cohen_kappa"].value is None
    assert found.coefficients["gwet_ac1"].value == 1.0


def test_a_code_retired_between_rounds_keeps_the_units_of_both():
    codings = [*single("ABAB", "ABBB"), ("late", "coder 0", "Old"), ("late", "coder 1", "Old")]
    found = compare(gather(codings, codes=("A", "B")), None).everybody
    assert list(found.codes) == ["A", "B", "Old"] and found.overall["cohen_kappa"].n_categories == 3


def test_answers_of_one_respondent_widen_the_interval():
    values = single("AABBAABBAABBAABB" * 4, "AABBAABBABABAABB" * 4)
    alone = compare(gather(values)).everybody.overall["krippendorff_alpha"]
    owner = {f"u{number:03}": f"person {number // 8 % 2} {number // 16}" for number in range(64)}
    together = compare(gather(values, respondents=owner)).everybody.overall["krippendorff_alpha"]
    assert alone.value == together.value
    assert together.high - together.low > alone.high - alone.low


def test_more_than_two_coders_are_also_compared_two_by_two():
    found = compare(gather(single("ABCABC", "ABCABB", "ABAABC")), None)
    names = ("coder 0", "coder 1", "coder 2")
    assert list(found.pairs) == list(itertools.combinations(names, 2))
    alone = compare(gather(single("ABCABC", "ABCABB")), None).everybody
    assert found.pairs["coder 0", "coder 1"].overall["cohen_kappa"].value == alone.overall["cohen_kappa"].value
    assert "see each pair" in found.everybody.overall["cohen_kappa"].reason
    assert set(found.everybody.overall) == {c.key for c in NOMINAL} | set(SET_KEYS)


def test_the_pooled_kappa_is_not_changed_by_a_code_nobody_gave():
    few, more = (compare(gather(rows(PAIRED_SETS), codes=c), None).everybody.overall for c in ((), tuple("ABCDXYZ")))
    assert few[POOLED].value == pytest.approx(more[POOLED].value)


def test_alpha_of_sets_is_the_alpha_of_the_bare_definition():
    codings = [(r["unit"], r["coder"], r["label"]) for r in read("chec_label_sets.csv") if r["variable"] == "op_form"]
    sets = defaultdict(lambda: defaultdict(set))
    for unit, coder, label in codings:
        sets[unit][coder].add(label)
    sets = {unit: given for unit, given in sets.items() if len(given) > 1}

    def apart(first, second):
        return 1 - len(first & second) / len(first | second)

    def alpha(units):
        given = [list(sets[unit].values()) for unit in units]
        every = [values for unit in given for values in unit]
        seen = sum(apart(a, b) / (len(g) - 1) for g in given for a, b in itertools.permutations(g, 2))
        return 1 - seen / (sum(apart(a, b) for a, b in itertools.permutations(every, 2)) / (len(every) - 1))

    found = compare(gather(codings)).everybody.overall[JACCARD]
    assert found.value == pytest.approx(alpha(sets), abs=1e-12)
    assert found.low == pytest.approx(_jackknife_low(found.value, [alpha(sets.keys() - {unit}) for unit in sets]))


def _jackknife_low(value, left_out):
    """The interval's lower end, written out."""
    n, mean = len(left_out), sum(left_out) / len(left_out)
    error = math.sqrt((n - 1) / n * sum((x - mean) ** 2 for x in left_out)) / (1 - value)
    return 1 - math.exp(math.log(1 - value) + stats.t.ppf(0.975, n - 1) * error)
