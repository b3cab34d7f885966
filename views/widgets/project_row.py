"""A project on the start page: how far it is, open it, go on where one stopped; rename and delete in its menu."""

import streamlit as st

from storage.queries import ProjectRow
from views import feedback, navigation, page, resources, session
from views.widgets import project_forms
from workbench import overview, projects

ACTS = {"rename": "Rename", "delete": "Delete"}
_PROJECT, _ACT, _GO, _ROUND = "row_project", "row_act", "row_go", "row_round"


def show(project: ProjectRow) -> None:
    """Draw a project's row."""
    view = overview.overview(resources.store(), project.project_id, session.coder())
    key, n = project.project_id, view.counts
    with st.container(key=f"row_{key}", gap="small"):
        st.markdown(f"**{page.plain(project.name)}**  \n:gray[{_how_far(n, share=project.way != 'reflexive')}]")
        if view.next.page in ("round", "rounds"):
            st.markdown(page.plain(view.next.sentence))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            opens = feedback.guarded(_open, "open")
            st.button("Open", key=f"open_{key}", on_click=opens, args=(key, navigation.OVERVIEW.file))
            if view.round:
                st.button(
                    f"{view.round.button} of round {view.round.number}", key=f"round_{key}", type="tertiary",
                    icon=":material/edit_note:", on_click=opens, args=(key, navigation.CODE.file, view.round.round_id),
                )  # fmt: skip
            elif view.next.page == "rounds":
                st.button(
                    view.next.button, key=f"rounds_{key}", type="tertiary", icon=":material/groups:", on_click=opens,
                    args=(key, navigation.ROUNDS.file),
                )  # fmt: skip
            elif 0 < n.coded < n.to_code and not n.coded_by:
                st.button(
                    "Continue where I stopped", key=f"continue_{key}", icon=":material/arrow_forward:", type="tertiary",
                    on_click=opens, args=(key, navigation.CODE.file),
                )  # fmt: skip
            st.menu_button(
                "More", list(ACTS), format_func=ACTS.__getitem__, key=f"menu_{key}", icon=":material/more_horiz:",
                type="tertiary", on_click=_ask, args=(key,),
            )  # fmt: skip


def show_dialog() -> None:
    """Draw what a row's menu asks for, and go where a row's button leads; at the foot of the page."""
    if go := st.session_state.pop(_GO, ""):
        of_round = st.session_state.pop(_ROUND, "")
        st.switch_page(f"views/{go}", query_params={"round": of_round} if of_round else {})
    act, project_id = st.session_state.get(_ACT, ""), st.session_state.get(_PROJECT, "")
    if not act or not projects.exists(resources.store(), project_id):
        return
    with feedback.refusals():
        project = projects.open_project(resources.store(), project_id)
    st.dialog(f"{ACTS[act]}: {project.name}", on_dismiss=_done)(_draw)(project)


def _how_far(n: overview.Counts, *, share: bool) -> str:
    people = "1 person" if n.respondents == 1 else f"{n.respondents:,} people"
    questions = "1 question" if n.questions == 1 else f"{n.questions:,} questions"
    if not n.coded and not n.in_part:
        coded = " · nothing coded yet"
    else:
        coded = f" · {n.coded / n.to_code:.0%} coded" if share else f" · {n.coded:,} of {n.to_code:,} coded"
    return f"{people} · {questions}{coded if n.answers else ''}"


def _open(project_id: str, page_file: str, round_id: str = "") -> None:
    projects.join_project(resources.store(), project_id, session.coder())
    st.session_state[_ROUND] = round_id
    open_at(project_id, page_file)


def open_at(project_id: str, page_file: str) -> None:
    """Open a project at a page, in a callback of the start page."""
    session.open_project(project_id)
    st.session_state[_GO] = page_file


def _ask(project_id: str) -> None:
    st.session_state[_ACT] = st.session_state[f"menu_{project_id}"]
    st.session_state[_PROJECT] = project_id


def _done() -> None:
    st.session_state[_ACT] = ""


def _draw(project: ProjectRow) -> None:
    if st.session_state[_ACT] == "rename":
        project_forms.rename(project, "row", then=_done)
    elif st.session_state[_ACT] == "delete":
        project_forms.delete(project, "row", then=_done)
    else:
        st.rerun()  # done: the page without this dialog
