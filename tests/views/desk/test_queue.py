"""The queue of the desk in a browser: not one decision is lost or doubled, and what goes wrong is said."""

import json

import pytest
from playwright.sync_api import BrowserContext

from tests.views.desk.conftest import Harness
from tests.views.desk.driver import Desk, Wire, open_desk
from tests.views.desk.harness_store import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
    again.until("Object.keys(localStorage).every((key) => !key.startsWith('verbatim/'))")
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


def test_decisions_kept_in_the_browser_carry_no_text_of_the_answers(harness: Harness, desk: Desk):
    harness.store.fault(slow=2)
    desk.type(["1", "Enter", "2"])
    kept = desk.shelf()
    assert len(kept) == 2
    for record in map(json.loads, kept.values()):
        assert record["entry"]["text"] is None
        assert "short on every shift" not in json.dumps(record)
