"""In a real browser: find answers, code what is checked and take it back, go to the desk, code identical ones alike."""

import pytest
from playwright.sync_api import expect

from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench.importing import import_project
from workbench.projects import NewProject

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE_MS = 60_000
WORDS = ("The pay is too low", "Waiting & <b>waiting</b> for a bed", "Nobody listens to us")
SURVEY = "\n".join(["id,role,what is hard", *(f"P{n},nurse,{WORDS[n % 3]}" for n in range(1, 13))])


@pytest.fixture
def study(app_server):
    """Give a synthetic study in which three answers were each given by four people."""
    made = Study(open_store("", app_server.data_dir))
    table = read_table(SURVEY.encode(), "same.csv")
    plan = guess_plan(table).with_column("what is hard", role="open").with_column("role", role="closed")
    made.id = import_project(made.store, made.ana, NewProject("Same"), table, plan)
    yield made
    made.store.engine.dispose()


@pytest.fixture
def page(app_server, study, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{app_server.url}/find?project={study.id}&coder={study.ana}")
    yield page
    context.close()


def test_what_is_found_is_coded_at_once_and_identical_answers_alike(page, study):
    for name in ("Waiting", "Pay"):
        study.add(name)
    before = study.head().seq
    search = page.get_by_role("textbox", name="Search")
    search.fill("wait bed")
    search.press("Enter")
    rows = page.locator(".vb-answer")
    expect(rows).to_have_count(4)
    expect(rows.first).to_have_text("Waiting & <b>waiting</b> for a bed")  # as it was written
    expect(rows.first.locator("mark")).to_have_text(["Waiting", "waiting", "bed"])

    page.get_by_role("button", name="Check all here").click()
    page.get_by_role("combobox", name="With 4 answers checked").click()
    page.get_by_role("option", name="Waiting").click()
    page.get_by_role("button", name="Put on …").click()
    page.get_by_role("button", name="Put on 4 answers").click()
    expect(page.get_by_text("was put on 4 answers")).to_be_visible()
    assert study.head().seq == before + 1
    expect(page.get_by_text("coded in part")).to_have_count(4)
    page.locator(".st-key-find_back button").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    expect(page.get_by_text("coded in part")).to_have_count(0)

    page.get_by_role("link", name="Open at the desk").nth(1).click()
    expect(page.locator(".vbd-number")).to_have_text("answer 4 of 12")
    page.keyboard.press("1")
    offer = page.locator(".vbd-alike")
    expect(offer).to_contain_text("3 more people gave this same answer")
    page.keyboard.press("Enter")
    expect(offer).to_contain_text("gave the same answer as number 4")
    page.keyboard.press("=")
    progress = page.locator(".vbd-progress")
    expect(progress).to_have_attribute("aria-valuetext", "4 of 12 answers coded")
    expect(offer).to_be_empty()
    page.keyboard.press("u")
    expect(progress).to_have_attribute("aria-valuetext", "1 of 12 answers coded")
