"""How much of an order that a machine makes is drawn at random, so that the whole can be estimated."""

import streamlit as st

from coding.project_events import AUDIT
from storage.queries import ProjectRow
from views import feedback, resources, session
from workbench import projects

SHARES = (0, 5, 10, 15, 20, 30, 50)  # per cent
WORDS = (
    "Where the machine chooses what to read next, so many of the answers are drawn at random in between. From them the "
    "shares of all answers can be estimated before all are coded."
)
NONE = "With none drawn at random nothing can be said of the answers not coded yet."


def choose(project: ProjectRow) -> None:
    """Draw the choice; each change is an event of the record, and holds for orders drawn from then on."""
    st.subheader("Random share of orders", anchor=False)
    share = int(project.audit) if project.audit else AUDIT
    widget = f"audit_{project.project_id}_{share}"
    st.pills(
        "Random share of orders", sorted({*SHARES, share}), default=share, format_func="{}%".format, key=widget,
        required=True, on_change=feedback.guarded(_save, "audit"), args=(widget,), label_visibility="collapsed",
    )  # fmt: skip
    st.caption(WORDS if share else NONE)
    feedback.show_refusal("audit")


def _save(widget: str) -> None:
    projects.change_setting(
        resources.store(), session.project(), session.coder(), "audit", str(st.session_state[widget]),
        command_id=session.command_id(widget),
    )  # fmt: skip
    session.command_done(widget)
