"""Laws of rounds, whatever their coders do in whatever order: sealed until revealed, frozen once handed in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage import record
from storage import tables as t
from storage.queries import rounds as round_queries
from storage.rebuild import rebuild
from storage.store import open_store
from tests.round_team import Team
from workbench import deciding, rounds
from workbench.errors import SHOWN

ACTS = (
    "apply", "apply", "remove", "no_code", "done", "unsure", "undo", "redo", "ordinary", "submit", "reveal", "leave",
)  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.booleans(), st.integers(1, 4), st.booleans()), max_size=25)


@pytest.fixture
def store(sqlite_url, tmp_path):
    return open_store(sqlite_url, tmp_path)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
def test_a_round_is_sealed_until_revealed_and_frozen_once_handed_in(store, history):
    team = Team(store)
    round_id = team.open(again=["p1.q1"])
    handed_in: dict[str, list[str]] = {}
    for kind, first, position, on in history:
        coder = team.ben if first else team.cem
        act(team, round_id, coder, kind, position, on)
        row = team.read(round_queries.round_row, round_id)
        rows = {who: own_rows(team, round_id, who) for who in (team.ben, team.cem)}
        for who, seq in row.coders.items():
            if seq or row.state == "revealed":
                assert handed_in.setdefault(who, rows[who]) == rows[who]
        shown = {one.response_id for one in all_rows(team, t.codings)}
        assert row.state == "revealed" or shown <= {"p1.q2", "p2.q2", "p3.q2"}
    drawn = everything(team)
    with store.writing() as conn:
        record.verify(conn, team.project)
        rebuild(conn, team.project)
    assert everything(team) == drawn
    if team.read(round_queries.round_row, round_id).state == "revealed":
        frozen = {(one.coding_id, one.code_id) for one in all_rows(team, t.round_codings) if not one.again}
        assert {coding for coding, _ in frozen} >= {one.coding_id for one in all_rows(team, t.codings)} - ordinary(team)


def act(team, round_id, coder, kind, position, on):
    command = team.command()
    try:
        if kind == "submit":
            team.submit(round_id, coder)
        elif kind in ("reveal", "leave"):
            named = {"command_id": command, "leave": kind == "leave"}
            rounds.reveal_round(team.store, team.project, team.lead, round_id, **named)
        elif kind == "ordinary":
            entry = {"id": command, "kind": "apply", "response": f"p{position % 3 + 1}.q{on + 1}", "code": "work"}
            deciding.take(team.store, team.project, coder, [entry])
        else:
            span = {"start": 0, "end": 2} if on and kind == "apply" else {}
            team.decide(coder, round_id, position, kind, on=on, target="", **span)
    except SHOWN:
        return  # refused; what was there stands, as the comparison proves


def all_rows(team, table):
    with team.store.reading() as conn:
        return conn.execute(select(table).where(table.c.project_id == team.project)).all()


def own_rows(team, round_id, coder):
    return [repr(one) for table in (t.round_codings, t.round_marks) for one in all_rows(team, table)
            if one.coder_id == coder and one.round_id == round_id]  # fmt: skip


def ordinary(team):
    with team.store.reading() as conn:
        facts = [record.fact_of(row).event for row in record.rows(conn, team.project, kinds=["CodeApplied"])]
    return {event.coding for event in facts if not event.round}


def everything(team):
    return {table.name: sorted(map(repr, all_rows(team, table))) for table in t.PROJECTIONS}
