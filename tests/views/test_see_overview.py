"""The overview: where am I, what next, how far; and that a project made for one never speaks of rounds."""

import re

from workbench import codebook, desk, projects
from workbench.ids import new_id

PAGE = "see_overview"


def road(at):
    """Give the steps of the road: name, how far, state."""
    assert not at.exception
    drawn = next(html.value for html in at.get("html") if "vb-road" in html.value)
    return {
        name: (detail, state)
        for state, name, detail in re.findall(
            r'vb-step vb-(\w+)">.*?<b>(.*?)</b><span>(.*?)</span>', drawn, flags=re.DOTALL
        )
    }


def next_step(at):
    return at.button(key="next").label


def test_a_project_fresh_from_its_import_shows_the_road_and_proposes_themes(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    steps = road(at)
    assert list(steps) == ["Import", "Read", "Propose", "Codebook", "Code", "Findings"]
    assert steps["Import"] == ("485 people", "done")
    assert steps["Read"] == ("0 of 498", "now")
    assert steps["Findings"] == ("not yet", "ahead")
    assert next_step(at) == "Propose themes"


def test_the_main_button_leads_to_the_next_step(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    assert next_step(at) == "Open findings"
    at.button(key="next").click().run()
    assert at.title[0].value == "Findings"


def test_a_project_that_somebody_else_finished_says_who(open_page, seeded):
    assert road(open_page(PAGE, seeded.coded))["Code"] == ("498 of 498 by NHS team", "done")


def test_ones_own_coding_is_what_counts_once_begun(open_page, seeded):
    code = codebook.add_code(seeded.store, seeded.fresh, seeded.coder, "Waiting", command_id=new_id())
    with seeded.store.reading() as conn:
        order = desk.desk_order(conn, seeded.fresh)
    at = open_page(PAGE, seeded.fresh)
    assert next_step(at) == "Start coding"
    entries = [{"id": new_id(), "kind": "apply", "response": answer, "code": code} for answer in order[:2]]
    assert all(done.ok for done in desk.take(seeded.store, seeded.fresh, seeded.coder, entries))
    at.run()
    assert road(at)["Code"] == (f"2 of {len(order)}", "now")
    assert next_step(at) == "Continue"


def test_a_reflexive_project_begins_by_reading_and_shows_no_proposals(open_page, seeded):
    projects.change_setting(seeded.store, seeded.fresh, seeded.coder, "way", "reflexive", command_id=new_id())
    at = open_page(PAGE, seeded.fresh)
    assert "Propose" not in road(at)
    assert next_step(at) == "Read the answers"
    at.button(key="mark_read").click().run()
    assert road(at)["Read"][1] == "done"
    assert next_step(at) == "Open the codebook"
    at.button(key="mark_read").click().run()
    assert next_step(at) == "Read the answers"


def test_a_framework_project_begins_at_its_codebook(open_page, seeded):
    projects.change_setting(seeded.store, seeded.fresh, seeded.coder, "way", "framework", command_id=new_id())
    at = open_page(PAGE, seeded.fresh)
    assert list(road(at)).index("Codebook") < list(road(at)).index("Propose")
    assert next_step(at) == "Open the codebook"


def test_who_does_not_lead_is_told_beside_the_button(open_page, seeded):
    at = open_page(PAGE, seeded.fresh, seeded.join("Vic", seeded.fresh, "viewer"))
    at.button(key="mark_read").click().run()
    assert "Your role in this project, viewer, does not allow you" in at.error[0].value


def test_a_project_of_one_person_never_shows_the_word_round(open_page, seeded):
    for page in (PAGE, "change_settings", "report_findings", "export_data"):
        at = open_page(page, seeded.coded)
        words = " ".join(str(element.value) for element in (*at.markdown, *at.caption, *at.subheader))
        assert not re.search(r"\brounds?\b", words, flags=re.IGNORECASE)


def test_the_backup_is_one_click_away(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    at.button(key="back_up_overview").click().run()
    assert any(caption.value.startswith("Backup today") for caption in at.caption)
