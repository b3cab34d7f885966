"""The page of waiting passages: one by one by key, or all after all were shown; nothing counts before."""

import pytest

from tests.views.proposals_page import Pages, drawn, press, run, said
from workbench import codebook, review, waiting
from workbench.codebook import CodeDraft
from workbench.ids import new_id


@pytest.fixture
def pages(tmp_path, monkeypatch):
    found = Pages(tmp_path, monkeypatch)
    found.study.do(review.accept, "T01", "Time")
    return found


def waits(pages) -> int:
    return sum(waiting.counts(pages.store, pages.study.project).values())


def all_on_one_page(pages):
    return pages.open("confirm_passages", confirm_way="all")


def test_the_passage_stands_marked_in_its_whole_answer(pages):
    at = pages.open("confirm_passages")
    assert '<mark class="vb-mark">There is no time between patients' in drawn(at)
    assert "Also" in drawn(at) and "Is this **Time**?" in said(at)
    assert f"1 of {waits(pages)} that wait" in said(at)


def test_yes_codes_the_passage_and_the_next_one_comes(pages):
    at = pages.open("confirm_passages")
    before, first = waits(pages), drawn(at)
    press(at, "confirm_yes")
    assert len(pages.study.codings()) == 1 and waits(pages) == before - 1
    assert drawn(at) != first and "it counts from now on" in said(at)


def test_no_takes_it_off_without_a_coding(pages):
    before = waits(pages)
    press(pages.open("confirm_passages"), "confirm_no")
    assert pages.study.codings() == [] and waits(pages) == before - 1


def test_later_leaves_it_waiting_and_back_returns(pages):
    at = pages.open("confirm_passages")
    first, before = drawn(at), waits(pages)
    assert drawn(press(at, "confirm_later")) != first
    assert drawn(press(at, "confirm_back")) == first and waits(pages) == before


def test_undo_lets_the_passage_wait_again_and_shows_it(pages):
    at = pages.open("confirm_passages")
    first = drawn(at)
    press(press(at, "confirm_yes"), "confirm_undo")
    assert pages.study.codings() == [] and drawn(at) == first


def test_the_meaning_of_the_code_stands_beside_the_question(pages):
    assert "It has no definition yet" in said(pages.open("confirm_passages"))
    code = next(iter(pages.study.codes()))
    draft = CodeDraft(name="Time", definition="Too little of it with patients.", exclude="Travel")
    codebook.save_code(pages.store, pages.study.project, pages.study.ana, code, draft, command_id=new_id())
    assert "Too little of it with patients." in said(pages.open("confirm_passages"))
    assert "Not for: Travel" in said(pages.open("confirm_passages"))


def test_all_are_shown_before_all_can_be_confirmed(pages):
    at = all_on_one_page(pages)
    number = waits(pages)
    assert drawn(at).count('class="vb-passage"') == number
    assert at.button(key="confirm_all").label == f"Confirm all {number} as ‘Time’"
    press(at, "confirm_all")
    assert {origin for *_, origin in pages.study.codings()} == {"bulk"} and len(pages.study.codings()) == number
    assert "No passage waits" in said(at)


def test_numbers_named_are_taken_off_first(pages):
    at = all_on_one_page(pages)
    number = waits(pages)
    out = next(group for group in at.button_group if group.label.startswith("Numbers"))
    out.set_value([1, 3])
    run(at)
    assert at.button(key="confirm_all").disabled
    press(at, "confirm_take_off")
    assert waits(pages) == number - 2 and pages.study.codings() == []
    press(at, "confirm_all")
    assert len(pages.study.codings()) == number - 2


def test_what_came_meanwhile_is_not_confirmed_unread(pages):
    at = all_on_one_page(pages)
    pages.study.do(review.accept_into, "T02", next(iter(pages.study.codes())))
    press(at, "confirm_all")
    assert "read the list again" in at.error[0].value and pages.study.codings() == []


def test_each_code_has_a_list_of_its_own(pages):
    pages.study.do(review.accept, "T02", "Listening")
    at = pages.open("confirm_passages")
    choice = next(group for group in at.button_group if group.label == "Code")
    numbers = waiting.counts(pages.store, pages.study.project)
    names = pages.study.codes()
    assert list(choice.options) == [f"{names[code]} · {numbers[code]}" for code in names]
    assert "Is this **Time**?" in said(at)
    listening = next(code for code, name in pages.study.codes().items() if name == "Listening")
    assert "Is this **Listening**?" in said(pages.open("confirm_passages", confirm_code=listening))


def test_an_empty_list_says_what_comes_here(tmp_path, monkeypatch):
    pages = Pages(tmp_path, monkeypatch)
    assert "No passage waits" in said(pages.open("confirm_passages"))
    assert pages.links == ["views/review_proposals.py", "views/code_responses.py"]
