"""The main job in a real browser: a survey file becomes a confirmed codebook and a publication table.

The road is walked once from an empty data folder to proposed themes and once on to a codebook; each test starts
where it needs to, on a copy of what the walk had stored by then.
"""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.app_server import AppServer
from tests.journey import first_day as day
from tests.journey import readers
from tests.journey.readers import Study
from tests.journey.survey_file import BETTER, WHY, long_file, survey_file
from tests.journey.walk import Walk
from tests.views.desk.driver import Wire
from workbench.backup import FILE, back_up

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]
Walks = Callable[..., Walk]


def serve(data_dir: Path, cache: Path) -> AppServer:
    """Start the app on a data folder."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    return AppServer(data_dir, env={"VERBATIM_CACHE_DIR": str(cache), "VERBATIM_DATABASE_URL": ""}).start()


def copy_store(data_dir: Path, to: Path) -> Path:
    """Copy a data folder's store into a new one."""
    store = readers.open_folder(data_dir)
    back_up(store, data_dir, to / FILE)
    store.engine.dispose()
    return to


def come_back(walk: Walk) -> None:
    """Open the app on another day, and the one project there is."""
    with walk.step("come back and open the project"):
        walk.open()
        walk.clicks("Open")
        walk.heading(day.PROJECT)


def end_worker(data_dir: Path) -> None:
    """End the worker that a walk started; it would leave by itself after a minute without work."""
    store = readers.open_folder(data_dir)
    for pid in readers.worker_pids(store):
        os.kill(pid, signal.SIGTERM)
    store.engine.dispose()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def proposed(chromium: Browser, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the data folder of a walk from nothing to proposed themes."""
    folder = tmp_path_factory.mktemp("proposed")
    file = folder / f"{day.PROJECT}.csv"
    file.write_bytes(survey_file())
    server = serve(folder / "data", cache)
    walk = Walk(chromium, server, folder)
    try:
        day.gives_her_name(walk)
        day.brings_in(walk, file)
        day.lets_themes_be_proposed(walk)
        assert walk.errors == []
        yield server.data_dir
    finally:
        report(walk)
        walk.close()
        server.kill()
        end_worker(server.data_dir)


@pytest.fixture(scope="module")
def reviewed(
    chromium: Browser, cache: Path, proposed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Give the data folder of a walk from proposed themes to a codebook of two accepted and three written codes."""
    folder = tmp_path_factory.mktemp("reviewed")
    server = serve(copy_store(proposed, folder / "data"), cache)
    walk = Walk(chromium, server, folder)
    try:
        come_back(walk)
        day.reviews(walk)
        day.confirms(walk)
        day.edits_codebook(walk)
        assert walk.errors == []
        yield server.data_dir
    finally:
        report(walk)
        walk.close()
        server.kill()


@pytest.fixture
def walks(chromium: Browser, cache: Path, tmp_path: Path) -> Iterator[Walks]:
    """Give a way to walk on from a stored place: a server on a copy of it, and a tab."""
    begun: list[Walk] = []

    def begin(at: Path) -> Walk:
        walk = Walk(chromium, serve(copy_store(at, tmp_path / "data"), cache), tmp_path)
        begun.append(walk)
        return walk

    yield begin
    for walk in begun:
        report(walk)
        walk.close()
        walk.server.kill()


@pytest.fixture
def study() -> Iterator[Callable[[Path], Study]]:
    """Give a way to read what lies in a data folder."""
    opened: list[Study] = []

    def read(data_dir: Path) -> Study:
        opened.append(Study(data_dir))
        return opened[-1]

    yield read
    for one in opened:
        one.close()


def report(walk: Walk) -> None:
    """Print how long each step took; pytest shows it when a test fails, or with -s."""
    print("".join(f"\n{seconds:6.1f} s  {name}" for name, seconds in walk.seconds.items()))


def typed_by_now() -> list[tuple[int, str]]:
    """Give the 40 codings of thirty answers as they must stand in the record."""
    return [(number, name) for number, names in enumerate(day.thirty(), start=1) for name in names]


def test_an_import_killed_in_the_middle_leaves_no_project_and_nothing_behind(chromium, cache, tmp_path, study):
    file, small = tmp_path / "long survey.csv", tmp_path / "short survey.csv"
    file.write_bytes(long_file(60_000))
    small.write_bytes(b"id,What helps?\n1,My team listens\n2,More time\n")
    server = serve(tmp_path / "data", cache)
    walk = Walk(chromium, server, tmp_path)
    try:
        day.gives_her_name(walk)
        with walk.step("create a project of 60,000 answers and lose the server while they are stored"):
            day.chooses_file(walk, file)
            for line in ("60,000 rows", "1 open", "60,000 of 60,000 respondents are analysed"):
                walk.sees(line)
                walk.clicks("Continue")
            walk.sees("Received 60,000 respondents")
            walk.clicks("Create project")
            walk.until("document.body.innerText.includes('Storing answers')")
            server.kill()
        with walk.step("find no project after the restart"):
            server.start()
            walk.open()
            walk.sees("Your projects will be here")
    finally:
        report(walk)
        walk.close()
        server.kill()
    assert readers.stored_rows(server.data_dir) > 0, "the server was killed before it had written anything"
    readers.let_an_hour_pass(server.data_dir)
    made = readers.workbench(server.data_dir, "import", str(small))
    assert made.returncode == 0, made.stderr
    assert study(server.data_dir).flow() == {"respondents": 2, "responses": 2, "questions": 1}
    assert readers.stored_rows(server.data_dir) == 2


def test_a_survey_file_becomes_a_project_with_nothing_touched_but_a_look_at_the_open_questions(proposed, study):
    stored = study(proposed)
    assert stored.flow() == {"respondents": 304, "responses": 608, "questions": 2}
    assert stored.codes() == {}
    assert stored.codings() == 0


def test_what_was_accepted_merged_rejected_and_taken_back_stands_in_the_codebook(reviewed, study):
    stored = study(reviewed)
    names = set(stored.codes().values())
    assert {"Waiting and arriving", *day.OWN_CODES} < names
    assert len(names) == 5
    assert stored.codings() > 2
    assert stored.waiting() > 0


def test_thirty_answers_coded_by_key_become_a_theme_table_in_every_format(walks, reviewed, study):
    walk = walks(reviewed)
    come_back(walk)
    day.opens_desk(walk)
    with walk.step("type 40 codings of 30 answers, a key every 20 ms"):
        walk.types_fast(key for keys in day.keys_for_thirty(walk) for key in keys)
        day.desk_shows(walk, 31)
        day.desk_saved(walk)
    stored = study(walk.server.data_dir)
    assert stored.typed() == typed_by_now()
    day.opens_findings(walk, WHY)
    with walk.step("choose a quote from the answers behind a number"):
        row = walk.page.get_by_role("row", name=re.compile("^Parking and travel"))
        row.get_by_role("button", name="10").click()
        behind = walk.page.get_by_role("dialog", name="Parking and travel: 10 answers")
        behind.get_by_role("button", name="Quote", exact=True).first.click()
        passage = walk.page.get_by_role("textbox", name="The passage, word for word")
        expect(passage).not_to_have_value("")
        quote = passage.input_value()
        walk.clicks("Use as quote")
        behind.get_by_role("button", name="Change the quote").wait_for()
        walk.stands_still()
        behind.get_by_role("button", name="Close").click()
        behind.wait_for(state="hidden")
        walk.page.get_by_role("cell", name=re.compile(re.escape(quote[:40]))).wait_for()
        walk.stands_still()
    with walk.step("download the table in four formats"):
        walk.clicks("Download")
        files = {name: walk.downloads(name) for name in ("Excel", "Word", "CSV", "LaTeX")}
    counts = readers.csv_counts(files["CSV"])
    assert {name: counts[name] for name in day.OWN_CODES} == {
        "Information": "20", "Parking and travel": "10", "Thanks": "10",
    }  # fmt: skip
    assert readers.xlsx_counts(files["Excel"]) == counts
    assert readers.docx_counts(files["Word"]) == counts
    assert readers.latex_counts(files["LaTeX"]) == counts
    assert quote[:40] in files["CSV"].decode("utf-8-sig")
    with walk.step("download the coded answers"):
        walk.goes_to("Export", "Export")
        coded = readers.coded_answers(walk.downloads("CSV"))
    assert [(number, name) for number, name in coded if name in day.OWN_CODES] == sorted(typed_by_now())
    assert walk.errors == []


def test_killed_cut_off_and_reloaded_in_the_middle_not_one_decision_is_lost_or_doubled(walks, reviewed, study):
    walk = walks(reviewed)
    wire = Wire(walk.server.port)
    come_back(walk)
    with walk.step("come to the desk by a connection that can be cut"):
        walk.page.goto(walk.page.url.replace(f":{walk.server.port}", f":{wire.port}"))
        walk.stands_still()
    day.opens_desk(walk)
    keys = day.keys_for_thirty(walk)
    with walk.step("the server is killed and started again"):
        walk.types_fast(key for answer in keys[:8] for key in answer)
        walk.server.kill()
        walk.types_fast(key for answer in keys[8:12] for key in answer)
        walk.server.start()
        walk.types_fast(key for answer in keys[12:15] for key in answer)
    with walk.step("the connection is cut and mended"):
        day.desk_saved(walk)
        walk.types_fast(key for answer in keys[15:18] for key in answer)
        wire.cut()
        walk.types_fast(key for answer in keys[18:21] for key in answer)
        wire.mend()
        walk.types_fast(key for answer in keys[21:24] for key in answer)
    with walk.step("the page is loaded anew with decisions on their way"):
        walk.page.reload()
        walk.page.get_by_role("region", name="Coding desk").wait_for()
        day.desk_shows(walk, 25)
        walk.types_fast(key for answer in keys[24:] for key in answer)
        day.desk_shows(walk, 31)
        day.desk_saved(walk)
    wire.close()
    stored = study(walk.server.data_dir)
    assert stored.typed() == typed_by_now()
    proved = readers.workbench(walk.server.data_dir, "verify")
    assert proved.returncode == 0, proved.stderr
    assert "unbroken" in proved.stdout


def test_accepting_every_proposal_codes_nothing_and_the_tables_say_so(walks, proposed, study):
    walk = walks(proposed)
    come_back(walk)
    with walk.step("accept every proposed theme"):
        walk.goes_to("Review themes", "Review themes")
        walk.sees("0 accepted")
        found = re.search(r"(\d+) proposed", walk.words())
        assert found
        proposals = int(found[1])
        for number in range(1, proposals + 1):
            walk.presses("a")
            walk.sees(re.compile(rf"\b{number} accepted"))
    for question, answered in ((WHY, 304), (BETTER, 248)):
        day.opens_findings(walk, question)
        walk.sees(re.compile("^Coded 0 of"))
        walk.sees(re.compile("proposed, not counted"))
        table = walk.page.get_by_role("table", name=re.compile(re.escape(question)))
        assert re.findall(r"n of ([\d,]+)", table.inner_text())[0] == str(answered)
        numbers = [row.get_by_role("cell").first.inner_text() for row in table.get_by_role("row").all()[1:]]
        assert set(numbers) == {"0"}
    stored = study(walk.server.data_dir)
    assert len(stored.codes()) == proposals
    assert (stored.codings(), stored.waiting() > 500) == (0, True)
