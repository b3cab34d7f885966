"""Jobs that stand in for long work in tests of the worker."""

import os
import time

from pipelines.errors import Cancelled, PlanError


def count(_store, _settings, job, progress, _is_cancelled):
    """Count to three and give a result."""
    for number in range(3):
        progress(f"Counting to {number}", number / 3)
    return f"r{job.job_id}"


def until_stopped(_store, _settings, _job, progress, is_cancelled):
    """Work until asked to stop."""
    while not is_cancelled():
        progress("Waiting to be stopped", 0.5)
        time.sleep(0.05)
    raise Cancelled("Stopped.")


def refuse(_store, _settings, _job, _progress, _is_cancelled):
    """Refuse in a researcher's words."""
    raise PlanError("Only 3 answers say something. Choose another question.")


def break_down(_store, _settings, _job, _progress, _is_cancelled):
    """Fail as a bug does."""
    raise KeyError("a bug")


def die_once(_store, settings, job, progress, is_cancelled):
    """Die at the first attempt as a killed process does; count at the second."""
    if job.attempts == 1:
        os._exit(9)
    return count(_store, settings, job, progress, is_cancelled)
