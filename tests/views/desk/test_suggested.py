"""Suggestions at the desk in a browser: when they are on screen, what takes them, and what is kept of them.

The vectors are the test's own, so that it is known what is suggested: an answer lies where its code lies.
"""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from benchmarks.made_project import CODES, make_project
from coding.events import CodeApplied
from coding.suggestions import moment_for
from pipelines.models import PACKAGED_SHA256
from pipelines.vector_cache import VectorCache
from storage import queries
from storage.store import open_store
from tests.app_server import AppServer
from tests.views.desk.driver import Desk
from workbench import desk as desk_cases
from workbench import people, projects
from workbench.ids import new_id
from workbench.met_suggestions import read
from workbench.suggesting import seed_of
from workbench.vectors import answer_texts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWERS, KINDS = 24, 5
AS_THE_ROW_COMES = """() => {
  const row = document.querySelector(".vbd-suggest");
  const offered = () => row.firstChild && row.querySelector("[data-suggested]").dataset.suggested;
  const before = offered();
  new MutationObserver((_, watch) => {
    if (!offered() || offered() === before) return;
    watch.disconnect();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "2", bubbles: true }));
    window.wasQuick = true;
  }).observe(row, { childList: true });
}"""
ROW, CHIP = ".vbd-suggest", "[data-suggested]"


class Study:
    """A project of 24 answers of five kinds, each near one of its five codes, and the app that serves it."""

    def __init__(self, folder: Path) -> None:
        self.project, self.ana = make_project(folder / "data", ANSWERS, codes=KINDS)
        self.store = open_store(folder=folder / "data")
        self.names = list(CODES)[:KINDS]
        with self.store.reading() as conn:
            self.order = desk_cases.desk_order(conn, self.project)
            self.texts = answer_texts(conn, self.project, self.order)
            self.codes = [code.id for code in queries.codebook_refs(conn, self.project).live()]
        words = [(name, kind) for kind, name in enumerate(self.names)]
        words += [(f"{name}. {CODES[name]}", kind) for kind, name in enumerate(self.names)]
        words += [(text, number % KINDS) for number, text in enumerate(self.texts.values())]
        with VectorCache(folder / "cache") as cache:
            cache.put(PACKAGED_SHA256["model.safetensors"], {text: near(kind, text) for text, kind in words})
        self.server = AppServer(folder / "data", env={"VERBATIM_CACHE_DIR": str(folder / "cache")}).start()

    def set(self, setting: str, value: str) -> None:
        projects.change_setting(self.store, self.project, self.ana, setting, value, command_id=new_id())

    def open(self, chromium: Browser, name: str) -> Desk:
        """Open the desk for a coder of the test's own."""
        self.coder = people.sign_in(self.store, name)
        projects.join_project(self.store, self.project, self.coder)
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        return Desk(page, f"{self.server.url}/code?project={self.project}&coder={self.coder}")

    def lots(self, name: str) -> list[str]:
        """Give what the lot says of the first four answers for a coder."""
        coder = people.sign_in(self.store, name)
        with self.store.reading() as conn:
            seed = seed_of(conn, self.project)
        return [moment_for("random", seed, coder, response) for response in self.order[:4]]

    def met(self, number: int):
        with self.store.reading() as conn:
            return read(conn, self.project, self.coder, self.order[number - 1])

    def origins(self, number: int) -> dict[str, str]:
        response = self.order[number - 1]
        with self.store.reading() as conn:
            (state,) = desk_cases.response_states(conn, self.project, self.coder, {response: len(self.texts[response])})
        return {coding.code: coding.origin for coding in state.codings}


    def confirm_passage(self, coder: str, number: int, kind: int) -> None:
        """Put a code on the first words of an answer, as where passages that a machine proposed are confirmed."""
        response = self.order[number - 1]
        where = {"response": response, "start": 0, "end": self.texts[response].index(" ")}
        with self.store.transaction(self.project, command_id=new_id(), actor=coder, scope="review") as tx:
            tx.append([CodeApplied(coding=new_id(), code=self.codes[kind], coder=coder, origin="accepted", **where)])


def near(kind: int, text: str) -> np.ndarray:
    drawn = np.random.default_rng(len(text)).normal(size=KINDS + 1).astype(np.float32) * 0.1
    drawn[kind] += 1
    return drawn / np.linalg.norm(drawn)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory):
    made = Study(tmp_path_factory.mktemp("suggested"))
    yield made
    made.server.kill()
    made.store.engine.dispose()


def is_ready(desk: Desk) -> None:
    desk.until(f"document.querySelector('{ROW}').dataset.model")


def leave_and_save(desk: Desk) -> None:
    """Go on, and wait until what was met is stored too."""
    desk.type(["Enter"])
    desk.until("Object.keys(localStorage).every((key) => !/[0-9a-f]{32}$/.test(key))")


def test_nothing_is_suggested_before_a_decision_and_space_takes_the_first_after_it(study: Study, chromium: Browser):
    study.set("suggest", "")
    desk = study.open(chromium, "After")
    is_ready(desk)
    assert desk.page.locator(CHIP).count() == 0
    desk.type(["5"])
    desk.page.wait_for_selector(CHIP)
    assert desk.page.locator(CHIP).first.get_attribute("data-suggested") == study.codes[0]
    assert not any(digit in desk.text(ROW) for digit in "06789%"), "no probability is shown"
    desk.type([" "], gap_ms=100)
    assert desk.on == [study.names[0], study.names[4]]
    leave_and_save(desk)
    assert study.origins(1) == {study.codes[4]: "manual", study.codes[0]: "suggested"}
    met = study.met(1)
    assert (met.moment, met.held, met.met[0].code) == ("after", (study.codes[4],), study.codes[0])
    assert (met.met[0].shown, met.met[0].taken) == (True, True)
    desk.type(["p", "u"])
    desk.wait_until_saved()
    assert study.origins(1) == {study.codes[4]: "manual"}, "one undo takes the suggestion's code"
    assert desk.errors == []


def test_an_answer_passed_by_without_a_decision_leaves_no_trace_and_one_left_alone_is_kept_as_ignored(
    study: Study, chromium: Browser
):
    study.set("suggest", "")
    desk = study.open(chromium, "Passing")
    is_ready(desk)
    desk.type(["n"])
    is_ready(desk)
    desk.type(["5"])
    desk.page.wait_for_selector(CHIP)
    leave_and_save(desk)
    assert study.met(1) is None
    assert [one.taken for one in study.met(2).met if one.shown] and not any(one.taken for one in study.met(2).met)
    assert desk.errors == []


def test_with_the_answer_the_row_stands_there_and_nothing_is_chosen(study: Study, chromium: Browser):
    study.set("suggest", "before")
    desk = study.open(chromium, "Before")
    desk.page.wait_for_selector(CHIP)
    assert desk.on == []
    desk.page.wait_for_timeout(400)
    desk.type(["1"])
    leave_and_save(desk)
    assert study.origins(1) == {study.codes[0]: "suggested"}, "its own key takes a code that is on screen"
    assert study.met(1).moment == "before" and study.met(1).met[0].taken
    desk.type(["Shift+Space"], gap_ms=100)
    desk.until_text(".vbd-why", study.names[1])
    desk.type(["w", "w", " "], gap_ms=100)
    leave_and_save(desk)
    assert study.origins(2) == {study.codes[1]: "manual"}, "on selected words it is taken and moved to a passage"
    assert study.met(2).met[0].taken
    is_ready(desk)
    desk.type(["w", "w"], gap_ms=100)
    desk.page.wait_for_timeout(400)
    desk.type(["3"])
    leave_and_save(desk)
    assert study.origins(3) == {study.codes[2]: "manual"} and study.met(3).met[0].taken, "by its own key no less"
    assert desk.errors == []


def test_a_key_that_was_on_its_way_when_the_row_came_takes_nothing_from_it(study: Study, chromium: Browser):
    study.set("suggest", "before")
    desk = study.open(chromium, "Quick")
    desk.page.wait_for_selector(CHIP)
    desk.page.evaluate(AS_THE_ROW_COMES)
    desk.type(["n"])
    desk.page.wait_for_function("window.wasQuick")
    leave_and_save(desk)
    assert study.origins(2) == {study.codes[1]: "manual"}
    assert any(one.shown for one in study.met(2).met) and not any(one.taken for one in study.met(2).met)
    assert desk.errors == []


def test_what_enter_would_have_brought_on_screen_is_not_said_to_have_been_seen(study: Study, chromium: Browser):
    study.set("suggest", "")
    coder = people.sign_in(study.store, "In part")
    projects.join_project(study.store, study.project, coder)
    study.confirm_passage(coder, 1, kind=4)
    desk = study.open(chromium, "In part")
    is_ready(desk)
    assert desk.page.locator(CHIP).count() == 0
    leave_and_save(desk)
    assert desk.number == 2
    met = study.met(1)
    assert met.moment == "after" and met.met and not any(one.shown for one in met.met)
    assert desk.errors == []


def test_where_the_lot_says_never_the_row_stays_empty_and_what_was_not_shown_is_kept(study: Study, chromium: Browser):
    study.set("suggest", "random")
    name = next(name for name in map("Lot {}".format, range(99)) if {"after", "hidden"} == set(study.lots(name)))
    desk = study.open(chromium, name)
    for number, moment in enumerate(study.lots(name), start=1):
        is_ready(desk)
        desk.type([str((number + 1) % KINDS + 1)], gap_ms=150)  # not the code that is suggested first
        assert (desk.page.locator(CHIP).count() > 0) == (moment == "after")
        desk.type(["Enter"])
    leave_and_save(desk)
    for number, moment in enumerate(study.lots(name), start=1):
        met = study.met(number)
        assert (met.moment, any(one.shown for one in met.met)) == (moment, moment == "after")
    assert desk.errors == []


def test_a_reflexive_project_suggests_nothing(study: Study, chromium: Browser):
    study.set("suggest", "before")
    study.set("way", "reflexive")
    try:
        desk = study.open(chromium, "Reflexive")
        desk.type(["1"])
        desk.wait_until_saved()
        assert not desk.page.locator(ROW).is_visible()
        assert study.origins(1) == {study.codes[0]: "manual"}
    finally:
        study.set("way", "codebook")
