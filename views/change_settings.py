"""Settings of a project: name, who works, way of working, parts shown, where it lies, delete."""

import streamlit as st

from coding.project_events import PARTS
from views import feedback, page, resources, session
from views.widgets import people_list, project_forms, random_share, suggestion_mode, where_it_lies
from workbench import people, projects

PART_WORDS = {
    "proposals": "Themes found by the machine",
    "map": "Map of answers",
    "suggestions": "Codes that the machine would add",
    "agreement": "Agreement between coders",
    "intervals": "Shares, intervals and tests in tables",
    "saturation": "Saturation",
    "orders": "Machine-made orders of answers",
}
UNITS = {
    "": (
        "Any words",
        "At the desk a code goes on the words that are selected, or without a selection on the whole answer.",
    ),
    "sentence": (
        "Sentences",
        "At the desk a selection takes in whole sentences; without one a code goes on the sentence that is marked.",
    ),
    "response": ("Whole answers", "At the desk every code goes on the whole answer, whatever is selected."),
}

ALIKE = {
    "": (
        "Offer to code them alike",
        "Once you have coded an answer, the desk offers to copy that to the people who gave exactly the same answer to "
        "the same question. It asks every time.",
    ),
    "never": ("Each by itself", "The desk offers nothing: every answer is read and coded by itself."),
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


def _coder() -> None:
    with (
        st.form("coder_form", border=False),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        st.text_input(
            "Who is working", value=people.coder_name(resources.store(), session.coder()), key="settings_who",
            help="A new name takes part as a coder; the name that is there now keeps its decisions.",
        )  # fmt: skip
        st.form_submit_button("Change", on_click=feedback.guarded(_sign_in, "coder"))
    feedback.show_refusal("coder")


def _way() -> None:
    st.subheader("Way of working", anchor=False)
    save = feedback.guarded(_save, "way")
    st.pills(
        "Way of working", list(projects.WAYS), default=project.way, format_func=lambda way: projects.WAYS[way][0],
        key=f"way_{project.project_id}_{project.way}", required=True, on_change=save,
        args=("way", f"way_{project.project_id}_{project.way}"), label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    st.caption(projects.WAYS[project.way][1])
    if project.way == "reflexive":
        shown = [part for part in PARTS if part in project.parts]
        widget = f"parts_{project.project_id}_{'_'.join(shown)}"
        st.pills(
            "Switched on in this project", PARTS, default=shown, format_func=PART_WORDS.__getitem__,
            selection_mode="multi", key=widget, on_change=save, args=("parts", widget), wrap=True,
        )  # fmt: skip
    feedback.show_refusal("way")


def _one_of(setting: str, heading: str, words: dict[str, tuple[str, str]], note: str = "") -> None:
    """Offer the values of a setting, each with what it means."""
    st.subheader(heading, anchor=False)
    held = str(getattr(project, setting))
    widget = f"{setting}_{project.project_id}_{held}"
    st.pills(
        heading, list(words), default=held, format_func=lambda value: words[value][0], key=widget,
        required=True, on_change=feedback.guarded(_save, setting), args=(setting, widget), label_visibility="collapsed",
        wrap=True,
    )  # fmt: skip
    st.caption(f"{words[held][1]} {note}".strip())
    feedback.show_refusal(setting)


with feedback.refusals():
    project = projects.open_project(resources.store(), session.project())
page.header(
    "Settings",
    "Name, way of working, and where this project lies. Each change is kept in the record.",
    method="The way of working decides what stands on the pages: agreement and intervals belong to codebook "
    "approaches, while reflexive thematic analysis finds its quality elsewhere. Changing it shows or hides, and takes "
    "back no decision that was made.",
    source="Braun and Clarke (2021), Qualitative Research in Psychology 18(3): 328–352",
)
project_forms.rename(project, "settings_name")
_coder()
people_list.show()
_way()
_one_of("unit", "What codes go on", UNITS, "Changing it takes no code off.")
_one_of("alike", "Identical answers", ALIKE)
if projects.shows(project, "orders"):
    random_share.choose(project)
if projects.shows(project, "suggestions"):
    suggestion_mode.choose(project)
st.subheader("Where it lies", anchor=False)
st.markdown(
    "All projects lie together on this computer. Nothing is sent anywhere. The files are not encrypted unless the disk "
    "is; whoever can read the folder can read the answers."
)
where_it_lies.show("settings")
with st.expander("Delete this project", icon=":material/delete:"):
    project_forms.delete(project, "settings_delete")
