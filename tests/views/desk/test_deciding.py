"""Deciding at the desk in a browser: what each key does, and what a coder then sees."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.views.desk.conftest import Harness
from tests.views.desk.driver import Desk, open_desk
from tests.views.desk.harness_store import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_undo_takes_back_the_latest_decision_wherever_it_was_and_shows_it(harness: Harness, coder: str, desk: Desk):
    desk.type(["1", "2", "Enter", "3", "Enter"])
    desk.type(["u"])
    assert (desk.number, desk.on) == (2, [])
    desk.type(["u"])
    assert (desk.number, desk.on) == (1, [NAMES[0]])
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {"r1": ("c0",)}
    desk.page.reload()
    desk.wait_until_open()
    desk.type(["u"])
    desk.until("document.querySelectorAll('.vbd-code[aria-pressed=true]').length === 0")
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {}


def test_undoing_a_decision_that_is_refused_leaves_the_earlier_ones_alone(harness: Harness, coder: str, desk: Desk):
    desk.type(["1", "Enter"])
    desk.wait_until_saved()
    harness.store.fault(refuse="c4", slow=0.3)
    desk.type(["5", "u"])
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {"r1": ("c0",)}
    assert desk.page.locator(".vbd-refused").count() == 1
    desk.type(["u"])
    desk.wait_until_saved()
    assert (desk.number, desk.on) == (1, [])
    assert harness.store.codes_of(coder) == {}


def test_undoing_no_code_applies_brings_the_codes_back(harness: Harness, coder: str, desk: Desk):
    desk.type(["1", "4", "0"])
    assert desk.on == []
    assert desk.pressed("no_code")
    desk.type(["u"])
    assert desk.on == [NAMES[0], NAMES[3]]
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {"r1": ("c0", "c3")}


def test_marks_are_set_and_cleared_by_key(harness: Harness, coder: str, desk: Desk):
    desk.type(["?", "q", "0", "?"])
    assert [desk.pressed(mark) for mark in ("unsure", "quote", "no_code")] == [False, True, True]
    desk.type(["5"])
    assert not desk.pressed("no_code")
    desk.wait_until_saved()
    item = harness.store.item(coder, "r1")
    assert (item.unsure, item.quote, item.no_code, item.codes) == (False, True, False, ("c4",))


def test_enter_says_that_no_other_code_applies_where_only_passages_were_confirmed(
    harness: Harness, coder: str, browsing: BrowserContext
):
    for response in ("r1", "r2", "r3"):
        harness.store.confirm(coder, response, "c0")
    desk = open_desk(browsing, harness.url(coder))
    assert "‘next’ says that no other code applies" in desk.text(".vbd-marked")
    desk.type(["Enter", "n", "2", "Enter"])
    desk.wait_until_saved()
    assert harness.store.log(coder)[3:] == [("done", "r1", ""), ("apply", "r3", "c1")]
    desk.until("document.querySelector('.vbd-progress').title.startsWith('2 of')")
    desk.type(["p", "p", "p"])
    desk.until_text(".vbd-marked", "no other code applies")
    assert "‘next’ says" not in desk.text(".vbd-marked")
    desk.type(["1"])
    desk.page.get_by_role("button", name="Take it off").click()
    desk.until("document.querySelector('.vbd-progress').title.startsWith('1 of')")
    desk.type(["u"])
    desk.until_text(".vbd-marked", "no other code applies")
    desk.wait_until_saved()
    assert harness.store.item(coder, "r1").done


def test_a_held_key_decides_once(harness: Harness, coder: str, desk: Desk):
    desk.page.keyboard.down("1")
    for _ in range(6):
        desk.page.keyboard.down("1")
    desk.page.keyboard.up("1")
    desk.page.keyboard.down("Enter")
    desk.page.keyboard.down("Enter")
    desk.page.keyboard.up("Enter")
    desk.wait_until_saved()
    assert desk.number == 2
    assert harness.store.log(coder) == [("apply", "r1", "c0")]


def test_a_memo_is_written_without_its_letters_becoming_codes(harness: Harness, coder: str, desk: Desk):
    desk.type(["m"])
    desk.write("1 2 3 compare with site B")
    desk.type(["Escape", "4", "Enter"])
    desk.wait_until_saved()
    item = harness.store.item(coder, "r1")
    assert (item.memo, item.codes) == ("1 2 3 compare with site B", ("c3",))
    assert not [key for key in desk.shelf() if "draft" in key]


def test_a_half_written_memo_survives_a_reload(harness: Harness, coder: str, desk: Desk):
    desk.type(["m"])
    desk.write("she said the same in")
    desk.page.reload()
    desk.wait_until_open()
    desk.until_text(".vbd-memo-note", "Memo not saved yet")
    desk.type(["m"])
    desk.write(" March")
    desk.type(["Control+Enter"])
    desk.wait_until_saved()
    assert harness.store.item(coder, "r1").memo == "she said the same in March"
    assert desk.shelf() == {}


def test_a_code_is_found_by_a_word_of_its_name_or_definition(harness: Harness, coder: str, desk: Desk):
    desk.type(["/"])
    desk.write("surr")
    desk.type(["Enter", "f"])
    desk.write("xyz")
    assert desk.text(".vbd-found") == "No code has such a word."
    desk.type(["Escape", "Enter"])
    desk.wait_until_saved()
    assert desk.number == 2
    assert harness.store.codes_of(coder) == {"r1": ("c11",)}


def test_any_answer_is_reached_by_its_number_also_far_away(desk: Desk):
    desk.type(["g"])
    desk.write("390")
    desk.type(["Enter"])
    desk.until("document.querySelector('.vbd-number').textContent.startsWith('answer 390 ')")
    assert desk.answer.startswith("(390)")
    desk.type(["p"])
    assert desk.answer.startswith("(389)")


def test_keys_meant_for_nobody_are_left_alone(harness: Harness, coder: str, desk: Desk):
    desk.type(["c", "r", "Control+1", "Alt+2", "z", "Shift+Tab"])
    desk.page.wait_for_timeout(300)
    assert desk.saved == "saved"
    assert harness.store.log(coder) == []


def test_a_button_reached_by_keyboard_acts_on_enter_and_one_clicked_leaves_enter_to_next(
    harness: Harness, coder: str, desk: Desk
):
    desk.page.locator(".vbd-code").nth(2).focus()
    desk.type(["Enter"])
    assert (desk.number, desk.on) == (1, [NAMES[2]])
    desk.page.locator(".vbd-code").nth(4).click()
    desk.type(["Enter"])
    assert desk.number == 2
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {"r1": ("c2", "c4")}


def test_help_lists_every_key_and_lets_none_through(harness: Harness, coder: str, desk: Desk):
    desk.type(["h", "1", "Enter"])
    desk.page.wait_for_timeout(200)
    assert "Undo my last decision" in desk.text(".vbd-help")
    desk.type(["Escape"])
    assert (desk.number, harness.store.log(coder)) == (1, [])


def test_words_of_an_answer_are_never_read_as_html(harness: Harness, coder: str, desk: Desk):
    desk.type(["m"])
    desk.write("<img src=x onerror='window.hacked = 1'>")
    desk.type(["Escape"])
    desk.wait_until_saved()
    desk.page.reload()
    desk.wait_until_open()
    assert "<img" in desk.text(".vbd-memo-words")
    assert desk.page.evaluate("window.hacked") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(
    harness: Harness, chromium: Browser, coder: str, scheme: str
):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True)
    desk = open_desk(context, harness.url(coder))
    desk.page.locator(".vbd-code").nth(1).tap()
    desk.page.locator('[data-command="next"]').tap()
    assert desk.number == 2
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = desk.page.evaluate("[...document.querySelectorAll('.vbd-code')].map((b) => b.offsetHeight)")
    assert min(heights) >= 44
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {"r1": ("c1",)}
    context.close()
