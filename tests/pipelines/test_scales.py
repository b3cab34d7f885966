"""Scoring: published rules to the point, nothing invented, every cell that is no answer named."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebooks.scales import CutSet, Level, Norm, Scale, Scoring, Subscale
from pipelines.scales import categories, reverse, score_scale
from pipelines.survey import ColumnPlan
from tests.ready_scales import EXHAUSTION, PROQOL


def scored(scale, rows, *, missing="all", cuts=None, plans=None):
    """Score rows of cells, one a respondent, the items in their order."""
    names = [f"i{item}" for item in range(1, scale.items + 1)]
    answers = pd.DataFrame(rows, columns=names, index=[f"p{n}" for n in range(1, len(rows) + 1)], dtype="str")
    chosen = scale.cuts[0].key if cuts is None and scale.cuts else cuts or ""
    scoring = Scoring(scale=scale, columns=dict(enumerate(names, start=1)), cuts=chosen, missing=missing)
    return score_scale(answers, {name: (plans or {}).get(name, ColumnPlan(name, "closed")) for name in names}, scoring)


def test_who_answers_always_the_same_is_scored_as_the_handout_says():
    found = scored(PROQOL, [[str(answer)] * 30 for answer in range(1, 6)])
    assert found.scores["cs"].tolist() == [10, 20, 30, 40, 50]
    assert found.scores["sts"].tolist() == [10, 20, 30, 40, 50]
    assert found.scores["bo"].tolist() == [30] * 5  # five of ten are turned round
    assert found.categories["cs"].tolist() == ["low", "low", "moderate", "moderate", "high"]


def test_reversed_items_are_turned_round_before_they_count():
    happy = ["5" if item in (1, 4, 15, 17, 29) else "1" for item in range(1, 31)]
    assert scored(PROQOL, [happy]).scores.iloc[0].to_dict() == {"cs": 10, "bo": 10, "sts": 10}


@pytest.mark.parametrize(
    ("sts", "level"), [(10, "low"), (22, "low"), (23, "moderate"), (41, "moderate"), (42, "high"), (50, "high")]
)
def test_the_raw_cuts_stand_at_22_and_42(sts, level):
    items = PROQOL.subscale("sts").items
    answers = dict.fromkeys(items, 1)
    for step in range(sts - 10):
        answers[items[step % 10]] += 1
    row = [str(answers.get(item, 3)) for item in range(1, 31)]
    found = scored(PROQOL, [row])
    assert (found.scores.loc["p1", "sts"], found.categories.loc["p1", "sts"]) == (sts, level)


def test_emotional_exhaustion_is_a_mean_concerning_from_three():
    found = scored(EXHAUSTION, [list("33333"), list("33332"), list("55555"), list("11111")])
    assert found.scores["ee"].tolist() == [3.0, 2.8, 5.0, 1.0]
    assert found.categories["ee"].tolist() == ["concerning", "not concerning", "concerning", "not concerning"]
    assert found.hundred["ee"].round(6).tolist() == [50.0, 45.0, 100.0, 0.0]


def test_a_missing_item_leaves_its_own_subscale_without_a_score():
    row = ["3"] * 30
    row[6] = ""  # item 7 is one of secondary traumatic stress
    found = scored(PROQOL, [row])
    assert found.scores.loc["p1", ["cs", "bo"]].tolist() == [30, 30]
    assert np.isnan(found.scores.loc["p1", "sts"]) and found.categories.loc["p1", "sts"] == ""


def test_the_persons_mean_stands_for_one_missing_item_where_that_was_chosen_and_never_for_two():
    one, two = ["2"] * 30, ["2"] * 30
    one[6] = two[6] = two[8] = ""
    found = scored(PROQOL, [one, two, ["2"] * 30], missing="person_mean")
    assert found.scores["sts"].tolist()[0] == pytest.approx(20)
    assert np.isnan(found.scores.loc["p2", "sts"])
    assert dict(found.filled) == {"cs": 0, "bo": 0, "sts": 1}


def test_every_cell_that_is_no_answer_is_named_and_none_is_scored():
    rows = [["3", "6", "3", "0", "3"], ["3", "often", "", "-99", "2.5"], ["3", "3,0", " 4 ", "4.0", "3"]]
    plans = {"i4": ColumnPlan("i4", "closed", missing=("-99",))}
    found = scored(EXHAUSTION, rows, plans=plans)
    assert found.problems.to_numpy().tolist() == [
        ["p1", 2, "i2", "6", "outside 1 to 5"],
        ["p1", 4, "i4", "0", "outside 1 to 5"],
        ["p2", 2, "i2", "often", "a word without a number"],
        ["p2", 3, "i3", "", "empty"],
        ["p2", 4, "i4", "-99", "a code for no answer"],
        ["p2", 5, "i5", "2.5", "not a whole number"],
    ]
    assert found.scores["ee"].isna().tolist() == [True, True, False]
    assert found.scores.loc["p3", "ee"] == 3.4


def test_words_count_as_the_variables_have_them_unless_two_items_disagree():
    never = {"Never": "1", "Often": "4"}
    plans = {name: ColumnPlan(name, "closed", type="scale", numbers=never) for name in ("i1", "i2", "i3", "i4", "i5")}
    row = ["Never", "Often", "Never", "Often", "5"]
    found = scored(EXHAUSTION, [row], plans=plans)
    assert found.scores.loc["p1", "ee"] == 3.0 and dict(found.words) == {"Never": 1, "Often": 4}
    plans["i5"] = ColumnPlan("i5", "closed", type="scale", numbers={"Often": "5"})
    other = scored(EXHAUSTION, [row], plans=plans)
    assert other.problems["problem"].tolist() == ["counts as 4 in i1 and 5 in i5"] * 2
    assert np.isnan(other.scores.loc["p1", "ee"])


def test_t_scores_compare_with_the_norm_that_was_given_and_have_cuts_of_their_own():
    norms = {subscale.key: Norm(mean=20, sd=5) for subscale in PROQOL.subscales}
    with_norms = replace(PROQOL, cuts=tuple(replace(c, norms=norms) if c.key == "t" else c for c in PROQOL.cuts))
    found = scored(with_norms, [["2"] * 30, ["1"] * 30, ["3"] * 30], cuts="t")
    assert found.scores["sts"].tolist() == [50, 30, 70]
    assert found.categories["sts"].tolist() == ["average", "low", "high"]


def test_a_cut_above_leaves_its_own_value_below_and_rounding_moves_nobody():
    levels = (Level(name="low"), Level(name="mid", start=43, inclusive=False), Level(name="high", start=57))
    scores = pd.Series([43.0, 43 + 1e-12, 43.1, 57 - 1e-12, np.nan])
    assert categories(scores, levels).tolist() == ["low", "low", "mid", "high", ""]


def test_nobody_to_score_gives_empty_frames():
    found = scored(PROQOL, [])
    assert found.scores.shape == (0, 3) and found.problems.empty


@given(answer=st.integers(-9, 9), least=st.integers(-9, 0), steps=st.integers(1, 9))
def test_reversing_twice_changes_nothing(answer, least, steps):
    assert reverse(reverse(answer, least, least + steps), least, least + steps) == answer


cells = st.sampled_from(["1", "2", "3", "4", "5", "", "6", "often", "-99"])


@given(
    rows=st.lists(st.lists(cells, min_size=4, max_size=4), min_size=1, max_size=6),
    kind=st.sampled_from(["sum", "mean"]),
    missing=st.sampled_from(["all", "person_mean"]),
    turned=st.sets(st.integers(1, 4)),
)
def test_scores_stay_within_their_range_and_are_there_for_whoever_answered_enough(rows, kind, missing, turned):
    cuts = CutSet(key="c", name="C", levels={"a": (Level(name="low"), Level(name="high", start=3))})
    scale = Scale(
        key="x", name="X", title="X", items=4, least=1, most=5, columns=("x",), reversed=tuple(sorted(turned)),
        score=kind, subscales=(Subscale(key="a", name="A", items=(1, 2, 3, 4)),), person_mean_from=3, cuts=(cuts,),
    )  # fmt: skip
    found = scored(scale, rows, missing=missing)
    low, high = scale.bounds(scale.subscales[0])
    for row, score, level in zip(rows, found.scores["a"], found.categories["a"], strict=True):
        answered = sum(cell in "12345" and cell != "" for cell in row)
        assert np.isnan(score) == (answered < (3 if missing == "person_mean" else 4)) == (level == "")
        assert np.isnan(score) or low - 1e-9 <= score <= high + 1e-9
    wrong = sum(cell not in ("1", "2", "3", "4", "5") for row in rows for cell in row)
    assert len(found.problems) == wrong
