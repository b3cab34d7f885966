"""The tables equal the fold of the record, whatever people do in whatever order."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from codebooks import decide as codebook
from coding import proposals as review
from coding.events import DispositionsSet, QuoteChosen
from coding.project_events import ProjectChanged, ScaleScored
from storage import queries, record
from storage import tables as t
from storage.rebuild import rebuild
from storage.store import Store, open_store
from tests.storage.pure_fold import fold
from tests.storage.small_study import start_small_study
from workbench import bulk_coding, desk, kept_searches, memos, reading, undo
from workbench.errors import SHOWN
from workbench.search_terms import Wanted

THEMES = ("T01", "T02", "T03")
SEGMENTS = 9
MET = ("coder_id", "response_id", "code_id", "rank", "probability", "shown")
KINDS = 24  # of things a person can do, in `act`
steps = st.lists(st.tuples(st.sampled_from(range(KINDS)), *[st.integers(0, 8)] * 3), min_size=5, max_size=40)


@pytest.fixture
def store(store_url, tmp_path):
    return open_store(store_url, tmp_path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
def test_tables_equal_the_fold_of_events(store, history):
    project, coder = start_small_study(store)
    for number, step in enumerate(history):
        try:
            act(store, project, coder, f"step{number:08d}", *step)
        except SHOWN:
            continue  # a refused wish; it must have left nothing, which the comparison proves
    with store.reading() as conn:
        record.verify(conn, project)
        drawn = everything(conn, project)
        expected = fold([record.fact_of(row).event for row in record.rows(conn, project)])
        assert_equal(conn, project, expected)
    with store.writing() as conn:
        rebuild(conn, project)
        assert everything(conn, project) == drawn


def act(store: Store, project, coder, command, kind, a, b, c):
    """Do one of the things a person can do, chosen by `kind`; `a`, `b`, `c` choose on what."""
    response = f"p{a % 3 + 1}.q{b % 2 + 1}"
    if kind < 7:
        names = ("apply", "apply", "remove", "no_code", "unsure", "quote", "memo")
        entry = {"id": command, "kind": names[kind], "response": response, "on": c % 3 > 0, "text": "memo" * (c % 3)}
        desk.take(store, project, coder, [entry | {"code": code_at(store, project, c)}])
    elif kind < 10:
        turn = undo.redo if kind == 9 else undo.undo
        scope = ("desk", "codebook", "proposals", "answers", "scales", "journal", "find")[a % 7]
        turn(store, project, coder, scope=scope, command_id=command)
    elif kind < 13:
        with store.transaction(project, command_id=command, actor=coder, scope="codebook") as tx:
            tx.append(change_codebook(tx, command, kind, a, b, c))
    elif kind < 14:
        with store.transaction(project, command_id=command, actor=coder, scope="answers") as tx:
            before = tx.conn.execute(
                select(t.dispositions.c.disposition).where(
                    t.dispositions.c.project_id == project, t.dispositions.c.response_id == response
                )
            ).scalar()
            change = (response, before or "", ("off_topic", "not_usable")[c % 2])
            tx.append([DispositionsSet(changes=(change,), coder=coder)])
            tx.append([ProjectChanged(setting="reading", before="", after="done")] if c == 4 else [])
    elif kind == 19:
        codes = [{"code": code_at(store, project, c), "p": f"0.{a}", "shown": b % 2 > 0, "taken": b % 2 > 0 and c > 4}]
        met = {"moment": "after", "model": f"m{a}", "codes": codes, "held": ["work"] * (c % 2)}
        desk.take(store, project, coder, [{"id": command, "kind": "met", "response": response, "met": met}])
    elif kind == 20:
        things = ("project", "project"), ("journal", "entry1"), ("code", "work"), ("response", response)
        about, target = pick(things, b)
        words = pick(["", "As [[Workload]] says.", "Read [[2]] and [[no such thing]].", "Plain."], c)
        memos.write_memo(store, project, coder, about, target, words, command_id=command)
    elif kind == 21:
        reading.mark_read(store, project, coder, [response, f"p{c % 3 + 1}.q1"], command_id=command)
    elif kind == 22:
        code = code_at(store, project, c)
        many = ["p1.q1", "p2.q1", "p3.q2"]
        bulk_coding.code_many(store, project, coder, pick(["apply", "remove"], a), code, many, command_id=command)
    elif kind == 23:
        kept = kept_searches.kept_searches(store, project)
        if kept and a % 2:
            kept_searches.drop_search(store, project, coder, pick(kept, b).filter_id, command_id=command)
        else:
            kept_searches.keep_search(store, project, coder, f"Search {b}", Wanted(text="time"), command_id=command)
    elif kind == 18:
        with store.transaction(project, command_id=command, actor=coder, scope="scales") as tx:
            scale = f"s{b % 2}"
            where = t.scales.c.project_id == project, t.scales.c.scale_id == scale
            before = tx.conn.execute(select(t.scales.c.scoring).where(*where)).scalar() or ""
            after = tx.keep(f"Scored {command}") if c % 3 else ""
            tx.append([ScaleScored(scale=scale, before=before, after=after)] if before or after else [])
    else:
        with store.transaction(project, command_id=command, actor=coder, scope="proposals") as tx:
            tx.append(review_proposals(tx, command, kind, a, b, c))


def code_at(store, project, number):
    with store.reading() as conn:
        return pick(sorted(queries.codebook_refs(conn, project).codes), number)


def pick(choices, number):
    return choices[number % len(choices)]


def change_codebook(tx, command, kind, a, b, c):
    book = queries.codebook(tx.conn, tx.project_id)
    ids = sorted(book.codes)
    if kind == 10:
        parent = "" if c % 2 else pick(ids, b)
        words = f"Code {command}"
        return codebook.add_code(book, command, codebook.Text(words, tx.keep(words)), parent=parent)
    if kind == 11:
        return pick(
            [
                lambda: codebook.move_code(book, pick(ids, a), pick(ids, b)),
                lambda: codebook.merge_codes(book, [pick(ids, a)], pick(ids, b)),
                lambda: codebook.retire_code(book, pick(ids, a)),
                lambda: codebook.restore_code(book, pick(ids, a)),
            ],
            c,
        )()
    if b % 2:
        level = ("", "team", "individual")[c % 3]
        return codebook.set_fields(
            book, pick(ids, a), theme=c % 2 == 0, level=level, questions=("q1",) if c > 4 else ()
        )
    words, code_id = f"Renamed {command}", pick(ids, a)
    refs = queries.codebook_refs(tx.conn, tx.project_id).code(code_id)
    texts = {"name": codebook.Text(words, tx.keep(words)), "definition": codebook.Text("why", tx.keep("why"))}
    return codebook.rewrite_code(book, code_id, {"name": refs.name, "definition": refs.definition}, texts)


def review_proposals(tx, command, kind, a, b, c):
    state = fold([record.fact_of(row).event for row in record.rows(tx.conn, tx.project_id)])
    members = dict.fromkeys(THEMES, ())
    for segment in range(SEGMENTS):
        place = state.placements.get(segment, pick(THEMES, segment))
        members[place] = (*members.get(place, ()), segment)
    status = {proposal: state.status.get(proposal, "open") for proposal in members if proposal}
    now = review.Review("run1", status, members)
    first, second = pick(sorted(status), a), pick(sorted(status), b)
    if kind == 14:
        code = pick(sorted(queries.codebook_refs(tx.conn, tx.project_id).codes), c)
        return review.accept(now, first, code, made_code=False)
    if kind == 15:
        return pick([lambda: review.merge(now, [first], second), lambda: review.reject(now, first)], c)()
    if kind == 16:
        held = members[first]
        return review.split(now, first, [held[: len(held) // 2], held[len(held) // 2 :]])
    if c % 3 == 0:
        words = tx.keep(f"Named {command}")
        return review.rename(now, first, state.names.get(first, ""), words)
    if c % 3 == 1:
        return review.move_segment(now, a % SEGMENTS, second if b % 2 else "")
    waiting = sorted(key for key, value in state.waiting.items() if value == "waiting")
    if not waiting:
        code = pick(sorted(queries.codebook_refs(tx.conn, tx.project_id).codes), c)
        return [QuoteChosen(code=code, response="p1.q1", start=0, end=2 + a, coder=tx.actor)]
    code, segment = pick(waiting, b)
    done = "confirmed" if a % 2 else "removed"
    return [review.WaitingSettled(run="run1", code=code, segments=(segment,), before="waiting", after=done)]


def rows(conn, project, table, *columns):
    query = select(*[table.c[name] for name in columns]).where(table.c.project_id == project)
    return {tuple(row) for row in conn.execute(query)}


def everything(conn, project):
    """Give all rows of all projections, in no order."""
    return {
        table.name: sorted(map(repr, conn.execute(select(table).where(table.c.project_id == project)).mappings()))
        for table in t.PROJECTIONS
    }


def assert_equal(conn, project, expected):
    assert queries.codebook_refs(conn, project).codes == expected.book.codes
    resolved = {(code, expected.book.resolve(code)) for code in expected.book.codes}
    assert rows(conn, project, t.codes, "code_id", "resolved") == resolved
    columns = ("coding_id", "response_id", "start", "end", "code_id", "coder_id", "origin")
    assert rows(conn, project, t.codings, *columns) == {(k, *v) for k, v in expected.codings.items()}
    assert rows(conn, project, t.marks, "coder_id", "response_id", "mark") == expected.marks
    written = {(*key, memo, json.dumps(links) if any(links) else "") for key, (memo, links) in expected.memos.items()}
    assert rows(conn, project, t.memos, "coder_id", "about", "target", "memo", "links") == written
    assert rows(conn, project, t.readings, "coder_id", "response_id") == expected.readings
    assert rows(conn, project, t.dispositions, "response_id", "disposition") == set(expected.dispositions.items())
    assert rows(conn, project, t.quotes, "code_id", "response_id", "start", "end") == expected.quotes
    settled = {row for row in rows(conn, project, t.proposals, "proposal_id", "status") if row[1] != "open"}
    assert settled == set(expected.status.items())
    named = {row for row in rows(conn, project, t.proposals, "proposal_id", "name") if row[1]}
    assert named == set(expected.names.items())
    assert rows(conn, project, t.placements, "segment", "proposal_id") == set(expected.placements.items())
    waiting = {(code, segment, state) for (code, segment), state in expected.waiting.items()}
    assert rows(conn, project, t.waiting, "code_id", "segment", "state") == waiting
    assert rows(conn, project, t.scales, "scale_id", "scoring") == set(expected.scales.items())
    assert rows(conn, project, t.filters, "filter_id", "terms") == set(expected.filters.items())
    met = {
        (e.coder, e.response, one.code, one.rank, one.probability, one.shown)
        for e in expected.suggestions.values()
        for one in e.met
    }
    ranked = {row for row in rows(conn, project, t.suggestions, *MET) if row[3]}
    assert ranked == met
    held = {(e.coder, e.response, code) for e in expected.suggestions.values() for code in e.held}
    assert {row[:3] for row in rows(conn, project, t.suggestions, *MET[:3], "outcome") if row[3] == "had"} == held
    reading = expected.settings.get("reading", "")
    assert rows(conn, project, t.projects, "reading") == {(reading,)}


def test_random_histories_reach_every_kind_of_decision(sqlite_url, tmp_path):
    """Guard of the test above: were its histories all refused, it would prove nothing."""
    store = open_store(sqlite_url, tmp_path)
    chance = random.Random(0)
    seen = set()
    for _ in range(8):
        project, coder = start_small_study(store)
        for number in range(80):
            try:
                act(store, project, coder, f"step{number:08d}", chance.randrange(KINDS), *chance.choices(range(9), k=3))
            except SHOWN:
                continue
        with store.reading() as conn:
            seen |= {row.kind for row in record.rows(conn, project)}
    assert seen >= {
        "CodeAdded", "CodeChanged", "CodesMerged", "CodeApplied", "CodingRemoved", "ResponseMarked", "MemoWritten",
        "DispositionsSet", "ProposalAccepted", "ProposalsMerged", "ProposalSplit", "ProposalRejected", "SegmentMoved",
        "ProposalRenamed", "WaitingSettled", "ScaleScored", "AnswersRead", "CommandUndone", "SuggestionsMet",
        "CodesAppliedToMany", "CodesRemovedFromMany", "FilterSaved", "FilterDropped",
    }  # fmt: skip
