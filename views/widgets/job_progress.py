"""How far long work is: stage, share, time left, and a way to stop it. It draws itself anew every second."""

import streamlit as st

from storage.jobs import Job
from views import feedback, resources, session
from workbench import jobs

KEPT = "What was read so far is kept, so the next start is quicker."


def show(kind: str) -> Job | None:
    """Show the latest job of a kind while it is under way; give it, None if there never was one."""
    standing = jobs.state(resources.store(), session.project(), kind)
    if standing is None:
        return None
    if standing.job.is_live:
        _watch(kind, standing.job.job_id)
    return standing.job


def latest(kind: str) -> Job | None:
    """Give the latest job of a kind without drawing anything."""
    standing = jobs.state(resources.store(), session.project(), kind)
    return standing.job if standing else None


def duration(seconds: float) -> str:
    """Give a time in words that do not pretend to more than they know.

    Examples
    --------
    >>> duration(7), duration(48), duration(130), duration(4000)
    ('less than 10 seconds', 'about 50 seconds', 'about 2 minutes', 'more than an hour')
    """
    if seconds < 10:
        return "less than 10 seconds"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} seconds"
    return f"about {round(seconds / 60)} minutes" if seconds < 3600 else "more than an hour"


@st.fragment(run_every=1.0)
def _watch(kind: str, job_id: str) -> None:
    standing = jobs.state(resources.store(), session.project(), kind)
    if standing is None or standing.job.job_id != job_id or not standing.job.is_live:
        st.rerun()
    if standing.job.status == "queued" or standing.is_silent:
        jobs.ensure_worker(resources.store(), resources.settings())
    st.progress(standing.job.share, text=_line(standing))
    left, right = st.columns([0.8, 0.2], vertical_alignment="top")
    left.caption("You can close this page or the browser; the work goes on.")
    right.button(
        "Stop" if not standing.job.cancel else "Stopping …",
        key="job_stop",
        width="stretch",
        disabled=standing.job.cancel,
        help=KEPT,
        on_click=feedback.guarded(_stop, "job"),
        args=(job_id,),
    )
    feedback.show_refusal("job")


def _stop(job_id: str) -> None:
    jobs.cancel(resources.store(), session.project(), session.coder(), job_id)


def _line(standing: jobs.Standing) -> str:
    job = standing.job
    if job.status == "queued" or not job.stage:
        return "Getting ready …"
    left = f" · {duration(standing.seconds_left)} left" if standing.seconds_left is not None else ""
    return f"{job.stage} · {job.share:.0%}{left}"
