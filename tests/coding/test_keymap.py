"""Keys of codes: learned by hand, so they must be unique, lawful and stay where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.keymap import CODE_KEYS, COMMAND_KEYS, LETTERS, PAGE_KEYS, assign_keys, for_question

MANY = [f"code{n}" for n in range(40)]
WIDE = [f"code{n}" for n in range(150)]
THEMES = ["Training", "Teams", "Rooms and équipment", "日本", ""]
Keys = dict[str, tuple[str, ...]]


def all_keys(keys: Keys) -> list[str]:
    return [key for held in keys.values() for key in held]


@st.composite
def codebooks(draw: st.DrawFn) -> tuple[list[str], dict[str, str], set[str]]:
    """Give codes, the theme of each, and which of them head others."""
    codes = [f"code{n}" for n in range(draw(st.integers(0, 170)))]
    themes = {code: draw(st.sampled_from(THEMES)) for code in codes}
    return codes, themes, {code for code in codes if draw(st.integers(0, 9)) == 0}


def test_the_first_nine_codes_take_the_digits_and_then_come_letters():
    keys = assign_keys(MANY[:12])
    assert [keys[code] for code in MANY[:9]] == [(digit,) for digit in "123456789"]
    assert keys["code9"] == ("A",)


@given(codebooks(), st.data())
def test_no_key_is_given_twice_begins_another_or_is_the_desks(book, data):
    codes, themes, heads = book
    typed = st.text(alphabet="19AbCrUZ?", max_size=3)
    held = data.draw(st.dictionaries(st.sampled_from(codes or [""]), st.lists(typed, max_size=3)))
    keys = all_keys(assign_keys(codes, held, themes=themes, heads=heads, often=codes[::-1]))
    assert len(set(keys)) == len(keys)
    assert not [(one, other) for one in keys for other in keys if one != other and other.startswith(one)]
    assert not {key[0] for key in keys} & (COMMAND_KEYS | PAGE_KEYS)
    assert not set("".join(keys)) & (PAGE_KEYS | {"U"})


@given(codebooks(), st.integers(0, 170), st.data())
def test_a_key_once_learned_stays_wherever_codes_are_put_in_and_whatever_is_used(book, size, data):
    codes, themes, heads = book
    first = codes[:size]
    learned = assign_keys(first, themes=themes, heads=heads, often=first)
    after = data.draw(st.permutations(codes)) if len(codes) < 40 else codes[::-1]
    keys = assign_keys(after, learned, themes=themes, heads=heads, often=after)
    assert all(set(held) <= set(keys[code]) for code, held in learned.items())


def test_a_hundred_and_fifty_codes_have_two_presses_each_and_the_most_used_have_one():
    themes = {code: f"Theme {n // 15}" for n, code in enumerate(WIDE)}
    keys = assign_keys(WIDE, themes=themes, often=WIDE[::-10])
    assert len(keys) == len(WIDE)
    assert [keys[code][0] for code in WIDE[::-10]][:9] == list("123456789")
    assert {len(held[-1]) for held in keys.values()} == {2}


def test_chords_begin_with_the_letter_of_their_theme_which_twice_is_the_theme_itself():
    codes = ["travel", *(f"far{n}" for n in range(12)), "pay", *(f"low{n}" for n in range(12))]
    themes = {code: "Travel" if code == "travel" or code[0] == "f" else "Being paid" for code in codes}
    keys = assign_keys(codes, themes=themes, heads={"travel", "pay"})
    assert (keys["travel"], keys["far0"], keys["far11"][0][0]) == (("TT",), ("T1",), "T")
    assert (keys["pay"], keys["low3"]) == (("BB",), ("B4",))


def test_a_codebook_that_outgrows_single_keys_goes_on_with_chords():
    few = assign_keys(MANY[: len(CODE_KEYS) - 2])
    keys = assign_keys(MANY, few)
    assert {len(key) for key in all_keys(few)} == {1}
    assert {key[0] for key in all_keys(keys) if len(key) == 2} <= set(LETTERS[-2:])
    assert len(keys) == len(MANY)


def test_a_code_keeps_its_key_when_another_is_put_above_it():
    before = assign_keys(["time", "training"])
    after = {"new": ("3",), "time": ("1",), "training": ("2",)}
    assert assign_keys(["new", "time", "training"], held=before) == after


@pytest.mark.parametrize("bad", ["C", "R", "0", "u", "", "12", "TC", "1T", "TTT"])
def test_a_held_key_that_is_not_lawful_is_replaced(bad):
    assert assign_keys(["time"], held={"time": [bad]}) == {"time": ("1",)}


def test_a_key_held_twice_stays_with_the_first_code():
    assert assign_keys(["a", "b"], held={"a": ["4"], "b": ["4"]}) == {"a": ("4",), "b": ("1",)}


def test_the_same_code_named_twice_uses_one_key():
    assert assign_keys(["a", "a", "b"]) == {"a": ("1",), "b": ("2",)}


def test_codes_of_the_question_come_first_and_those_of_other_questions_not_at_all():
    codes = [("travel", ("q2",)), ("time", ()), ("training", ("q1", "q2"))]
    assert for_question(codes, "q1") == ["training", "time"]
    assert for_question(codes, "q2") == ["travel", "training", "time"]
