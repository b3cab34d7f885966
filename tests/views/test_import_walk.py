"""The import page in Chromium: a Qualtrics export becomes a project, and a file of another kind is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app_server import AppServer
from tests.workbench.qualtrics_export import qualtrics_export

pytestmark = pytest.mark.browser
PATIENCE_MS = 60_000


@pytest.fixture
def page(chromium: Browser, app_server: AppServer) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    opened.goto(f"{app_server.url}/import")
    opened.get_by_text("Survey file: CSV").wait_for()
    yield opened
    context.close()


def choose(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)


def go_on(page: Page, until: str) -> None:
    page.get_by_role("button", name="Continue").click()
    page.get_by_text(until).first.wait_for()


def test_a_qualtrics_export_becomes_a_project_with_rows_left_out_by_rule(page: Page, tmp_path: Path):
    export = tmp_path / "export.csv"
    export.write_bytes(qualtrics_export())
    choose(page, export)
    go_on(page, "Open questions")
    go_on(page, "Rows that may not be respondents")
    for rule, analysed in (("Previews", 392), ("Marked as spam", 387), ("Not finished", 378), ("Repeated", 375)):
        page.get_by_text(rule).first.click()
        expect(page.get_by_text(f"{analysed} of 401 respondents are analysed")).to_be_visible(timeout=PATIENCE_MS)
    go_on(page, "Way of working")
    page.get_by_role("textbox", name="Your name").fill("Ana")
    page.get_by_role("button", name="Create project").click()
    page.wait_for_url("**/overview**")
    page.get_by_role("link", name="Answers").first.click()
    page.get_by_text("Who is in").click()
    expect(page.get_by_text("analysed 375")).to_be_visible(timeout=PATIENCE_MS)


def test_after_a_refused_file_the_right_one_can_be_chosen(page: Page, tmp_path: Path):
    wrong, right = tmp_path / "report.pdf", tmp_path / "export.csv"
    wrong.write_bytes(b"%PDF-1.7\n")
    right.write_bytes(qualtrics_export())
    choose(page, wrong)
    expect(page.get_by_text("is a PDF document")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("Nothing was stored")).to_be_visible()
    choose(page, right)
    go_on(page, "Open questions")
    expect(page.get_by_text("is a PDF document")).to_have_count(0)


def test_choices_come_back_after_a_refresh_and_the_same_file(page: Page, tmp_path: Path):
    export = tmp_path / "export.csv"
    export.write_bytes(qualtrics_export())
    choose(page, export)
    go_on(page, "Open questions")
    page.get_by_role("button", name="Q3").first.get_by_label("Remove").or_(
        page.get_by_label("Remove Q3 · What would have made your visit better?")
    ).first.click()
    expect(page.get_by_text("1 open, 2 closed").first).to_be_visible(timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_text("The page was loaded anew")).to_be_visible(timeout=PATIENCE_MS)
    choose(page, export)
    go_on(page, "1 open, 2 closed")
