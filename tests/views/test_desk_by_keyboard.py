"""The desk with 150 codes in the real app: chords, in-vivo codes, undo from before today, and access.

Access is what axe-core finds (https://www.deque.com/axe): nothing serious or critical may be left, light or dark, at
1280 or 390 pixels, whatever is open.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.made_project import add_wide_codebook, make_project
from storage import queries
from storage import tables as t
from storage.store import Store, open_store
from tests.app_server import AppServer
from tests.at_rest import comes_to_rest
from tests.views.desk.driver import Desk, open_desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GRAVE = ("serious", "critical")


@dataclass(frozen=True)
class Study:
    """A project of 12 answers to two questions with 150 codes under themes, and the app that serves it."""

    store: Store
    project: str
    coder: str
    url: str

    def codings(self) -> list[tuple[str, str]]:
        """Give every live coding as (answer, name of the code), in order."""
        with self.store.reading() as conn:
            book = queries.codebook(conn, self.project)
            rows = conn.execute(t.codings.select().where(t.codings.c.project_id == self.project).order_by("at"))
            return [(row.response_id, book.code(row.code_id).name) for row in rows]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    folder = tmp_path_factory.mktemp("wide") / "data"
    project, coder = make_project(folder, 6, codes=0, questions=2)
    store = open_store(folder=folder)
    add_wide_codebook(store, project, coder)
    server = AppServer(folder).start()
    yield Study(store, project, coder, f"{server.url}/code?project={project}&coder={coder}")
    server.kill()
    store.engine.dispose()


@pytest.fixture
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def shown(desk: Desk) -> list[str]:
    return [words for words in desk.page.locator(".vbd-code:visible .vbd-code-name").all_inner_texts() if words]


def test_two_presses_give_a_code_and_half_a_chord_gives_none(study: Study, browsing: BrowserContext):
    before = study.codings()
    desk = open_desk(browsing, study.url)
    assert shown(desk) == []
    assert desk.page.locator(".vbd-theme:visible").count() <= 12
    desk.type(["t"])
    assert len(shown(desk)) <= 18 and sum("(training)" in name for name in shown(desk)) == 13
    desk.type(["Enter", "h", "u", "0", "ArrowRight"])
    assert desk.number == 1
    desk.type(["Escape"])
    assert shown(desk) == []
    desk.page.keyboard.down("t")
    desk.page.keyboard.down("t")
    desk.page.keyboard.up("t")
    desk.page.keyboard.down("3")
    desk.page.keyboard.down("3")
    desk.page.keyboard.up("3")
    desk.type(["t", "Backspace", "Enter"])
    assert desk.number == 2
    desk.page.locator(".vbd-theme", has_text="Training").click()
    desk.page.locator(".vbd-code:visible", has_text="Unfair (training)").click()
    desk.type(["/"])
    desk.write("ùnfair trav")
    desk.type(["Enter"])
    desk.wait_until_saved()
    assert [name for _, name in study.codings()[len(before) :]] == [
        "Not when needed (training)", "Unfair (training)", "Unfair (travel)",
    ]  # fmt: skip
    assert desk.errors == []


def test_a_code_is_made_of_the_answers_words_and_a_day_later_all_is_undone_and_redone(
    study: Study, browsing: BrowserContext
):
    desk = open_desk(browsing, study.url)
    desk.type(["g", "5", "Enter"])
    desk.type(["w", "w", "w", "i"])
    assert desk.page.get_by_label("Name of the new code").input_value() == "We were three"
    desk.type(["Enter", "x", "d", "Enter", "i"])
    desk.write("we  WERE three")
    assert desk.text("#vbd-in-vivo-hint") == "‘We were three’ is there already. Enter gives it to this answer."
    desk.type(["Enter"])
    desk.wait_until_saved()
    made = study.codings()
    assert [name for _, name in made[-2:]] == ["We were three", "We were three"]
    desk.page.close()
    later = open_desk(browsing, study.url)
    later.type(["u"])
    later.until_text(".vbd-told", "Undone: you ")
    later.wait_until_saved()
    assert later.number == 6 and "'We were three'" in later.text(".vbd-told")
    later.type(["u", "u", "u"])
    later.until_text(".vbd-told", "added the code 'We were three' in the words of an answer")
    later.wait_until_saved()
    assert later.number == 5
    assert study.codings() == made[:-2]
    for _ in range(4):
        later.type(["Shift+U"])
        later.wait_until_saved()
    assert study.codings() == made
    assert later.pressed("unsure") or later.number == 6
    later.type(["Shift+U"])
    later.until_text(".vbd-told", "There is nothing to redo.")
    assert later.errors == []


def test_after_a_question_was_chosen_the_keys_are_the_desks_again(study: Study, browsing: BrowserContext):
    desk = open_desk(browsing, study.url)
    desk.page.get_by_role("combobox", name="Answers to").click()
    desk.page.get_by_role("option", name="What would help?").click()
    desk.until("document.querySelector('.vbd-question').textContent === 'What would help?'")
    comes_to_rest(desk.page)
    desk.type(["g", "3", "Enter"])
    assert desk.number == 3
    desk.page.get_by_role("combobox", name="Answers to").click()
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_timeout(100)
    desk.type(["n"])
    assert desk.number == 4


def findings(page: Page) -> list[str]:
    """Give what axe-core finds grave on the page, with where it is."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in violations
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_nothing_at_the_desk_keeps_anybody_from_using_it(
    study: Study, chromium: Browser, width: int, height: int, scheme: str
):
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=True)
    desk = open_desk(context, study.url)
    desk.wait_until_saved()
    desk.type(["t", "4", "?"])
    desk.wait_until_saved()
    comes_to_rest(desk.page)
    openings = {
        "find": ["/", "u", "n"], "memo": ["Escape", "m"], "in vivo": ["Escape", "i"], "chord": ["Escape", "t"],
        "help": ["Escape", "h"], "ended": ["Escape", "g", "9", "9", "Enter", "n"],
    }  # fmt: skip
    found = {}
    for state, keys in openings.items():
        desk.type(keys)
        comes_to_rest(desk.page)
        found[state] = findings(desk.page)
        assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
    assert {state: some for state, some in found.items() if some} == {}
    small = "[...document.querySelectorAll('.vbd button')].filter((b) => b.offsetHeight && b.offsetHeight < 24)"
    desk.type(["p", "t"])
    assert desk.page.evaluate(f"{small}.map((b) => b.className + ' ' + b.offsetHeight)") == []
    context.close()
