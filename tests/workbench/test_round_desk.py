"""The desk of a round: one's own answers in one's own order, decided apart from all others, until handed in."""

import pytest

from storage.queries import rounds as round_queries
from storage.store import open_store
from tests.round_team import ANSWERS, Team
from workbench import deciding, desk, round_desk, rounds, waiting_round
from workbench.errors import SHOWN, NotAllowed
from workbench.round_desk import item_id


@pytest.fixture
def team(sqlite_url, tmp_path):
    return Team(open_store(sqlite_url, tmp_path))


def window(team, coder, round_id, **at):
    return round_desk.window(team.store, team.project, coder, round_id, **at)


def coded(item):
    return [coding.code for coding in item.codings]


def test_it_holds_ones_own_answers_in_order_and_goes_on_where_one_stopped(team):
    round_id = team.open(answers=["p2.q1", "p1.q1", "p3.q2"])
    first = window(team, team.ben, round_id)
    assert [item.text for item in first.items][:2] == ["Nobody told us \U0001f937\u200d\u2640\ufe0f what changes",
                                                       "No time between patients."]  # fmt: skip
    assert (first.position, first.total, first.coded) == (1, 3, 0)
    assert team.decide(team.ben, round_id, 1, "apply").ok
    assert team.decide(team.ben, round_id, 2, "no_code", on=True).ok
    later = window(team, team.ben, round_id)
    assert (later.position, later.coded) == (3, 2)
    assert coded(later.items[0]) == ["work"] and later.items[1].no_code
    other = window(team, team.cem, round_id)
    assert other.coded == 0 and not any(coded(item) or item.no_code for item in other.items)


def test_nothing_of_the_machine_or_of_others_is_on_it(team):
    team.code(team.ben, "p1.q2")
    team.code(team.lead, "p1.q1")
    round_id = team.open()
    shown = window(team, team.ben, round_id)
    assert not shown.makes_codes and all(item.alike == 0 and not item.copied for item in shown.items)
    assert [code.used for code in shown.codes] == [0]
    assert not any(coded(item) for item in shown.items)
    for kind in ("alike", "met", "in_vivo"):
        answer = team.decide(team.ben, round_id, 1, kind, text="New", met={"codes": []})
        assert not answer.ok and "only codes" in answer.reason


def test_an_answer_presented_again_looks_like_any_other_and_stands_for_itself(team):
    round_id = team.open(again=["p1.q1"])
    team.decide(team.ben, round_id, 1, "apply")
    team.decide(team.ben, round_id, 1, "memo", text="At first sight.")
    shown = window(team, team.ben, round_id, at=item_id(round_id, 4))
    first, second = shown.items[0], shown.items[3]
    assert (second.text, coded(second), second.memo) == (first.text, [], "")
    unlike = {"number", "response_id", "codings", "memo"}
    assert {name for name in first.__slots__ if getattr(first, name) != getattr(second, name)} == unlike
    assert [item.response_id for item in shown.items] == [item_id(round_id, n) for n in (1, 2, 3, 4)]
    team.decide(team.ben, round_id, 4, "no_code", on=True)
    team.decide(team.ben, round_id, 4, "memo", text="Later.")
    after = window(team, team.ben, round_id).items
    assert [(coded(item), item.no_code, item.memo) for item in (after[0], after[3])] == [
        (["work"], False, "At first sight."), ([], True, "Later."),
    ]  # fmt: skip


def test_undo_goes_back_to_the_rounds_beginning_and_no_further(team):
    team.code(team.ben, "p1.q2")
    round_id = team.open(again=["p1.q1"])
    for position in (1, 4):
        team.decide(team.ben, round_id, position, "apply")

    def undo():
        entry = {"id": team.command(), "kind": "undo", "target": ""}
        (answer,) = deciding.take(team.store, team.project, team.ben, [entry], round_id=round_id)
        return answer

    turned = [undo() for _ in range(3)]
    assert all(answer.ok for answer in turned)
    assert [answer.response for answer in turned] == [item_id(round_id, 4), item_id(round_id, 1), ""]
    assert turned[0].said == "applied 'Workload' to 1’s answer to 'Q1'"
    assert window(team, team.ben, round_id).coded == 0
    assert team.read(lambda conn, project: conn.exec_driver_sql("SELECT count(*) FROM codings").scalar()) == 1


def test_a_decision_that_comes_twice_counts_once_and_another_under_its_id_is_refused(team):
    round_id = team.open()
    entry = {"id": "samesame01", "kind": "apply", "response": item_id(round_id, 1), "code": "work"}

    def take(entry):
        (answer,) = deciding.take(team.store, team.project, team.ben, [entry], round_id=round_id)
        return answer

    assert take(entry).ok and take(entry).ok
    other = take({**entry, "response": item_id(round_id, 2)})
    assert not other.ok and "another decision was stored before" in other.reason
    team.submit(round_id, team.ben)
    assert take(entry).ok  # the answer to it was lost on the way: it is stored, though nothing more may be decided
    team.submit(round_id, team.cem)
    team.reveal(round_id)
    assert take(entry).ok and not take({**entry, "id": team.command()}).ok
    assert team.coded(round_id, team.ben) == {(team.ben, ANSWERS[0], 0)}


def test_a_queue_with_a_forged_round_or_answer_stores_nothing(team):
    round_id = team.open()
    forged = [
        (team.lead, round_id, item_id(round_id, 1)),  # not among its coders
        (team.ben, "r0000", item_id("r0000", 1)),
        (team.ben, round_id, item_id(round_id, 9)),
        (team.ben, round_id, ANSWERS[0]),
        (team.ben, "", ANSWERS[0]),  # the ordinary desk
        (team.ben, "", item_id(round_id, 1)),
    ]
    for coder, named, item in forged:
        entry = {"id": team.command(), "kind": "apply", "response": item, "code": "work"}
        (answer,) = deciding.take(team.store, team.project, coder, [entry], round_id=named)
        assert not answer.ok, (named, item)
    assert team.coded(round_id, team.ben) == set()
    with pytest.raises(NotAllowed):
        window(team, team.lead, round_id)


def test_handed_in_the_desk_is_closed_and_what_still_waits_is_refused(team):
    round_id = team.open()
    team.decide(team.ben, round_id, 1, "apply")
    standing = round_desk.standing(team.store, team.project, team.ben, round_id)
    assert (standing.total, standing.done, standing.is_handed_in) == (3, 1, False)
    note = {"id": "noted00001", "kind": "memo", "response": item_id(round_id, 2), "text": "Before."}
    assert deciding.take(team.store, team.project, team.ben, [note], round_id=round_id)[0].ok
    team.submit(round_id, team.ben)
    with pytest.raises(SHOWN, match="handed in"):
        window(team, team.ben, round_id)
    late = [("apply", {}), ("memo", {"text": "Too late"}), ("undo", {"target": ""}), ("undo", {"target": "noted00001"})]
    for kind, fields in late:
        answer = team.decide(team.ben, round_id, 1, kind, **fields)
        assert not answer.ok and "handed in" in answer.reason
    assert waiting_round.waiting_round(team.store, team.project, team.ben) is None
    assert waiting_round.waiting_round(team.store, team.project, team.cem).round_id == round_id


def test_answers_handed_out_leave_the_ordinary_desk_until_the_round_is_revealed(team):
    def on_desk(coder):
        return {item.response_id for item in desk.window(team.store, team.project, coder).items}

    everything = on_desk(team.ben)
    round_id = team.open(answers=["p1.q1", "p2.q1"])
    assert on_desk(team.ben) == everything - {"p1.q1", "p2.q1"}
    assert on_desk(team.lead) == everything
    team.submit(round_id, team.ben, team.cem)
    assert on_desk(team.ben) == everything - {"p1.q1", "p2.q1"}  # others' codings may come in before the reveal
    team.reveal(round_id)
    assert on_desk(team.ben) == everything


def test_a_withdrawn_round_closes_its_desk_and_counts_nowhere(team):
    round_id = team.open()
    team.decide(team.ben, round_id, 1, "apply")
    rounds.withdraw_round(team.store, team.project, team.lead, round_id, command_id=team.command())
    assert not team.decide(team.ben, round_id, 2, "apply").ok
    assert team.coded(round_id, team.cem) == set()
    assert team.read(round_queries.sealed_for, team.ben) == set()
