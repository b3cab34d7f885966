"""Vectors of whole answers: read once by the worker, then looked up in the cache folder without loading the model.

Suggestions, search by meaning and orders by likeness stand on them. A vector is found by the digest of its text, so a
changed answer or definition has none until it is read, and an unchanged one is never read twice.
"""

import hashlib
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from codebooks.model import Code
from coding.roles import Role
from pipelines.guided import code_texts
from pipelines.models import PACKAGED_SHA256
from pipelines.vector_cache import FILE_NAME, VectorCache
from pipelines.watch import Watch
from storage import jobs as rows
from storage import queries
from storage import tables as t
from storage.jobs import Job
from storage.store import Store
from workbench import consent, jobs
from workbench.errors import NotReady
from workbench.permissions import require
from workbench.proposing import check_room
from workbench.settings import Settings
from workbench.worker import IsCancelled, Progress

Vectors = NDArray[np.float32]

KIND = "read_answers"
_CHUNK = 500  # ids in one statement
_KEPT = 2  # sets of answers whose vectors stay in memory: some 15 MB for 10,000
_kept: OrderedDict[tuple[str, str, str, tuple[str, ...]], Vectors] = OrderedDict()
_kept_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Standing:
    """How many distinct texts (answers, and the words of codes) there are, and how many of them have been read."""

    texts: int
    read: int
    missing: str  # names the set of unread texts, '' where there is none

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to read."""
        return not self.missing


def answer_vectors(
    store: Store, settings: Settings, project_id: str, responses: Sequence[str] | None = None
) -> tuple[list[str], Vectors]:
    """Give the vectors of whole answers that have been read, in the order asked for.

    Parameters
    ----------
    responses : ids of answers; None for every substantive answer of an analysed respondent, in file order

    Returns
    -------
    ids : the answers that have a vector; one that has not been read yet is left out
    matrix : float32 of shape (n_ids, n_dimensions), rows of length 1; shape (0, 0) where nothing has been read
    """
    with store.reading() as conn:
        texts = answer_texts(conn, project_id, responses)
    known = text_vectors(settings, texts.values())
    ids = [response for response, text in texts.items() if text in known]
    return ids, stacked(known[texts[response]] for response in ids)


def kept_vectors(
    store: Store, settings: Settings, project_id: str, responses: Sequence[str]
) -> tuple[list[str], Vectors]:
    """Give what `answer_vectors` does, from memory where all of these answers were looked up before.

    An order is drawn from the same answers again and again. Their words never change, so neither do their vectors.
    """
    key = store.name, project_id, model_in_use(settings), tuple(responses)
    with _kept_lock:
        known = _kept.get(key)
    if known is not None:
        return list(responses), known
    ids, matrix = answer_vectors(store, settings, project_id, responses)
    if ids and len(ids) == len(responses):
        matrix.flags.writeable = False  # it is everybody's
        with _kept_lock:
            _kept[key] = matrix
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    return ids, matrix


def text_vectors(settings: Settings, texts: Iterable[str]) -> dict[str, Vectors]:
    """Give the vectors of the texts that have been read by the model now in use, by text."""
    distinct = list(dict.fromkeys(texts))
    if not (settings.cache_dir / FILE_NAME).exists():
        return {}
    with _opened(settings) as cache:
        model = _model(cache, settings)
        return cache.get(model, distinct) if model else {}


def model_in_use(settings: Settings) -> str:
    """Give the digest of the model whose vectors are looked up, '' while another than the packaged one is unread."""
    if not settings.model:
        return PACKAGED_SHA256["model.safetensors"]
    if not (settings.cache_dir / FILE_NAME).exists():
        return ""
    with _opened(settings) as cache:
        return _model(cache, settings)


def standing(store: Store, settings: Settings, project_id: str) -> Standing:
    """Say how much of a project has been read."""
    texts = _wanted(store, project_id)
    unread = _unread(settings, texts)
    return Standing(len(texts), len(texts) - len(unread), _named(unread, settings) if unread else "")


def start(store: Store, settings: Settings, project_id: str, coder_id: str, *, command_id: str) -> None:
    """Ask the worker to read what has not been read yet.

    Raises
    ------
    NotReady
        Names and contacts were not asked about, or there are no answers.
    NoRoom
    """
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_code, "have the answers read")
    consent.require_answer(store, project_id)
    texts = _wanted(store, project_id)
    if not texts:
        raise NotReady("There are no answers to read yet. Import some first.")
    check_room(settings.cache_dir, len(texts))
    rows.submit(store, command_id, project_id, KIND, {"coder": coder_id})
    jobs.ensure_worker(store, settings)


def was_read(store: Store, project_id: str) -> bool:
    """Whether a person has ever asked for the answers of a project to be read."""
    with store.reading() as conn:
        return rows.latest(conn, project_id, KIND) is not None


def read_what_is_new(store: Store, settings: Settings, project_id: str, coder_id: str) -> bool:
    """Ask for what is new to be read, once for the same words, where the project was read before.

    False where nothing is new or nobody has asked for the first reading.
    """
    with store.reading() as conn:
        before = rows.latest(conn, project_id, KIND)
    found = standing(store, settings, project_id)
    if before is None or before.is_live or found.is_whole:
        return False
    rows.submit(store, f"read{found.missing}", project_id, KIND, {"coder": coder_id})
    jobs.ensure_worker(store, settings)
    return True


def read_answers_job(store: Store, settings: Settings, job: Job, progress: Progress, is_cancelled: IsCancelled) -> str:
    """Read every answer and every word of a code that has no vector yet; give the digest of the model.

    What was read before a stop is kept: the next job goes on from there.
    """
    from pipelines.embedding import SegmentEmbedder

    watch = Watch(progress, is_cancelled)
    watch.begin("Loading the language model", 0.0)
    texts = _wanted(store, job.project_id)
    with _opened(settings) as cache:
        embedder = SegmentEmbedder(settings.model, cache).fit()
        cache.name_model(settings.model, embedder.model_sha256_)
        known = cache.known(embedder.model_sha256_, texts)
        unread = [text for text in texts if text not in known]
        if unread:
            embedder.set_params(on_read=watch.counter("Reading the answers: {} of {}", 0.05, 1.0))
            embedder.transform(unread)
    watch.end()
    return embedder.model_sha256_


def answer_texts(conn: Connection, project_id: str, responses: Sequence[str] | None = None) -> dict[str, str]:
    """Give the texts of answers by id: of those named, in their order, or of every substantive one in file order."""
    if responses is None:
        answers = queries.analysed_answers(conn, project_id)
        said = answers[answers["disposition"] == "substantive"]
        return dict(zip(said["response_id"], said["text"], strict=True))
    c = t.responses.c
    found: dict[str, str] = {}
    for first in range(0, len(responses), _CHUNK):
        some = responses[first : first + _CHUNK]
        query = select(c.response_id, c.text).where(c.project_id == project_id, c.response_id.in_(some))
        found.update({row.response_id: row.text for row in conn.execute(query)})
    return {response: found[response] for response in responses if response in found}


def code_frame(codes: Sequence[Code]) -> pd.DataFrame:
    """Give what the codebook says of codes, as the pipelines read it: name, definition, examples; one row a code."""
    return pd.DataFrame([(c.name, c.definition, c.examples) for c in codes], columns=["name", "definition", "examples"])


def stacked(vectors: Iterable[Vectors]) -> Vectors:
    """Give vectors as the rows of a matrix, of shape (0, 0) where there are none."""
    found = list(vectors)
    return np.vstack(found) if found else np.zeros((0, 0), dtype=np.float32)


def _wanted(store: Store, project_id: str) -> list[str]:
    with store.reading() as conn:
        answers: Mapping[str, str] = answer_texts(conn, project_id)
        book = queries.codebook(conn, project_id)
    live = book.live()
    words = (text for _, text in code_texts(code_frame(live)))
    rules = (code.include.strip() for code in live if code.include.strip())
    return list(dict.fromkeys((*words, *rules, *answers.values())))


def _unread(settings: Settings, texts: Sequence[str]) -> list[str]:
    if not (settings.cache_dir / FILE_NAME).exists():
        return list(texts)
    with _opened(settings) as cache:
        known = cache.known(_model(cache, settings), texts)
    return [text for text in texts if text not in known]


def _named(texts: Sequence[str], settings: Settings) -> str:
    digest = hashlib.sha256(settings.model.encode())
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()[:24]


@contextmanager
def _opened(settings: Settings) -> Iterator[VectorCache]:
    """Open the cache folder's vectors; NotReady where they cannot be opened or read."""
    try:
        with VectorCache(settings.cache_dir) as cache:
            yield cache
    except (sqlite3.OperationalError, PermissionError) as fault:
        raise NotReady(
            f"What was read of the answers lies in {settings.cache_dir / FILE_NAME} and cannot be opened: {fault}. "
            "Check that you may write to that folder, or name another in VERBATIM_CACHE_DIR. Coding goes on without."
        ) from fault


def _model(cache: VectorCache, settings: Settings) -> str:
    return cache.model_at(settings.model) if settings.model else PACKAGED_SHA256["model.safetensors"]
