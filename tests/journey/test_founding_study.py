"""The founding study's road: the survey tool's own file becomes a theme table, with themes proposed on the way."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.app_server import ROOT
from tests.journey import first_day as day
from tests.journey import readers
from tests.journey.test_main_job import end_worker, report, serve
from tests.journey.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]
STUDY = ROOT / "data" / "examples" / "peer_supporters"
CHALLENGES = "What challenges have kept you from being effective as a peer supporter during the COVID-19 pandemic?"


def brings_in(walk: Walk) -> None:
    """Make a project of the tool's file, leaving out previews, unfinished and repeated rows."""
    with walk.step("choose the file of the survey tool"):
        day.chooses_file(walk, STUDY / "raw_qualtrics.csv")
        walk.sees("rows 2 to 3 the question wording; they are not answers")
        walk.clicks("Continue")
    with walk.step("look at the open questions"):
        walk.sees(re.compile("^3 open, 41 closed, 17 left out"))
        walk.clicks("Continue")
    with walk.step("leave out what is no respondent"):
        for rule in ("Previews", "Not finished", "Repeated"):
            walk.page.get_by_text(re.compile(rf"^Leave out \d+ rows · {rule}")).click()
            walk.stands_still()
        walk.sees("375 of 401 respondents are analysed")
        walk.clicks("Continue")
    with walk.step("create the project"):
        walk.sees("Received 401 respondents, left out 26 (previews 9, not finished 14, repeated 3), analysed 375.")
        walk.clicks("Create project")
        walk.sees("Let similar answers be grouped")


def adds_codes(walk: Walk) -> None:
    """Accept one proposed theme as a code, then bring in the study's codebook and the reference's codings."""
    with walk.step("accept a proposed theme"):
        walk.goes_to("Review themes", "Review themes")
        walk.presses("a")
        walk.sees("1 accepted")
    with walk.step("bring in the codebook"):
        walk.goes_to("Codebook", "Codebook")
        walk.clicks("From a file")
        walk.page.locator("input[type=file]").set_input_files(STUDY / "codebook.yaml")
        walk.clicks("Add the codes of codebook.yaml")
        walk.page.get_by_role("treeitem", name=re.compile("Workload and time")).wait_for()
        walk.stands_still()
    with walk.step("bring in the codings"):
        walk.goes_to("Export", "Export")
        walk.page.locator("input[type=file]").set_input_files(STUDY / "codings.csv")
        walk.clicks("Bring in")
        rows = (STUDY / "codings.csv").read_text("utf-8").splitlines()
        walk.sees(f"New codings: {len(rows) - 1:,}. There already: 0. Codes added: 0.")


def test_from_the_survey_tools_file_to_a_downloaded_theme_table(chromium: Browser, tmp_path: Path):
    server = serve(tmp_path / "data", tmp_path / "cache")
    walk = Walk(chromium, server, tmp_path)
    try:
        day.gives_her_name(walk)
        brings_in(walk)
        day.lets_themes_be_proposed(walk)
        adds_codes(walk)
        with walk.step("download the theme table of the challenges"):
            walk.goes_to("Findings", "Findings")
            walk.page.get_by_role("table", name=re.compile(re.escape(CHALLENGES))).wait_for()
            walk.clicks("Download")
            counts = readers.csv_counts(walk.downloads("CSV"))
            assert readers.docx_counts(walk.downloads("Word")) == counts
        reference = {"Workload and time": "151", "COVID isolation": "112", "Personal stress": "83"}
        assert {name: counts[name] for name in reference} == reference
        assert walk.errors == []
    finally:
        report(walk)
        walk.close()
        server.kill()
        end_worker(server.data_dir)
