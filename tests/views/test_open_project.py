"""The start page: a name first, then open, rename, delete, start; nothing is deleted by a slip."""

import pytest
from sqlalchemy import delete

from storage import tables as t
from tests.empty_project import start_project
from workbench import deciding, desk, members, people, projects
from workbench.ids import new_id
from workbench.projects import NewProject

PAGE = "open_project"


@pytest.fixture
def own(seeded):
    """Give a project of Ana's own."""
    return start_project(seeded.store, seeded.coder, NewProject("Peer support"))


def title(at):
    assert not at.exception
    return at.title[0].value


def keys(at):
    return {button.key for button in at.button}


def ask(at, project, act):
    """Choose an entry of a project's menu."""
    menu = next(menu for menu in at.get("menu_button") if menu.key == f"menu_{project}")
    menu.click(act).run()


def test_the_name_is_asked_before_anything_can_be_opened(open_page, seeded):
    with seeded.store.writing() as conn:
        conn.execute(delete(t.settings).where(t.settings.c.key == "last_coder"))
    at = open_page(PAGE, seeded.coded, coder="unknown")
    assert not [key for key in keys(at) if key.startswith("open_")]
    at.text_input(key="who").set_value("Bea")
    at.button(key="FormSubmitter:who_form-Continue").click().run()
    assert not at.exception and at.query_params["project"] in (seeded.coded, [seeded.coded])
    assert people.coder_name(seeded.store, projects.last_coder(seeded.store)) == "Bea"


def test_an_empty_name_is_refused(open_page, seeded):
    with seeded.store.writing() as conn:
        conn.execute(delete(t.settings).where(t.settings.c.key == "last_coder"))
    at = open_page(PAGE, coder="unknown")
    at.button(key="FormSubmitter:who_form-Continue").click().run()
    assert [error.value for error in at.error] == ["Type your name, so that your decisions carry it."]


def test_one_person_alone_is_not_asked_again(open_page):
    at = open_page(PAGE, coder="unknown")
    assert not [key for key in keys(at) if key.startswith("who_")]  # those whom the examples came with are nobody
    assert any(button.startswith("open_") for button in keys(at))


def test_where_several_are_known_a_fresh_browser_is_asked_and_comes_to_what_its_address_meant(open_page, seeded):
    ben = seeded.join("Ben", seeded.coded, "coder")
    assert any(key.startswith("open_") for key in keys(open_page(PAGE, coder=ben)))  # the address says who it is
    at = open_page(PAGE, coder="unknown")
    assert at.button(key=f"who_{seeded.coder}").label == "Ana"
    assert not [key for key in keys(at) if key.startswith("open_")]
    at.button(key=f"who_{ben}").click().run()
    assert any(key.startswith("open_") for key in keys(at)) and f"who_{ben}" not in keys(at)
    assert projects.last_coder(seeded.store) == ben


def test_a_new_name_at_a_projects_address_takes_part_in_it_and_opens_it(open_page, seeded):
    seeded.join("Ben", seeded.coded, "coder")
    at = open_page(PAGE, seeded.coded, coder="unknown")
    at.text_input(key="who").set_value("Cem")
    at.button(key="FormSubmitter:who_form-Continue").click().run()
    assert not at.exception
    found = {member.name: member.role for member in members.members(seeded.store, seeded.coded)}
    assert found["Cem"] == "lead"  # of an example; else a coder
    assert "Overview" in [link.label for link in at.sidebar.get("page_link")]


def test_each_project_says_how_far_it_is(open_page, seeded):
    said = " ".join(markdown.value for markdown in open_page(PAGE).markdown)
    assert "485 people · 5 questions · 100% coded" in said
    assert "485 people · 5 questions · nothing coded yet" in said


def test_opening_a_project_leads_to_its_overview(open_page, seeded):
    at = open_page(PAGE)
    at.button(key=f"open_{seeded.fresh}").click().run()
    assert title(at) == "Patient feedback (example)"


def test_who_stopped_in_the_middle_continues_at_the_desk(open_page, seeded):
    store, project = seeded.store, seeded.coded
    with store.reading() as conn:
        first = desk.desk_order(conn, project)[0]
    at = open_page(PAGE)
    assert f"continue_{project}" not in keys(at)
    entry = {"id": new_id(), "kind": "no_code", "response": first, "on": True}
    assert deciding.take(store, project, seeded.coder, [entry])[0].ok
    at.run()
    at.button(key=f"continue_{project}").click().run()
    assert not at.exception
    assert any(getattr(element, "key", "") == "coding_desk" for element in at.main)


def test_a_project_is_renamed_from_its_menu(open_page, seeded, own):
    at = open_page(PAGE)
    ask(at, own, "rename")
    at.text_input(key=f"name_row_{own}").set_value("Peer support 2026")
    at.button(key="FormSubmitter:rename_form_row-Rename").click().run()
    assert not at.exception and not at.error
    assert projects.open_project(seeded.store, own).name == "Peer support 2026"


def test_deleting_needs_the_name_typed(open_page, seeded, own):
    at = open_page(PAGE)
    ask(at, own, "delete")
    at.button(key="FormSubmitter:delete_form_row-Delete for good").click().run()
    assert "type its name exactly as it stands: Peer support" in at.error[0].value
    assert projects.exists(seeded.store, own)
    at.text_input(key=f"delete_row_{own}").set_value("Peer support")
    at.button(key="FormSubmitter:delete_form_row-Delete for good").click().run()
    assert not at.exception
    assert not projects.exists(seeded.store, own)
    assert projects.exists(seeded.store, seeded.coded)


def test_only_the_lead_deletes(open_page, seeded, own):
    coder = seeded.join("Cleo", own, "coder")
    at = open_page(PAGE, coder=coder)
    ask(at, own, "delete")
    at.text_input(key=f"delete_row_{own}").set_value("Peer support")
    at.button(key="FormSubmitter:delete_form_row-Delete for good").click().run()
    assert "does not allow you to delete the project" in at.error[0].value
    assert projects.exists(seeded.store, own)


@pytest.mark.slow
def test_a_deleted_example_is_offered_again(open_page, seeded):
    projects.delete_project(seeded.store, seeded.fresh, seeded.coder)
    at = open_page(PAGE)
    assert f"open_{seeded.fresh}" not in keys(at)
    at.button(key="make_examples").click().run()
    assert f"open_{seeded.fresh}" in keys(at) and "make_examples" not in keys(at)


def test_the_page_says_where_the_files_lie_and_backs_them_up(open_page, seeded):
    at = open_page(PAGE)
    assert any("No backup yet" in caption.value for caption in at.caption)
    at.button(key="back_up_start").click().run()
    assert len(list((seeded.folder / "backups").glob("*.sqlite"))) == 1
    assert any(caption.value.startswith("Backup today") for caption in at.caption)


def test_an_example_says_whose_answers_it_holds(open_page, seeded):
    for at in (open_page("open_project"), open_page("see_overview", seeded.coded)):
        assert any("by patients, not by staff" in caption.value for caption in at.caption)
