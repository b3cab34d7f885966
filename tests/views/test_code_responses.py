"""The page Code over the real store: what the desk posts is stored once, as the signed-in coder's, whatever happens."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

from benchmarks.endurance import endure
from benchmarks.made_project import make_project
from storage import queries
from storage import tables as t
from storage.store import Store, open_store
from tests.app_server import AppServer
from tests.views.desk.driver import open_desk
from views.widgets.coding_desk.message import read_message
from views.widgets.queue_frame import MOST_ENTRIES
from workbench import deciding, desk, memos, orders, people

APP = str(Path(__file__).parents[2] / "app.py")
PAGE = str(Path(__file__).parents[2] / "views" / "code_responses.py")


@pytest.fixture(autouse=True)
def _nothing_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(folder=tmp_path)
    yield opened
    opened.engine.dispose()


def open_page(project: str, coder: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    at.query_params["project"], at.query_params["coder"] = project, coder
    at.run()  # the app itself says which pages there are
    at.switch_page("views/code_responses.py").run()
    assert not at.exception
    return at


def post(at: AppTest, store: Store, project: str, coder: str, *entries: dict[str, object]) -> AppTest:
    at.session_state["coding_desk"] = {"queue": queue_of(store, project, coder, *entries)}
    at.run()
    assert not at.exception
    return at


def queue_of(store: Store, project: str, coder: str, *entries: dict[str, object]) -> dict[str, object]:
    desk_of = {"store": store.name, "project": project, "coder": coder, "tab": "t", "post": 1, "order": "all"}
    return {**desk_of, "entries": list(entries)}


def applied(number: int, response: str, code: str) -> dict[str, object]:
    return {"id": f"{number:032x}", "kind": "apply", "response": response, "code": code}


def codings(store: Store, project: str) -> list[tuple[str, str, str]]:
    """Give every live coding as (coder, answer, name of the code)."""
    c = t.codings.c
    with store.reading() as conn:
        book = queries.codebook(conn, project)
        rows = conn.execute(t.codings.select().where(c.project_id == project).order_by(c.at))
        return [(row.coder_id, row.response_id, book.code(row.code_id).name) for row in rows]


def test_without_codes_the_page_says_so_and_leads_to_the_codebook(tmp_path: Path):
    at = open_page(*make_project(tmp_path, 20, codes=0))
    assert at.subheader[0].value == "No codes yet"
    assert any("20 answers wait" in caption.value for caption in at.caption)
    assert at.get("page_link")[0].proto.label == "Make a code"


def test_what_the_desk_posts_is_stored_as_the_signed_in_coders_and_counts_once(tmp_path: Path, store: Store):
    project, coder = make_project(tmp_path, 20)
    window = desk.window(store, project, coder)
    entry = applied(1, window.current, window.codes[0].code_id)
    at = open_page(project, coder)
    post(at, store, project, coder, entry, entry)
    at.run()
    assert codings(store, project) == [(coder, window.current, "Time and workload")]


def test_what_another_coder_left_in_this_browser_is_not_stored(tmp_path: Path, store: Store):
    project, coder = make_project(tmp_path, 20)
    window = desk.window(store, project, coder)
    other = people.sign_in(store, "Ben")
    at = open_page(project, coder)
    post(at, store, project, other, applied(1, window.current, window.codes[0].code_id))
    post(at, store, "another project", coder, applied(2, window.current, window.codes[0].code_id))
    assert codings(store, project) == []


def test_a_queue_made_by_hand_stores_what_is_lawful_and_nothing_for_anybody_else(tmp_path: Path, store: Store):
    project, coder = make_project(tmp_path, 20)
    window = desk.window(store, project, coder)
    code = window.codes[0].code_id
    other = people.sign_in(store, "Ben")
    lawful = {**applied(1, window.current, code), "coder": other, "actor": other, "project": "another"}
    strange = [
        {**applied(2, window.current, code), "kind": "delete_project"},
        {**applied(3, window.current, code), "id": "../../etc"},
        applied(4, "no such answer", code),
        {**applied(5, window.current, code), "start": 3, "end": 10**9},
        {**applied(6, window.current, "no such code"), "code": ["a", "list"]},
        "not even an entry",
    ]
    many = [applied(1000 + n, window.current, code) for n in range(10_000)]
    read = read_message({"queue": queue_of(store, project, coder, *many)})
    assert read is not None and len(read.entries) == MOST_ENTRIES  # the rest waits in the browser and comes again
    at = open_page(project, coder)
    post(at, store, project, coder, *strange, lawful)
    assert codings(store, project) == [(coder, window.current, "Time and workload")]


def test_a_memo_that_is_too_long_is_refused_and_not_cut(tmp_path: Path, store: Store):
    project, coder = make_project(tmp_path, 20)
    response = desk.window(store, project, coder).current
    # A cut would end in a space here, and what is left of it would just fit.
    words = "x" * memos.LONGEST + " and more"
    memo = {"id": "e" * 32, "kind": "memo", "response": response, "text": words}
    read = read_message({"queue": queue_of(store, project, coder, memo)})
    assert read is not None
    (answer,) = deciding.take(store, project, coder, read.entries)
    assert not answer.ok and "Part it into two" in answer.reason
    assert memos.thing_memos(store, project, coder, "response", response).mine is None


def test_what_was_decided_just_before_leaving_the_desk_counts_on_the_next_page(tmp_path: Path, store: Store):
    project, coder = make_project(tmp_path, 20)
    window = desk.window(store, project, coder)
    at = open_page(project, coder)
    queue = queue_of(store, project, coder, applied(1, window.current, window.codes[0].code_id))
    at.session_state["coding_desk"] = {"queue": queue}
    at.switch_page("views/report_findings.py").run()
    assert codings(store, project) == [(coder, window.current, "Time and workload")]


def test_undo_takes_back_the_named_decision_or_nothing(tmp_path: Path, store: Store):
    project, coder = make_project(tmp_path, 20)
    window = desk.window(store, project, coder)
    first, second = (applied(n, window.current, window.codes[n].code_id) for n in (1, 2))
    undo = {"id": f"{9:032x}", "kind": "undo", "target": first["id"]}
    again = {"id": f"{8:032x}", "kind": "undo", "target": first["id"]}
    answers = deciding.take(store, project, coder, [first, second, undo, undo, again])
    assert [answer.ok for answer in answers] == [True, True, True, True, False]
    assert [name for _, _, name in codings(store, project)] == [window.codes[2].name]


def test_answers_to_one_question_can_be_chosen_and_the_choice_stands_in_the_address(tmp_path: Path, store: Store):
    project, coder = make_project(tmp_path, 20, questions=2)
    asked = list(desk.asked(store, project))
    at = open_page(project, coder)
    at.selectbox(key="desk_question").set_value(asked[1]).run()
    assert not at.exception
    assert at.query_params["question"] == asked[1]
    linked = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in {"project": project, "coder": coder, "question": asked[1]}.items():
        linked.query_params[name] = value
    assert linked.run().selectbox(key="desk_question").value == asked[1]


def test_an_order_is_chosen_in_the_menu_stands_in_the_address_and_is_remembered(tmp_path: Path, store: Store):
    project, coder = make_project(tmp_path, 20)
    at = open_page(project, coder)
    assert at.menu_button(key="order_kind").label == "Order: file order"
    at.menu_button(key="order_kind").click("unsure").run()
    assert "has to read the answers first" in at.error[0].value
    at.menu_button(key="order_kind").click("random").run()
    assert not at.exception and not at.error
    drawn = orders.current(store, project, coder)
    assert (at.query_params["order"], drawn.kind) == (drawn.order_id, "random")
    again = open_page(project, coder)
    assert again.menu_button(key="order_kind").label == "Order: random"


@pytest.mark.browser
@pytest.mark.slow
def test_coding_thirty_answers_at_20_ms_with_a_server_killed_in_the_middle(
    tmp_path: Path, store: Store, chromium: Browser
):
    project, coder = make_project(tmp_path, 60)
    window = desk.window(store, project, coder)
    order = [item.response_id for item in window.items]
    names = [code.name for code in window.codes]
    server = AppServer(tmp_path).start()
    tab = open_desk(chromium, f"{server.url}/code?project={project}&coder={coder}")
    keys, expected = [], []
    for n in range(30):
        chosen = [n % 9, (n + 4) % 9] if n % 3 == 0 else [n % 9]
        keys += [*(str(code + 1) for code in chosen), "Enter"]
        expected += [(coder, order[n], names[code]) for code in chosen]
    tab.type(keys[:35])
    server.kill()
    tab.type(keys[35:])
    assert tab.number == 31
    server.start()
    tab.wait_until_saved()
    tab.page.close()
    assert codings(store, project) == expected
    again = open_desk(chromium, f"{server.url}/code?project={project}&coder={coder}")
    assert again.number == 31
    again.page.close()
    server.kill()


@pytest.mark.browser
@pytest.mark.slow
def test_two_tabs_on_a_bad_day_lose_and_double_nothing(tmp_path: Path, chromium: Browser):
    outcome = endure(chromium, tmp_path / "data", seed=4, decisions=40, tabs=2, faults=(2, 1, 1))
    assert outcome.is_whole, outcome


@pytest.mark.browser
@pytest.mark.slow
def test_when_every_answer_is_coded_the_desk_says_so_and_leads_to_the_findings(
    tmp_path: Path, store: Store, chromium: Browser
):
    project, coder = make_project(tmp_path, 3)
    server = AppServer(tmp_path).start()
    tab = open_desk(chromium, f"{server.url}/code?project={project}&coder={coder}")
    tab.type(["1", "Enter", "Enter", "0", "Enter"])
    tab.until_text(".vbd-ending", "2 of 3 are coded; 1 is not coded yet.")
    tab.page.get_by_role("button", name="Go to the first of them").click()
    tab.until("document.querySelector('.vbd-number').textContent === 'answer 2 of 3'")
    tab.type(["2", "Enter", "Enter"])
    tab.until_text(".vbd-ending", "All 3 answers are coded")
    tab.wait_until_saved()
    tab.page.reload()
    tab.until_text(".vbd-ending", "All 3 answers are coded")
    tab.page.get_by_role("button", name="See the findings").click()
    tab.page.wait_for_url("**/findings**")
    before = codings(store, project)
    tab.type(["3", "Enter", "4"])
    tab.page.get_by_test_id("stSidebar").get_by_text(re.compile(r"^Code\b(?!book)")).first.click()
    tab.until_text(".vbd-ending", "All 3 answers are coded")
    tab.wait_until_saved()
    assert codings(store, project) == before
    tab.page.close()
    server.kill()
