"""The codebook page in a real browser: typing code after code, Ctrl+Enter, arrows, and drafts that stay."""

import pytest
from playwright.sync_api import expect

from storage.store import open_store
from tests.workbench.synthetic_study import Study

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SECONDS = 1000


@pytest.fixture
def study(app_server):
    store = open_store("", app_server.data_dir)
    yield Study(store)
    store.engine.dispose()


@pytest.fixture
def page(app_server, study, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60 * SECONDS)
    expect.set_options(timeout=60 * SECONDS)
    page = context.new_page()
    page.goto(f"{app_server.url}/codebook?project={study.id}&coder={study.ana}")
    yield page
    context.close()


def names(page):
    return page.locator(".vbt-name").all_inner_texts()


def definition(page):
    return page.get_by_role("textbox", name="Definition")


def test_a_codebook_is_made_by_keyboard_and_half_a_thought_is_never_lost(page, study):
    rows = page.locator(".vbt-row")
    page.get_by_role("textbox", name="New code").click()
    for number, name in enumerate(("Waiting", "Staff", "Parking"), start=1):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(rows).to_have_count(number)
        expect(page.get_by_role("textbox", name="New code")).to_be_focused()
        expect(page.get_by_role("textbox", name="New code")).to_have_value("")
    assert names(page) == ["Waiting", "Staff", "Parking"]

    rows.nth(0).click()
    definition(page).click()
    page.keyboard.type("How long it takes.")
    page.keyboard.press("Control+Enter")
    expect(rows.nth(0)).to_contain_text("How long it takes.")
    assert study.book.named("Waiting").definition == "How long it takes."

    definition(page).click()
    page.keyboard.press("End")
    page.keyboard.type(" Half a")
    rows.nth(1).click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Staff")
    rows.nth(0).click()
    expect(definition(page)).to_have_value("How long it takes. Half a")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    assert study.book.named("Waiting").definition == "How long it takes."

    rows.nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Parking")
    page.reload()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Parking")


def test_names_typed_without_waiting_all_become_codes(page, study):
    page.get_by_role("textbox", name="New code").click()
    for name in ("Time", "Pay", "Room", "Staff"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.wait_for_timeout(20)
    expect(page.locator(".vbt-row")).to_have_count(4)
    assert names(page) == ["Time", "Pay", "Room", "Staff"]


def test_a_merge_is_done_and_undone_with_its_counts(page, study):
    time, room = study.add("Time"), study.add("Room")
    study.code("p1.q1", time)
    study.code("p2.q1", room)
    page.reload()
    page.locator(".vbt-row", has_text="Time").click()
    page.get_by_role("button", name="Merge into").click()
    page.get_by_role("combobox", name="Merge Time into").click()
    page.get_by_role("option", name="Room").click()
    expect(page.get_by_text("Its 1 coding of 1 person will count there")).to_be_visible()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator(".vbt-row")).to_have_count(1)
    expect(page.locator(".vbt-people").first).to_have_text("2")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".vbt-row")).to_have_count(2)
    assert page.locator(".vbt-people").all_inner_texts() == ["1", "1"]
