"""The tour: six real pages in order, left at any moment, and nothing in the store that it did."""

import pytest
from playwright.sync_api import Browser

from tests.app_server import AppServer
from tests.at_rest import comes_to_rest
from tests.empty_project import start_project
from workbench import demo, people, projects
from workbench.ids import new_id
from workbench.overview import overview
from workbench.projects import NewProject

PART_OF = {"Import": "Who is in"}
ROAD = ["Import", "Read", "Propose", "Codebook", "Code", "Findings"]


def line(at):
    """Give the words of the tour's line, '' where there is none."""
    assert not at.exception
    found = [markdown.value for markdown in at.markdown if markdown.value.startswith("**Step ")]
    return found[0] if found else ""


def press(at, name):
    """Press a button of the line by the first words of its key."""
    [key] = [button.key for button in at.button if (button.key or "").startswith(f"tour_{name}_")]
    return at.button(key=key).click().run()


def walk(at):
    """Go on to the end; give the steps that were seen, each as it was numbered."""
    seen = [line(at).split("**")[1]]
    while any((button.key or "").startswith("tour_next_") for button in at.button):
        press(at, "next")
        seen.append(line(at).split("**")[1])
    return seen


def numbered(steps):
    return [f"Step {number} of {len(steps)} · {name}" for number, name in enumerate(steps, start=1)]


def test_the_start_page_offers_it_on_the_finished_state_of_the_first_example(open_page, seeded):
    at = open_page("open_project")
    button = at.button(key="take_tour_start")
    assert button.label == "Take the tour, six steps, about five minutes"
    button.click().run()
    assert line(at).startswith("**Step 1 of 6 · Import**")
    first = demo.by_study(projects.list_projects(seeded.store))[0][-1].project_id
    assert (at.query_params["tour"], at.query_params["project"]) == ("1", first)
    assert at.title[0].value == "Answers"
    assert any(markdown.value.startswith("Received **") for markdown in at.markdown)


def test_it_leads_through_the_six_steps_and_back(open_page, seeded):
    for project in (seeded.coded, seeded.fresh):
        at = open_page("look_at_answers", project, tour="1")
        assert walk(at) == numbered(ROAD)
        assert at.title[0].value == "Findings"
        press(at, "back")
        assert line(at).startswith("**Step 5 of 6 · Code**")


def test_each_step_says_one_or_two_sentences(open_page, seeded):
    at = open_page("look_at_answers", seeded.coded, tour="1")
    for _ in ROAD[1:]:
        assert 1 <= line(at).count(". ") + 1 <= 2
        press(at, "next")


def test_an_examples_overview_offers_it_until_it_was_skipped(open_page, seeded):
    at = open_page("see_overview", seeded.fresh)
    at.button(key="take_tour_overview").click().run()
    assert line(at).startswith("**Step 1 of 6")
    press(at, "skip")
    assert not line(at) and "tour" not in at.query_params
    at.query_params["tour"] = "3"  # the browser's Back
    at.switch_page("views/see_overview.py").run()
    assert not line(at) and "tour" not in at.query_params
    assert "take_tour_overview" not in {button.key for button in at.button}


def test_a_refresh_stays_at_the_step(open_page, seeded):
    at = open_page("edit_codebook", seeded.coded, tour="4")
    assert line(at).startswith("**Step 4 of 6 · Codebook**")
    at.run()
    assert line(at).startswith("**Step 4 of 6 · Codebook**")


@pytest.mark.parametrize("asked", ["0", "-1", "7", "99", "x", "²", "1.5"])
def test_an_address_with_no_such_step_is_no_tour(open_page, seeded, asked):
    assert not line(open_page("edit_codebook", seeded.coded, tour=asked))


def test_the_step_is_that_of_the_page_one_goes_to(open_page, seeded):
    at = open_page("edit_codebook", seeded.coded, tour="1")
    assert line(at).startswith("**Step 4 of 6 · Codebook**")


def test_on_any_other_page_it_waits(open_page, seeded):
    at = open_page("edit_codebook", seeded.coded, tour="4")
    at.switch_page("views/read_record.py").run()
    assert "Step 4 of 6 · Codebook" in line(at) and "waits" in line(at)
    press(at, "on")
    assert at.title[0].value == "Codebook"


def test_a_reflexive_project_has_five_steps_and_never_sees_proposals(open_page, seeded):
    projects.change_setting(seeded.store, seeded.fresh, seeded.coder, "way", "reflexive", command_id=new_id())
    at = open_page("see_overview", seeded.fresh)
    assert at.button(key="take_tour_overview").label.startswith("Take the tour, five steps")
    at.button(key="take_tour_overview").click().run()
    assert walk(at) == numbered([step for step in ROAD if step != "Propose"])


def test_a_framework_project_sees_its_codebook_before_the_proposals(open_page, seeded):
    projects.change_setting(seeded.store, seeded.fresh, seeded.coder, "way", "framework", command_id=new_id())
    at = open_page("look_at_answers", seeded.fresh, tour="1")
    assert [step.split(" · ")[1] for step in walk(at)][2:4] == ["Codebook", "Propose"]


def test_it_goes_on_where_a_project_of_ones_own_holds_nothing_yet(open_page, seeded):
    own = start_project(seeded.store, seeded.coder, NewProject("Peer support"))
    assert walk(open_page("look_at_answers", own, tour="1")) == numbered(ROAD)


def test_it_decides_nothing(open_page, seeded):
    before = overview(seeded.store, seeded.coded, seeded.coder)
    walk(open_page("look_at_answers", seeded.coded, tour="1"))
    assert overview(seeded.store, seeded.coded, seeded.coder) == before


@pytest.mark.browser
@pytest.mark.slow
def test_a_newcomer_walks_it_by_keyboard_and_the_keys_of_the_desk_stay_the_desks(seeded, chromium: Browser):
    bea = people.sign_in(seeded.store, "Bea")
    server = AppServer(seeded.folder)
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    try:
        page.goto(f"{server.start().url}/?coder={bea}")
        comes_to_rest(page)
        page.get_by_role("button", name="Take the tour").press("Enter")
        tour = page.locator(".st-key-tour")
        for number, name in enumerate(ROAD, start=1):
            tour.get_by_text(f"Step {number} of 6 · {name}").wait_for()
            comes_to_rest(page)
            assert page.locator("[data-testid=stException]").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            if name in PART_OF:
                assert page.get_by_role("radio", name=PART_OF[name]).is_checked()
            if name == "Propose":
                page.reload()
                tour.get_by_text("Step 3 of 6 · Propose").wait_for()
            if name == "Code":
                page.keyboard.press("Enter")
                page.get_by_text("answer 2 of").wait_for()
            if name != ROAD[-1]:
                tour.get_by_role("button", name="Next: ").press("Enter")
        tour.get_by_role("button", name="End the tour").press("Enter")
        tour.wait_for(state="detached")
        comes_to_rest(page)
        assert "tour=" not in page.url
    finally:
        page.close()
        server.kill()
