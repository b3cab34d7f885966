"""The theme table counts respondents, once each, and never takes an uncoded answer for a 'no'."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.counting import DISPOSITION_WORDS
from reports.errors import BrokenFrame, UnknownBase
from reports.prevalence import theme_table

CODES = {"work": "", "time": "work", "staffing": "work", "stress": ""}


def n_of(table, code):
    return table.row(code).cells["n"]


@pytest.fixture
def small(study):
    return study(
        {
            "r1": ("p1", "substantive", ["time", "staffing"]),
            "r2": ("p2", "substantive", ["time"]),
            "r3": ("p3", "nothing_to_report", []),
            "r4": ("p4", "off_topic", []),
            "r5": ("p5", "substantive", None),
            "r6": ("p6", "blank", None),
        },
        CODES,
        themes=["work"],
    )


@pytest.mark.parametrize(
    ("denominator", "label"),
    [
        ("asked", "6 asked"),
        ("answered", "5 who answered"),
        ("substantive", "3 with a substantive answer"),
        ("coded", "4 with a coded answer"),
    ],
)
def test_each_denominator_names_itself_in_the_header(small, denominator, label):
    table = theme_table(*small, denominator=denominator)
    assert table.column("n").label == f"n of {label}"
    assert table.row("time").cells["percent"] == pytest.approx(100 * 2 / table.base_n)


def test_a_theme_counts_a_respondent_with_two_of_its_codes_once(small):
    table = theme_table(*small)
    assert (n_of(table, "work"), n_of(table, "time"), n_of(table, "staffing")) == (2, 2, 1)
    assert table.row("work").respondent_ids == ("p1", "p2")


def test_respondents_not_answers_are_counted_in_long_layouts(study):
    frames = study(
        {
            "r1": ("p1", "substantive", ["time"]),
            "r2": ("p1", "substantive", ["time"]),
            "r3": ("p2", "substantive", []),
        },
        CODES,
    )
    table = theme_table(*frames)
    assert (n_of(table, "time"), table.base_n) == (1, 2)
    assert table.row("time").response_ids == ("r1", "r2")


def test_the_interval_is_wilsons_in_percent(small):
    low, high = theme_table(*small).row("time").cells["interval"]
    assert low == pytest.approx(11.76, abs=0.005)
    assert high == pytest.approx(76.93, abs=0.005)


def test_while_nothing_is_coded_the_table_shows_zero_coded_and_says_why(study):
    frames = study({"r1": ("p1", "substantive", None), "r2": ("p2", "substantive", None)}, CODES)
    table = theme_table(*frames, waiting={"time": 800, "stress": 12})
    assert {row.cells["n"] for row in table.rows} == {0}
    assert {row.cells["percent"] for row in table.rows} == {None}
    assert table.notes[0].startswith("Coded 0 of 2 answers. No answer is coded yet: 812 passages are")
    assert "on the page Confirm passages" in table.notes[0]
    assert table.row("time").cells["waiting"] == 800


def test_the_note_says_how_many_answers_are_coded_and_what_the_rest_is(small):
    note = theme_table(*small).notes[0]
    assert note.startswith("Coded 4 of 5 answers; not coded: 1 substantive.")
    assert "can still rise" in note


def test_when_only_answers_without_content_are_left_figures_cannot_rise(study):
    frames = study({"r1": ("p1", "substantive", ["time"]), "r2": ("p2", "not_usable", None)}, CODES)
    note = theme_table(*frames).notes[0]
    assert note == "Coded 1 of 2 answers; not coded: 1 not usable."


def test_codings_on_answers_outside_the_base_are_left_out_and_said(study):
    frames = study({"r1": ("p1", "off_topic", ["time"]), "r2": ("p2", "substantive", ["time"])}, CODES)
    table = theme_table(*frames, denominator="substantive")
    assert n_of(table, "time") == 1
    assert any("1 answer outside this base" in note and "1 off topic" in note for note in table.notes)


def test_codes_beside_each_other_stand_by_frequency_or_as_in_the_codebook(small):
    def order(table):
        return [row.key for row in table.rows]

    answers, codings, codes = small
    codes = codes.assign(position=[1, 1, 0, 0])  # the codebook puts stress and staffing first
    assert order(theme_table(answers, codings, codes)) == ["work", "time", "staffing", "stress"]
    assert order(theme_table(answers, codings, codes, order="codebook")) == [
        "stress",
        "work",
        "staffing",
        "time",
    ]


def test_a_retired_code_is_shown_only_where_it_was_used(study):
    frames = study({"r1": ("p1", "substantive", ["time"])}, CODES, retired=["time", "stress"])
    table = theme_table(*frames)
    assert table.row("time").cells["theme"] == "Name of time (retired)"
    assert "stress" not in [row.key for row in table.rows]


def test_chosen_quotes_stand_word_for_word_with_their_source(small):
    quotes = pd.DataFrame(
        [("time", "=never  a moment", "P07, nurse"), ("time", "“late”", "")],
        columns=["code_id", "text", "attribution"],
    )
    table = theme_table(*small, quotes=quotes)
    assert table.row("time").cells["quotes"] == "“=never  a moment” (P07, nurse)\n““late””"


def test_an_unknown_denominator_is_refused_with_the_possible_ones(small):
    with pytest.raises(UnknownBase, match="'everyone' is not a denominator; possible are asked, answered"):
        theme_table(*small, denominator="everyone")


def test_an_answer_that_stands_twice_is_refused(small):
    answers, codings, codes = small
    with pytest.raises(BrokenFrame, match="'r1' stands twice"):
        theme_table(pd.concat([answers, answers.head(1)]), codings, codes)


def test_a_code_that_stands_under_itself_is_refused(small):
    answers, codings, codes = small
    circle = codes.assign(parent_id=["time", "work", "work", ""])
    with pytest.raises(BrokenFrame, match="stands under itself"):
        theme_table(answers, codings, circle)


def test_codings_of_another_question_with_codes_of_its_own_are_left_out(small):
    answers, codings, codes = small
    elsewhere = pd.DataFrame({"response_id": ["other"], "respondent_id": ["p1"], "code_id": ["of another question"]})
    with_others = theme_table(answers, pd.concat([codings, elsewhere]), codes)
    assert with_others == theme_table(answers, codings, codes)


def test_a_coding_with_a_code_outside_the_codebook_is_refused(small):
    answers, codings, codes = small
    with pytest.raises(BrokenFrame, match="'stress'"):
        theme_table(answers, codings.assign(code_id="stress"), codes[codes["code_id"] != "stress"])


answers_strategy = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.sampled_from(sorted(DISPOSITION_WORDS)),
        st.none() | st.sets(st.sampled_from(sorted(CODES))),
    ),
    max_size=20,
)


def frames_of(study, drawn):
    return study(
        {
            f"r{place}": (f"p{person}", disposition, None if given is None else sorted(given))
            for place, (person, disposition, given) in enumerate(drawn)
        },
        CODES,
    )


@settings(deadline=None, max_examples=30)
@given(drawn=answers_strategy, denominator=st.sampled_from(["asked", "answered", "substantive", "coded"]))
def test_a_themes_n_lies_between_its_largest_code_and_their_sum_and_below_the_base(study, drawn, denominator):
    frames = frames_of(study, drawn)
    table = theme_table(*frames, denominator=denominator)
    only_work = frames[1][frames[1]["code_id"] == "work"]
    directly = n_of(theme_table(frames[0], only_work, frames[2], denominator=denominator), "work")
    parts = [directly, n_of(table, "time"), n_of(table, "staffing")]
    assert max(parts) <= n_of(table, "work") <= sum(parts)
    assert all(row.cells["n"] <= table.base_n for row in table.rows)
    assert all(row.cells["n"] == len(set(row.respondent_ids)) for row in table.rows)


@settings(deadline=None, max_examples=30)
@given(drawn=answers_strategy, disposition=st.sampled_from(sorted(DISPOSITION_WORDS)))
def test_an_answer_nobody_has_coded_changes_no_count(study, drawn, disposition):
    before = theme_table(*frames_of(study, drawn), order="codebook")
    after = theme_table(*frames_of(study, [*drawn, (99, disposition, None)]), order="codebook")
    assert [row.cells["n"] for row in before.rows] == [row.cells["n"] for row in after.rows]
