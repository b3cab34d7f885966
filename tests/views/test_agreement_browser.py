"""In a real browser: a number on the Agreement page opens the answers behind it, and a file of codings is compared."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from storage import queries
from storage.store import open_store
from tests.coded_round import Round
from tests.workbench.synthetic_study import Study

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE_MS = 60_000
GRAVE = ("serious", "critical")
CODINGS = "answer,who,theme\n" + "".join(
    f"{n},{who},{'Time' if n % 3 and (who == 'Ana' or n % 4) else ''}\n" for n in range(40) for who in ("Ana", "Ben")
)


@pytest.fixture
def study(app_server):
    """A revealed round of 20 answers: Ben gives 'Queue' to every other one, Cem leaves out two of them."""
    made = Study(open_store("", app_server.data_dir))
    queue, staff = made.add("Queue"), made.add("Staff")
    ben, cem = (made.join(name, "coder") for name in ("Ben", "Cem"))
    with made.store.reading() as conn:
        asked = queries.analysed_answers(conn, made.id)["response_id"].tolist()[:20]
    opened = Round(made.store, made.id, made.ana, (ben, cem), asked)
    opened.code(ben, {answer: [queue] for answer in asked[::2]})
    opened.code(cem, {answer: [staff if place < 2 else queue] for place, answer in enumerate(asked[::2])})
    opened.submit()
    opened.reveal()
    yield made
    made.store.engine.dispose()


def grave(page):
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{found['id']}: {found['nodes'][0]['target']}" for found in violations if found["impact"] in GRAVE]


def test_a_number_opens_the_answers_behind_it_and_a_file_is_compared(app_server, study, chromium, tmp_path):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{app_server.url}/agreement?project={study.id}&coder={study.ana}")
    page.get_by_role("button", name="Read the 2 disagreements on Queue").click()
    answers = page.get_by_role("dialog")
    expect(answers.locator(".vb-answer")).to_have_count(2)
    expect(answers.get_by_text("Cem: Staff").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Queue", exact=True).click()
    expect(answers.get_by_text("Only the first")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("Codes confused").click()
    page.get_by_role("button", name="Queue, another coder: Staff: 2").click()
    expect(answers.locator(".vb-answer")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(answers).to_have_count(0)
    assert grave(page) == []

    page.get_by_role("link", name="Compare codings").click()
    (tmp_path / "codings.csv").write_text(CODINGS)
    page.set_input_files("[data-testid='stFileUploaderDropzoneInput'] >> nth=0", tmp_path / "codings.csv")
    expect(page.get_by_text("Agreement on 40 units: alpha")).to_be_visible()
    page.get_by_role("button", name="Read the 6 disagreements on Time").click()
    expect(answers.get_by_text("Ben: no code").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(answers).to_have_count(0)
    assert grave(page) == []
    context.close()
