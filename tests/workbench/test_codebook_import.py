"""Codebooks that come from a file: whole, or not at all, with every clash named."""

import pytest

from codebooks.errors import NameTaken
from exchange.codebook_files import read_codebook
from exchange.errors import BrokenCodebook, WrongFile
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import codebook
from workbench.codebook_import import import_codebook, read_ready, ready_codebooks

YAML = b"""
codes:
- name: Waiting
  parent: Access
  definition: How long it takes.
  questions: [what is hard]
- name: Access
  theme: true
  colour: '#009E73'
- name: Parking
  parent: access
  examples: ["No space", "Too dear"]
  colour: 12
"""


@pytest.fixture
def study(sqlite_url):
    return Study(open_store(sqlite_url))


def test_codes_of_a_file_stand_under_their_parents_in_the_files_order(study):
    study.add("Work")
    assert study.do(import_codebook, YAML, "access.yaml") == 3
    assert study.drawn() == ["Work", "Access", "  Waiting", "  Parking"]
    waiting, parking = study.book.named("Waiting"), study.book.named("Parking")
    assert (waiting.questions, waiting.definition, waiting.origin) == (("q1",), "How long it takes.", "imported")
    assert (parking.examples, parking.colour, study.book.named("Access").colour) == ("No space\nToo dear", 12, 2)


def test_an_import_is_taken_back_whole(study):
    study.add("Work")
    study.do(import_codebook, YAML, "access.yaml")
    study.do(codebook.undo)
    assert study.drawn() == ["Work"]


def test_names_that_are_there_already_are_named_and_nothing_is_added(study):
    study.add("WAITING")
    study.add("Parking")
    with pytest.raises(NameTaken, match=r"access\.yaml: the codebook has 'Waiting', 'Parking' already"):
        study.do(import_codebook, YAML, "access.yaml")
    assert study.drawn() == ["WAITING", "Parking"]


def test_a_question_that_the_project_has_not_is_named(study):
    with pytest.raises(BrokenCodebook, match=r"'why', which is not in this project\. Its questions are: what is hard"):
        study.do(import_codebook, YAML.replace(b"what is hard", b"why"), "access.yaml")
    assert study.drawn() == []


def test_what_was_exported_comes_back_unchanged_in_another_project(study, tmp_path):
    study.do(import_codebook, YAML, "access.yaml")
    other = Study(open_store(f"sqlite:///{tmp_path / 'other.sqlite'}"))
    for kind in ("yaml", "csv"):
        data = codebook.export_codebook(study.store, study.id, kind)
        other.do(import_codebook, data, f"codebook.{kind}")
        assert codebook.export_codebook(other.store, other.id, kind) == data
        other.do(codebook.undo)


def test_every_ready_codebook_can_be_read_and_names_its_source(study):
    assert len(ready_codebooks()) >= 2
    for ready in ready_codebooks():
        assert ready.title and "(20" in ready.about
        rows = read_codebook(read_ready(ready.name), ready.name)
        assert all(row.definition for row in rows)
        study.do(import_codebook, read_ready(ready.name), ready.name)
        assert len(study.book.live()) == ready.codes
        study.do(codebook.undo)


@pytest.mark.parametrize("name", ["../decide.py", "none.yaml"])
def test_only_ready_codebooks_are_read(name):
    with pytest.raises(WrongFile, match="no ready codebook"):
        read_ready(name)
