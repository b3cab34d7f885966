"""Suggested codes at the desk: one live model for each coder and question, renewed beside the desk, never before it.

Models are kept in the server's memory and renewed by one thread; whoever asks gets what is ready. A model that is gone
is made anew from the store.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from coding.suggestions import Moment, moment_for
from storage import queries, record
from storage import tables as t
from storage.queries.rounds import sealed_for
from storage.store import Store
from workbench import heads, vectors
from workbench.errors import SHOWN
from workbench.live_model import Likely, LiveModel, Whose
from workbench.projects import shows
from workbench.settings import Settings

MOST_MODELS = 8  # with 10,000 answers each takes some 30 MB
AT_ONCE_S = 0.02  # so long an answer to the desk waits for suggestions; later ones come with the next
_BUSY_S = 0.002  # so long a model that is being renewed is waited for, once the time is up
SHORT = 300  # characters of a coded answer that is shown as a reason
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Suggested:
    """Suggestions for one answer: when to show them, and the codes in their order."""

    moment: Moment
    codes: tuple[Likely, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is ready for some answers. `fresh`: all decided so far has been learned; else ask again after `again_s`."""

    fresh: bool
    again_s: float = 0.0
    answers: Mapping[str, Suggested] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a code was suggested: the nearest of the coder's own coded answers, shortened; none where none has it."""

    response: str
    code: str
    answers: tuple[str, ...]


def mode(store: Store, project_id: str) -> str:
    """Give the project's mode ('' after, 'before', 'random'), 'off' also where the project hides suggestions."""
    with store.reading() as conn:
        project = queries.project(conn, project_id)
    return project.suggest if shows(project, "suggestions") else "off"


def renew(store: Store, settings: Settings, project_id: str, coder_id: str) -> None:
    """Let the models that are in use for a coder take up what was decided; returns at once."""
    for whose in _models.in_use(store, project_id, coder_id):
        _models.renew(store, settings, whose)


def suggestions(
    store: Store,
    settings: Settings,
    project_id: str,
    coder_id: str,
    responses: Sequence[str],
    *,
    learn_from: Sequence[str] = (),
    wait_s: float = AT_ONCE_S,
) -> Suggestions:
    """Give the suggestions that are ready for answers, in the project's mode.

    Parameters
    ----------
    learn_from : coders whose decisions may be learned from; none stands for the coder alone, so that nobody's
        decisions reach another before they may be seen
    wait_s : seconds to wait for models that are being renewed
    """
    chosen = mode(store, project_id)
    if chosen == "off" or not responses:
        return Suggestions(True)
    with store.reading() as conn:
        sealed = sealed_for(conn, project_id, coder_id)
        asked = _questions_of(conn, project_id, [response for response in responses if response not in sealed])
        head = record.read_head(conn, project_id).seq
        seed = seed_of(conn, project_id)
    wanted = {q: Whose(project_id, q, tuple(learn_from) or (coder_id,)) for q in dict.fromkeys(asked.values())}
    found: dict[str, Suggested] = {}
    fresh, again_s, until = True, 0.0, time.monotonic() + wait_s
    for question, whose in wanted.items():
        renewal = _models.renew(store, settings, whose, since=head)
        ready = _models.ask(store, whose, [r for r in responses if asked.get(r) == question], renewal, until)
        fresh, again_s = fresh and ready.fresh, max(again_s, ready.took_s)
        for response, codes in ready.codes.items():
            found[response] = Suggested(moment_for(chosen, seed, coder_id, response), tuple(codes), ready.model)
    return Suggestions(fresh, again_s, found)


def probabilities(
    store: Store, settings: Settings, project_id: str, coder_id: str, question: str, responses: Sequence[str]
) -> NDArray[np.float64]:
    """Give how likely each code of a question is for each of its answers, learned from all this coder has decided.

    Returns
    -------
    float array of shape (n_responses, n_codes)
        0 for an answer that has not been read. Who asks waits until the model has taken everything up.
    """
    whose = Whose(project_id, question, (coder_id,))
    with store.reading() as conn:
        head = record.read_head(conn, project_id).seq
    renewal = _models.renew(store, settings, whose, since=head)
    if renewal is not None:
        wait([renewal])
    return _models.probabilities(store, whose, responses)


def reasons(store: Store, project_id: str, coder_id: str, response: str, code: str) -> Reasons:
    """Give the coder's own coded answers that lie nearest to one for which a code was suggested."""
    with store.reading() as conn:
        if response in sealed_for(conn, project_id, coder_id):
            return Reasons(response, code, ())
        question = _questions_of(conn, project_id, [response]).get(response, "")
    found = _models.nearest(store, Whose(project_id, question, (coder_id,)), response, code)
    with store.reading() as conn:
        texts = vectors.answer_texts(conn, project_id, found)
    return Reasons(response, code, tuple(_shortened(texts[one]) for one in found if one in texts))


@dataclass(slots=True)
class _Slot:
    """A model and who is at it: `held` guards the model, `renewal` is the renewal under way."""

    held: threading.Lock = field(default_factory=threading.Lock)
    model: LiveModel | None = None
    seq: int = -1
    took_s: float = 0.0  # the last renewal
    looked_at: int = 0  # answers learned when better heads were last looked for
    renewal: Future[None] | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    fresh: bool
    codes: Mapping[str, Sequence[Likely]] = field(default_factory=dict)
    model: str = ""
    took_s: float = 0.0


class _Models:
    """The live models of this process, the one used longest ago dropped first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: OrderedDict[tuple[str, Whose], _Slot] = OrderedDict()

    def in_use(self, store: Store, project_id: str, coder_id: str) -> list[Whose]:
        with self._lock:
            return [
                whose
                for name, whose in self._slots
                if name == store.name and whose.project == project_id and coder_id in whose.learn_from
            ]

    def renew(self, store: Store, settings: Settings, whose: Whose, *, since: int | None = None) -> Future[None] | None:
        """Renew a model in the thread; give the renewal under way, None where it knows the event `since` already."""
        slot = self._slot(store, whose)
        with self._lock:
            if since is not None and slot.seq >= since:
                return None
            if slot.renewal is None or slot.renewal.running() or slot.renewal.done():
                slot.renewal = _thread().submit(_follow, store, settings, whose, slot)
                slot.renewal.add_done_callback(_tell_of_a_bug)
            return slot.renewal

    def ask(
        self, store: Store, whose: Whose, responses: Sequence[str], renewal: Future[None] | None, until: float
    ) -> _Ready:
        slot = self._slot(store, whose)
        if renewal is not None and time.monotonic() + slot.took_s <= until:  # else waiting is in vain
            wait([renewal], timeout=max(until - time.monotonic(), 0))
        if not slot.held.acquire(timeout=_BUSY_S):
            return _Ready(False, took_s=slot.took_s)
        try:
            fresh = renewal is None or renewal.done()
            if slot.model is None:
                return _Ready(fresh)
            return _Ready(fresh, slot.model.suggest(responses), slot.model.model_id, slot.took_s)
        finally:
            slot.held.release()

    def probabilities(self, store: Store, whose: Whose, responses: Sequence[str]) -> NDArray[np.float64]:
        slot = self._slot(store, whose)
        with slot.held:
            return slot.model.probabilities(responses) if slot.model else np.zeros((len(responses), 0))

    def nearest(self, store: Store, whose: Whose, response: str, code: str) -> list[str]:
        slot = self._slot(store, whose)
        with slot.held:
            return slot.model.nearest(response, code, NEAREST) if slot.model else []

    def _slot(self, store: Store, whose: Whose) -> _Slot:
        with self._lock:
            key = store.name, whose
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > MOST_MODELS:
                self._slots.popitem(last=False)
            return slot


_models = _Models()


@lru_cache(maxsize=1)
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="suggestions")


@lru_cache(maxsize=1)
def _libraries() -> Any:
    """Give what holds back the libraries that compute: looked for once, when a model stands and all are loaded."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _follow(store: Store, settings: Settings, whose: Whose, slot: _Slot) -> None:
    from threadpoolctl import threadpool_limits

    began = time.monotonic()
    with slot.held:  # and on one processor: the desk keeps the others
        if slot.model is None:
            with threadpool_limits(1):
                slot.model = LiveModel(store, settings, whose)
        else:
            with _libraries().limit(limits=1):
                slot.model.follow()
        slot.seq, slot.took_s = slot.model.seq, time.monotonic() - began
        if heads.is_due(len(slot.model.learned), slot.looked_at):
            slot.looked_at = len(slot.model.learned)
            heads.ask(store, settings, whose, slot.model)


def _tell_of_a_bug(renewal: Future[None]) -> None:
    fault = renewal.exception()
    if fault is not None and not isinstance(fault, SHOWN):
        raise fault  # logged with its place; the desk goes on without suggestions


def seed_of(conn: Connection, project_id: str) -> str:
    """Give what the lot is drawn from: the digest of the project's first record, which nobody can choose or change."""
    a = t.audit_log.c
    return str(conn.execute(select(a.digest).where(a.project_id == project_id, a.seq == 1)).scalar_one())


def _questions_of(conn: Connection, project_id: str, responses: Sequence[str]) -> dict[str, str]:
    c = t.responses.c
    query = select(c.response_id, c.question_id).where(c.project_id == project_id, c.response_id.in_(responses))
    return {row.response_id: row.question_id for row in conn.execute(query)}


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1].rstrip() + "…"
