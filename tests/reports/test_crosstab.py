"""Cross-tabs: each group has its own denominator, and only what is settled is tested."""

from __future__ import annotations

import pandas as pd
import pytest

from reports.crosstab import cross_tab
from reports.errors import BrokenFrame

CODES = {"time": "", "stress": ""}


@pytest.fixture
def two_groups(study):
    """The published 2 × 2: 30 of 40 nurses and 20 of 60 doctors speak of time; two gave no role."""
    people = [("nurse", place < 30) for place in range(40)] + [("doctor", place < 20) for place in range(60)]
    people += [(None, True), ("", False)]
    frames = study(
        {f"r{place}": (f"p{place}", "substantive", ["time"] if has else []) for place, (_, has) in enumerate(people)},
        CODES,
    )
    return frames, pd.Series({f"p{place}": role for place, (role, _) in enumerate(people)})


def test_each_group_has_its_own_denominator_and_interval(two_groups):
    frames, groups = two_groups
    table = cross_tab(*frames, groups, ["nurse", "doctor"], variable="role")
    cells = table.row("time").cells
    assert [column.group for column in table.columns if column.label == "n"] == [
        "All (n = 102)",
        "nurse (n = 40)",
        "doctor (n = 60)",
        "Not stated (n = 2)",
    ]
    assert (cells["all_n"], cells["level_0_n"], cells["level_1_n"], cells["missing_n"]) == (51, 30, 20, 1)
    assert cells["level_0_percent"] == pytest.approx(75.0)
    assert cells["level_0_interval"] == pytest.approx((59.81, 85.81), abs=0.005)


def test_those_without_a_group_are_in_no_test(two_groups):
    frames, groups = two_groups
    cells = cross_tab(*frames, groups, ["nurse", "doctor"]).row("time").cells
    assert cells["test"] == "χ²"
    assert cells["effect"] == pytest.approx(0.4082, abs=5e-5)
    assert cells["p"] == pytest.approx(4.456e-5, rel=1e-3)


def test_two_groups_get_the_difference_in_points_with_its_interval(two_groups):
    frames, groups = two_groups
    cells = cross_tab(*frames, groups, ["nurse", "doctor"]).row("time").cells
    assert cells["difference"] == pytest.approx(75 - 100 / 3)
    low, high = cells["difference_interval"]
    assert 20 < low < cells["difference"] < high < 60


def test_a_code_that_nobody_has_is_not_tested(two_groups):
    frames, groups = two_groups
    cells = cross_tab(*frames, groups, ["nurse", "doctor"]).row("stress").cells
    assert (cells["p"], cells["p_holm"], cells["effect"], cells["test"]) == (None, None, None, "")


def test_several_groups_name_which_stands_out(study):
    shares = {"ward": 20, "clinic": 5, "home": 5}
    people = [(role, place < k) for role, k in shares.items() for place in range(30)]
    frames = study(
        {f"r{i}": (f"p{i}", "substantive", ["time"] if has else []) for i, (_, has) in enumerate(people)}, CODES
    )
    groups = pd.Series({f"p{i}": role for i, (role, _) in enumerate(people)})
    table = cross_tab(*frames, groups, list(shares))
    assert table.row("time").cells["differs"] == "ward +, clinic \u2212, home \u2212"
    assert "difference" not in [column.key for column in table.columns]


def test_the_adjustment_counts_the_comparisons_made_and_calls_them_exploratory(two_groups):
    frames, groups = two_groups
    table = cross_tab(*frames, groups, ["nurse", "doctor"])
    notes = " ".join(table.notes)
    assert "Exploratory" in notes
    assert "the 1 comparison in this table" in notes


def test_uncoded_answers_are_left_out_of_the_tests_and_the_note_says_so(two_groups):
    (answers, codings, codes), groups = two_groups
    later = answers.assign(coded=answers["coded"] & ~answers["response_id"].isin(["r30", "r31"]))
    table = cross_tab(later, codings, codes, groups, ["nurse", "doctor"])
    assert (
        table.row("time").cells["p"]
        < cross_tab(answers, codings, codes, groups, ["nurse", "doctor"]).row("time").cells["p"]
    )
    assert any("Tests use the 100 respondents" in note for note in table.notes)


def test_while_nothing_is_coded_nothing_is_compared(two_groups):
    (answers, codings, codes), groups = two_groups
    table = cross_tab(
        answers.assign(coded=False), codings.iloc[:0], codes, groups, ["nurse", "doctor"], waiting={"time": 9}
    )
    assert table.notes[0].startswith("Coded 0 of 102 answers. No answer is coded yet: 9 passages")
    assert {row.cells["level_0_percent"] for row in table.rows} == {None}
    assert "p" not in [column.key for column in table.columns]


def test_small_cells_are_pointed_out_before_publishing(two_groups):
    frames, groups = two_groups
    notes = cross_tab(*frames, groups, ["nurse", "doctor"]).notes
    assert any(note.startswith("1 cell holds 1 to 4 respondents") for note in notes)


def test_a_level_outside_the_given_order_is_refused_by_name(two_groups):
    frames, groups = two_groups
    with pytest.raises(BrokenFrame, match="'nurse' is not among the levels doctor"):
        cross_tab(*frames, groups, ["doctor"])
