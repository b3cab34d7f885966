"""Which set of proposals is looked at: counts, grain, and other runs. Another grain is another run, made in seconds."""

import streamlit as st

from storage.run_rows import RunRow
from views import feedback, resources, session
from views.widgets import job_progress, proposal_runs, review_place
from workbench import proposing
from workbench.proposing import Wish

GRAINS = {"coarse": "coarse", "balanced": "balanced", "fine": "fine"}
SAME = ("seed", "segmenting", "language", "model")


def show(run: RunRow, runs: list[RunRow], counts: str) -> None:
    """Draw the line over the cards; while another grain is being made, its progress."""
    _arrived(runs)
    grain = str(run.recipe.get("granularity", "fine"))
    made = {str(other.recipe.get("granularity")): other.run_id for other in reversed(runs) if _alike(run, other)}
    made[grain] = run.run_id
    command = session.command_id("grain")
    key = f"review_grain_{run.run_id}_{command}"  # a new one shows the grain of the cards again
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{counts}**")
        st.segmented_control(
            "Grain",
            list(GRAINS),
            default=grain,
            required=True,
            format_func=GRAINS.__getitem__,
            key=key,
            on_change=feedback.guarded(_choose, "grain"),
            args=(run, made, key, command),
            label_visibility="collapsed",
            help="Another grain is another set of proposals with a review of its own, made in seconds.",
        )
    feedback.show_refusal("grain")
    others = [other for other in runs if not _alike(run, other)]
    if others:
        _others(run, others)
    job_progress.show(proposing.KIND)


def _arrived(runs: list[RunRow]) -> None:
    waited = st.session_state.get("review_waits", "")
    if not waited:
        return
    standing = job_progress.latest(proposing.KIND)
    if standing is None or standing.job_id != waited or standing.is_live:
        return
    st.session_state["review_waits"] = ""
    if standing.status == "done" and standing.result in {run.run_id for run in runs}:
        review_place.choose_run(standing.result)
        st.rerun()
    proposal_runs.tell_end(standing)


def _choose(run: RunRow, made: dict[str, str], key: str, command: str) -> None:
    grain = st.session_state[key]
    if grain in made:
        review_place.choose_run(made[grain])
        return
    wish = Wish(
        run.questions,
        grain,
        run.recipe.get("segmenting", "clause"),
        run.recipe.get("language", "en"),
        int(run.recipe.get("seed", 0)),
    )
    proposing.start(
        resources.store(), resources.settings(), session.project(), session.coder(), wish, command_id=command
    )
    st.session_state["review_waits"] = command
    session.command_done("grain")


def _alike(run: RunRow, other: RunRow) -> bool:
    same = all(run.recipe.get(key) == other.recipe.get(key) for key in SAME)
    return same and sorted(run.questions) == sorted(other.questions)


def _others(run: RunRow, others: list[RunRow]) -> None:
    wordings = {q.question_id: q.wording for q in proposing.askable(resources.store(), session.project())}
    with st.popover("Other sets of proposals", type="tertiary"):
        for other in others:
            st.button(
                proposal_runs.describe(other, wordings),
                key=f"run_{other.run_id}",
                type="tertiary",
                on_click=review_place.choose_run,
                args=(other.run_id,),
            )
