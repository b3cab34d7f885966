"""The reading page in a real browser: what counts as read, notes in the margin, and the place where one stopped."""

import pytest
from playwright.sync_api import expect

from storage.queries.memos import read_responses
from storage.store import open_store
from tests.at_rest import comes_to_rest
from tests.workbench.synthetic_study import Study
from views.widgets.reading import message
from workbench import memos

SECONDS = 1000
PASSED = """async () => {
  const last = [...document.querySelectorAll(".vbr-item")].at(-1);
  last.scrollIntoView({ block: "end" });
  await new Promise((done) => setTimeout(done, 200));
  document.querySelector(".vbr-item").scrollIntoView({ block: "center" });
  return last.dataset.id;
}"""


@pytest.fixture
def study(app_server):
    store = open_store("", app_server.data_dir)
    found = Study(store)
    found.code_id = found.add("Time")
    yield found
    store.engine.dispose()


@pytest.fixture
def page(app_server, study, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 600})
    context.set_default_timeout(60 * SECONDS)
    expect.set_options(timeout=60 * SECONDS)
    page = context.new_page()
    page.goto(f"{app_server.url}/read?project={study.id}&coder={study.ana}")
    yield page
    context.close()


def stored(study):
    with study.store.reading() as conn:
        return set(read_responses(conn, study.id, study.ana))


def item(page, response):
    return page.locator(f'.vbr-item[data-id="{response}"]')


def note_on(study, response):
    return memos.thing_memos(study.store, study.id, study.ana, "response", response).mine


@pytest.mark.browser
@pytest.mark.slow
def test_answers_are_read_by_reading_and_notes_are_written_beside_them(page, study):
    passed = page.locator(".vbr-item").last
    expect(item(page, "p1.q1")).to_be_visible()
    last = page.evaluate(PASSED)
    expect(item(page, "p1.q1")).to_contain_class("vbr-read")
    expect(item(page, "p2.q1")).to_contain_class("vbr-read")
    expect(passed).not_to_contain_class("vbr-read")
    assert last == "p20.q2"

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.type("As [[Time]] has it.")
    page.keyboard.press("Escape")
    expect(item(page, "p3.q1").get_by_role("link", name="Time")).to_be_visible()
    assert note_on(study, "p3.q1").links == {f"code:{study.code_id}": "Time"}
    assert {"p1.q1", "p2.q1"} <= stored(study) and last not in stored(study)

    page.keyboard.press("k")
    page.keyboard.press("m")
    page.keyboard.type("Half a")
    page.reload()
    expect(item(page, "p2.q1").get_by_role("textbox")).to_have_value("Half a")
    item(page, "p2.q1").get_by_role("textbox").press("End")
    page.keyboard.type(" thought")
    page.keyboard.press("Escape")
    expect(item(page, "p2.q1").locator(".vbr-note")).to_have_text("Half a thought")
    expect(page.get_by_text("saving")).to_have_count(0)
    page.keyboard.press("u")
    expect(item(page, "p2.q1").locator(".vbr-note")).to_have_count(0)
    assert note_on(study, "p2.q1") is None and note_on(study, "p3.q1")

    page.get_by_role("button", name="I have read all of these").click()
    expect(page.locator(".vbr-progress")).to_contain_text("read 50 of 60")
    page.get_by_role("button", name="Go on reading").click()
    expect(page.locator(".vbr-progress")).to_contain_text("answers 51 to 60")
    page.get_by_role("link", name="Overview").click()
    expect(page.locator(".vb-road")).to_contain_text("of 60")
    assert len(stored(study)) >= 50
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Read").click()
    expect(page.locator(".vbr-progress")).to_contain_text("answers 51 to 60")
    comes_to_rest(page)
    assert page.locator("[data-testid=stException]").count() == 0


def test_what_the_browser_posts_is_read_with_suspicion():
    good = {"id": "a" * 32, "kind": "note", "response": "p1.q1", "text": "x" * (memos.LONGEST + 9), "extra": 1}
    forged = [{"id": "short", "kind": "read"}, {"id": "b" * 32, "kind": "apply"}, 7, {"id": "c" * 32, "kind": "note"}]
    posted = message.read_message({"queue": {"coder": "ana", "post": "1", "entries": [good, *forged]}})
    assert [(sorted(entry), len(entry["text"])) for entry in posted.entries] == [
        (["id", "kind", "response", "text"], memos.LONGEST + 1)
    ]
    assert message.read_wish({"wish": {"what": "elsewhere", "at": 1}}) == ("", "", "")
