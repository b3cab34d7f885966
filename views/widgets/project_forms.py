"""Rename a project, delete it: on the start page and in the settings."""

from collections.abc import Callable

import streamlit as st

from storage.queries import ProjectRow
from views import feedback, resources, session
from workbench import projects
from workbench.errors import WorkbenchError


def rename(project: ProjectRow, place: str, *, then: Callable[[], None] | None = None) -> None:
    """Draw the form that renames a project; `then` is called once it is done."""
    widget = f"name_{place}_{project.project_id}"
    with (
        st.form(f"rename_form_{place}", border=False),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        st.text_input("Project name", value=project.name, key=widget)
        st.form_submit_button("Rename", on_click=feedback.guarded(_rename, place), args=(project, widget, then))
    feedback.show_refusal(place)


def delete(project: ProjectRow, place: str, *, then: Callable[[], None] | None = None) -> None:
    """Draw what deleting means, and the form that does it once the name was typed."""
    st.markdown(
        "Deletes the answers, the codings, the memos and the record of this project from this computer. "
        "Copies that you exported or backed up stay where they are. There is no way back."
    )
    widget = f"delete_{place}_{project.project_id}"
    with st.form(f"delete_form_{place}", border=False):
        st.text_input("To be sure, type the project's name", key=widget, placeholder=project.name)
        st.form_submit_button(
            "Delete for good", on_click=feedback.guarded(_delete, place), args=(project, widget, then)
        )
    feedback.show_refusal(place)


def _rename(project: ProjectRow, widget: str, then: Callable[[], None] | None) -> None:
    projects.change_setting(
        resources.store(), project.project_id, session.coder(), "name", st.session_state[widget],
        command_id=session.command_id(widget),
    )  # fmt: skip
    session.command_done(widget)
    if then:
        then()


def _delete(project: ProjectRow, widget: str, then: Callable[[], None] | None) -> None:
    if st.session_state[widget].strip() != project.name:
        raise WorkbenchError(f"To delete the project, type its name exactly as it stands: {project.name}")
    projects.delete_project(resources.store(), project.project_id, session.coder())
    if session.project() == project.project_id:
        session.close_project()
    if then:
        then()
