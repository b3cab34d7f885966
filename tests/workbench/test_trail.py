"""The audit trail: every fact of the record in words, found again by kind, person and day."""

import csv
import io
import re
from dataclasses import fields, is_dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from coding.events import CodeApplied, DispositionsSet, MemoWritten, ResponseMarked
from coding.project_events import ProjectChanged
from coding.proposals import ProposalAccepted, SegmentMoved
from coding.round_events import ConsensusReached
from storage import tables as t
from storage import triggers
from storage.errors import RecordBroken
from storage.payload import KINDS, chain_digest, first_digest
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import codebook
from workbench.codebook import CodeDraft
from workbench.sentences import Names, said
from workbench.trail import (
    PAGE_SIZE,
    PARTS,
    Choice,
    code_history,
    export_trail,
    read_trail,
    verify_record,
)

VALUES = {
    "str": "x", "int": 1, "bool": True, "tuple[str, ...]": ("x",), "tuple[int, ...]": (1,),
    "tuple[tuple[str, int], ...]": (("x", 1),), "tuple[tuple[str, str, str], ...]": (("x", "y", "z"),),
    "tuple[tuple[str, int, str, bool, bool], ...]": (("x", 1, "0.5", True, True),),
    "tuple[tuple[str, str], ...]": (("x", "0.667"),), "tuple[tuple[int, str], ...]": ((1, "x"),),
    "tuple[tuple[str, tuple[int, ...]], ...]": (("x", (1,)),),
}  # fmt: skip


@pytest.fixture
def study(sqlite_url):
    return Study(open_store(sqlite_url))


def made(kind):
    """An event of a kind with something in every field."""
    values = {}
    for field in fields(kind):
        name = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
        name = str(field.type) if name in ("tuple", "Literal") else name
        values[field.name] = VALUES.get(name, "x")
    if "changes" in values:
        values["changes"] = (("x", "a", "b"),) if kind is DispositionsSet else (("name", "a", "b"),)
    if "codings" in values:
        values["codings"] = (("x", "x", 0, 1, "x", "bulk", 0, "", "", ""),)
        values["marks"] = (("x", "done", True),)
    if kind is ConsensusReached:
        values |= {"dissent": (("x", ("y",)),), "before": ()}
    if "role" in values:
        values["role"] = "lead"
    return kind(**values)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_event_has_a_sentence_without_an_id_or_a_class_name(kind):
    assert is_dataclass(KINDS[kind])
    sentence = said(made(KINDS[kind]), Names())
    assert re.match(r"[a-z]", sentence) and not sentence.endswith(".")
    assert kind not in sentence


def test_every_kind_of_event_is_found_under_one_part():
    listed = [kind for _, kinds in PARTS.values() for kind in kinds]
    assert sorted(listed) == sorted(KINDS)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (
            CodeApplied(coding="a", response="r1", start=0, end=9, code="c1", coder="u1"),
            "applied 'Time' to P7’s answer to 'Why?'",
        ),
        (
            CodeApplied(coding="a", response="r1", start=0, end=9, code="c1", coder="u1", origin="imported"),
            "applied 'Time' to P7’s answer to 'Why?', brought in as Boris’s",
        ),
        (
            ResponseMarked(response="r1", coder="u1", mark="no_code", before=True, after=False),
            "took back that no code applies to P7’s answer to 'Why?'",
        ),
        (
            MemoWritten(about="response", target="gone", coder="u1", before="", after="t1"),
            "wrote a memo on an answer that is gone",
        ),
        (
            DispositionsSet(changes=(("r1", "", "not_usable"), ("r2", "", "not_usable")), coder="u1"),
            "said that 2 answers are not usable",
        ),
        (
            ProjectChanged(setting="parts", before="map", after="proposals agreement"),
            "switched on proposals and agreement and off map",
        ),
        (
            ProposalAccepted(run="r", proposal="T01", code="c1", made_code=True, segments=(1,)),
            "accepted the proposed theme 'long waits' as the new code 'Time'; 1 passage waits to be confirmed",
        ),
        (
            SegmentMoved(run="r", segment=3, before="T01", after=""),
            "moved a passage from the proposed theme 'long waits' to 'not grouped yet'",
        ),
    ],
)
def test_a_sentence_says_who_was_meant(event, sentence):
    names = Names(
        coders={"u1": "Boris"},
        codes={"c1": "Time"},
        answers={"r1": "P7’s answer to 'Why?'"},
        themes={("r", "T01"): "long waits"},
    )
    assert said(event, names) == sentence


def test_the_record_reads_from_the_newest_back_with_its_numbers(study):
    work = study.add("Work")
    study.code("p1.q1", work)
    page = read_trail(study.store, study.id)
    assert [(entry.seq, entry.coder, entry.what) for entry in page.entries[:2]] == [
        (5, "Ana", "applied 'Work' to P1’s answer to 'what is hard'"),
        (4, "Ana", "added the code 'Work'"),
    ]
    assert page.entries[-1].what == "started the project 'Shifts' as codebook or content analysis"
    assert (page.total, page.pages, page.head.seq) == (5, 1, 5)
    assert page.entries[0].digest == page.head.digest


def test_what_was_taken_back_is_named_by_its_numbers(study):
    study.add("Work")
    study.do(codebook.undo)
    study.do(codebook.redo)
    assert [entry.what for entry in read_trail(study.store, study.id).entries[:4]] == [
        "added the code 'Work'",
        "took the undoing in record numbers 5 to 6 back",
        "withdrew the code 'Work' again",
        "took record number 4 back",
    ]


def test_a_code_that_was_withdrawn_still_has_its_name_in_the_record(study):
    work = study.add("Work")
    study.do(codebook.save_code, work, CodeDraft(name="Work", definition="Too much."))
    study.do(codebook.undo)
    study.do(codebook.undo)
    assert "changed the definition of 'Work'" in [entry.what for entry in read_trail(study.store, study.id).entries]


def test_entries_are_chosen_by_part_person_and_day(study):
    boris = study.join("Boris", "coder")
    study.code("p1.q1", study.add("Work"), coder=boris)
    today = date.today()

    def count(**choice):
        return read_trail(study.store, study.id, Choice(**choice)).total

    assert [count(part=part) for part in ("project", "codebook", "coding", "proposals")] == [4, 1, 1, 0]
    assert (count(coder=boris), count(coder=boris, part="codebook")) == (2, 0)
    assert count(since=today) == count(until=today) == count() == 6
    assert count(since=today + timedelta(days=1)) == count(until=today - timedelta(days=1)) == 0


def test_a_long_record_comes_in_pages(study):
    for number in range(PAGE_SIZE):
        study.add(f"Code {number}")
    assert read_trail(study.store, study.id).pages == 2
    last = read_trail(study.store, study.id, page=7)
    assert [entry.seq for entry in last.entries] == [3, 2, 1]


def test_the_history_of_a_code_tells_its_own_changes_only(study):
    work, time = study.add("Work"), study.add("Time")
    study.do(codebook.save_code, work, CodeDraft(name="Workload", definition="Too much.", theme=True))
    study.do(codebook.save_code, time, CodeDraft(name="Hours", colour=1))
    study.do(codebook.merge_codes, [time], work)
    study.do(codebook.bring_back, time)
    assert [entry.what for entry in code_history(study.store, study.id, work)] == [
        "parted 'Hours' from 'Workload' again",
        "merged 'Hours' into 'Workload'",
        "marked 'Workload' as a theme",
        "renamed the code 'Work' to 'Workload'; changed the definition of 'Workload'",
        "added the code 'Work'",
    ]


def test_the_exported_record_can_be_proved_without_this_program(study):
    study.add("=Work")
    rows = list(csv.DictReader(io.StringIO(export_trail(study.store, study.id).decode("utf-8-sig"))))
    digest = first_digest(study.id)
    for row in rows:
        keys = ("record_number", "at_utc", "actor", "command_id", "part", "kind", "version", "payload")
        digest = chain_digest(digest, study.id, *(row[key] for key in keys))
        assert digest == row["digest"]
    assert rows[-1]["what"] == "added the code '=Work'"


def test_a_changed_record_is_found_and_its_number_named(study):
    study.add("Work")
    assert verify_record(study.store, study.id).seq == 4
    with study.store.writing() as conn:
        triggers.lift(conn)
        conn.execute(update(t.audit_log).where(t.audit_log.c.seq == 2).values(actor="somebody"))
        triggers.install(conn)
    with pytest.raises(RecordBroken, match="Record 2 "):
        verify_record(study.store, study.id)
