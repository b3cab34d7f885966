"""The road on the left: which pages there are, how far each is, and that every address leads somewhere."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.app_server import AppServer
from views import navigation
from workbench import projects
from workbench.ids import new_id

VIEWS = Path(navigation.__file__).parent


def links(at):
    """Give the road: label without its count, and whether it is grey."""
    assert not at.exception
    return {re.sub(r" :gray\[.*", "", link.proto.label): link.proto.disabled for link in at.sidebar.get("page_link")}


def test_every_page_of_the_plan_is_there_under_an_address_of_its_own():
    assert [entry.file for entry in navigation.EVERY if not (VIEWS / entry.file).is_file()] == []
    assert len({entry.path for entry in navigation.EVERY}) == len(navigation.EVERY)


def test_without_a_project_there_is_the_start_the_import_and_the_comparison_of_files(open_page):
    assert list(links(open_page("open_project"))) == ["Projects", "New project", "Compare codings"]


def test_the_road_is_grey_until_it_is_reached(open_page, seeded):
    road = links(open_page("see_overview", seeded.fresh))
    assert list(road)[:17] == [
        "Overview", "Answers", "Read", "Find", "Propose", "Review themes", "Codebook", "Code", "Rounds", "Agreement",
        "Adjudicate", "Missed", "Findings", "Scales", "Journal", "Export", "Record",
    ]  # fmt: skip
    grey = {"Review themes", "Code", "Rounds", "Agreement", "Adjudicate", "Missed", "Findings"}
    assert {name for name, is_grey in road.items() if is_grey} == grey


def test_a_reflexive_project_has_no_road_to_proposals(open_page, seeded):
    projects.change_setting(seeded.store, seeded.fresh, seeded.coder, "way", "reflexive", command_id=new_id())
    road = links(open_page("see_overview", seeded.fresh))
    assert list(road)[:7] == ["Overview", "Answers", "Read", "Find", "Codebook", "Code", "Compare readings"]


def test_a_project_that_is_gone_leads_to_the_start_page(open_page, seeded):
    projects.delete_project(seeded.store, seeded.fresh, seeded.coder)
    at = open_page("open_project", seeded.fresh)
    assert at.title[0].value == "Verbatim"


def test_every_link_names_who_works_where_for_a_server_that_was_started_again_knows_nothing_else(open_page, seeded):
    at = open_page("see_overview", seeded.fresh)
    said = {link.proto.query_string for link in at.sidebar.get("page_link")}
    assert said == {f"project={seeded.fresh}&coder={seeded.coder}"}


@pytest.mark.browser
@pytest.mark.slow
def test_an_unknown_address_leads_home_and_a_refresh_stays_where_it_was(seeded, chromium: Browser):
    server = AppServer(seeded.folder)
    try:
        server.start()
        page = chromium.new_page()
        for address in ("/nonsense", "/findings", "/"):
            page.goto(f"{server.url}{address}")
            page.get_by_role("heading", name="Verbatim").wait_for()
            assert page.get_by_text("Page not found").count() == 0
        page.goto(f"{server.url}/nonsense?project={seeded.coded}")
        page.get_by_role("heading", name="Patient feedback, coded (example)").wait_for()
        page.goto(f"{server.url}/findings?project={seeded.coded}")
        page.locator(".vbf-door").first.wait_for()
        page.reload()
        page.locator(".vbf-door").first.wait_for()
        page.close()
    finally:
        server.kill()
