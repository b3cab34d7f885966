"""The start page: who works here; open, rename or delete a project; start one."""

import streamlit as st

from storage.queries import ProjectRow
from views import feedback, navigation, page, resources, session
from views.widgets import name_form, packet_start, project_row, tour, where_it_lies
from workbench import demo, overview, people, projects

WHAT = (
    "Verbatim groups similar answers and shows each group as a proposed theme. You decide which become codes, code the "
    "answers by keyboard, and take tables and figures for your paper out of it."
)


def _make_examples() -> None:
    demo.ensure_examples(resources.store(), deleted_too=True)


def _own(own: list[ProjectRow]) -> None:
    st.subheader("Open", anchor=False)
    for project in own:
        project_row.show(project)


def _from_file() -> None:
    st.page_link(
        f"views/{navigation.IMPORT.file}", label="From a survey file (CSV, TSV, XLSX)", icon=":material/upload_file:"
    )


def _examples(studies: list[list[ProjectRow]]) -> None:
    if studies:
        _tour(studies[0][-1])
    for examples in studies:
        st.caption(page.plain(demo.about(examples[0].project_id)))
        for project in examples:
            project_row.show(project)
    if demo.missing(resources.store()):
        st.button(
            "Make the examples" if not studies else "Make the examples that are missing", key="make_examples",
            icon=":material/science:", on_click=feedback.guarded(_make_examples, "open"),
        )  # fmt: skip


def _tour(project: ProjectRow) -> None:
    steps = overview.overview(resources.store(), project.project_id, session.coder()).steps
    tour.offer(project.project_id, len(steps), "start")


def _first_day(studies: list[list[ProjectRow]]) -> None:
    """Draw the page of somebody who has no project yet: what this is, what to do first, how long it takes."""
    st.markdown(WHAT)
    left, right = st.columns([0.58, 0.42], gap="large")
    with left:
        st.subheader("Look at an example first", anchor=False)
        _examples(studies)
    with right:
        st.subheader("Start your own", anchor=False)
        _from_file()
        st.caption("One row per person, one column per question. You see how it was read before anything is stored.")
        packet_start.show()
        st.caption("Your projects will be here.")


def _any_day(own: list[ProjectRow], studies: list[list[ProjectRow]]) -> None:
    opening, starting = st.columns(2, gap="large")
    with opening:
        _own(own)
    with starting:
        st.subheader("Start", anchor=False)
        _from_file()
        packet_start.show()
        st.markdown("**From an example**")
        _examples(studies)


page.header(
    "Verbatim",
    "From free-text survey answers to a codebook and tables. Your work stays on this computer.",
    method="Open answers can point to a person even where no name stands in them, so treat the folder of the projects "
    "as personal data. Its files are not encrypted unless the disk is, and a backup is as confidential as they are.",
    source="General Data Protection Regulation (EU) 2016/679, Articles 4(1) and 32",
)
with feedback.refusals():
    found = projects.list_projects(resources.store())
if session.coder():
    feedback.show_refusal("open")
    own = [project for project in found if not projects.is_example(project.project_id)]
    if own:
        _any_day(own, demo.by_study(found))
    else:
        _first_day(demo.by_study(found))
    st.divider()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        name = people.coder_name(resources.store(), session.coder())
        with st.popover(f"Working as {name}", icon=":material/person:", type="tertiary", key="who_popover"):
            name_form.show()
    where_it_lies.show("start")
else:
    st.markdown(WHAT)
    name_form.show()
    st.caption(
        "Every decision you make carries your name. A name is enough; there is no password. Next you can look at an "
        "example, bring in a survey file, or open a packet that you were sent."
    )
project_row.show_dialog()
