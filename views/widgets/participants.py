"""Who is in the analysis: received, left out by rule, analysed; and the rules as switches."""

import streamlit as st

from views import feedback, resources, session
from views.widgets import undo_bar
from workbench import answers, participants


def show() -> None:
    """Draw the participant flow and the switches."""
    with feedback.refusals():
        flow = participants.flow(resources.store(), session.project())
    left, right = st.columns([0.75, 0.25], vertical_alignment="center")
    out = flow.received - flow.analysed
    left.markdown(f"Received **{flow.received:,}** respondents, left out **{out:,}**, analysed **{flow.analysed:,}**.")
    with right:
        undo_bar.show(answers.SCOPE)
    if not flow.rules:
        st.caption("The file held no previews, tests, spam, unfinished or repeated rows.")
        return
    st.caption(
        "A respondent that several rules fit is counted with the first. Codings of respondents that are left out are "
        "kept, and count again when they are let in."
    )
    feedback.show_refusal("exclusions")
    for rule in flow.rules:
        key = f"exclusion_{rule.rule}_{rule.active}"
        fits = f"fits {rule.fits:,} {'respondent' if rule.fits == 1 else 'respondents'}"
        told = f"{fits}, {rule.left_out:,} left out by it" if rule.active else fits
        st.toggle(
            f"Leave out · {rule.label} · {told}", value=rule.active, key=key,
            on_change=feedback.guarded(_switch, "exclusions"), args=(rule.rule, key),
        )  # fmt: skip


def _switch(rule: str, key: str) -> None:
    widget = f"exclusion_{rule}"
    participants.switch_exclusion(
        resources.store(), session.project(), session.coder(), rule, bool(st.session_state[key]),
        command_id=session.command_id(widget),
    )  # fmt: skip
    session.command_done(widget)
