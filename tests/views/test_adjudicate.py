"""Adjudication in a real browser: from the first difference to none by key alone, with the definition on the way.

Access is what axe-core finds (https://www.deque.com/axe): nothing serious or critical may be left, light or dark, at
1280 and at 390 pixels.
"""

import csv
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from storage.store import open_store
from tests.at_rest import comes_to_rest
from tests.revealed_round import RevealedRound
from workbench import consensus_export
from workbench.disputes import DONE, LEFT

pytestmark = pytest.mark.browser
SECONDS = 1000
GRAVE = ("serious", "critical")


@pytest.fixture
def round_(app_server):
    store = open_store("", app_server.data_dir)
    yield RevealedRound(store, names_hidden=True)
    store.engine.dispose()


@pytest.fixture
def opened(app_server, round_, chromium):
    """Give a function that opens the page of adjudication in a context of its own."""
    contexts = []

    def show(width=1280, height=900, scheme="light"):
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(60 * SECONDS)
        expect.set_options(timeout=60 * SECONDS)
        contexts.append(context)
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"{app_server.url}/adjudicate?project={round_.project}&coder={round_.lead}")
        page.locator(".vba-sheet").wait_for()
        comes_to_rest(page)
        return page

    yield show
    for context in contexts:
        context.close()


def grave(page):
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]


def status(page, words):
    expect(page.locator(".vba-status")).to_contain_text(words)


def keys(page, *pressed):
    for key in pressed:
        page.keyboard.press(key)


def test_every_difference_is_resolved_by_key_and_the_consensus_comes_out_as_a_file(opened, round_):
    page = opened()
    status(page, "4 left of 4")
    expect(page.locator(".vba-coder .vba-name").first).to_have_text("Coder 1")
    keys(page, "1", "Enter")  # no reason yet
    expect(page.locator(".vba-missing")).to_contain_text("Say why they differed")
    assert grave(page) == []
    keys(page, "d", "Enter", "q", "m", "Enter")  # both at once: the queue waits, the page does not
    status(page, "2 left of 4")
    status(page, "saved")
    keys(page, "u")
    status(page, "3 left of 4")
    keys(page, "Shift+U")
    status(page, "2 left of 4")
    keys(page, "j", "k", "Enter")  # the same codes by all, on other words: nothing but a yes
    status(page, "1 left of 4")
    keys(page, "/")
    page.keyboard.type("pay")
    keys(page, "Escape", "n")
    page.keyboard.type("I am not sure either.")
    keys(page, "Control+Enter")
    expect(page.locator(".vba-missing")).to_contain_text("Say why they differed")
    keys(page, "Escape", "g", "Enter")
    expect(page.locator(".vba-done")).to_contain_text("Nothing is left to decide in this round. On 2 answers all agree")
    expect(page.locator(".vba-status")).to_have_text(re.compile("0 left of 4 .* saved"))
    assert round_.listed(LEFT) == [] and len(round_.listed(DONE)) == 4
    expect(page.get_by_text("Whose codes stood, of 4")).to_contain_text("Ben")  # names come out at the end
    data = consensus_export.consensus_csv(round_.store, round_.project, round_.lead, round_.id).decode("utf-8-sig")
    notes = {row["note"] for row in csv.DictReader(io.StringIO(data))}
    assert "I am not sure either." in notes
    assert page.errors == []


def test_a_definition_is_mended_on_the_way_and_its_codings_are_looked_at_again(opened, round_):
    page = opened(390, 844, "dark")
    page.keyboard.press("1")
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Edit the definition of Workload").click()
    definition = page.get_by_label("Definition", exact=True)
    definition.fill("Hours and patients, not pay.")
    page.keyboard.press("Control+Enter")
    comes_to_rest(page)
    page.get_by_role("link", name="Back to adjudication").click()
    page.locator(".vba-sheet").wait_for()
    expect(page.locator(".vba-about", has_text="Hours and patients")).to_have_count(1)
    page.get_by_text("Look again (1)").click()
    expect(page.locator(".vba-told").first).to_contain_text("got its present definition")
    assert page.errors == []
