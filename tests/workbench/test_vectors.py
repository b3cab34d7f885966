"""Whole answers are read once by the worker, and looked up without the model."""

import subprocess
import sys

import numpy as np
import pytest

from pipelines.models import PACKAGED_SHA256
from pipelines.vector_cache import VectorCache
from storage import jobs as rows
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import consent, jobs, vectors, worker
from workbench.codebook import CodeDraft, save_code
from workbench.errors import NotAllowed, NotReady
from workbench.ids import new_id
from workbench.settings import Settings


class Shelf:
    """A study, and a cache folder into which the test puts vectors as the worker would."""

    def __init__(self, store, folder):
        self.study = Study(store)
        self.settings = Settings(folder / "data", folder / "cache")
        self.args = store, self.settings, self.study.id
        consent.answer(store, self.study.id, self.study.ana, consent.OUT, command_id=new_id())

    def read(self, texts):
        model = PACKAGED_SHA256["model.safetensors"]
        made = {text: np.full(3, len(text), dtype=np.float32) for text in texts}
        with VectorCache(self.settings.cache_dir) as cache:
            cache.put(model, made)

    def texts(self):
        with self.study.store.reading() as conn:
            return vectors.answer_texts(conn, self.study.id)


@pytest.fixture
def shelf(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "ensure_worker", lambda *_: False)
    store = open_store(sqlite_url)
    yield Shelf(store, tmp_path)
    store.engine.dispose()


def test_answers_that_were_read_come_in_the_order_asked_for_and_others_are_left_out(shelf):
    texts = shelf.texts()
    first, second, third, *_ = texts
    assert vectors.answer_vectors(*shelf.args)[0] == [], "nothing has been read, and nothing is made by asking"
    shelf.read([texts[first], texts[third]])
    ids, matrix = vectors.answer_vectors(*shelf.args, [third, second, "gone", first])
    assert ids == [third, first]
    assert matrix[:, 0].tolist() == [len(texts[third]), len(texts[first])]
    assert vectors.answer_vectors(*shelf.args)[0] == [first, third]


def test_vectors_are_kept_only_once_all_the_answers_were_read(shelf):
    texts = shelf.texts()
    shelf.read(list(texts.values())[:2])
    assert vectors.kept_vectors(*shelf.args, list(texts))[0] == list(texts)[:2]
    shelf.read(texts.values())
    for _ in range(2):  # looked up, and from memory
        ids, matrix = vectors.kept_vectors(*shelf.args, list(texts))
        assert (ids, matrix[:, 0].tolist()) == (list(texts), [len(text) for text in texts.values()])
    turned = list(texts)[::-1]
    ids, matrix = vectors.kept_vectors(*shelf.args, turned)
    assert (ids, matrix[:, 0].tolist()) == (turned, [len(texts[key]) for key in turned])


def test_changed_words_of_a_code_are_read_again_once(shelf):
    study, texts = shelf.study, shelf.texts()
    code = study.add("Shifts")
    shelf.read([*texts.values(), "Shifts"])
    assert vectors.standing(*shelf.args).is_whole
    study.do(save_code, code, CodeDraft(name="Shifts", definition="Long hours.", examples="Twelve hours.\nNights."))
    left = vectors.standing(*shelf.args)
    assert (left.texts - left.read, left.is_whole) == (3, False)

    assert not vectors.read_what_is_new(*shelf.args, study.ana), "the first reading waits for a person"
    rows.submit(study.store, "first", study.id, vectors.KIND, {})
    rows.claim(study.store, "w")
    rows.end(study.store, "w", "first", "done")
    assert vectors.read_what_is_new(*shelf.args, study.ana)
    assert jobs.state(study.store, study.id, vectors.KIND).job.status == "queued"
    assert not vectors.read_what_is_new(*shelf.args, study.ana), "it is asked for already"


def test_vectors_of_another_model_are_not_taken_for_this_ones(shelf):
    texts = shelf.texts()
    shelf.read(texts.values())
    other = Settings(shelf.settings.data_dir, shelf.settings.cache_dir, model="/models/other")
    assert vectors.answer_vectors(shelf.args[0], other, shelf.study.id)[0] == []
    assert vectors.model_in_use(other) == ""
    with VectorCache(other.cache_dir) as cache:
        cache.name_model("/models/other", "digest")
        cache.put("digest", {next(iter(texts.values())): np.ones(2, dtype=np.float32)})
    assert vectors.answer_vectors(shelf.args[0], other, shelf.study.id)[1].shape == (1, 2)


def test_nothing_is_read_before_names_are_asked_about_or_for_a_stranger(sqlite_url, tmp_path):
    store = open_store(sqlite_url)
    study = Study(store)
    settings = Settings(tmp_path / "data", tmp_path / "cache")
    with pytest.raises(NotReady, match="names and contacts"):
        vectors.start(store, settings, study.id, study.ana, command_id=new_id())
    with pytest.raises(NotAllowed):
        vectors.start(store, settings, study.id, "nobody", command_id=new_id())
    store.engine.dispose()


LOOK_UP = """
import sys
from workbench import vectors
assert not {"torch", "sklearn.linear_model", "sentence_transformers"} & set(sys.modules), "heavy"
"""


@pytest.mark.model
@pytest.mark.slow
def test_the_worker_reads_all_and_goes_on_where_it_was_stopped(shelf):
    study, total = shelf.study, len(set(shelf.texts().values()))
    shelf.read(list(shelf.texts().values())[5:])
    study.do(lambda *args, **named: vectors.start(args[0], shelf.settings, *args[1:], **named))
    worker.work(study.store, shelf.settings, idle_s=0.05)
    job = jobs.state(study.store, study.id, vectors.KIND).job
    assert (job.status, job.result) == ("done", PACKAGED_SHA256["model.safetensors"]), job.message
    assert vectors.standing(*shelf.args).read == total
    ids, matrix = vectors.answer_vectors(*shelf.args, list(shelf.texts())[:5])
    assert len(ids) == 5 and np.allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-5)


def test_looking_vectors_up_loads_no_model():
    done = subprocess.run([sys.executable, "-c", LOOK_UP], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
