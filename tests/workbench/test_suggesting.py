"""What the live model suggests follows the record, whoever wrote it and whatever was taken back."""

import random

import numpy as np
import pytest

from pipelines.models import PACKAGED_SHA256
from pipelines.vector_cache import FILE_NAME, VectorCache
from storage import jobs as rows
from storage.payload import KINDS
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import deciding, desk, heads, jobs, projects, suggesting, undo, vectors, worker
from workbench.bulk_coding import code_many
from workbench.codebook import CodeDraft, retire_code, save_code
from workbench.desk import desk_order
from workbench.errors import NotReady
from workbench.ids import new_id
from workbench.live_model import FOLLOWED, WITHOUT_EFFECT, LiveModel, Whose
from workbench.met_suggestions import read
from workbench.settings import Settings

DIMENSIONS = 6


class Desk:
    """A study with vectors as the worker would have read them: a text's vector is drawn from its own words."""

    def __init__(self, store, folder):
        self.study = Study(store)
        self.store, self.id, self.ana = store, self.study.id, self.study.ana
        self.settings = Settings(folder / "data", folder / "cache")
        self.codes = [self.study.add(name) for name in ("Shifts", "Rooms", "Pay")]
        with store.reading() as conn:
            self.order = desk_order(conn, self.id)
        self.read()

    def read(self):
        with VectorCache(self.settings.cache_dir) as cache:
            texts = vectors._wanted(self.store, self.id)
            cache.put(PACKAGED_SHA256["model.safetensors"], {text: vector(text) for text in texts})

    def decide(self, kind, response="", coder="", **entry):
        entry = {"id": new_id(), "kind": kind, "response": response, **entry}
        (answer,) = deciding.take(self.store, self.id, coder or self.ana, [entry])
        return answer

    def model(self, *coders):
        with self.store.reading() as conn:
            question = suggesting._questions_of(conn, self.id, self.order[:1])[self.order[0]]
        return LiveModel(self.store, self.settings, Whose(self.id, question, coders or (self.ana,)))

    def suggested(self, *responses, coder="", wait_s=20.0):
        return suggesting.suggestions(
            self.store, self.settings, self.id, coder or self.ana, responses, wait_s=wait_s
        ).answers

    def set(self, setting, value):
        self.study.do(projects.change_setting, setting, value)


def vector(text):
    drawn = np.random.default_rng(list(text.encode())[:40] or [0]).normal(size=DIMENSIONS).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


@pytest.fixture
def at(sqlite_url, tmp_path):
    store = open_store(sqlite_url)
    yield Desk(store, tmp_path)
    store.engine.dispose()


@pytest.fixture
def on_each(store_url, tmp_path):
    """Give the same on each kind of database."""
    store = open_store(store_url)
    yield Desk(store, tmp_path)
    store.engine.dispose()


def same(live, fresh, responses):
    assert live.learned == fresh.learned and live.model_id == fresh.model_id
    left, right = live.suggest(responses), fresh.suggest(responses)
    assert left.keys() == right.keys()
    for response, codes in left.items():
        theirs = {one.code: float(one.probability) for one in right[response]}
        assert {one.code for one in codes} == theirs.keys()
        assert all(abs(float(one.probability) - theirs[one.code]) < 2e-3 for one in codes)


def test_after_any_decisions_and_undos_the_model_is_what_a_new_one_would_be(on_each):
    at = on_each
    chance = random.Random(5)
    live = at.model()
    answers = [r for r in at.order if r in live._at]
    for step in range(40):
        response, code = chance.choice(answers[:12]), chance.choice(at.codes)
        kind = chance.choice(["apply"] * 4 + ["remove", "no_code", "undo", "undo", "redo"])
        at.decide(kind, response, code=code, on=True)
        if step % 3 == 0:
            live.follow()
        if step % 13 == 12:
            live.follow()
            same(live, at.model(), answers)
    live.follow()
    same(live, at.model(), answers)
    assert live.learned, "were every decision refused, this would prove nothing"


def test_an_answer_that_was_learned_from_gets_no_suggestions_until_the_decision_is_undone(at):
    first, second = at.order[:2]
    assert at.suggested(first, second).keys() == {first, second}
    at.decide("apply", first, code=at.codes[0])
    assert at.suggested(first, second).keys() == {second}
    at.decide("undo")
    assert at.suggested(first, second).keys() == {first, second}


def test_one_coders_decisions_reach_nobody_else(at):
    ben = at.study.join("Ben", "coder")
    before = at.suggested(*at.order[:6], coder=ben)
    for response in at.order[6:12]:
        at.decide("apply", response, code=at.codes[0])
    assert at.suggested(*at.order[:6], coder=ben) == before
    assert at.model(at.ana, ben).learned.keys() == set(at.order[6:12]), "unless somebody says that they may be learned"


def test_a_changed_codebook_changes_what_is_suggested(at):
    first = at.order[0]
    assert {one.code for one in at.suggested(first)[first].codes} == set(at.codes)
    at.study.do(retire_code, at.codes[1])
    assert {one.code for one in at.suggested(first)[first].codes} == {at.codes[0], at.codes[2]}
    before = at.suggested(first)[first]
    at.study.do(save_code, at.codes[0], CodeDraft(name="Shifts", definition="Hours that are too long."))
    at.read()
    assert at.suggested(first)[first].model != before.model


def test_without_definitions_without_codes_and_without_vectors_nothing_breaks(sqlite_url, tmp_path):
    store = open_store(sqlite_url)
    study = Study(store)
    settings = Settings(tmp_path / "data", tmp_path / "cache")
    with store.reading() as conn:
        order = desk_order(conn, study.id)
    args = store, settings, study.id, study.ana, order[:3]
    assert not suggesting.suggestions(*args, wait_s=20.0).answers
    code = study.add("Shifts")
    assert not suggesting.suggestions(*args, wait_s=20.0).answers, "the answers have not been read"
    study.code(order[0], code)
    assert suggesting.suggestions(*args, wait_s=20.0).fresh
    store.engine.dispose()


def test_the_mode_of_the_project_says_when_suggestions_are_shown(at):
    moments = lambda: {one.moment for one in at.suggested(*at.order[:20]).values()}  # noqa: E731
    assert moments() == {"after"}
    at.set("suggest", "before")
    assert moments() == {"before"}
    at.set("suggest", "random")
    assert moments() == {"after", "hidden"}
    lots = {response: one.moment for response, one in at.suggested(*at.order).items()}
    assert lots == {response: one.moment for response, one in at.suggested(*at.order).items()}
    at.set("suggest", "off")
    assert moments() == set()
    at.set("suggest", "")
    at.set("way", "reflexive")
    assert moments() == set(), "a reflexive project shows none until they are switched on"
    at.set("parts", "suggestions")
    assert moments() == {"after"}


def test_what_was_on_screen_is_kept_and_the_way_it_stands_follows_undo(on_each):
    at = on_each
    response, (one, two, _) = at.order[0], at.codes
    shown = [{"code": one, "p": "0.7", "shown": True, "taken": True}, {"code": two, "p": "0.2"}]
    at.decide("apply", response, code=one, suggested=True)
    assert at.decide("met", response, met={"moment": "after", "model": "m1", "codes": shown, "held": []}).reason
    shown[1] |= {"shown": False, "taken": False}
    met = {"moment": "after", "model": "m1", "codes": shown, "held": []}
    assert at.decide("met", response, met=met).ok
    with at.store.reading() as conn:
        assert [(m.code, m.shown, m.taken) for m in read(conn, at.id, at.ana, response).met] == [
            (one, True, True),
            (two, False, False),
        ]
        (state,) = desk.response_states(conn, at.id, at.ana, {response: 99})
    assert [c.origin for c in state.codings] == ["suggested"] and state.by_hand == (one,)
    undone = at.study.do(undo.undo, scope="desk")
    assert undone.response == response and undone.kinds == ("CodeApplied",), "undo takes the code, not what was seen"


def test_a_meeting_with_a_code_of_another_project_is_refused(at):
    codes = [{"code": "elsewhere", "p": "0.5", "shown": True, "taken": False}]
    answer = at.decide("met", at.order[0], met={"moment": "before", "model": "m", "codes": codes, "held": []})
    assert not answer.ok and "not in this codebook" in answer.reason


def test_a_meeting_is_kept_though_the_making_of_one_of_its_codes_was_undone(on_each):
    at = on_each
    made = new_id()
    deciding.take(at.store, at.id, at.ana, [{"id": made, "kind": "in_vivo", "response": at.order[0], "text": "Night"}])
    at.decide("undo")
    codes = [{"code": code, "p": "0.5", "shown": True, "taken": False} for code in (f"k{made}", at.codes[0])]
    met = {"moment": "before", "model": "m", "codes": codes, "held": []}
    assert at.decide("met", at.order[1], met=met).ok
    with at.store.reading() as conn:
        assert [one.code for one in read(conn, at.id, at.ana, at.order[1]).met] == [f"k{made}", at.codes[0]]


def test_reasons_are_the_coders_own_nearest_answers_in_their_words(at):
    first = at.order[0]
    at.suggested(first)
    for response in at.order[2:6]:
        at.decide("apply", response, code=at.codes[0])
    at.suggested(first)
    found = suggesting.reasons(at.store, at.id, at.ana, first, at.codes[0])
    assert 0 < len(found.answers) <= 3
    with at.store.reading() as conn:
        assert set(found.answers) <= set(vectors.answer_texts(conn, at.id, at.order[2:6]).values())
    assert suggesting.reasons(at.store, at.id, at.ana, first, at.codes[1]).answers == ()


def test_codes_given_to_many_answers_at_once_are_learned_as_a_new_model_would(at):
    live = at.model()
    at.decide("apply", at.order[1], code=at.codes[2])
    at.study.do(code_many, "apply", at.codes[0], [r for r in at.order[:20] if r in live._at][:5])
    live.follow()
    same(live, at.model(), [r for r in at.order if r in live._at])


def test_every_kind_of_event_that_is_passed_over_is_one_that_there_is():
    assert set(KINDS) >= FOLLOWED | WITHOUT_EFFECT
    changing_nothing = {"CodebookPublished", "CoderJoined", "CodingsUpheld"}
    assert not {kind for kind in KINDS if "Cod" in kind} & WITHOUT_EFFECT - changing_nothing


def test_heads_that_the_worker_chose_are_taken_when_they_appear_and_only_for_the_same_words(at):
    order = [r for r in at.order if r in at.model()._at]
    for response, code in zip(order[:24], at.codes * 8, strict=True):
        at.decide("apply", response, code=code)
    live = at.model()
    before = live.model_id
    whose = live._whose
    params = {"question": whose.question, "learn_from": [at.ana]}
    rows.submit(at.store, "look", at.id, heads.KIND, params)
    worker.work(at.store, at.settings, idle_s=0.05)
    job = jobs.state(at.store, at.id, heads.KIND).job
    assert (job.status, job.result) == ("done", before), job.message
    live.follow()
    assert live.model_id != before and live.suggest(order[24:30])
    at.decide("undo")
    live.follow()
    assert order[23] not in live.suggest(order), "the chosen heads have seen its code"
    at.study.do(save_code, at.codes[0], CodeDraft(name="Shifts", definition="Hours that are too long."))
    at.read()
    live.follow()
    assert live._heads is None


def test_a_heads_file_that_is_no_such_file_is_passed_over(at):
    path = heads.file_of(at.settings, at.model()._whose)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something else")
    assert at.model().suggest(at.order[:2])


def test_a_cache_folder_that_cannot_be_opened_is_named_and_the_desk_goes_on(at):
    file = at.settings.cache_dir / FILE_NAME
    for part in at.settings.cache_dir.iterdir():
        part.unlink()
    file.mkdir()
    with pytest.raises(NotReady, match=r"cannot be opened.*VERBATIM_CACHE_DIR"):
        vectors.standing(at.store, at.settings, at.id)
    assert not at.suggested(at.order[0])
    assert at.decide("apply", at.order[0], code=at.codes[0]).ok
