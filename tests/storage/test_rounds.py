"""Rounds in the store: sealed by construction, frozen once revealed, and drawn from the record like all else."""

import pytest
from sqlalchemy import delete, select, update

from codebooks.decide import Text, add_code
from coding.events import CodeApplied, MemoWritten, ResponseMarked
from coding.round_events import CONSENSUS, ConsensusReached
from coding.rounds import Assigned, RoundPlan
from storage import queries, record
from storage import tables as t
from storage.errors import RecordBroken, RoundNotFound, Sealed
from storage.queries import findings
from storage.queries import rounds as round_queries
from storage.rebuild import rebuild
from storage.store import open_store
from tests.round_team import ANSWERS, Team
from workbench import rounds, undo


@pytest.fixture
def team(store_url, tmp_path):
    return Team(open_store(store_url, tmp_path))


@pytest.fixture
def small_team(sqlite_url, tmp_path):
    return Team(open_store(sqlite_url, tmp_path))


def everything(team):
    with team.store.reading() as conn:
        return {
            table.name: sorted(map(repr, conn.execute(select(table).where(table.c.project_id == team.project))))
            for table in t.PROJECTIONS
        }


def test_a_round_is_coded_under_its_seal_and_shown_at_once_when_it_is_revealed(team):
    round_id = team.open(again=["p1.q1"])
    team.code(team.ben, "p1.q1", round_id)
    team.code(team.ben, "p1.q1", round_id, again=1)
    team.mark(team.cem, "p1.q1", "no_code", round_id)
    assert team.coded(round_id, team.ben) == {(team.ben, "p1.q1", 0), (team.ben, "p1.q1", 1)}
    for reader in (team.cem, team.lead, ""):
        assert team.coded(round_id, reader) == set()
    assert team.read(findings.coders_with_codings) == {}
    assert team.read(round_queries.sealed_for, team.ben) == set(ANSWERS)
    team.submit(round_id, team.ben, team.cem)
    team.reveal(round_id)
    assert team.coded(round_id, "") == {(team.ben, "p1.q1", 0), (team.ben, "p1.q1", 1)}
    assert team.read(findings.coders_with_codings) == {team.ben: 1}
    assert team.read(findings.coded_responses, team.cem) == {"p1.q1"}
    assert team.read(round_queries.sealed_for, team.ben) == set()
    marks = team.read(round_queries.round_marks, round_id, "")
    assert marks.to_dict("records") == [{"coder_id": team.cem, "response_id": "p1.q1", "again": 0, "mark": "no_code"}]


def test_the_tables_of_rounds_are_drawn_anew_from_the_record(team):
    round_id = team.open(again=["p2.q1"], plan={"sampling": "all", "left_out": {"blank": 2}})
    for answer in ANSWERS:
        team.code(team.ben, answer, round_id)
    undo.undo(team.store, team.project, team.ben, scope=f"round:{round_id}", command_id=team.command())
    team.code(team.cem, "p1.q1", round_id)
    team.submit(round_id, team.ben)
    team.reveal(round_id, leave=True)
    reached = ConsensusReached(round=round_id, response="p1.q1", codes=("work",), rule="unanimous")
    settled = CodeApplied(coding="agreed", response="p1.q1", start=0, end=2, code="work", coder=CONSENSUS)
    team.append(team.lead, reached, settled, scope="adjudication")
    again = ConsensusReached(
        round=round_id, response="p1.q1", codes=(), rule="adjudicator", reason="scope", adjudicator=team.lead,
        dissent=((team.ben, ("work",)),), before=reached.agreed(),
    )  # fmt: skip
    team.append(team.lead, again, settled.inverse(), scope="adjudication")
    drawn = everything(team)
    with team.store.writing() as conn:
        record.verify(conn, team.project)
        rebuild(conn, team.project)
    assert everything(team) == drawn
    row = team.read(round_queries.round_row, round_id)
    assert row.plan == {"sampling": "all", "left_out": {"blank": 2}}
    assert row.thresholds == {"krippendorff_alpha": "0.667"}
    assert (row.number, row.name, row.state, row.waits_for) == (1, "First look", "revealed", (team.cem,))


def test_taking_back_a_consensus_lets_hold_what_held_before(small_team):
    team = small_team
    round_id = team.open()
    team.submit(round_id, team.ben, team.cem)
    team.reveal(round_id)
    first = ConsensusReached(round=round_id, response="p1.q1", codes=("work",), rule="majority")
    second = ConsensusReached(
        round=round_id, response="p1.q1", codes=(), rule="adjudicator", reason="unit", before=first.agreed()
    )
    team.append(team.lead, first, scope="adjudication")
    team.append(team.lead, second, scope="adjudication")

    def held():
        with team.store.reading() as conn:
            return [(row.codes, row.rule) for row in conn.execute(select(t.consensus))]

    seen = [held()]
    for _ in range(2):
        undo.undo(team.store, team.project, team.lead, scope="adjudication", command_id=team.command())
        seen.append(held())
    assert seen == [[("[]", "adjudicator")], [('["work"]', "majority")], []]


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_verify_finds_an_assignment_that_was_changed_afterwards(team, damage):
    team.open()
    a = t.assignments
    with team.store.writing() as conn:
        record.verify(conn, team.project)
        which = a.c.coder_id == team.cem, a.c.position == 2
        conn.execute(
            update(a).where(*which).values(response_id="p1.q2") if damage == "changed" else delete(a).where(*which)
        )
        with pytest.raises(RecordBroken, match=r"round 1 .* have been changed"):
            record.verify(conn, team.project)


DAMAGES = ["coding gone", "coding moved", "mark gone", "threshold", "opening", "hand-in", "place", "consensus"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_verify_finds_what_was_changed_in_a_round_after_its_reveal(team, damage):
    round_id = team.open()
    team.code(team.ben, "p1.q1", round_id)
    team.mark(team.cem, "p1.q1", "no_code", round_id)
    team.submit(round_id, team.ben, team.cem)
    team.reveal(round_id)
    agreed = ConsensusReached(round=round_id, response="p1.q1", codes=("work",), rule="majority")
    team.append(team.lead, agreed, scope="adjudication")
    statement = {
        "coding gone": delete(t.round_codings),
        "coding moved": update(t.round_codings).values(start=1),
        "mark gone": delete(t.round_marks),
        "threshold": update(t.rounds).values(thresholds='{"krippendorff_alpha": "0.1"}'),
        "opening": update(t.rounds).values(opened_seq=1),
        "hand-in": update(t.round_coders).where(t.round_coders.c.coder_id == team.ben).values(submitted_seq=0),
        "place": update(t.round_coders).where(t.round_coders.c.coder_id == team.ben).values(position=9),
        "consensus": update(t.consensus).values(codes="[]"),
    }[damage]
    table = statement.table
    with team.store.writing() as conn:
        record.verify(conn, team.project)
        conn.execute(statement.where(table.c.project_id == team.project))
        with pytest.raises(RecordBroken, match=f"not what its record says .table {table.name}"):
            record.verify(conn, team.project)
        rebuild(conn, team.project)
        record.verify(conn, team.project)


def test_what_was_handed_in_cannot_be_changed_nor_undone(small_team):
    team = small_team
    round_id = team.open()
    team.code(team.ben, "p1.q1", round_id)
    team.submit(round_id, team.ben)
    with pytest.raises(Sealed, match="handed in"):
        team.code(team.ben, "p2.q1", round_id)
    with pytest.raises(Sealed, match="handed in"):
        undo.undo(team.store, team.project, team.ben, scope=f"round:{round_id}", command_id=team.command())
    team.submit(round_id, team.cem)
    team.reveal(round_id)
    with pytest.raises(Sealed, match="over"):
        undo.undo(team.store, team.project, team.ben, scope=f"round:{round_id}", command_id=team.command())
    assert team.coded(round_id, "") == {(team.ben, "p1.q1", 0)}


def test_agreement_stays_frozen_when_coders_go_on_after_the_reveal(small_team):
    team = small_team
    round_id = team.open()
    team.code(team.ben, "p1.q1", round_id)
    team.submit(round_id, team.ben, team.cem)
    team.reveal(round_id)
    with team.store.reading() as conn:
        (coding,) = conn.execute(select(t.codings)).all()
    shown = CodeApplied(
        coding=coding.coding_id, response="p1.q1", start=0, end=2, code="work", coder=team.ben, codebook_version=0
    )
    team.append(team.ben, shown.inverse())
    team.code(team.cem, "p2.q1")
    assert team.read(findings.coders_with_codings) == {team.cem: 1}
    assert team.coded(round_id, "") == {(team.ben, "p1.q1", 0)}


def test_an_answer_that_was_handed_out_is_coded_in_the_round_alone(team):
    round_id = team.open(answers=["p1.q1"])
    with pytest.raises(Sealed, match="handed out in round 1"):
        team.code(team.ben, "p1.q1")
    with pytest.raises(Sealed, match="handed out in round 1"):
        team.mark(team.ben, "p1.q1", "unsure")
    with pytest.raises(Sealed, match="not among those handed to you"):
        team.code(team.ben, "p2.q1", round_id)
    with pytest.raises(Sealed, match="not among those handed to you"):
        team.code(team.ben, "p1.q1", round_id, again=1)
    with pytest.raises(Sealed, match="coded by others"):
        team.code(team.lead, "p1.q1", round_id)
    team.code(team.ben, "p2.q1")
    team.code(team.lead, "p1.q1")
    assert team.read(findings.coders_with_codings) == {team.ben: 1, team.lead: 1}


@pytest.mark.parametrize(("kind", "waits"), [("reliability", True), ("calibration", False), ("main", False)])
def test_the_codebook_waits_while_a_reliability_round_is_coded_with_it(small_team, kind, waits):
    team = small_team
    round_id = team.open(kind=kind, codebook_version=2)

    def add(code):
        with team.store.transaction(team.project, command_id=team.command(), actor=team.lead) as tx:
            tx.append(add_code(queries.codebook(tx.conn, team.project), code, Text(code, tx.keep(code))))

    if waits:
        with pytest.raises(Sealed, match="Round 1 is being coded with codebook v2; the codebook waits"):
            add("early")
    else:
        add("early")
    team.submit(round_id, team.ben, team.cem)
    team.reveal(round_id)
    add("late")


@pytest.mark.parametrize(
    "met",
    ["coded", "coded and took back", "marked", "wrote", "agreed", "another round", "withdrawn round", "coded it here"],
)
def test_who_has_met_an_answer_never_gets_it_as_fresh(small_team, met):
    team = small_team
    if met.startswith("coded and") or met == "coded":
        team.code(team.ben, "p1.q1")
        if met != "coded":
            undo.undo(team.store, team.project, team.ben, scope="desk", command_id=team.command())
    elif met == "marked":
        team.mark(team.ben, "p1.q1", "discuss")
    elif met == "agreed":  # by a rule, which names nobody
        reached = ConsensusReached(round="r0", response="p1.q1", codes=("work",), rule="majority")
        team.append(team.ben, reached, scope="adjudication")
    elif met == "wrote":
        team.append(
            team.ben, MemoWritten(about="response", target="p1.q1", coder=team.ben, before="", after="words"),
            scope="journal",
        )  # fmt: skip
    else:
        round_id = team.open()
        if met != "another round":
            if met == "coded it here":
                team.code(team.ben, "p1.q1", round_id)
            rounds.withdraw_round(team.store, team.project, team.lead, round_id, command_id=team.command())
    if met == "withdrawn round":
        team.open()
    else:
        with pytest.raises(RuntimeError, match=r"not fresh to Ben|not fresh to Cem"):
            team.open()


class _Meanwhile:
    """A store in which somebody else is a moment quicker than who asks for its lock."""

    def __init__(self, team, happens):
        self.reading, self.store, self.happens = team.store.reading, team.store, happens

    def transaction(self, *args, **options):
        self.happens()
        return self.store.transaction(*args, **options)


@pytest.mark.parametrize("happens", ["coded", "another round"])
def test_what_is_met_while_a_round_is_opened_is_seen(small_team, happens):
    team = small_team
    first = team.open(answers=["p3.q1"])
    team.reveal(first, leave=True)
    quicker = (lambda: team.code(team.ben, "p1.q1")) if happens == "coded" else (lambda: team.open(answers=["p1.q1"]))
    plan = RoundPlan(
        kind="main", name="Second", coders=(team.ben,), assignments=tuple(Assigned(team.ben, a) for a in ANSWERS[:2])
    )
    with pytest.raises(RuntimeError, match=r"1 answer is not fresh to Ben"):
        rounds.open_round(_Meanwhile(team, quicker), team.project, team.lead, plan, command_id=team.command())


def test_of_marks_that_one_command_sets_and_clears_the_last_word_holds(team):
    round_id = team.open(answers=["p1.q1"])

    def said(mark, on, in_round):
        return ResponseMarked(
            response="p1.q1" if in_round else "p2.q1", coder=team.ben, mark=mark, before=not on, after=on,
            round=in_round,
        )  # fmt: skip

    turns = [("unsure", True), ("quote", True), ("unsure", False), ("quote", False), ("quote", True)]
    team.append(team.ben, *(said(*turn, where) for turn in turns for where in ("", round_id)), scope="desk")
    with team.store.reading() as conn:
        shown = conn.execute(select(t.marks.c.response_id, t.marks.c.mark)).all()
        sealed = conn.execute(select(t.round_marks.c.response_id, t.round_marks.c.mark)).all()
    assert (shown, sealed) == ([("p2.q1", "quote")], [("p1.q1", "quote")])
    before = everything(team)
    with team.store.writing() as conn:
        rebuild(conn, team.project)
    assert everything(team) == before


def test_a_round_of_another_project_or_none_is_not_found(small_team):
    with pytest.raises(RoundNotFound):
        small_team.read(round_queries.round_codings, "forged", small_team.ben)


def test_a_round_is_withdrawn_only_before_anybody_has_handed_in(small_team):
    team = small_team
    round_id = team.open()
    team.code(team.ben, "p1.q1", round_id)
    team.submit(round_id, team.cem)
    with pytest.raises(RuntimeError, match="can be revealed, but not withdrawn"):
        rounds.withdraw_round(team.store, team.project, team.lead, round_id, command_id=team.command())
    with pytest.raises(RuntimeError, match="not handed in by Ben"):
        team.reveal(round_id)
    with pytest.raises(RuntimeError, match="does not allow"):
        rounds.reveal_round(team.store, team.project, team.ben, round_id, command_id=team.command(), leave=True)


def test_the_same_command_opens_and_hands_in_once(small_team):
    team = small_team
    plan = RoundPlan(kind="main", name="All", coders=(team.ben,), assignments=(Assigned(team.ben, "p1.q1"),))
    ids = {rounds.open_round(team.store, team.project, team.lead, plan, command_id="opened0001") for _ in range(2)}
    (round_id,) = ids
    for _ in range(2):
        rounds.submit_round(team.store, team.project, team.ben, round_id, command_id="handedin01")
    assert [row.number for row in team.read(round_queries.rounds)] == [1]
    assert team.read(round_queries.workload, round_id).to_dict("records") == [
        {"coder_id": team.ben, "assigned": 1, "submitted": True}
    ]
    assert team.read(round_queries.open_round_of, team.ben) is None
