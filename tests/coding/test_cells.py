"""Cells of a CSV never run as formulas, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.cells import guard_formula, unguard_formula

RISKY = st.text(st.sampled_from("'=+-@\t\r5.a "), max_size=8)


@given(text=st.one_of(st.text(max_size=30), RISKY))
def test_every_text_comes_back_after_guarding(text):
    assert unguard_formula(guard_formula(text)) == text


@given(text=RISKY)
def test_a_guarded_text_begins_like_a_formula_only_where_it_is_a_number(text):
    guarded = guard_formula(text)

    assert not guarded.startswith(("=", "@", "\t", "\r"))
    if guarded.startswith(("+", "-")):
        float(guarded)


@pytest.mark.parametrize("text", ["-5", "+1.5", "-1e3", "tea = coffee", "'tis a pity", ""])
def test_plain_numbers_and_ordinary_text_are_not_touched(text):
    assert guard_formula(text) == text == unguard_formula(text)
