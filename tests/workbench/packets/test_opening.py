"""A packet as it is opened: the same round in a store of the coder's own, once, and gone when it is deleted."""

import pytest
from sqlalchemy import select

from storage import packet_keys, queries, record
from storage import tables as t
from storage.errors import Sealed
from storage.queries import rounds as round_queries
from storage.store import delete_project, open_store
from tests.workbench.two_computers import ANSWERS, PRESENTED, Laptop
from workbench import codebook, packet_projects
from workbench.ids import new_id


def test_an_opened_packet_is_the_round_under_its_own_ids_and_number(sent):
    lead, round_id, bea = sent
    with bea.store.reading() as conn:
        row = round_queries.round_row(conn, bea.project, round_id)
        book = queries.codebook(conn, bea.project)
        answers = queries.analysed_answers(conn, bea.project)
        order = round_queries.assigned(conn, bea.project, round_id, bea.coder)
        record.verify(conn, bea.project)
    with lead.store.reading() as conn:
        theirs = queries.analysed_answers(conn, lead.id)
        planned = round_queries.assigned(conn, lead.id, round_id, lead.bea)
    assert (row.number, row.kind, row.codebook_version) == (1, "reliability", 1)
    assert book.version == 1 and [code.id for code in book.live()] == lead.codes
    texts = dict(zip(theirs["response_id"], theirs["text"], strict=True))
    assert dict(zip(answers["response_id"], answers["text"], strict=True)) == {a: texts[a] for a in ANSWERS}
    assert order[["response_id", "again"]].values.tolist() == planned[["response_id", "again"]].values.tolist()


def test_a_packet_opened_twice_is_one_project(sent):
    lead, round_id, bea = sent
    first, before = bea.project, bea.head()
    assert bea.open(lead.packet(round_id, lead.bea)) == first, "another file of the same packet"
    assert bea.head() == before


def test_an_opening_that_was_killed_before_its_round_is_completed_by_opening_again(lead, stores, monkeypatch):
    cem, data = Laptop(stores[1], "Cem"), lead.packet(lead.open(), lead.cem)
    monkeypatch.setattr(packet_projects, "open_round", lambda *args, **named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cem.open(data)
    monkeypatch.undo()
    cem.open(data)
    assert packet_projects.opened(cem.store, cem.project).answers == len(PRESENTED)


def test_the_codebook_of_a_packet_stays_its_senders(lead, bea):
    bea.open(lead.packet(lead.open(kind="calibration"), lead.bea))
    with pytest.raises(Sealed, match="came with a packet"):
        codebook.add_code(bea.store, bea.project, bea.coder, "Mine", command_id=new_id())


def test_a_deleted_project_leaves_no_key_behind(sent):
    bea = sent[2]
    with bea.store.reading() as conn:
        assert packet_keys.kept(conn, bea.project)
    delete_project(bea.store, bea.project, bea.coder)
    with bea.store.reading() as conn:
        left = conn.execute(select(t.settings.c.value).where(t.settings.c.key.contains(bea.project))).all()
    assert left == []


def test_a_packet_that_is_opened_again_is_deleted_again(store_url, lead, tmp_path):
    bea, data = Laptop(open_store(store_url, tmp_path), "Bea"), lead.packet(lead.open(), lead.bea)
    for _ in range(2):
        bea.open(data)
        last = bea.head()
        delete_project(bea.store, bea.project, bea.coder)
    with bea.store.reading() as conn:
        gone = conn.execute(select(t.deleted_projects).where(t.deleted_projects.c.project_id == bea.project)).one()
        left = conn.execute(select(t.responses.c.text).where(t.responses.c.project_id == bea.project)).all()
    assert gone.digest == last.digest and left == []
