"""What a person may do to a codebook, what it leads to, and what is refused with a reason."""

import pytest

from codebooks import decide
from codebooks.decide import Text
from codebooks.errors import CircularParent, CodebookError, CodeInUse, NameTaken, UnknownCode
from codebooks.fold import fold
from codebooks.model import Code, Codebook


def book_of(**parents):
    """Build live codes named like their ids; `book_of(work="", time="work")`."""
    return Codebook.of(
        Code(id=name, name=name, parent=parent, position=place, colour=place)
        for place, (name, parent) in enumerate(parents.items())
    )


def after(book, events):
    for event in events:
        book = fold(book, event)
    return book


def drawn(book):
    return [("  " * depth) + code.name for code, depth in book.tree()]


def test_a_new_code_stands_last_and_has_a_colour_nobody_has():
    book = book_of(work="", time="")
    added = decide.add_code(book, "pay", Text("pay", "pay"))
    assert drawn(after(book, added)) == ["work", "time", "pay"]
    assert after(book, added).code("pay").colour == 2


@pytest.mark.parametrize("name", ["Work", " work ", "WORK"])
def test_a_name_is_taken_in_any_case_and_spacing(name):
    with pytest.raises(NameTaken, match="already a code named 'work'"):
        decide.add_code(book_of(work=""), "new", Text(decide.tidy_name(name), "t"))


def test_a_name_is_taken_however_its_accents_are_encoded():
    book = Codebook.of([Code(id="a", name="caf\u00e9")])
    assert book.named("cafe\u0301") is not None


def test_the_name_of_a_retired_code_is_free_but_then_it_cannot_come_back_under_it():
    book = after(book_of(work=""), decide.retire_code(book_of(work=""), "work"))
    book = after(book, decide.add_code(book, "new", Text("work", "work")))
    with pytest.raises(NameTaken):
        decide.restore_code(book, "work")


def test_a_code_may_change_the_case_of_its_own_name():
    events = decide.rewrite_code(book_of(work=""), "work", {"name": "t1"}, {"name": Text("Work", "t2")})
    assert events[0].changes == (("name", "t1", "t2"),)


def test_saving_what_is_there_already_records_nothing():
    book = book_of(work="")
    assert decide.rewrite_code(book, "work", {"name": "t1"}, {"name": Text("work", "t2")}) == []
    assert decide.set_fields(book, "work", colour=0, theme=False) == []
    assert decide.shift_code(book, "work", "up") == []


@pytest.mark.parametrize(("name", "says"), [("  \t ", "needs a name"), ("x" * 121, "121 characters"), ("\x00", "name")])
def test_a_name_is_some_words_and_no_more(name, says):
    with pytest.raises(CodebookError, match=says):
        decide.tidy_name(name)


def test_words_are_kept_without_what_a_database_cannot_store():
    assert decide.tidy_name("Wait\x00ing\x0btime\ud800") == "Waiting time"
    assert decide.tidy_text("one\r\n\ttwo\x00") == "one\n\ttwo"


def test_moving_under_what_stands_below_is_refused():
    book = book_of(work="", time="work", shifts="time")
    for parent in ("work", "time", "shifts"):
        with pytest.raises(CircularParent, match="'work' cannot stand under itself"):
            decide.move_code(book, "work", parent)


@pytest.mark.parametrize(
    ("code", "step", "expected"),
    [
        ("b", "up", ["b", "a", "  a1", "c"]),
        ("a", "down", ["b", "a", "  a1", "c"]),
        ("b", "in", ["a", "  a1", "  b", "c"]),
        ("a1", "out", ["a", "a1", "b", "c"]),
        ("a", "in", ["a", "  a1", "b", "c"]),
        ("a", "out", ["a", "  a1", "b", "c"]),
        ("c", "down", ["a", "  a1", "b", "c"]),
    ],
)
def test_a_code_moves_one_place_at_a_time(code, step, expected):
    book = book_of(a="", a1="a", b="", c="")
    assert drawn(after(book, decide.shift_code(book, code, step))) == expected


def test_what_stood_under_a_merged_code_stands_under_the_one_that_took_it_in():
    book = book_of(work="", shifts="work", time="", waits="time")
    merged = after(book, decide.merge_codes(book, ["time"], "work"))
    assert drawn(merged) == ["work", "  shifts", "  waits"]
    assert merged.resolve("time") == "work"


def test_a_merged_code_applies_wherever_one_of_its_parts_applied():
    book = Codebook.of([Code(id="a", name="a", questions=("q1",)), Code(id="b", name="b", questions=("q2",))])
    assert after(book, decide.merge_codes(book, ["b"], "a")).code("a").questions == ("q1", "q2")
    everywhere = book.changed("b", questions=())
    assert after(everywhere, decide.merge_codes(everywhere, ["b"], "a")).code("a").questions == ()


def test_a_merge_chain_leads_to_the_code_that_is_left():
    book = book_of(a="", b="", c="")
    book = after(book, decide.merge_codes(book, ["a"], "b"))
    book = after(book, decide.merge_codes(book, ["b"], "c"))
    assert book.resolve("a") == "c"
    assert drawn(book) == ["c"]


@pytest.mark.parametrize(("merged", "into"), [(["a"], "a"), ([], "a"), (["a"], "a1")])
def test_a_merge_that_makes_no_sense_is_refused(merged, into):
    with pytest.raises(CircularParent):
        decide.merge_codes(book_of(a="", a1="a"), merged, into)


def test_a_code_that_is_gone_can_neither_move_nor_merge_nor_retire_again():
    book = book_of(a="", b="")
    book = after(book, decide.retire_code(book, "a"))
    for act in (
        lambda: decide.move_code(book, "a", "b"),
        lambda: decide.shift_code(book, "a", "down"),
        lambda: decide.merge_codes(book, ["a"], "b"),
        lambda: decide.retire_code(book, "a"),
    ):
        with pytest.raises(CodeInUse, match="Bring it back first"):
            act()
    with pytest.raises(CodebookError, match="choose a live code"):
        decide.add_code(book, "new", Text("new", "new"), parent="a")


def test_what_stood_under_a_retired_code_takes_its_place():
    book = book_of(a="", b="", b1="b", b2="b", c="")
    assert drawn(after(book, decide.retire_code(book, "b"))) == ["a", "b1", "b2", "c"]


def test_a_code_that_comes_back_never_stands_under_itself():
    # While 'top' was retired, 'top' would have stood under 'low', which now stands under it again.
    book = book_of(high="", top="high", low="")
    book = after(book, decide.retire_code(book, "top"))
    book = book.changed("low", parent="top")  # as undoing somebody else's earlier move leaves it
    book = after(book, decide.move_code(book, "high", "low"))
    back = after(book, decide.restore_code(book, "top"))
    assert len(drawn(back)) == 3
    decide.check_laws(back)


def test_a_merged_code_becomes_one_of_its_own_again():
    book = book_of(a="", b="")
    book = after(book, decide.merge_codes(book, ["a"], "b"))
    assert drawn(after(book, decide.part_code(book, "a"))) == ["a", "b"]
    assert decide.part_code(book, "b") == []


def test_a_code_that_is_not_there_is_named():
    with pytest.raises(UnknownCode, match="'pay'"):
        decide.retire_code(book_of(a=""), "pay")


def test_the_laws_see_a_circle_and_a_name_held_twice():
    circle = Codebook.of([Code(id="a", name="a", parent="b"), Code(id="b", name="b", parent="a")])
    with pytest.raises(CircularParent, match="would stand under itself"):
        decide.check_laws(circle)
    twice = Codebook.of([Code(id="a", name="Time"), Code(id="b", name="time")])
    with pytest.raises(NameTaken, match="two codes named"):
        decide.check_laws(twice)
    erased = Codebook.of([Code(id="a", name="erased name"), Code(id="b", name="erased name")])
    decide.check_laws(erased)
