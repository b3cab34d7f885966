"""Keys of codes: learned by hand, so they must be unique, lawful and stay where they are."""

import pytest

from coding.keymap import CODE_KEYS, COMMAND_KEYS, assign_keys, for_question

MANY = [f"code{n}" for n in range(40)]


def test_the_first_nine_codes_take_the_digits_and_then_come_letters():
    keys = assign_keys(MANY)
    assert [keys[code] for code in MANY[:9]] == list("123456789")
    assert keys["code9"] == "A"


def test_no_code_gets_a_key_of_the_desk_or_of_the_page():
    taken = set(assign_keys(MANY).values())
    assert taken.isdisjoint(COMMAND_KEYS)
    assert taken.isdisjoint({"C", "R"})


def test_keys_are_unique_and_codes_beyond_the_last_key_have_none():
    keys = assign_keys(MANY)
    assert len(set(keys.values())) == len(keys) == len(CODE_KEYS)
    assert "code39" not in keys


def test_a_code_keeps_its_key_when_another_is_put_above_it():
    before = assign_keys(["time", "training"])
    assert assign_keys(["new", "time", "training"], held=before) == {"new": "3", "time": "1", "training": "2"}


@pytest.mark.parametrize("bad", ["C", "R", "0", "u", "", "12"])
def test_a_held_key_that_is_not_lawful_is_replaced(bad):
    assert assign_keys(["time"], held={"time": bad}) == {"time": "1"}


def test_a_key_held_twice_stays_with_the_first_code():
    assert assign_keys(["a", "b"], held={"a": "4", "b": "4"}) == {"a": "4", "b": "1"}


def test_the_same_code_named_twice_uses_one_key():
    assert assign_keys(["a", "a", "b"]) == {"a": "1", "b": "2"}


def test_codes_of_the_question_come_first_and_those_of_other_questions_not_at_all():
    codes = [("travel", ("q2",)), ("time", ()), ("training", ("q1", "q2"))]
    assert for_question(codes, "q1") == ["training", "time"]
    assert for_question(codes, "q2") == ["travel", "training", "time"]
