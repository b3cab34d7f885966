"""Two coders in two browsers code a sealed round of 40 by keyboard, and neither reaches the other's part; it is
revealed, agreement stands there, and what they differ in is settled by keyboard until the consensus comes out.

Counted by hand: of 40 answers Ben gives the first code to the 1st to 20th, Cem to the 1st to 18th and to two others. Of
80 decisions 40 are the code, so that two drawn from all of them differ with probability 2 · 40 · 40 / (80 · 79), .5063;
the coders differ in 4 of 40, and alpha is 1 - .1 / .5063 = .802. The adjudicator takes one coder's side in all four, so
that 20 answers have the code in the end, whoever that is, and the other dissents in four.
"""

import csv
import io
import zipfile

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.made_project import make_project
from coding.rounds import Assigned, RoundPlan
from storage import queries
from storage import tables as t
from storage.store import open_store
from tests.app_server import AppServer
from tests.at_rest import comes_to_rest
from tests.views.desk.driver import WAITS_MS, Desk, open_desk
from workbench import desk, people, projects, rounds

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
SECRET = "Bens own thought of this answer"
ANSWERS = 40
BEN, CEM = range(1, 21), (*range(1, 19), 30, 31)  # which answers each gives the first code
PAGES = (
    "overview", "answers", "read", "find?c=CODE&by=all", "find?c=CODE&by=BEN", "findings", "journal", "export",
    "record", "rounds", "agreement", "codebook", "code",
)  # fmt: skip


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "data"
    project, lead = make_project(folder, 45)
    store = open_store(folder=folder)
    ben, cem = (people.sign_in(store, name) for name in ("Ben", "Cem"))
    for coder in (ben, cem):
        projects.join_project(store, project, coder)
    with store.reading() as conn:
        handed = desk.desk_order(conn, project)[:ANSWERS]
    plan = RoundPlan(
        kind="reliability", name="Can two agree", coders=(ben, cem), thresholds={"krippendorff_alpha": "0.667"},
        assignments=tuple(Assigned(coder, response) for coder in (ben, cem) for response in handed),
        plan={"sampling": "all"},
    )  # fmt: skip
    round_id = rounds.open_round(store, project, lead, plan, command_id="openedround1")
    server = AppServer(folder).start()
    yield store, project, (lead, ben, cem), round_id, server
    server.kill()
    store.engine.dispose()


def code(desk: Desk, coded) -> None:
    """Code forty answers by key: the first code, or that none applies, and Enter."""
    for number in range(1, ANSWERS + 1):
        desk.type(["1" if number in coded else "0", "Enter"], gap_ms=10)
    desk.until_text(".vbd-ending-title", "All 40 answers are coded")
    desk.wait_until_saved()


def hand_in(desk: Desk) -> None:
    desk.page.locator(".vbd-ending button", has_text="Hand in").click()
    desk.page.get_by_role("button", name="Hand in 40 answers").click()
    desk.page.get_by_text("Your part of round 1 is handed in").wait_for(timeout=WAITS_MS)


def consensus_of(page: Page, address: str) -> list[dict[str, str]]:
    """Take one coder's side in every difference, by key; take over what both had alike; give the exported consensus."""
    page.goto(address)
    status = page.locator(".vba-status")
    for left in (4, 3, 2, 1):
        status.filter(has_text=f"{left} left of").wait_for(timeout=WAITS_MS)
        for key in ("q", "m", "Enter"):
            page.keyboard.press(key)
    status.filter(has_text="0 left of").wait_for(timeout=WAITS_MS)
    status.filter(has_text="saved").wait_for(timeout=WAITS_MS)
    page.get_by_role("button", name="Settle by rule").click()
    page.get_by_role("button", name="Take over 36").click()
    page.get_by_text("Consensus on 40 of 40").wait_for(timeout=WAITS_MS)
    comes_to_rest(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Consensus, CSV").click()
    return list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))


def test_two_coders_code_a_sealed_round_and_neither_reaches_the_others(study, chromium: Browser):
    store, project, (lead, ben, cem), round_id, server = study

    def address(path: str, coder: str) -> str:
        return f"{server.url}/{path}{'&' if '?' in path else '?'}project={project}&coder={coder}"

    at_desk = f"code?round={round_id}"
    context_of_ben, context_of_cem = chromium.new_context(), chromium.new_context(accept_downloads=True)
    bens = open_desk(context_of_ben, address(at_desk, ben))
    bens.until_text(".vbd-round", "Round 1, reliability: your answers 0 of 40. Nobody sees your codes until all have")
    assert bens.page.locator(".vbd-suggest:visible, .vbd-alike:visible .vbd-link").count() == 0
    bens.type(["m"])
    bens.write(SECRET)
    bens.page.keyboard.press("Control+Enter")
    bens.type(["i"])
    bens.until_text(".vbd-told", "The codebook waits while the round is coded.")
    code(bens, BEN)
    with store.reading() as conn:
        assert conn.execute(t.codings.select()).all() == []  # nothing where counts, searches and files could find it
        assert SECRET in "".join(row.text for row in conn.execute(t.bodies.select()))
        first = next(iter(queries.codebook(conn, project).live())).id

    cems = open_desk(context_of_cem, address(at_desk, cem))
    cems.until_text(".vbd-round", "your answers 0 of 40")
    look = context_of_cem.new_page()
    for path in (*PAGES, f"code?round={round_id}&at={round_id}.1"):
        look.goto(address(path.replace("CODE", first).replace("BEN", ben), cem))
        look.locator('[data-testid="stMain"] h1, .vbd-code, [data-testid="stMain"] h3').first.wait_for(
            state="attached", timeout=WAITS_MS
        )
        comes_to_rest(look)
        said = look.content()
        assert SECRET not in said, path
        assert "Ben applied" not in said, path
        if path == "export":
            assert "40 answers are being coded in a sealed round." in said
            with look.expect_download() as download:
                look.get_by_role("button", name="Raw material").click()
            material = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
            assert all(SECRET not in material.read(name).decode() for name in material.namelist())
            assert len(material.read("codings.csv").splitlines()) == 1
        if path == "codebook":
            assert "the codebook waits until it is revealed" in said
        if path == "record":
            assert "sealed until it is revealed" in said
    look.goto(address(at_desk, lead))
    look.get_by_text("Round 1 is coded by others").wait_for(timeout=WAITS_MS)
    look.close()

    code(cems, CEM)
    hand_in(cems)
    hand_in(bens)
    lead_page = chromium.new_context().new_page()
    lead_page.goto(address("rounds", lead))
    lead_page.get_by_role("button", name="Reveal").first.click()
    lead_page.get_by_role("button", name="Reveal the round").click()
    lead_page.get_by_text("See the agreement").wait_for(timeout=WAITS_MS)  # the page says 'revealed' before it is, too
    lead_page.goto(address("agreement", lead))
    lead_page.get_by_text("alpha .80").first.wait_for(timeout=WAITS_MS)
    with store.reading() as conn:
        assert len(conn.execute(t.codings.select()).all()) == 40
    rows = consensus_of(lead_page, address("adjudicate", lead))
    assert len({row["response_id"] for row in rows}) == ANSWERS
    assert sum(row["code"] != "" for row in rows) == 20
    assert sorted(row["rule"] for row in rows) == ["adjudicator"] * 4 + ["unanimous"] * 36
    assert sum(row["dissent"] != "" for row in rows) == 4
    lead_page.goto(address("agreement", lead))
    lead_page.get_by_text("alpha .80").first.wait_for(timeout=WAITS_MS)  # what was found alone stays as it was
    assert bens.errors == cems.errors == []
