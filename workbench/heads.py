"""Heads that measure better than those solved at once, looked for by the worker while the desk goes on.

What it finds lies in the cache folder under the name of the model it was found for, and the live model takes it when it
appears. It stands only for the words and codes it was found with.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.errors import Cancelled
from storage import jobs as rows
from storage.jobs import Job
from storage.store import Store
from workbench import jobs
from workbench.settings import Settings
from workbench.worker import IsCancelled, Progress

if TYPE_CHECKING:
    from workbench.live_model import LiveModel, Whose

KIND = "choose_heads"
EVERY = 25  # decisions between two looks, at least; with many answers a tenth of them, for each look takes longer
FIRST_AT = 50  # coded answers; with fewer no code has enough to compare heads on
FOLDER = "heads"
_FORMAT = "verbatim-heads-1"


@dataclass(frozen=True, slots=True)
class Found:
    """Chosen heads, the state of words and codes they are for, the answers they learned from, and their name."""

    chosen: Any
    words: str
    learned: frozenset[str]
    name: str


def file_of(settings: Settings, whose: "Whose") -> Path:
    """Give where the heads of a model lie."""
    parts = "\x1f".join([whose.project, whose.question, *whose.learn_from])
    return settings.cache_dir / FOLDER / f"{hashlib.sha256(parts.encode()).hexdigest()[:32]}.npz"


def load(path: Path) -> Found | None:
    """Read what was found; None where nothing was, or not by this version."""
    from pipelines.suggesting import ChosenHeads

    try:
        with np.load(path, allow_pickle=False) as arrays:
            if str(arrays["format"]) != _FORMAT:
                return None
            chosen = ChosenHeads(**{name: arrays[name] for name in ChosenHeads.__slots__})
            keys = frozenset(map(str, arrays["learned"]))
            return Found(chosen, str(arrays["words"]), keys, str(arrays["name"]))
    except (OSError, ValueError, KeyError, EOFError):
        return None


def is_due(learned: int, looked_at: int) -> bool:
    """Whether better heads should be looked for, by how many answers are learned and were at the last look.

    Examples
    --------
    >>> [is_due(n, 0) for n in (49, 50)], [is_due(n, 50) for n in (74, 75)], is_due(10_500, 10_000)
    ([False, True], [False, True], False)
    """
    return learned >= FIRST_AT and abs(learned - looked_at) >= max(EVERY, looked_at // 10)


def ask(store: Store, settings: Settings, whose: "Whose", model: "LiveModel") -> None:
    """Let the worker look for better heads, once for what the model has learned, one look at a time."""
    with store.reading() as conn:
        latest = rows.latest(conn, whose.project, KIND)
    if latest is not None and latest.is_live:
        return
    params = {"coder": whose.learn_from[0], "question": whose.question, "learn_from": list(whose.learn_from)}
    rows.submit(store, f"heads{model.model_id}", whose.project, KIND, params)
    jobs.ensure_worker(store, settings)


def choose_heads_job(store: Store, settings: Settings, job: Job, progress: Progress, is_cancelled: IsCancelled) -> str:
    """Compare heads code by code on what one coder has decided, and keep what is found in the cache folder."""
    from pipelines.head_choice import choose_heads
    from workbench.live_model import LiveModel, Whose

    def on_code(done: int, total: int) -> None:
        if is_cancelled():
            raise Cancelled("Stopped. Suggestions go on as they were.")
        progress("Comparing ways to suggest codes", done / max(total, 1))

    whose = Whose(job.project_id, str(job.params["question"]), tuple(job.params["learn_from"]))
    model = LiveModel(store, settings, whose, with_heads=False)
    if model.suggester is None:
        return ""
    chosen = choose_heads(model.suggester, on_code=on_code)
    path = file_of(settings, whose)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            format=np.array(_FORMAT),
            words=np.array(model.words),
            name=np.array(model.model_id),
            learned=np.array(sorted(model.learned), dtype=np.str_),
            **{name: getattr(chosen, name) for name in type(chosen).__slots__},
        )
    part.replace(path)
    return model.model_id
