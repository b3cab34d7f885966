"""The start page: who works here, open a project, start one."""

import streamlit as st

from views import feedback, page, resources, session
from workbench import overview, people, projects


def _sign_in() -> None:
    session.sign_in(people.sign_in(resources.store(), st.session_state["who"]))


def _open(project_id: str) -> None:
    if session.coder():
        projects.join_project(resources.store(), project_id, session.coder())
    session.open_project(project_id)


def _who() -> None:
    known = people.coder_name(resources.store(), session.coder())
    with st.form("who_form", border=False):
        left, right = st.columns([0.7, 0.3], vertical_alignment="bottom")
        left.text_input("Your name", value=known, key="who", help="Every decision carries it. A name is enough.")
        right.form_submit_button("Use this name", on_click=feedback.guarded(_sign_in, "who"), width="stretch")
    feedback.show_refusal("who")


def _project_row(project: projects.ProjectRow) -> None:
    view = overview.overview(resources.store(), project.project_id, session.coder())
    n = view.counts
    left, right = st.columns([0.72, 0.28], vertical_alignment="center")
    share = f" · {n.coded / n.to_code:.0%} coded" if n.to_code else ""
    left.markdown(f"**{page.plain(project.name)}**  \n:gray[{n.respondents:,} people · {n.questions} questions{share}]")
    right.button(
        "Open",
        key=f"open_{project.project_id}",
        icon=":material/arrow_forward:",
        on_click=feedback.guarded(_open, "open"),
        args=(project.project_id,),
        width="stretch",
    )


page.header("Verbatim", "Code free-text survey answers. Your work stays on this computer.")
with feedback.refusals():
    found = projects.list_projects(resources.store())
opening, starting = st.columns(2, gap="large")
with opening:
    st.subheader("Open", anchor=False)
    feedback.show_refusal("open")
    if not session.coder():
        st.caption("Give your name first, then open a project.")
    for row in found:
        _project_row(row)
    if not found:
        st.caption("Your projects will be listed here. Start one from a survey file.")
with starting:
    st.subheader("Start", anchor=False)
    _who()
    if (__import__("pathlib").Path("views") / "import_survey.py").exists():
        st.page_link("views/import_survey.py", label="From a survey file (CSV, XLSX)", icon=":material/upload_file:")
    st.caption(f"Projects lie in `{resources.settings().data_dir}`.")
