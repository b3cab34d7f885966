"""Settings: each change is kept in the record, and only the lead makes them."""

import pytest

from storage.record import read_head
from workbench import members, people, projects, trail

PAGE = "change_settings"


def head(seeded):
    with seeded.store.reading() as conn:
        return read_head(conn, seeded.fresh).seq


def way(at):
    return next(pills for pills in at.get("button_group") if pills.key and pills.key.startswith("way_"))


def test_renaming_is_an_event(open_page, seeded):
    before = head(seeded)
    at = open_page(PAGE, seeded.fresh)
    at.text_input(key=f"name_settings_name_{seeded.fresh}").set_value("Our hospital")
    at.button(key="FormSubmitter:rename_form_settings_name-Rename").click().run()
    assert not at.exception and not at.error
    assert projects.open_project(seeded.store, seeded.fresh).name == "Our hospital"
    assert head(seeded) == before + 1


def test_a_project_needs_a_name(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    at.text_input(key=f"name_settings_name_{seeded.fresh}").set_value("  ")
    at.button(key="FormSubmitter:rename_form_settings_name-Rename").click().run()
    assert "The project needs a name" in at.error[0].value


def test_a_reflexive_project_switches_its_parts_on_one_by_one(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    way(at).set_value("reflexive").run()
    assert projects.open_project(seeded.store, seeded.fresh).way == "reflexive"
    assert any("are on no page until you switch them on" in caption.value for caption in at.caption)
    parts = next(pills for pills in at.get("button_group") if pills.key.startswith("parts_"))
    parts.set_value(["intervals"]).run()
    project = projects.open_project(seeded.store, seeded.fresh)
    assert projects.shows(project, "intervals") and not projects.shows(project, "proposals")
    assert not at.exception and not at.error


@pytest.mark.parametrize("role", ["viewer", "coder"])
def test_who_does_not_lead_changes_nothing_and_is_told(open_page, seeded, role):
    before = projects.open_project(seeded.store, seeded.fresh)
    at = open_page(PAGE, seeded.fresh, seeded.join("Vic", seeded.fresh, role))
    way(at).set_value("reflexive").run()
    assert (
        f"Your role in this project, {role}, does not allow you to change the project's settings" in at.error[0].value
    )
    at.text_input(key=f"name_settings_name_{seeded.fresh}").set_value("Mine")
    at.button(key="FormSubmitter:rename_form_settings_name-Rename").click().run()
    assert len(at.error) == 1
    assert projects.open_project(seeded.store, seeded.fresh) == before


def test_somebody_else_can_take_over_the_keyboard(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    at.text_input(key="settings_who").set_value("Bea")
    at.button(key="FormSubmitter:coder_form-Change").click().run()
    assert not at.exception
    assert people.coder_name(seeded.store, at.session_state["coder"]) == "Bea"
    assert any("Bea" in html.value for html in at.sidebar.get("html"))


def test_deleting_leads_back_to_the_start_page(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    at.text_input(key=f"delete_settings_delete_{seeded.fresh}").set_value("Patient feedback (example)")
    at.button(key="FormSubmitter:delete_form_settings_delete-Delete for good").click().run()
    assert not at.exception
    assert not projects.exists(seeded.store, seeded.fresh)
    assert at.title[0].value == "Verbatim"


def test_what_codes_go_on_is_a_setting_and_stands_in_the_record(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    unit = next(pills for pills in at.get("button_group") if pills.key.startswith("unit_"))
    unit.set_value("sentence").run()
    assert not at.exception and not at.error
    assert any("a code goes on the sentence that is marked" in caption.value for caption in at.caption)
    assert projects.open_project(seeded.store, seeded.fresh).unit == "sentence"
    said = trail.read_trail(seeded.store, seeded.fresh).entries[0].what
    assert said == "set codes to go on whole sentences"


def suggest(at):
    return [pills for pills in at.get("button_group") if pills.key and pills.key.startswith("suggest_")]


def test_when_suggestions_are_shown_is_chosen_with_what_it_costs(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    suggest(at)[0].set_value("random").run()
    assert projects.open_project(seeded.store, seeded.fresh).suggest == "random"
    assert any("one in four, drawn by lot, never does" in caption.value for caption in at.caption)
    assert any("have not been read yet" in caption.value for caption in at.caption)
    way(at).set_value("reflexive").run()
    assert not suggest(at) and not at.exception and not at.error


def test_the_lead_adds_people_gives_roles_and_stays_lead(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    at.text_input(key="person_name").set_value("Bea")
    at.button(key="FormSubmitter:person_form-Add").click().run()
    assert not at.exception and not at.error

    def role(name):
        return next(box for box in at.selectbox if box.label == f"Role of {name}")

    assert role("Bea").value == "coder"
    role("Bea").set_value("adjudicator").run()
    assert trail.read_trail(seeded.store, seeded.fresh).entries[0].what == "made Bea adjudicator"
    for other in members.members(seeded.store, seeded.fresh):
        if other.role == "lead" and other.coder_id != seeded.coder:
            members.give_role(
                seeded.store, seeded.fresh, seeded.coder, other.coder_id, "viewer", command_id=other.coder_id
            )
    role("Ana").set_value("viewer").run()
    assert "Ana is the only lead" in at.error[0].value
    assert role("Ana").value == "lead" and not at.exception
    bea = next(member for member in members.members(seeded.store, seeded.fresh) if member.name == "Bea")
    at = open_page(PAGE, seeded.fresh, bea.coder_id)
    assert not at.exception and not [box for box in at.selectbox if box.label.startswith("Role of")]
