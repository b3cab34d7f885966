"""Selecting words of an answer in a browser, by mouse, key and finger: what is stored is what was selected."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.views.desk.conftest import Harness
from tests.views.desk.driver import Desk, open_desk
from tests.views.desk.harness_store import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHIFTS, MIXED, SCRIPT, LONG = 1, 2, 3, 4
SENTENCE = "I had to say later, and later never came. "
TEXTS = {
    SHIFTS: "We were three short. I had to say later, and later never came. Then I went home.",
    MIXED: "Le cafe\u0301 👩🏽‍⚕️👨‍👩‍👧‍👦 était fermé.\r\nאין לי זמן، لا وقت. No time. 😀",
    SCRIPT: "<img src=x onerror='window.hacked = 1'> & so on. Fine.",
    LONG: (SENTENCE * (100_000 // len(SENTENCE) + 1))[:99_999] + "é",
}
# The page's range for some words of the answer, which stands in pieces where passages begin and end.
RANGE = """(words, at = document.querySelector('.vbd-text').textContent.indexOf(words)) => {
  const range = document.createRange(), end = at + words.length;
  const nodes = document.createTreeWalker(document.querySelector('.vbd-text'), NodeFilter.SHOW_TEXT);
  for (let before = 0, node = nodes.nextNode(); node; before += node.length, node = nodes.nextNode()) {
    if (at >= before && at < before + node.length) range.setStart(node, at - before);
    if (end > before && end <= before + node.length) range.setEnd(node, end - before);
  }
  return range;
}"""
PLACE = f"""(words) => {{
  const boxes = [...({RANGE})(words).getClientRects()], first = boxes[0], last = boxes.at(-1);
  return [first.left, (first.top + first.bottom) / 2, last.right, (last.top + last.bottom) / 2];
}}"""
CHOOSE = f"""async ([words, at]) => {{
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(({RANGE})(words, at < 0 ? undefined : at));
  await new Promise((done) => setTimeout(done, 100)); // the browser tells of a selection after it was made
}}"""


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    made = Harness(tmp_path_factory.mktemp("spans"), answers=5, texts=TEXTS)
    yield made
    made.server.kill()


def drag(desk: Desk, words: str, start: tuple[float, float] | None = None) -> None:
    left, top, right, bottom = desk.page.evaluate(PLACE, words)
    desk.page.mouse.move(*(start or (left + 1, top)))
    desk.page.mouse.down()
    desk.page.mouse.move(right - 1, bottom, steps=4)
    desk.page.mouse.up()


def choose(desk: Desk, words: str, at: int = -1) -> None:
    """Select some words, or as many UTF-16 units from `at` on, as the handles of a touch screen do."""
    desk.page.evaluate(CHOOSE, [words, at])


def stored(harness: Harness, coder: str, number: int) -> list[tuple[str, str]]:
    return harness.store.spans_of(coder, f"r{number}")


def selected(desk: Desk) -> str:
    return desk.text(".vbd-selected").split(".")[0]


def test_words_are_selected_by_mouse_and_a_code_goes_on_them_beside_the_whole_answer(
    harness: Harness, coder: str, desk: Desk
):
    drag(desk, "three short. I had")
    desk.type(["1"])
    left, top, *_ = desk.page.evaluate(PLACE, "later never")
    desk.page.mouse.dblclick(left + 3, top)
    desk.page.locator(".vbd-code").nth(1).click()
    desk.page.mouse.click(left + 3, top)  # selects nothing
    desk.type(["3"])
    desk.page.mouse.click(left + 3, top, click_count=3)
    desk.page.locator('.vbd-code[aria-pressed="true"]', has_text=NAMES[2]).wait_for()  # told of after it was made
    assert desk.on == [NAMES[2]]  # all of it is selected, and the third code is on all of it
    desk.type(["Escape"])
    drag(desk, "short. I", start=(400, 40))  # from the question's line into the answer
    desk.type(["4"])
    desk.wait_until_saved()
    expected = [("c0", "three short. I had"), ("c1", "later"), ("c2", TEXTS[SHIFTS]), ("c3", "We were three short. I")]
    assert stored(harness, coder, SHIFTS) == expected
    assert desk.on == [NAMES[3]]
    desk.type(["4", "u", "Shift+U", "Escape"])
    assert desk.page.evaluate("document.getSelection().isCollapsed")
    drag(desk, "three short. I had")
    desk.type(["1"])
    desk.wait_until_saved()
    assert stored(harness, coder, SHIFTS) == expected[1:3]


def test_words_are_selected_by_key_and_overlapping_codes_are_all_seen(harness: Harness, coder: str, desk: Desk):
    desk.type(["w", "w", "w", "Shift+w", "1"])
    desk.type(["ArrowDown", "2", "Shift+ArrowRight", "ArrowLeft", "3", "ArrowDown", "4", "Escape", "s", "5"])
    assert selected(desk) == "Selected: words 1 to 4"
    desk.type(["s", "6", "Shift+s", "5", "Escape", "7"])
    desk.wait_until_saved()
    first = "We were three short."
    assert stored(harness, coder, SHIFTS) == [
        ("c0", "We were"),
        ("c1", "I had to say later, and later never came."),
        ("c2", "had to say later, and later never"),
        ("c3", "Then I went home."),
        ("c5", f"{first} I had to say later, and later never came."),
        ("c6", TEXTS[SHIFTS]),
    ]
    lines = "[...document.querySelectorAll('.vbd-passage')].map((p) => [p.textContent, p.title.split(' · ').length])"
    assert desk.page.evaluate(lines) == [
        ["We were", 2],
        [" three short. ", 1],
        ["I ", 2],
        ["had to say later, and later never", 3],
        [" came.", 2],
        ["Then I went home.", 1],
    ]
    chips = desk.page.locator(".vbd-passage-chip")
    chips.nth(4).focus()
    assert desk.page.locator(".vbd-pointed").all_inner_texts() == ["Then I went home."]
    desk.type(["Enter"])
    assert chips.count() == 4
    assert desk.page.evaluate("document.querySelector('.vbd-text').textContent") == TEXTS[SHIFTS]


def test_emoji_accents_line_ends_and_right_to_left_are_stored_letter_for_letter(
    harness: Harness, coder: str, desk: Desk
):
    desk.type(["g", "2", "Enter", "s", "1", "ArrowDown", "2", "ArrowDown", "3", "Escape"])
    drag(desk, "fe\u0301 👩🏽‍⚕️👨‍👩‍👧‍👦 é")
    desk.type(["4", "Escape"])
    choose(desk, "x", at=len("Le cafe\u0301 👩🏽‍⚕️👨".encode("utf-16-le")) // 2 - 1)  # half of a pair
    desk.until_text(".vbd-selected", "Selected: word 3")
    desk.type(["5", "Escape"])
    choose(desk, "fermé.\r\nאין")
    desk.type(["6"])
    desk.wait_until_saved()
    assert stored(harness, coder, MIXED) == [
        ("c0", "Le cafe\u0301 👩🏽‍⚕️👨‍👩‍👧‍👦 était fermé."),
        ("c1", "אין לי זמן، لا وقت."),
        ("c2", "No time. 😀"),
        ("c3", "fe\u0301 👩🏽‍⚕️👨‍👩‍👧‍👦 é"),
        ("c4", "👨‍👩‍👧‍👦"),
        ("c5", "fermé.\r\nאין"),
    ]


def test_a_project_of_sentences_codes_sentences_and_one_of_whole_answers_nothing_less(
    harness: Harness, coder: str, browsing: BrowserContext
):
    harness.store.fault(unit="sentence")
    desk = open_desk(browsing, harness.url(coder))
    assert selected(desk) == "Sentence 1 of 3"
    desk.type(["1", "s", "2", "Shift+s", "w", "3", "Escape"])
    drag(desk, "later never")
    desk.type(["4"])
    desk.wait_until_saved()
    first, second = "We were three short.", "I had to say later, and later never came."
    assert stored(harness, coder, SHIFTS) == [
        ("c0", first), ("c1", second), ("c2", f"{first} {second}"), ("c3", second),
    ]  # fmt: skip
    harness.store.fault(unit="response")
    desk.page.reload()
    desk.wait_until_open()
    drag(desk, "later never")
    desk.until_text(".vbd-selected", "codes go on whole answers")
    desk.type(["5", "s", "6"])
    desk.wait_until_saved()
    assert stored(harness, coder, SHIFTS)[4:] == [("c4", TEXTS[SHIFTS]), ("c5", TEXTS[SHIFTS])]


def test_what_cannot_take_a_code_is_said_and_nothing_is_stored_for_it(harness: Harness, coder: str, desk: Desk):
    choose(desk, " ")
    desk.until_text(".vbd-selected", "Only white space is selected")
    desk.type(["1", "Escape", "s", "2", "Escape", "2"])
    assert selected(desk) == f"{NAMES[1]} is on 1 passage, not on the whole answer"
    desk.type(["3", "2", "2", "g", "3", "Enter", "s", "4"])
    desk.wait_until_saved()
    assert stored(harness, coder, SHIFTS) == [
        ("c1", "We were three short."), ("c2", TEXTS[SHIFTS]), ("c1", TEXTS[SHIFTS]),
    ]  # fmt: skip
    assert stored(harness, coder, SCRIPT) == [("c3", "<img src=x onerror='window.hacked = 1'> & so on.")]
    assert desk.page.evaluate("[window.hacked, document.querySelectorAll('.vbd-text img').length]") == [None, 0]


def test_a_hundred_thousand_characters_are_coded_to_the_last_one(harness: Harness, coder: str, desk: Desk):
    desk.type(["g", "4", "Enter", "ArrowUp"])
    desk.type(["s", *[key for n in range(15) for key in ("ArrowDown", str(n % 9 + 1))], "Escape"])
    choose(desk, "last", at=len(TEXTS[LONG]) - 4)
    desk.until_text(".vbd-selected", "Selected: ")
    desk.type(["1"])
    desk.wait_until_saved()
    found = stored(harness, coder, LONG)
    assert [words for _, words in found[:15]] == [SENTENCE.strip()] * 15
    assert found[15] == ("c0", TEXTS[LONG][-4:])


def test_a_finger_selects_a_word_and_taps_its_code(harness: Harness, coder: str, chromium: Browser):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    desk = open_desk(context, harness.url(coder))
    choose(desk, "later")
    desk.until_text(".vbd-selected", "Selected: word 9")
    desk.page.locator(".vbd-code").nth(1).tap()
    desk.wait_until_saved()
    assert stored(harness, coder, SHIFTS) == [("c1", "later")]
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
