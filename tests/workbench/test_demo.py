"""The example projects: there on the first day, finished in their codings, and gone when a person deletes them."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from storage.store import open_store
from workbench import demo, people, projects
from workbench.codebook_reading import read_codebook
from workbench.desk import window

CODINGS = Path(__file__).parents[2] / "data/examples/patient_feedback/codings.csv"
CODED = demo.example_id("patient_feedback", coded=True)
FRESH = demo.example_id("patient_feedback", coded=False)


@pytest.fixture(scope="module")
def example_store(tmp_path_factory):
    store = open_store("", tmp_path_factory.mktemp("examples"))
    demo.ensure_examples(store)
    return store


def open_example(store, project_id):
    coder = people.sign_in(store, "Ana")
    projects.join_project(store, project_id, coder)
    return coder


def test_each_example_is_there_once_coded_and_once_not(example_store):
    names = {project.name for project in projects.list_projects(example_store)}
    assert {"Patient feedback (example)", "Patient feedback, coded (example)"} <= names
    assert demo.ensure_examples(example_store) == []


def test_the_human_codes_come_out_as_they_went_in(example_store):
    with CODINGS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = defaultdict(int)
    for row in rows:
        expected[row["code"]] += 1
    state = read_codebook(example_store, CODED, open_example(example_store, CODED))
    found = {code.name: state.counts[code.id].codings for code in state.book.live()}
    assert {name: n for name, n in found.items() if n} == expected
    assert sum(found.values()) == len(rows) == 845


def test_the_finished_example_has_a_published_codebook_and_the_other_none(example_store):
    coder = open_example(example_store, CODED)
    finished = read_codebook(example_store, CODED, coder)
    assert (finished.book.version, len(finished.book.live()), finished.changes) == (1, 60, ())
    fresh = read_codebook(example_store, FRESH, open_example(example_store, FRESH))
    assert not fresh.book.codes


def test_whoever_opens_an_example_may_do_everything_in_it(example_store):
    coder = open_example(example_store, FRESH)
    assert read_codebook(example_store, FRESH, coder).may_edit
    assert window(example_store, FRESH, coder).total > 400


def test_an_example_that_was_deleted_comes_back_only_when_asked_for(tmp_path):
    store = open_store("", tmp_path)
    demo.ensure_examples(store)
    projects.delete_project(store, FRESH, open_example(store, FRESH))
    assert demo.ensure_examples(store) == []
    assert demo.ensure_examples(store, deleted_too=True) == [FRESH]


def test_an_example_whose_making_was_broken_off_is_completed(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "FIRST", ("patient_feedback",))  # so that it is this one that is broken off
    store = open_store("", tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(demo, "import_codings", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            demo.ensure_examples(store)
    assert demo.ensure_examples(store)[0] == CODED
    counts = read_codebook(store, CODED, open_example(store, CODED)).counts
    assert sum(count.codings for count in counts.values()) == 845


def test_the_founding_study_stands_first_and_of_each_study_the_one_to_code(example_store):
    rows = demo.by_study(projects.list_projects(example_store))
    assert [[project.name for project in study] for study in rows] == [
        ["Peer supporters (example)", "Peer supporters, coded (example)"],
        ["Patient feedback (example)", "Patient feedback, coded (example)"],
    ]
