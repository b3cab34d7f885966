"""The runs of a project: what each was made of, how to look at it, and how long a new one takes."""

from datetime import datetime

import streamlit as st

from storage.jobs import Job
from storage.run_rows import RunRow
from views import page, resources, session
from views.widgets import review_place
from views.widgets.job_progress import duration
from workbench import proposing, review_board
from workbench.review_board import MachineRun

# Measured on two cores with patients' comments: 375 answers take 12 s, 1,125 take 16 and 5,000 take 34, with a few
# seconds more until the worker has started.
START_S = 12.0
ANSWERS_PER_S = 160.0
GRAINS = {"coarse": "coarse", "balanced": "balanced", "fine": "fine"}
UNITS = {"clause": "clauses", "sentence": "sentences", "response": "whole answers"}


@st.cache_resource(show_spinner=False, max_entries=4)
def machine(store_name: str, project_id: str, run_id: str) -> MachineRun:
    """Give what the machine wrote in a run; it never changes, so the latest few are kept in memory."""
    return review_board.read_run(resources.store(), project_id, run_id)


def size_line(answers: int) -> str:
    """Say how long a first run over so many answers takes, and that nothing is downloaded."""
    if not answers:
        return "Choose at least one question."
    first = duration(START_S + answers / ANSWERS_PER_S)
    return (
        f"{answers:,} answers. The first reading takes {first} on a two-core laptop; what has been read is kept, so "
        "another grain takes seconds. Nothing is downloaded: the language model (90 MB) is installed already."
    )


def tell_end(job: Job) -> None:
    """Say how the latest run ended, where that needs saying."""
    if job.status == "failed":
        st.error(job.message, icon=":material/error:")
    elif job.status == "cancelled":
        st.caption("The last run was stopped. Nothing was proposed; what was read so far is kept.")


def show(job: Job | None) -> bool:
    """Show the runs there are, the latest first, each with a way in; whether there are any."""
    runs = review_board.runs(resources.store(), session.project())
    if not runs:
        return False
    st.subheader("Proposed so far", anchor=False)
    wordings = {q.question_id: q.wording for q in proposing.askable(resources.store(), session.project())}
    latest = job.result if job is not None and job.status == "done" else runs[0].run_id
    for run in sorted(runs, key=lambda run: run.run_id != latest):
        _row(run, wordings, newest=run.run_id == latest)
    return True


def describe(run: RunRow, wordings: dict[str, str]) -> str:
    """Give a run in one line: grain, cut, questions, day."""
    grain = GRAINS.get(str(run.recipe.get("granularity")), "")
    unit = UNITS.get(str(run.recipe.get("segmenting")), "passages")
    asked = " · ".join(wordings.get(question, question) for question in run.questions)
    return f"{grain.capitalize()}, {run.n_segments:,} passages ({unit}) of: {asked}"


def _row(run: RunRow, wordings: dict[str, str], *, newest: bool) -> None:
    left, middle, right = st.columns([0.62, 0.16, 0.22], vertical_alignment="center")
    left.markdown(page.plain(describe(run, wordings)))
    note = str(run.run.get("note") or "")
    left.caption(" ".join(part for part in (_day(run.at), page.plain(note)) if part))
    with middle.popover("Made with", type="tertiary"):
        st.json(dict(run.run), expanded=1)
    if right.button(
        "Look at them", key=f"look_{run.run_id}", type="primary" if newest else "secondary", width="stretch"
    ):
        review_place.choose_run(run.run_id)
        st.switch_page("views/review_proposals.py")


def _day(at: str) -> str:
    moment = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone()
    return f"{moment.day} {moment:%B %Y, %H:%M}."
