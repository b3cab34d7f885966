"""The start page: who works here; open, rename or delete a project; start one."""

import streamlit as st

from storage.queries import ProjectRow
from views import feedback, navigation, page, resources, session
from views.widgets import project_row, where_it_lies
from workbench import demo, people, projects


def _sign_in() -> None:
    session.sign_in(people.sign_in(resources.store(), st.session_state["who"]))


def _make_examples() -> None:
    demo.ensure_examples(resources.store(), deleted_too=True)


def _name_form(button: str) -> None:
    with st.form("who_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Your name", value=people.coder_name(resources.store(), session.coder()), key="who", width=320
        )  # fmt: skip
        first_day = not session.coder()
        st.form_submit_button(
            button, on_click=feedback.guarded(_sign_in, "who"), type="primary" if first_day else "secondary"
        )
    feedback.show_refusal("who")


def _own(found: list[ProjectRow]) -> None:
    st.subheader("Open", anchor=False)
    feedback.show_refusal("open")
    own = [project for project in found if not projects.is_example(project.project_id)]
    for project in own:
        project_row.show(project)
    if not own:
        st.caption("Your projects will be here. Start one from a survey file, or look at an example first.")


def _start(found: list[ProjectRow]) -> None:
    st.subheader("Start", anchor=False)
    st.page_link(
        f"views/{navigation.IMPORT.file}", label="From a survey file (CSV, TSV, XLSX)", icon=":material/upload_file:"
    )
    st.markdown("**From an example**")
    examples = [project for project in found if projects.is_example(project.project_id)]
    for words in dict.fromkeys(demo.about(project.project_id) for project in examples):
        st.caption(page.plain(words))
    for project in examples:
        project_row.show(project)
    if demo.missing(resources.store()):
        st.button(
            "Make the examples" if not examples else "Make the examples that are missing", key="make_examples",
            icon=":material/science:", on_click=feedback.guarded(_make_examples, "open"),
        )  # fmt: skip


page.header("Verbatim", "From free-text survey answers to a codebook and tables. Your work stays on this computer.")
with feedback.refusals():
    found = projects.list_projects(resources.store())
if session.coder():
    opening, starting = st.columns(2, gap="large")
    with opening:
        _own(found)
    with starting:
        _start(found)
    st.divider()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        name = people.coder_name(resources.store(), session.coder())
        with st.popover(f"Working as {name}", icon=":material/person:", type="tertiary", key="who_popover"):
            _name_form("Change the name")
    where_it_lies.show("start")
else:
    _name_form("Continue")
    st.caption("Every decision you make carries your name. A name is enough; there is no password.")
project_row.show_dialog()
