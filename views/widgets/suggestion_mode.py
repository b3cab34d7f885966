"""When the machine suggests codes at the desk: the choice, what each costs, and the reading that it needs."""

import streamlit as st

from storage.queries import ProjectRow
from views import feedback, resources, session
from views.widgets import consent_form, job_progress
from workbench import projects, vectors
from workbench.errors import SHOWN

MODES = {"": "After I have decided", "before": "With the answer", "random": "Drawn by lot", "off": "Never"}
COSTS = {
    "": "Once you have decided something on an answer, a quiet row says what the machine would add. Your first "
    "decision is your own; what you add afterwards is not, and the Suggestions page counts it apart.",
    "before": "The row stands there when you open an answer. It is the least work, and it steers most: people given "
    "suggestions first come to other counts of codes than people without, and agree with the machine more than they "
    "would have on their own. Do not use it for figures that are to be yours.",
    "random": "Three answers of four show the row after you have decided; one in four, drawn by lot, never does. "
    "Only this lets you say afterwards how far the suggestions have moved your codes.",
    "off": "No suggestions. Nothing is lost: they are learned from your decisions whenever you switch them on.",
}
READ = "Read the answers so that suggestions can be made"


def choose(project: ProjectRow) -> None:
    """Draw the choice; each change is an event of the record."""
    st.subheader("Suggestions at the desk", anchor=False)
    widget = f"suggest_{project.project_id}_{project.suggest}"
    st.pills(
        "Suggestions at the desk", list(MODES), default=project.suggest, format_func=MODES.__getitem__, key=widget,
        required=True, on_change=feedback.guarded(_save, "suggest"), args=(widget,), label_visibility="collapsed",
        wrap=True,
    )  # fmt: skip
    st.caption(COSTS[project.suggest])
    feedback.show_refusal("suggest")
    if project.suggest != "off":
        reading()


def reading() -> None:
    """Draw how much has been read for suggestions, and the button that reads the rest."""
    job = job_progress.show(vectors.KIND)
    if job is not None and job.is_live:
        return
    try:
        standing = vectors.standing(resources.store(), resources.settings(), session.project())
    except SHOWN as refusal:
        st.error(str(refusal), icon=":material/error:")
        return
    if not standing.texts or standing.is_whole:
        if standing.texts:
            st.caption("The answers and the words of the codebook have been read for suggestions.")
        return
    if job is not None and job.status == "failed":
        st.error(job.message, icon=":material/error:")
    unread = standing.texts - standing.read
    st.caption(f"{unread:,} of {standing.texts:,} different texts (answers, words of codes) have not been read yet.")
    if consent_form.show():
        st.button(
            READ, key="read_answers", icon=":material/auto_stories:", on_click=feedback.guarded(_read, "reading"),
            args=(session.command_id("read_answers"),),
        )  # fmt: skip
        feedback.show_refusal("reading")


def _save(widget: str) -> None:
    projects.change_setting(
        resources.store(), session.project(), session.coder(), "suggest", st.session_state[widget],
        command_id=session.command_id(widget),
    )  # fmt: skip
    session.command_done(widget)


def _read(command: str) -> None:
    vectors.start(resources.store(), resources.settings(), session.project(), session.coder(), command_id=command)
    session.command_done("read_answers")
