"""A search by meaning: the answers have to be read once by the language model; then it orders them."""

import streamlit as st

from views import feedback, resources, session
from views.widgets import consent_form, job_progress
from workbench import meaning, vectors
from workbench.search_terms import Wanted


def ranking(wanted: Wanted) -> list[str] | None:
    """Give all answers, the nearest first; None while they have not been read, which is then offered."""
    store, settings, project = resources.store(), resources.settings(), session.project()
    with feedback.refusals():
        standing = vectors.standing(store, settings, project)
    if not standing.read:
        _offer()
        return None
    if not standing.is_whole:
        left = standing.texts - standing.read
        st.caption(f"{left:,} texts have not been read yet; they are missing from this list.")
        _offer(again=True)
    with feedback.refusals():
        answers = resources.answers_read(project, f"{standing.read}/{standing.missing}")
        return meaning.rank_by_meaning(wanted, answers, settings, resources.model_reader)


def _offer(*, again: bool = False) -> None:
    job = job_progress.show(vectors.KIND)
    if job is not None and job.is_live:
        return
    if not again:
        st.caption("To search by meaning, the language model on this computer reads every answer once.")
    if not consent_form.show():
        return
    if job is not None and job.status == "failed" and job.message:
        st.error(job.message, icon=":material/error:")
    st.button(
        "Read the answers", key="find_read", icon=":material/auto_stories:", type="tertiary" if again else "primary",
        on_click=feedback.guarded(_read, "find_read"), args=(session.command_id("find_read"),),
    )  # fmt: skip
    feedback.show_refusal("find_read")


def _read(command: str) -> None:
    vectors.start(
        resources.store(), resources.settings(), session.project(), session.coder(), command_id=command
    )
    session.command_done("find_read")
