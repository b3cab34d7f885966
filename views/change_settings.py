"""Settings of a project: name, way of working, parts shown, where it lies, backup, delete."""

import streamlit as st

from coding.project_events import PARTS
from views import feedback, page, resources, session
from workbench import backup, people, projects

PART_WORDS = {
    "proposals": "Proposed themes",
    "map": "Map of answers",
    "suggestions": "Suggestions at the desk",
    "agreement": "Agreement between coders",
    "intervals": "Intervals in tables",
    "saturation": "Saturation",
    "orders": "Machine-made orders of answers",
}


def _save(setting: str, widget: str) -> None:
    value = st.session_state[widget]
    text = " ".join(part for part in PARTS if part in value) if isinstance(value, list) else value
    projects.change_setting(
        resources.store(), session.project(), session.coder(), setting, text, command_id=session.command_id(widget)
    )
    session.command_done(widget)


def _sign_in() -> None:
    coder = people.sign_in(resources.store(), st.session_state["settings_who"])
    projects.join_project(resources.store(), session.project(), coder)
    session.sign_in(coder)


def _delete() -> None:
    if st.session_state["delete_name"].strip() != project.name:
        raise projects.WorkbenchError(f"Type the name exactly as it stands, {project.name!r}, to delete the project.")
    projects.delete_project(resources.store(), project.project_id, session.coder())
    session.close_project()


def _back_up() -> None:
    st.session_state["backed_up"] = str(backup.back_up(resources.store(), resources.settings().data_dir))


with feedback.refusals():
    project = projects.open_project(resources.store(), session.project())
page.header("Settings", "Name, way of working, and where this project lies. Each change is kept in the record.")

with st.form("name_form", border=False):
    left, right = st.columns([0.75, 0.25], vertical_alignment="bottom")
    left.text_input("Project name", value=project.name, key="set_name")
    right.form_submit_button(
        "Rename", on_click=feedback.guarded(_save, "name"), args=("name", "set_name"), width="stretch"
    )
feedback.show_refusal("name")

with st.form("coder_form", border=False):
    left, right = st.columns([0.75, 0.25], vertical_alignment="bottom")
    left.text_input("Who is working", value=people.coder_name(resources.store(), session.coder()), key="settings_who")
    right.form_submit_button("Change coder", on_click=feedback.guarded(_sign_in, "coder"), width="stretch")
feedback.show_refusal("coder")

st.subheader("Way of working", anchor=False)
st.pills(
    "Way of working",
    list(projects.WAYS),
    default=project.way,
    format_func=lambda way: projects.WAYS[way][0],
    key="set_way",
    required=True,
    on_change=feedback.guarded(_save, "way"),
    args=("way", "set_way"),
    label_visibility="collapsed",
)
st.caption(projects.WAYS[project.way][1])
if project.way == "reflexive":
    st.pills(
        "Switched on in this project",
        PARTS,
        default=[part for part in PARTS if part in project.parts],
        format_func=PART_WORDS.__getitem__,
        selection_mode="multi",
        key="set_parts",
        on_change=feedback.guarded(_save, "way"),
        args=("parts", "set_parts"),
    )
feedback.show_refusal("way")

st.subheader("Where it lies", anchor=False)
folder = resources.settings().data_dir
st.markdown(
    f"All projects lie in `{folder}` on this computer. Nothing is sent anywhere. The files are not encrypted unless "
    "the disk is; whoever can read the folder can read the answers."
)
st.button("Back up now", icon=":material/save:", on_click=feedback.guarded(_back_up, "backup"), key="back_up")
feedback.show_refusal("backup")
if st.session_state.get("backed_up"):
    st.caption(f"Copied to `{st.session_state['backed_up']}`.")

with st.expander("Delete this project", icon=":material/delete:"):
    st.markdown(
        "Deletes the answers, the codings, the memos and the record of this project from this computer. "
        "Copies that you exported or backed up stay where they are. There is no way back."
    )
    with st.form("delete_form", border=False):
        st.text_input("To be sure, type the project's name", key="delete_name")
        st.form_submit_button("Delete for good", on_click=feedback.guarded(_delete, "delete"))
    feedback.show_refusal("delete")
