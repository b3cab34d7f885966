"""A process killed between any two statements loses no acknowledged decision and leaves no half one."""

import os
import signal

import pytest
from sqlalchemy import event, select

from storage import record
from storage import tables as t
from storage.store import open_store
from tests.storage.small_study import start_small_study
from workbench import deciding

DECISIONS = [
    {"id": "decision0001", "kind": "apply", "response": "p1.q1", "code": "work"},
    {"id": "decision0002", "kind": "memo", "response": "p2.q1", "text": "a memo"},
    {"id": "decision0003", "kind": "no_code", "response": "p1.q1"},
    {"id": "decision0004", "kind": "undo"},
]


def decide_until_killed(url, folder, project, coder, statements, acknowledge):
    """Run in a child: take the decisions, writing a byte after each; die before statement number `statements`."""
    store = open_store(url, folder)
    left = statements

    def count(*_):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store.engine, "before_cursor_execute", count)
    event.listen(store.engine, "commit", count)
    for decision in DECISIONS:
        (answer,) = deciding.take(store, project, coder, [decision])
        assert answer.ok
        os.write(acknowledge, b".")
    os._exit(0)


def run_child(*args):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            decide_until_killed(*args, writing)
        finally:
            os._exit(1)
    os.close(writing)
    acknowledged = len(b"".join(iter(lambda: os.read(reading, 64), b"")))
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return acknowledged, os.waitstatus_to_exitcode(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed by fork and signal, which Windows lacks")
def test_no_acknowledged_decision_is_lost_wherever_the_process_dies(store_url, tmp_path):
    ids = [decision["id"] for decision in DECISIONS]
    store = open_store(store_url, tmp_path)
    for deaths in range(400):
        project, coder = start_small_study(store)
        store.engine.dispose()
        acknowledged, exit_code = run_child(store_url, tmp_path, project, coder, deaths + 1)
        stored = decisions_stored(store, project)
        assert stored == ids[: len(stored)], "stored in order, none twice"
        assert len(stored) in (acknowledged, acknowledged + 1), "none lost, at most the last one not yet answered for"
        again = deciding.take(store, project, coder, DECISIONS)
        assert all(answer.ok for answer in again), "the browser sends all again"
        assert decisions_stored(store, project) == ids
        with store.reading() as conn:
            assert [row.code_id for row in conn.execute(of(project, t.codings))] == ["work"]
            assert conn.execute(of(project, t.marks)).first() is None
        if exit_code == 0:
            break
        assert exit_code == -signal.SIGKILL
    assert deaths > 40, "four decisions are some sixty statements"


def of(project, table):
    return select(table).where(table.c.project_id == project)


def decisions_stored(store, project):
    with store.reading() as conn:
        record.verify(conn, project)
        rows = conn.execute(of(project, t.commands).order_by(t.commands.c.first_seq)).all()
    return [row.command_id for row in rows if row.command_id.startswith("decision")]
