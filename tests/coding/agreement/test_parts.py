"""Parts of a study, counted by hand: tables of two, codes confused, thresholds, themes, and a reference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from coding.agreement.comparison import compare, gather
from coding.agreement.counts import TwoByTwo, confusions, disagreed, two_by_two, units_confused
from coding.agreement.intervals import Interval
from coding.agreement.reached import shares_at_least, verdict
from coding.agreement.reference import against_reference
from coding.agreement.result import Agreement
from coding.agreement.selections import against_others, as_themes

CODERS = ("Ana", "Ben", "Cem")
SETS = some.frozensets(some.sampled_from("ABC"), max_size=3)


def study(*coded, seen=()):
    """Codings of coders given as lists of strings, a string a unit, a letter a code; None was not handed out."""
    return gather(
        [
            (f"u{number:02}", coder, code)
            for coder, sets in zip(CODERS, coded, strict=False)
            for number, letters in enumerate(sets)
            if letters is not None
            for code in letters or [""]
        ],
        codes=tuple("ABC"),
        seen=seen,
    )


def test_the_table_of_two_counts_only_units_that_both_coded_and_the_code_applies_to():
    codings = study(["A", "A", "", "B", None, "A"], ["A", "", "A", "B", "A", None])
    assert two_by_two(codings, 0, 0, 1) == TwoByTwo(both=1, first=1, second=1, neither=1)
    assert two_by_two(codings, 0, 0, 1).disagreements == 2
    assert [codings.units[place] for place in np.flatnonzero(disagreed(codings, 0))] == ["u01", "u02"]


def test_codes_in_each_others_place_are_counted_and_their_units_found():
    # u00: A here, B there. u01: A against nothing. u02: both C, Ben also B: B against nothing more. u03: nothing.
    codings = study(["A", "A", "C", ""], ["B", "", "BC", ""])
    table = confusions(codings)
    assert table[0, 1] == table[1, 0] == 1 and table[0, 3] == 1 and table[1, 3] == 1
    assert table[2, 2] == 1 and table[3, 3] == 1 and table.sum() == 2 + 2 + 2 + 1 + 1
    assert units_confused(codings, 0, 1).tolist() == units_confused(codings, 1, 0).tolist() == [0]
    assert units_confused(codings, 0, 3).tolist() == [1]
    assert units_confused(codings, 3, 3).tolist() == [3]


@settings(max_examples=60, deadline=None)
@given(some.lists(some.tuples(SETS, SETS, SETS), min_size=1, max_size=8))
def test_every_unit_of_a_cell_is_found_and_no_other(sets):
    codings = study(*([["".join(sorted(one)) for one in coder] for coder in zip(*sets, strict=True)]))
    table = confusions(codings)
    assert (table == table.T).all()
    for row, column in np.ndindex(*table.shape):
        units = len(units_confused(codings, row, column))
        assert (units == 0) == (table[row, column] == 0) and units <= table[row, column]


@settings(max_examples=40, deadline=None)
@given(some.lists(some.tuples(SETS, SETS, SETS), min_size=2, max_size=8), some.randoms(use_true_random=False))
def test_one_coder_against_the_others_is_what_the_pairs_say(sets, random):
    codings = study(*([["".join(sorted(one)) for one in coder] for coder in zip(*sets, strict=True)]))
    coder = random.randrange(3)
    found = compare(against_others(codings, coder), None).everybody.overall["exact_set_agreement"].value
    pairs = [compare(codings.pair(coder, other), None) for other in range(3) if other != coder]
    assert found == pytest.approx(np.mean([p.everybody.overall["exact_set_agreement"].value for p in pairs]))


def test_a_coder_alone_is_against_nobody():
    found = compare(against_others(study(["A", "B"]), 0), None).everybody.overall["exact_set_agreement"]
    assert found.value is None and found.reason.startswith("Not estimable because")


def test_a_theme_is_given_where_any_code_under_it_is():
    codings = study(["A", "B", "C"], ["B", "B", ""])
    themes = as_themes(codings, {"A": "T", "B": "T", "C": "C"}, ["T", "C"])
    found = compare(themes, None).everybody
    assert found.codes["T"].coefficients["percent_agreement"].value == 1
    assert compare(codings, None).everybody.codes["A"].coefficients["percent_agreement"].value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("agreement", "said"),
    [
        (Agreement(value=0.74, low=0.667, high=0.81), "reached"),
        (Agreement(value=0.74, low=0.66, high=0.81), "open"),
        (Agreement(value=0.66, low=0.5, high=0.81), "short"),
        (Agreement(value=1.0, reason="No disagreement in 6 units, so no interval"), "open"),
        (Agreement(reason="Not estimable because …"), "unknown"),
    ],
)
def test_a_threshold_is_reached_with_the_whole_interval_or_not(agreement, said):
    assert verdict(agreement, 0.667) == said


def test_shares_of_draws_are_those_of_the_bootstrap_and_undefined_ones_are_said():
    rng = np.random.default_rng(3)
    first = ["A" if one < 0.4 else "B" for one in rng.random(60)]
    second = [one if other < 0.85 else "B" for one, other in zip(first, rng.random(60), strict=True)]
    codings = study(first, second)
    interval = Interval("bootstrap", draws=400)
    found = compare(codings, interval).everybody
    shares = shares_at_least(codings, (found.codes["A"].coefficients["krippendorff_alpha"].low, 0.8), interval)
    assert shares.codes["A"].at_least[0] == pytest.approx(0.975, abs=0.01)
    assert 0 <= shares.overall.at_least[1] <= 1
    assert not shares.codes["C"].at_least and shares.codes["C"].reason.startswith("Not estimable because 100%")
    sets = shares_at_least(study([*first[:-1], "AB"], second), (0.0, 0.99), interval)
    assert sets.overall.at_least[0] == 1 and sets.overall.at_least[1] < 0.05


def test_a_coder_is_held_against_a_reference():
    # The reference gave A to u00-u03, the coder to three of them and to one of the other six:
    # sensitivity 3/4, specificity 5/6.
    codings = study(["A", "A", "A", "A", *[""] * 6], ["A", "A", "A", "", "A", *[""] * 5])
    found = against_reference(codings, 0, reference=0, coder=1)
    assert found.counts == TwoByTwo(both=3, first=1, second=1, neither=5)
    assert found.sensitivity.value == 0.75 and found.specificity.value == pytest.approx(5 / 6)
    # left out: 3 times 2/3, once 1: spread sqrt(3/4 * (3 * (1/12)^2 + (1/4)^2)) = .25; logit slope 1/(.75 * .25), t(3)
    # 3.1824: log(3) -+ 3.1824 * .25 * 5.3333 = 1.0986 -+ 4.2432
    assert (found.sensitivity.low, found.sensitivity.high) == pytest.approx((0.0413, 0.9952), abs=2e-4)
    never = against_reference(codings, 1, reference=0, coder=1)
    assert never.sensitivity.value is None and never.sensitivity.reason.startswith(
        "Not estimable because the reference"
    )
    assert never.specificity.value == 1 and never.specificity.low == pytest.approx(0.6915, abs=1e-4)  # Clopper-Pearson


def test_units_can_be_left_out():
    codings = study(["A", "B", "C"], ["A", "A", "C"])
    kept = codings.take(np.array([True, False, True]))
    assert compare(kept, None).everybody.overall["percent_agreement"].value == 1
