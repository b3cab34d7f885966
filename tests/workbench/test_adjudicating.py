"""Adjudication: what is left, decided and settled by rule; dissent kept, independent codings untouched, all undone."""

import csv
import io

import pytest

from coding.errors import CodeNotAllowed
from coding.rounds import Assigned, RoundPlan
from storage.queries import findings as findings_rows
from storage.store import open_store
from tests.raw_material import raw_material
from tests.revealed_round import ALL, RevealedRound
from tests.round_team import Team
from workbench import (
    adjudicating,
    codebook,
    dispute_sheets,
    disputes,
    findings,
    people,
    round_agreement,
    round_answers,
    rounds,
    undo,
)
from workbench.agreement_files import File, read_study
from workbench.codebook import CodeDraft
from workbench.coded_alone import Alone, coded_alone, counted
from workbench.codings_file import guessed
from workbench.disputes import DONE, LEFT, LOOK
from workbench.errors import NotAllowed, NotReady, WorkbenchError
from workbench.ids import new_id


@pytest.fixture
def round_(sqlite_url, tmp_path):
    return RevealedRound(open_store(sqlite_url, tmp_path))


def test_what_is_left_comes_most_different_first_and_is_decided_to_nothing(store_url, tmp_path):
    found = RevealedRound(open_store(store_url, tmp_path))
    assert found.listed(LEFT) == ["p1.q2", "p2.q2", "p3.q1", "p3.q2"]
    found.decide("p1.q2", "work", taken="Ben")
    found.decide("p2.q2", reason="missed", note="Read it twice.")
    found.decide("p3.q1", "work", reason="")  # all gave it: why they differed need not be said
    assert found.listed(LEFT) == ["p3.q2"]
    found.decide("p3.q2", "pay", "work", reason="ambiguity")
    assert found.listed(LEFT) == [] and found.settle("unanimous") == 2
    spans, coded = found.consensus()
    assert spans == {
        ("p1.q2", "work", 0, 2), ("p3.q1", "work", 0, 4), ("p3.q2", "pay", 0, 2), ("p3.q2", "work", 0, 7),
        ("p1.q1", "work", 0, 2),
    }  # fmt: skip
    assert coded == set(ALL)
    told = disputes.negotiated(found.board)
    assert (told.both, told.agreed) == (6, 6)
    assert told.rules == {"unanimous": 3, "adjudicator": 3}
    assert told.reasons == {"definition": 1, "missed": 1, "ambiguity": 1}
    assert {found.board.names[coder]: n for coder, n in told.stood.items()} == {"Ben": 4, "Cem": 4}


def test_what_was_coded_alike_alone_is_what_agreement_counts_and_no_merge_changes_it(round_):
    before = coded_alone(round_.store, round_.project, round_.id)
    assert before == Alone(coded=5, alike=3)  # of six answers Cem was unsure of one
    codebook.merge_codes(round_.store, round_.project, round_.lead, ["pay"], "work", command_id=new_id())
    assert coded_alone(round_.store, round_.project, round_.id) == before
    found = round_agreement.round_results(round_.store, round_.project, round_.id, round_.lead).results
    exact = found.found.everybody.overall["exact_set_agreement"]
    assert (exact.value, exact.n_units) == (3 / 5, 5)


def test_what_each_said_alone_stays_whatever_is_decided(round_):
    team = round_.team
    before = round_.team.coded(round_.id, "")
    own = [team.read(findings_rows.codings, coder) for coder in (team.ben, team.cem)]
    round_.decide("p1.q2", "pay")
    round_.settle("unanimous", other_words=True)
    assert team.coded(round_.id, "") == before
    now = [team.read(findings_rows.codings, coder) for coder in (team.ben, team.cem)]
    assert all(was.equals(found) for was, found in zip(own, now, strict=True))


def test_a_decision_is_undone_redone_and_replaced_with_its_codings(round_):
    round_.decide("p2.q2", "work")
    round_.decide("p2.q2", reason="missed")
    assert round_.consensus() == (set(), {"p2.q2"})
    assert round_.turn(undo.undo).response == "p2.q2"
    assert round_.consensus() == ({("p2.q2", "work", 0, 2)}, {"p2.q2"})
    round_.turn(undo.undo)
    assert round_.consensus() == (set(), set()) and "p2.q2" in round_.listed(LEFT)
    round_.turn(undo.redo)
    assert round_.listed(DONE) == ["p2.q2"]


def test_a_rule_settles_what_it_said_it_would_and_one_undo_takes_it_back(round_):
    assert set(round_.board.settled_by("unanimous")) == {"p1.q1", "p2.q1"}
    assert set(round_.board.settled_by("unanimous", other_words=True)) == {"p1.q1", "p2.q1", "p3.q1"}
    assert round_.board.settled_by("majority", other_words=True) == {}  # two coders who differ are a tie
    round_.settle("unanimous")
    assert [row["rule"] for row in round_.rows()] == ["unanimous", "unanimous"]
    with pytest.raises(NotReady):
        round_.settle("unanimous")
    round_.turn(undo.undo)
    assert round_.consensus() == (set(), set()) and round_.rows() == []


def test_where_one_of_three_was_unsure_or_left_not_all_had_it_but_most(sqlite_url, tmp_path):
    team = Team(open_store(sqlite_url, tmp_path))
    dora = team.joined("Dora")
    coders, store, project = (team.ben, team.cem, dora), team.store, team.project
    handed = tuple(Assigned(coder, answer) for coder in coders for answer in ALL[:3])
    plan = RoundPlan(kind="reliability", name="Three", coders=coders, assignments=handed)
    round_id = rounds.open_round(store, project, team.lead, plan, command_id=new_id())
    for coder in coders:
        team.code(coder, ALL[0], round_id)
    for coder in coders[:2]:
        team.code(coder, ALL[1], round_id)
        team.code(coder, ALL[2], round_id)
    team.mark(dora, ALL[1], "unsure", round_id)
    team.submit(round_id, *coders[:2])
    team.reveal(round_id, leave=True)
    board = disputes.read_board(store, project, team.lead, round_id)
    assert set(board.settled_by("unanimous")) == {ALL[0]}
    assert set(board.settled_by("majority")) == {ALL[1], ALL[2]} == {one.response_id for one in board.of(LEFT)}


def test_the_file_names_codes_rule_reason_and_who_dissents(round_):
    round_.decide("p1.q2", "work", note="Pay is not meant.")
    round_.decide("p2.q2", reason="missed")
    rows = {row["response_id"] + row["question"]: row for row in round_.rows()}
    first, second = rows["1Q2"], rows["2Q2"]
    assert (first["code"], first["rule"], first["reason"]) == ("Workload", "adjudicator", "definition unclear")
    assert (first["dissent"], first["note"], first["adjudicator"]) == ("Cem: Pay", "Pay is not meant.", "Ana")
    assert (second["code"], second["dissent"]) == ("", "Ben: Workload")


def test_codings_under_an_old_definition_come_up_for_another_look(round_):
    round_.decide("p1.q2", "work")
    renamed = CodeDraft(name="Hours")
    codebook.save_code(round_.store, round_.project, round_.lead, "work", renamed, command_id=new_id())
    assert round_.listed(LOOK) == []  # it means what it meant
    draft = CodeDraft(name="Workload", definition="Hours, not pay.")
    codebook.save_code(round_.store, round_.project, round_.lead, "work", draft, command_id=new_id())
    assert set(round_.listed(LOOK)) == {"p1.q1", "p1.q2"}
    assert set(round_.listed(LEFT, "work")) == {"p2.q2", "p3.q1"}
    assert set(round_.board.settled_by("unanimous")) == {"p2.q1"}
    round_.decide("p1.q2", "work")
    assert round_.listed(LOOK) == ["p1.q1"]


def test_what_may_not_be_decided_is_refused(round_):
    with pytest.raises(WorkbenchError, match="Say why the coders differed"):
        round_.decide("p1.q2", "work", reason="")
    with pytest.raises(NotAllowed, match="adjudicate"):
        round_.decide("p1.q2", "work", coder=round_.team.ben)
    with pytest.raises(WorkbenchError, match="not coded by several"):
        round_.decide("p9.q9", "work")
    codebook.retire_code(round_.store, round_.project, round_.lead, "pay", command_id=new_id())
    with pytest.raises(CodeNotAllowed, match="'Pay' is retired"):
        round_.decide("p1.q2", "pay")
    with pytest.raises(WorkbenchError, match="name of your own"):
        people.sign_in(round_.store, "consensus")
    assert round_.consensus() == (set(), set())


def test_hidden_names_are_not_sent_until_the_last_answer_is_decided(sqlite_url, tmp_path):
    found = RevealedRound(open_store(sqlite_url, tmp_path), names_hidden=True)
    board = found.board
    assert set(board.names.values()) == {"Coder 1", "Coder 2"}
    sheet = dispute_sheets.read_sheets(found.store, found.project, board, board.of(LEFT))[0]
    assert [one.name for one in sheet.given] == ["Coder 1", "Coder 2"]
    ben = board.names[found.team.ben]
    results = round_agreement.round_results(found.store, found.project, found.id, "")  # kept by the pages

    def coders_named():
        units = results.results.codings.units
        read = round_answers.read_answers(found.store, found.project, found.lead, results, units)
        return {coder for answer in read for coder, _ in answer.given}

    assert coders_named() == {"One coder"}
    found.decide("p1.q2", "work", taken=ben)
    for answer in ("p2.q2", "p3.q1", "p3.q2"):
        found.decide(answer, "work")
    assert set(found.board.names.values()) == {"Ben", "Cem"} == coders_named()


def test_names_stay_hidden_from_who_has_to_meet_the_last_answers_fresh(sqlite_url, tmp_path):
    found = RevealedRound(open_store(sqlite_url, tmp_path), names_hidden=True)
    found.decide("p1.q2", "work")
    left = found.listed(LEFT)
    handed = tuple(Assigned(found.lead, answer) for answer in left)
    plan = RoundPlan(kind="reliability", name="Second", coders=(found.lead,), assignments=handed)
    rounds.open_round(found.store, found.project, found.lead, plan, command_id=new_id())
    assert found.listed(LEFT) == [] and set(found.board.names.values()) == {"Coder 1", "Coder 2"}


def test_what_goes_out_and_is_compared_again_is_what_the_round_says(round_):
    round_.settle("unanimous")
    material = File(raw_material(round_.store, round_.project)["codings.csv"], "codings.csv")
    rows = list(csv.DictReader(io.StringIO(material.data.decode("utf-8-sig"))))
    given = {(row["answer_id"], row["coder"], row["code"]) for row in rows}
    assert {("2 · Q1", "Ben", ""), ("2 · Q1", "Cem", ""), ("2 · Q2", "Cem", ""), ("2 · Q2", "Ben", "Workload")} <= given
    assert not any(answer == "3 · Q2" and coder == "Cem" for answer, coder, _ in given)  # unsure, and no code
    columns = guessed(list(rows[0]))
    study = read_study(material, {part: columns[part] for part in ("unit", "coder", "code")})
    assert study.codings.coders == ("Ben", "Cem")
    assert counted(study.codings) == coded_alone(round_.store, round_.project, round_.id)
    doubled = read_study(material, {"unit": "response_id", "coder": "coder", "code": "code"})
    assert any(note.startswith("Units to which one coder gave a code and also none: 1;") for note in doubled.notes)


def test_the_file_names_nobody_while_names_are_hidden(sqlite_url, tmp_path):
    found = RevealedRound(open_store(sqlite_url, tmp_path), names_hidden=True)
    cem = found.board.names[found.team.cem]
    found.decide("p1.q2", "work")
    assert [row["dissent"] for row in found.rows()] == [f"{cem}: Pay"] and cem.startswith("Coder ")
    for answer in ("p2.q2", "p3.q1", "p3.q2"):
        found.decide(answer, "work")
    assert "Cem: Pay" in [row["dissent"] for row in found.rows()]


def test_who_has_to_code_an_answer_fresh_does_not_meet_it_here(round_):
    team, lead = round_.team, round_.lead
    eve, dora = team.joined("Eve", "adjudicator"), team.joined("Dora")
    adjudicating.settle(round_.store, round_.project, eve, round_.id, "unanimous", command_id=new_id())
    handed = [Assigned(coder, answer) for coder, answer in ((lead, "p1.q1"), (lead, "p1.q2"), (dora, "p1.q1"))]
    plan = RoundPlan(kind="reliability", name="Second", coders=(lead, dora), assignments=tuple(handed))
    rounds.open_round(round_.store, round_.project, lead, plan, command_id=new_id())
    assert round_.board.kept_back == 2 and "p1.q2" not in round_.listed(LEFT)
    assert [row["response_id"] for row in round_.rows()] == ["2"]
    with pytest.raises(WorkbenchError, match="not coded by several"):
        round_.decide("p1.q2", "work")


def test_findings_offer_the_consensus_and_say_of_which_round_it_is(round_):
    round_.settle("unanimous")
    offer = findings.offer(round_.store, round_.project, round_.lead)
    assert offer.coders["consensus"] == "Consensus"
    choice = findings.Choice(question="q1", coder="consensus")
    table, stamp = findings.findings_table(round_.store, round_.project, choice)
    assert table.row("work").cells["n"] == 1
    assert "codings by consensus of round 1;" in stamp.sentence()


def test_a_queue_is_answered_entry_by_entry_and_counts_once(round_):
    entry = {"id": new_id(), "kind": "decide", "response": "p1.q2", "codes": ["work"]}
    entry |= {"reason": "", "note": "", "taken": ""}
    good = {**entry, "id": new_id(), "reason": "unit"}
    turn = {"id": new_id(), "kind": "undo", "target": good["id"]}
    take = adjudicating.take(round_.store, round_.project, round_.lead, round_.id, [entry, good, good])
    assert [one.ok for one in take] == [False, True, True] and "why the coders differed" in take[0].reason
    (back,) = adjudicating.take(round_.store, round_.project, round_.lead, round_.id, [turn])
    assert back.ok and back.response == "p1.q2" and "Workload" in back.said
    assert len(round_.listed(LEFT)) == 4
