"""A round by file, walked in browsers: the lead plans it and makes a packet, Bea opens it on another computer, codes it
by key and sends her return, Cem codes at the lead's; what comes out is what two coders in one store get.

The keys are fixed by an answer's place among those drawn, so that the same codings are made again through the use
cases, in the same study once more, where both code in the lead's store. Counted by hand: of 24 decisions three are the
third code, in one of 12 answers the two differ in it, and its alpha is 1 - (1 / 12) / (2 · 3 · 21 / (24 · 23)), .635.

On the way axe-core (https://www.deque.com/axe) looks at each page at 1280 pixels, light, and at 390, dark: nothing
serious or critical may be left.
"""

import csv
import io
import re
from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from coding.rounds import Assigned, RoundPlan
from reports.agreement_words import Heading, headline
from storage import record
from storage.queries import rounds as round_queries
from storage.store import open_store
from tests.app_server import AppServer
from tests.journey.first_day import desk_saved
from tests.journey.walk import Walk
from tests.workbench.two_computers import Lead, decide
from workbench import round_agreement, rounds
from workbench.ids import new_id

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
ANSWERS = 12
# what each presses on the answers drawn, in the order of their ids
BEA = ("1", "2", "0", "3", "1", "12", "0", "1?", "2", "3", "1", "0")
CEM = ("1", "2", "0", "1", "1", "1", "0", "1", "2", "3", "2", "0")
MARKS = {"0": "no_code", "?": "unsure"}


@pytest.fixture
def studies(tmp_path):
    """Give the same study twice in the lead's store: to be coded by file, and all in one place."""
    store = open_store(folder=tmp_path / "lead")
    yield Lead(store), Lead(store)
    store.engine.dispose()


@pytest.fixture
def computers(tmp_path, studies):
    """Give a server on the lead's store, and one on a folder with nothing in it."""
    servers = [AppServer(tmp_path / name).start() for name in ("lead", "coder")]
    yield servers
    for server in servers:
        server.kill()


@pytest.fixture
def sits_down(chromium: Browser, tmp_path):
    """Give a way to open a browser of one's own at a computer."""
    walks: list[Walk] = []

    def begin(server: AppServer) -> Walk:
        walks.append(Walk(chromium, server, tmp_path))
        return walks[-1]

    yield begin
    for walk in walks:
        walk.close()
        assert walk.errors == []


def bars_nobody(walk: Walk) -> None:
    """Look for what keeps people from using the page that is open, wide and light, then narrow and dark."""
    found: list[str] = []
    for width, height, scheme in ((390, 844, "dark"), (1280, 900, "light")):
        walk.page.set_viewport_size({"width": width, "height": height})
        walk.page.emulate_media(color_scheme=scheme)
        walk.until(f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{scheme}'")
        walk.stands_still()
        for one in Axe().run(walk.page, options={"resultTypes": ["violations"]}).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                found += [f"{width} {one['id']}: {node['target']}" for node in one["nodes"]]
        assert walk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert found == []


def plans_round(walk: Walk, lead: Lead) -> str:
    """Plan a round for the two others and open it; give its id."""
    walk.open(f"/rounds?project={lead.id}&coder={lead.ana}")
    walk.heading("Plan a round")
    walk.chooses("Reliability")
    walk.stands_still()
    who = walk.page.get_by_test_id("stButtonGroup").filter(has_text="Who codes")
    for name in ("Ana", "Bea", "Cem"):
        pill = who.get_by_role("button", name=name)
        if (pill.get_attribute("aria-pressed") == "true") is (name == "Ana"):
            pill.click()
            walk.stands_still()
    walk.page.get_by_role("spinbutton", name="Answers").fill(str(ANSWERS))
    walk.presses("Enter")
    walk.stands_still()
    bars_nobody(walk)
    walk.clicks(f"Open the round with {ANSWERS} answers")
    walk.sees("Round 1 · Reliability 1")
    with lead.store.reading() as conn:
        [row] = round_queries.rounds(conn, lead.id)
    return row.round_id


def makes_packet(walk: Walk) -> tuple[bytes, str]:
    """Make Bea's packet; give the file and its passphrase."""
    walk.page.get_by_text("By file, for coders elsewhere").click()
    expect(walk.page.get_by_role("combobox", name="Packet for")).to_have_value(f"Bea · {ANSWERS} answers")
    walk.clicks("Make the packet")
    walk.sees("The passphrase is shown only now.")
    bars_nobody(walk)
    passphrase = walk.page.get_by_test_id("stCode").inner_text().strip()
    return walk.downloads("Save the packet for Bea"), passphrase


def opens_packet(walk: Walk, packet: bytes, passphrase: str) -> None:
    """Begin with nothing: give one's name, and open the packet."""
    walk.open()
    walk.writes("Your name", "Bea")
    walk.clicks("Continue")
    walk.sees("Working as Bea")
    walk.clicks(re.compile("From a packet"))
    file = {"name": "bea.vbpacket", "mimeType": "application/octet-stream", "buffer": packet}
    walk.page.locator("input[type=file]").set_input_files(file)
    walk.sees("bea.vbpacket")
    walk.writes("Passphrase", passphrase)
    walk.clicks("Open the packet")
    walk.heading("Rounds")
    walk.sees(f"Code your part: 0 of {ANSWERS} answers decided")


def goes_to_desk(walk: Walk) -> None:
    """Go from the page Rounds to the desk."""
    walk.clicks("Code your part")
    walk.page.locator(".vbd-round", has_text=f"your answers 0 of {ANSWERS}").wait_for()


def codes_and_hands_in(walk: Walk, keys: list[str]) -> None:
    """Code everything by key, and hand it in."""
    for each in keys:
        walk.types_fast([*each, "Enter"])
    walk.page.locator(".vbd-ending-title", has_text=f"All {len(keys)} answers are coded").wait_for()
    desk_saved(walk)
    walk.page.locator(".vbd-ending button", has_text="Hand in").click()
    walk.clicks(f"Hand in {len(keys)} answers")
    walk.sees("Your part of round 1 is handed in")


def in_one_place(lead: Lead, keys: Mapping[str, Mapping[str, str]]) -> round_agreement.RoundResults:
    """Make the same codings in a round both coders code in the lead's store; give what comes out."""
    plan = RoundPlan(
        kind="reliability", name="Reliability 1", coders=tuple(keys), codebook_version=1,
        assignments=tuple(Assigned(coder, answer) for coder in keys for answer in keys[coder]),
        thresholds={"krippendorff_alpha": "0.667"},
    )  # fmt: skip
    round_id = lead.do(rounds.open_round, plan)
    for coder, given in keys.items():
        made = []
        for answer, pressed in given.items():
            codes = [(lead.codes[int(key) - 1], None, None) for key in pressed if key not in MARKS]
            made.append((answer, 0, codes, [MARKS[key] for key in pressed if key in MARKS]))
        decide(lead.store, lead.id, coder, round_id, made)
        rounds.submit_round(lead.store, lead.id, coder, round_id, command_id=new_id())
    lead.do(rounds.reveal_round, round_id)
    return round_agreement.round_results(lead.store, lead.id, round_id, lead.ana)


def figures(found: round_agreement.RoundResults) -> str:
    """Give every coefficient with its interval, to the last digit."""
    compared = found.results.found
    return repr([[group.overall, *group.codes.values()] for group in (compared.everybody, *compared.pairs.values())])


def table_lines(data: bytes) -> list[list[str]]:
    """Give the lines of a table's file that hold figures."""
    return [row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if len(row) > 1]


def test_a_round_coded_by_file_gives_what_two_coders_in_one_store_get(studies, computers, sits_down):
    by_file, here = studies
    at_leads, at_beas = computers
    ana, bea = sits_down(at_leads), sits_down(at_beas)
    with ana.step("plan a round and make a packet"):
        round_id = plans_round(ana, by_file)
        packet, passphrase = makes_packet(ana)
    with by_file.store.reading() as conn:
        handed = {
            coder: round_queries.assigned(conn, by_file.id, round_id, coder)["response_id"].tolist()
            for coder in (by_file.bea, by_file.cem)
        }
    drawn = sorted(handed[by_file.bea])
    keys = {
        coder: {answer: pressed[drawn.index(answer)] for answer in handed[coder]}
        for coder, pressed in ((by_file.bea, BEA), (by_file.cem, CEM))
    }
    with bea.step("open the packet on another computer, code it, and take the return"):
        opens_packet(bea, packet, passphrase)
        goes_to_desk(bea)
        bars_nobody(bea)
        codes_and_hands_in(bea, list(keys[by_file.bea].values()))
        returned = bea.downloads("Save the return file")
    with ana.step("take the return in"):
        file = {"name": "bea.vbreturn", "mimeType": "application/octet-stream", "buffer": returned}
        ana.page.locator("input[type=file]").set_input_files(file)
        ana.sees("bea.vbreturn")
        ana.clicks("Take it in")
        ana.sees(f"Bea’s part of round 1 is in: {ANSWERS} answers.")
    assert by_file.rows(round_id, by_file.ana) == (set(), set()), "sealed also from who took it in"
    cem = sits_down(at_leads)
    with cem.step("code at the lead's computer"):
        cem.open(f"/rounds?project={by_file.id}&coder={by_file.cem}")
        goes_to_desk(cem)
        codes_and_hands_in(cem, list(keys[by_file.cem].values()))
    with ana.step("reveal the round and see the agreement"):
        ana.open(f"/rounds?project={by_file.id}&coder={by_file.ana}")
        ana.clicks("Reveal")
        ana.clicks("Reveal the round")
        ana.page.get_by_role("link", name="See the agreement").click()
        ana.heading("Agreement")
        expected = in_one_place(here, keys)
        heading = Heading(respondents=expected.results.respondents, codebook=expected.codebook, threshold="0.667")
        ana.sees(headline(expected.results.found.everybody, heading))
        bars_nobody(ana)
        ana.clicks("Download")
        shown = ana.downloads("CSV")
    found = round_agreement.round_results(by_file.store, by_file.id, round_id, by_file.ana)
    assert figures(found) == figures(expected)
    noise = found.results.found.everybody.codes[by_file.codes[2]].coefficients["krippendorff_alpha"].value
    assert noise == pytest.approx(1 - (1 / 12) / (2 * 3 * 21 / (24 * 23)))
    assert any("Noise" in line for line in table_lines(shown))
    assert table_lines(shown) == table_lines(round_agreement.write_tables(here.store, here.id, expected, "csv"))
    for lead in studies:
        with lead.store.reading() as conn:
            record.verify(conn, lead.id)
