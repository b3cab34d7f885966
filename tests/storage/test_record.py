"""The record of decisions: chained, append-only, each command once."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from coding.events import CodeApplied
from coding.project_events import ProjectStarted
from storage import record
from storage import tables as t
from storage.errors import ProjectNotFound, RecordBroken
from storage.payload import chain_digest, decode, encode, first_digest, text_id
from storage.store import delete_project, open_store
from tests.storage.small_study import open_small_study, start_small_study
from workbench import deciding


@pytest.fixture
def study(store_url, tmp_path):
    return open_small_study(store_url, tmp_path)


VECTOR = [  # made apart from this program, by SHA-256 of the bytes written out
    "58c9a7e64376b0dbdf752f6e56ffeceaa408ab5323e93fff6f64f1eed8430b83",
    "fe6b51b00e913c7371282b0c2c0f3a35ab044fd326546733e67af6c7b440530f",
    "99849a6db61bb6c60f22a71289f7c33032db6d2e2b1e296d3bb177a7d11b9eab",
    "e96ed8c76d2d0598e2c9f769191f84ef56095bbc43dbf73311fee35a85811c7a",
    "3a6fcac00195558af995613b607ce59debf3069e79939a8022c06ab553f6bac2",
]


def entry(number, **fields):
    return {"id": f"command{number:08d}", "response": "p1.q1", **fields}


def test_five_rows_give_the_digests_written_down_here():
    rows = [
        ("ProjectStarted", '{"name":"n","owner":"ana","way":"codebook"}'),
        ("CoderJoined", '{"coder":"ana","role":"lead"}'),
        ("CodeWithdrawn", "{}"),
        ("MemoWritten", '{"after":"é"}'),
        ("CodebookPublished", '{"codes":1,"snapshot":"s","version":1}'),
    ]
    digest, digests = first_digest("p1"), []
    for seq, (kind, payload) in enumerate(rows, start=1):
        at = f"2026-01-02T03:04:05.00000{seq}Z"
        digest = chain_digest(digest, "p1", seq, at, "ana", "c1", seq - 1, kind, 1, payload)
        digests.append(digest)
    assert digests == VECTOR


def test_a_payload_is_the_same_text_on_every_machine():
    event = CodeApplied(coding="c1", response="r1", start=0, end=3, code="work", coder="ana")
    assert encode(event) == (
        '{"again":0,"code":"work","codebook_version":0,"coder":"ana","coding":"c1","end":3,"origin":"manual",'
        '"proposal":"","response":"r1","round":"","run":"","start":0}'
    )
    before_rounds = '{"code":"work","coder":"ana","coding":"c1","end":3,"response":"r1","start":0}'
    assert decode("CodeApplied", before_rounds) == event
    assert decode("CodeApplied", encode(event)) == event


def test_a_payload_refuses_floats():
    with pytest.raises(TypeError, match=r"0\.5"):
        encode(ProjectStarted(name=0.5, owner="ana", way="codebook"))


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET actor = 'eve'", "DELETE FROM audit_log", "DELETE FROM audit_log WHERE seq = 1"]
)
def test_the_record_refuses_to_be_changed(study, statement):
    store, project, _ = study
    with pytest.raises(DBAPIError, match="append-only"), store.writing() as conn:
        conn.execute(text(statement))
    with store.reading() as conn:
        assert record.verify(conn, project).seq == 3


def test_insert_or_replace_cannot_rewrite_a_row(sqlite_url):
    store, _, _ = open_small_study(sqlite_url)
    with pytest.raises(DBAPIError, match="append-only"), store.writing() as conn:
        conn.exec_driver_sql("INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log")


def test_truncate_is_refused_on_postgresql(postgres_url):
    store, _, _ = open_small_study(postgres_url)
    with pytest.raises(DBAPIError, match="append-only"), store.writing() as conn:
        conn.execute(text("TRUNCATE audit_log"))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE audit_log SET payload = replace(payload, 'lead', 'viewer') WHERE seq = 2", r"Record 2 .*CoderJoined"),
        ("DELETE FROM audit_log WHERE seq = 2", "Record 2 .* is missing"),
        ("DELETE FROM audit_log WHERE seq = 3", "ends at 2, but its head says 3"),
        ("UPDATE bodies SET text = 'Workshy' WHERE text = 'Workload'", "is not the one that was recorded"),
    ],
)
def test_verify_names_the_first_bad_row(study, damage, message):
    from storage import triggers

    store, project, _ = study
    with store.writing() as conn:
        triggers.lift(conn)
        conn.execute(text(damage))
        triggers.install(conn)
    with store.reading() as conn, pytest.raises(RecordBroken, match=message):
        record.verify(conn, project)


def test_a_command_delivered_twice_counts_once(study):
    store, project, coder = study
    for _ in range(2):
        (answer,) = deciding.take(store, project, coder, [entry(1, kind="apply", code="work")])
        assert answer.ok
    with store.reading() as conn:
        assert len(conn.execute(select(t.codings)).all()) == 1
        assert record.read_head(conn, project).seq == 4


def test_a_refused_command_leaves_everything_as_it_was(study):
    store, project, coder = study
    with store.reading() as conn:
        before = record.read_head(conn, project)
    (answer,) = deciding.take(store, project, coder, [entry(1, kind="apply", code="nosuch")])
    assert not answer.ok
    with store.reading() as conn:
        assert record.read_head(conn, project) == before


def test_eight_writers_at_once_lose_nothing(study):
    store, project, coder = study

    def write(writer):
        for number in range(10):
            fields = {"kind": "memo", "text": f"memo {writer} {number}"}
            assert deciding.take(store, project, coder, [entry(writer * 100 + number, **fields)])[0].ok

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as conn:
        assert record.verify(conn, project).seq == 3 + 80


def test_words_are_kept_beside_the_record_not_in_it(study):
    store, project, coder = study
    deciding.take(store, project, coder, [entry(1, kind="memo", text="said in confidence")])
    with store.reading() as conn:
        payloads = " ".join(row.payload for row in record.rows(conn, project))
        kept = conn.execute(select(t.bodies)).all()
    assert "confidence" not in payloads
    assert all(row.id == text_id(row.salt, row.text) for row in kept)


def test_a_deleted_project_leaves_one_row_that_says_so(study):
    store, project, coder = study
    delete_project(store, project, coder)
    with store.reading() as conn:
        assert [row.seq for row in conn.execute(select(t.deleted_projects))] == [3]
        for table in (*t.PROJECTIONS, *t.CORPUS, *t.RECORD):
            assert conn.execute(select(table)).first() is None
        with pytest.raises(ProjectNotFound):
            record.read_head(conn, project)
    start_small_study(store)
    with pytest.raises(DBAPIError, match="append-only"), store.writing() as conn:
        conn.execute(text("DELETE FROM audit_log"))


def test_a_store_of_a_newer_program_is_refused_and_left_alone(store_url, tmp_path):
    from storage.errors import StoreTooNew

    store, _, _ = open_small_study(store_url, tmp_path)
    with store.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match=r"9999.*0004"):
        open_store(store_url, tmp_path)
