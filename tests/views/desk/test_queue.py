"""The desk in a browser, over a store that can be told to be slow or to refuse: what a coder would miss."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.app_server import AppServer
from tests.views.desk_driver import Desk, Wire, open_desk
from tests.views.desk_harness_store import NAMES, HarnessStore

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "tests/views/desk_harness.py"


class Harness:
    """A server with the desk alone, and its store; every test works as a coder of its own."""

    def __init__(self, folder: Path, answers: int) -> None:
        self.store = HarnessStore(folder / "harness.sqlite").make(answers)
        env = {"VERBATIM_HARNESS": str(self.store.path)}
        self.server = AppServer(folder / "data", env=env, script=SCRIPT).start()

    def url(self, coder: str) -> str:
        return f"{self.server.url}?coder={coder}"


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    made = Harness(tmp_path_factory.mktemp("desk"), answers=400)
    yield made
    made.server.kill()


@pytest.fixture
def coder(request: pytest.FixtureRequest, harness: Harness) -> str:
    """Give a coder nobody else is, and a store without faults."""
    harness.store.fault()
    return re.sub(r"\W+", "_", request.node.name.removeprefix("test_"))


@pytest.fixture
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def desk(harness: Harness, coder: str, browsing: BrowserContext) -> Iterator[Desk]:
    opened = open_desk(browsing, harness.url(coder))
    yield opened
    assert opened.errors == []


def thirty_answers(first: int = 1) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Give the keys for 30 answers with 40 codings, and what must be in the store afterwards."""
    keys: list[str] = []
    codes: dict[str, tuple[str, ...]] = {}
    for n in range(30):
        chosen = [n % 9, (n + 4) % 9] if n % 3 == 0 else [n % 9]
        keys += [str(code + 1) for code in chosen] + ["Enter"]
        codes[f"r{n + first}"] = tuple(f"c{code}" for code in chosen)
    return keys, codes


def test_thirty_answers_with_forty_codings_typed_at_20_ms_are_all_right(harness: Harness, coder: str, desk: Desk):
    keys, codes = thirty_answers()
    desk.type(keys)
    assert desk.number == 31
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == codes
    assert len(harness.store.log(coder)) == 40


def test_hundreds_of_answers_at_20_ms_never_show_an_empty_place(harness: Harness, coder: str, desk: Desk):
    desk.page.evaluate(
        "window.seen = []; new MutationObserver(() => seen.push(document.querySelector('.vbd-text').textContent))"
        ".observe(document.querySelector('.vbd-text'), {childList: true, characterData: true, subtree: true})"
    )
    desk.type(["1", "Enter"] * 150)
    seen = desk.page.evaluate("seen")
    assert [words.split(")")[0] for words in seen] == [f"({n}" for n in range(2, 152)]
    desk.wait_until_saved()
    assert len(harness.store.codes_of(coder)) == 150


def test_a_server_killed_and_started_again_loses_and_doubles_nothing(harness: Harness, coder: str, desk: Desk):
    keys, codes = thirty_answers()
    desk.type(keys[:35])
    harness.server.kill()
    desk.type(keys[35:])
    assert desk.saved.endswith("waiting")
    harness.server.start()
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == codes
    assert len(harness.store.log(coder)) == 40
    assert desk.number == 31


def test_a_dropped_connection_loses_and_doubles_nothing(harness: Harness, coder: str, browsing: BrowserContext):
    wire = Wire(harness.server.port)
    desk = open_desk(browsing, f"http://127.0.0.1:{wire.port}?coder={coder}")
    keys, codes = thirty_answers()
    desk.type(keys[:20])
    wire.cut()
    desk.type(keys[20:50])
    wire.mend()
    desk.type(keys[50:])
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == codes
    assert len(harness.store.log(coder)) == 40
    wire.close()


def test_what_waits_in_a_closed_tab_is_sent_when_the_desk_is_opened_again(
    harness: Harness, coder: str, browsing: BrowserContext, desk: Desk
):
    keys, codes = thirty_answers()
    desk.wait_until_saved()
    harness.server.kill()
    desk.type(keys)
    assert desk.saved == "40 waiting"
    desk.page.close(run_before_unload=False)
    harness.server.start()
    again = open_desk(browsing, harness.url(coder))
    again.until("document.querySelector('.vbd-saved').textContent.endsWith('waiting')")
    again.wait_until_saved()
    assert harness.store.codes_of(coder) == codes
    assert len(harness.store.log(coder)) == 40
    assert again.shelf() == {}


def test_a_reload_with_decisions_on_their_way_keeps_them_and_the_place(harness: Harness, coder: str, desk: Desk):
    harness.store.fault(slow=1.5)
    desk.type(["1", "Enter", "2", "Enter", "3"])
    desk.page.reload()
    desk.wait_until_open()
    assert desk.number == 3
    desk.until_text('.vbd-code[aria-pressed="true"]', NAMES[2])
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {"r1": ("c0",), "r2": ("c1",), "r3": ("c2",)}
    assert len(harness.store.log(coder)) == 3


def test_leaving_while_something_waits_is_asked_about(harness: Harness, desk: Desk):
    harness.store.fault(slow=3)
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: asked.append(dialog.type))
    desk.type(["1"])
    desk.page.reload()
    assert asked == ["beforeunload"]


def test_two_tabs_of_one_coder_neither_double_nor_lose(
    harness: Harness, coder: str, browsing: BrowserContext, desk: Desk
):
    harness.store.fault(slow=0.5)
    desk.type(["1", "Enter", "2", "Enter"])
    other = open_desk(browsing, harness.url(coder))
    other.type(["j"] * 10 + ["3", "Enter", "4"])
    desk.type(["5", "Enter"])
    desk.wait_until_saved()
    other.wait_until_saved()
    log = harness.store.log(coder)
    assert sorted(code for _, _, code in log) == ["c0", "c1", "c2", "c3", "c4"]
    assert other.errors == []


def test_another_coders_waiting_decisions_are_named_and_not_sent(
    harness: Harness, coder: str, browsing: BrowserContext, desk: Desk
):
    desk.wait_until_saved()
    harness.server.kill()
    desk.type(["1", "2", "3"])
    desk.page.close(run_before_unload=False)
    harness.server.start()
    other = open_desk(browsing, harness.url("somebody"))
    assert other.text(".vbd-others") == (
        f"3 decisions of {coder.capitalize()} wait in this browser; sent when that coder opens the desk here."
    )
    other.type(["4"])
    other.wait_until_saved()
    assert harness.store.codes_of(coder) == {}
    assert harness.store.codes_of("somebody") == {"r1": ("c3",)}


def test_a_refused_decision_is_taken_back_and_stands_on_screen_until_it_is_dismissed(
    harness: Harness, coder: str, desk: Desk
):
    harness.store.fault(refuse="c1")
    desk.type(["1", "2", "3", "Enter"])
    desk.until_text(".vbd-refused", f"Not saved: {NAMES[1]} put on, answer 1. This code was retired.")
    desk.wait_until_saved()
    desk.page.reload()
    desk.wait_until_open()
    desk.type(["g"])
    desk.write("1")
    desk.type(["Enter"])
    assert desk.on == [NAMES[0], NAMES[2]]
    desk.page.get_by_role("button", name="Dismiss").click()
    assert desk.page.locator(".vbd-refused").count() == 0
    desk.page.reload()
    desk.wait_until_open()
    assert desk.page.locator(".vbd-refused").count() == 0
    assert harness.store.codes_of(coder) == {"r1": ("c0", "c2")}


def test_a_browser_that_keeps_nothing_is_named_and_coding_goes_on(
    harness: Harness, coder: str, browsing: BrowserContext
):
    browsing.add_init_script("Object.defineProperty(window, 'localStorage', {get() {throw new Error('denied')}})")
    desk = open_desk(browsing, harness.url(coder))
    desk.until_text(".vbd-notice", "This browser keeps no copy of your decisions")
    desk.type(["1", "Enter", "2"])
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {"r1": ("c0",), "r2": ("c1",)}


def test_full_storage_is_named_and_coding_goes_on(harness: Harness, coder: str, desk: Desk):
    desk.page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    desk.type(["1", "Enter", "2"])
    desk.until_text(".vbd-notice", "its storage is full or switched off")
    desk.wait_until_saved()
    assert harness.store.codes_of(coder) == {"r1": ("c0",), "r2": ("c1",)}


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
    desk.type(["c", "r", "Control+1", "Alt+2", "x", "Shift+Tab"])
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


def test_decisions_kept_in_the_browser_carry_no_text_of_the_answers(harness: Harness, desk: Desk):
    harness.store.fault(slow=2)
    desk.type(["1", "Enter", "2"])
    kept = desk.shelf()
    assert len(kept) == 2
    for record in map(json.loads, kept.values()):
        assert record["entry"]["text"] is None
        assert "short on every shift" not in json.dumps(record)
