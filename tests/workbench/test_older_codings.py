"""After a code is defined anew every coding made before waits for another look, until somebody has taken it."""

import pytest

from coding.errors import AlreadySettled, CannotUndo
from coding.rounds import Assigned, RoundPlan
from storage import queries
from storage.store import open_store
from tests.revealed_round import ALL, RevealedRound
from tests.workbench.two_computers import Laptop, Lead
from workbench import bulk_coding, codebook, deciding, exchange_data, members, older_codings, rounds, trail, undo
from workbench.codebook import CodeDraft
from workbench.errors import NotAllowed
from workbench.ids import new_id
from workbench.older_codings import MINE, OTHERS


class Looking(RevealedRound):
    """The revealed round, and what Ana and Ben code beside it."""

    def __init__(self, store, **plan):
        super().__init__(store, **plan)
        self.ben, self.cem = self.team.ben, self.team.cem

    def define(self, definition, code="work", **more):
        name = {"work": "Workload", "pay": "Pay"}[code]
        draft = CodeDraft(name=name, definition=definition, **more)
        codebook.save_code(self.store, self.project, self.lead, code, draft, command_id=new_id())

    def counts(self, coder):
        found = older_codings.counts(self.store, self.project, coder)
        return found.mine, found.others

    def waits(self, coder, code="work", whose=MINE):
        return older_codings.page(self.store, self.project, coder, code, whose).passages

    def answers(self, coder, **more):
        return [one.response_id for one in self.waits(coder, **more)]

    def do(self, act, coder, *codings, code="work"):
        command = new_id()
        act(self.store, self.project, coder, code, codings, command_id=command)
        return command

    def undo(self, coder):
        return older_codings.undo_last(self.store, self.project, coder, command_id=new_id())

    def codings(self, coder):
        with self.store.reading() as conn:
            rows = conn.execute(older_codings.t.codings.select()).mappings()
            return {tuple(row.values()) for row in rows if row["coder_id"] == coder}


@pytest.fixture
def study(sqlite_url, tmp_path):
    return Looking(open_store(sqlite_url, tmp_path))


def test_all_that_was_coded_with_the_older_definition_waits_in_the_round_and_beside_it(store_url, tmp_path):
    study = Looking(open_store(store_url, tmp_path))
    study.team.code(study.lead, "p2.q1")
    bulk_coding.code_many(study.store, study.project, study.cem, "apply", "work", ["p2.q2"], command_id=new_id())
    assert study.counts(study.lead) == ({}, {})
    study.define("Hours, not pay.")
    study.team.code(study.lead, "p3.q2")  # made with the new definition
    assert study.counts(study.ben) == ({"work": 4}, {})  # another's are not a coder's to look at
    assert study.counts(study.lead) == ({"work": 1}, {"work": 7})
    assert study.answers(study.ben) == ["p1.q1", "p3.q1", "p1.q2", "p2.q2"]
    assert study.answers(study.cem) == ["p1.q1", "p3.q1", "p2.q2"]
    first = study.waits(study.ben)[0]
    assert (first.text[first.start : first.end], first.meant) == ("No", ("", "", ""))


def test_what_means_what_it_meant_does_not_wait(study):
    study.define("Hours.")
    study.team.code(study.lead, "p2.q1")
    study.define("Hours.", examples="Twelve hours without a break.")
    assert study.counts(study.lead)[0] == {}
    study.define("Hours, not pay.", include="Overtime")
    assert study.counts(study.lead)[0] == {"work": 1}
    study.define("Hours.", examples="Twelve hours without a break.")  # typed again as it was
    assert study.counts(study.lead)[0] == {} and study.counts(study.ben)[0] == {"work": 4}


def test_what_still_holds_leaves_the_list_and_undo_brings_it_back(study):
    study.define("Hours, not pay.")
    before = study.codings(study.ben)
    held = study.waits(study.ben)[0].coding
    study.do(older_codings.still_holds, study.ben, held)
    assert study.counts(study.ben) == ({"work": 3}, {}) and study.codings(study.ben) == before
    with pytest.raises(AlreadySettled, match="still wait"):
        study.do(older_codings.still_holds, study.ben, held)
    study.undo(study.ben)
    assert study.counts(study.ben) == ({"work": 4}, {})
    study.do(older_codings.still_holds, study.lead, *(one.coding for one in study.waits(study.lead, whose=OTHERS)))
    assert study.counts(study.ben) == study.counts(study.lead) == ({}, {})
    said = [entry.what for entry in trail.read_trail(study.store, study.project).entries]
    assert "said that 'Workload' still holds on 4 answers under its new definition" in said
    assert any("took back that 'Workload' still holds on 1’s answer to 'Q1'" in one for one in said)
    study.define("Hours alone.")  # held under the definition before, not under this one
    assert study.counts(study.ben) == ({"work": 4}, {})


def test_what_does_not_hold_is_taken_off_by_who_made_it_and_undo_restores_it_as_it_was(study):
    entry = {"id": new_id(), "kind": "done", "response": "p1.q1", "on": True}
    assert deciding.take(study.store, study.project, study.ben, [entry])[0].ok
    study.define("Hours, not pay.")
    before, marks = study.codings(study.ben), study.team.read(_marks)
    (of_cem, *_) = study.waits(study.lead, whose=OTHERS)
    with pytest.raises(NotAllowed, match="by who made it"):
        study.do(older_codings.take_off, study.lead, of_cem.coding)
    study.do(older_codings.take_off, study.ben, *(one.coding for one in study.waits(study.ben)[:2]))
    assert study.answers(study.ben) == ["p1.q2", "p2.q2"] and len(study.codings(study.ben)) == len(before) - 2
    assert study.team.read(_marks) < marks  # nothing is on the answer that another code could be beside
    study.undo(study.ben)
    assert study.codings(study.ben) == before and study.team.read(_marks) == marks
    assert study.counts(study.ben) == ({"work": 4}, {})


def test_what_came_from_a_file_or_from_who_left_is_taken_off_by_the_lead(study):
    members.give_role(study.store, study.project, study.lead, study.cem, "", command_id=new_id())
    file = b"response_id,question,coder,code\n2,Q1,Old team,Workload\n"
    exchange_data.import_codings(study.store, study.project, study.lead, file, "codings.csv", command_id=new_id())
    study.define("Hours, not pay.")
    gone = [one for one in study.waits(study.lead, whose=OTHERS) if one.may_go]
    assert [one.response_id for one in gone] == ["p1.q1", "p2.q1", "p3.q1"]
    before = study.codings(study.cem)
    study.do(older_codings.take_off, study.lead, *(one.coding for one in gone))
    assert study.codings(study.cem) == {one for one in before if "pay" in one}
    study.undo(study.lead)
    assert study.codings(study.cem) == before


def test_one_passage_of_a_code_is_taken_off_and_the_others_stay(study):
    study.team.code(study.lead, "p2.q1", end=2)
    study.team.code(study.lead, "p2.q1", end=6)
    study.define("Hours, not pay.")
    first, second = study.waits(study.lead)
    study.do(older_codings.take_off, study.lead, first.coding)
    assert [one.coding for one in study.waits(study.lead)] == [second.coding]


def _marks(conn, project):
    rows = conn.execute(older_codings.t.marks.select()).mappings()
    return {(row["coder_id"], row["response_id"], row["mark"]) for row in rows}


def test_an_answer_agreed_on_under_the_new_definition_waits_no_longer(study):
    study.define("Hours, not pay.")
    study.decide("p1.q2", "work")
    assert study.answers(study.ben) == ["p1.q1", "p3.q1", "p2.q2"]
    study.define("Hours alone.")
    assert "p1.q2" in study.answers(study.ben)
    assert study.counts(study.lead)[1] == {"work": 6}  # the consensus itself comes up on Adjudicate


def test_a_merged_code_is_looked_at_as_the_one_it_was_merged_into(study):
    codebook.merge_codes(study.store, study.project, study.lead, ["pay"], "work", command_id=new_id())
    assert study.counts(study.ben) == ({}, {})
    study.define("Hours and pay.")
    assert study.counts(study.ben) == ({"work": 5}, {})
    codebook.retire_code(study.store, study.project, study.lead, "work", command_id=new_id())
    assert study.counts(study.ben) == ({}, {})


def test_nothing_of_a_round_that_is_being_coded_waits(study):
    team = study.team
    eve, dora = team.joined("Eve", "adjudicator"), team.joined("Dora")
    team.code(study.lead, "p2.q1")
    handed = tuple(Assigned(coder, "p2.q1") for coder in (eve, dora))
    plan = RoundPlan(kind="calibration", name="Second", coders=(eve, dora), assignments=handed)
    second = rounds.open_round(study.store, study.project, study.lead, plan, command_id=new_id())
    for coder in (eve, dora):
        team.code(coder, "p2.q1", second)
    study.define("Hours, not pay.")
    assert study.counts(eve) == study.counts(study.lead) == ({}, {"work": 6})  # nor what Ana had given it before
    assert study.counts(dora) == ({}, {})
    team.submit(second, eve, dora)
    team.reveal(second)
    assert study.counts(dora) == ({"work": 1}, {}) and study.answers(study.lead) == ["p2.q1"]


def test_what_comes_back_by_file_was_coded_with_the_definitions_of_its_packet(sqlite_url, tmp_path):
    lead, laptop = Lead(open_store(sqlite_url, tmp_path)), Laptop(open_store(folder=tmp_path / "laptop"), "Bea")
    round_id, code = lead.open(kind="calibration", again=(), answers=["p1.q2", "p2.q1"]), lead.codes[0]
    laptop.open(lead.packet(round_id, lead.bea))
    draft = CodeDraft(name="Workload", definition="Hours, not pay.")
    codebook.save_code(lead.store, lead.id, lead.ana, code, draft, command_id=new_id())
    laptop.decide([("p1.q2", 0, [(code, 0, 3)], [])])
    laptop.hand_in()
    lead.take(laptop.make_return())
    rounds.reveal_round(lead.store, lead.id, lead.ana, round_id, leave=True, command_id=new_id())
    assert older_codings.counts(lead.store, lead.id, lead.bea).mine == {code: 1}


def test_a_later_look_stands_in_the_way_of_taking_an_earlier_one_back(study):
    study.define("Hours, not pay.")
    held = study.waits(study.ben)[0].coding
    earlier = study.do(older_codings.still_holds, study.ben, held)
    study.define("Hours alone.")
    study.do(older_codings.still_holds, study.ben, held)
    with pytest.raises(CannotUndo, match="later decision rests"):
        undo.undo(
            study.store, study.project, study.ben, scope=older_codings.SCOPE, command_id=new_id(), target=earlier
        )


def test_who_looked_at_anothers_coding_has_met_the_answer(study):
    eve = study.team.joined("Eve", "adjudicator")
    study.define("Hours, not pay.")
    study.do(older_codings.still_holds, eve, study.waits(eve, whose=OTHERS)[0].coding)
    met = study.team.read(queries.rounds.met_before, [eve])
    assert met == {eve: {ALL[0]}}
