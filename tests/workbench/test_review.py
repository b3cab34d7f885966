"""Reviewing proposals: what each decision makes, what it must not make, and that each can be taken back."""

import pytest

from codebooks.errors import NameTaken
from coding.errors import AlreadySettled, CannotUndo, CodeNotAllowed, CodingError
from coding.rounds import Assigned, RoundPlan
from storage import rebuild, record
from storage import tables as t
from storage.store import open_store
from tests.proposed_study import propose_study
from workbench import codebook, deciding, people, projects, review, review_board, rounds, waiting
from workbench.codebook import CodeDraft
from workbench.errors import NotAllowed
from workbench.ids import new_id
from workbench.review import Reviewing


@pytest.fixture
def study(sqlite_url):
    return propose_study(open_store(sqlite_url))


def test_accepting_makes_a_code_and_a_list_to_confirm_but_no_coding(study):
    accepted = study.do(review.accept, "T01")
    card = study.board.card("T01")
    assert study.codes() == {accepted.code: "no time between patients"}
    assert card.status == "accepted" and card.code_name == "no time between patients"
    assert waiting.counts(study.store, study.project) == {accepted.code: accepted.waiting}
    assert accepted.waiting == len(card.segments) > 5
    assert study.codings() == []


def test_a_click_on_accept_delivered_twice_makes_one_code(study):
    first = review.accept(study.store, study.reviewing, "T01", command_id="onecommand")
    assert review.accept(study.store, study.reviewing, "T01", command_id="onecommand") == first
    assert len(study.codes()) == 1


def test_accepting_under_the_name_of_a_code_that_exists_is_refused_and_changes_nothing(study):
    study.do(review.accept, "T01", "Time")
    with pytest.raises(NameTaken, match="Time"):
        study.do(review.accept, "T02", "time")
    assert study.board.card("T02").status == "open" and len(study.codes()) == 1


def test_a_proposal_accepted_into_an_existing_code_adds_to_what_waits_for_it(study):
    time = study.do(review.accept, "T01", "Time")
    into = study.do(review.accept_into, "T02", time.code)
    assert into.name == "Time" and len(study.codes()) == 1
    assert waiting.counts(study.store, study.project) == {time.code: time.waiting + into.waiting}
    study.do(review.undo_last)
    assert waiting.counts(study.store, study.project) == {time.code: time.waiting}


def test_a_code_for_one_question_refuses_passages_that_answer_another(study):
    code = codebook.add_code(study.store, study.project, study.ana, "Only of what helps", command_id=new_id())
    draft = CodeDraft(name="Only of what helps", questions=("q2",))
    codebook.save_code(study.store, study.project, study.ana, code, draft, command_id=new_id())
    with pytest.raises(CodeNotAllowed, match="does not apply to the question that"):
        study.do(review.accept_into, "T01", code)
    assert study.board.card("T01").status == "open"


def test_merged_proposals_stand_as_one_and_part_again(study):
    before = study.board
    study.do(review.merge, ["T02", "T03"], "T01")
    merged = study.board
    assert {card.proposal for card in merged.cards} == {"T01", "T04"}
    assert set(merged.card("T01").segments) == {s for key in ("T01", "T02", "T03") for s in before.card(key).segments}
    assert merged.card("T01").changed and merged.standing["T03"] == "T01"
    assert "T02" not in merged.card("T04").close_to and "T01" in merged.card("T04").close_to
    study.do(review.undo_last)
    assert study.board == before


def test_a_split_by_halves_makes_two_open_parts_that_can_be_split_again(study):
    held = study.board.card("T01").segments
    halves = [[s for s in held if study.board.passages[s].half == half] for half in (0, 1)]
    assert study.do(review.split, "T01", halves) == ["T01a", "T01b"]
    order = [card.proposal for card in study.board.cards]
    assert order.index("T01b") == order.index("T01a") + 1 and len(order) == 5
    assert set(study.board.card("T01a").segments) == set(halves[0])
    assert study.board.card("T01a").name == "no time between patients (a)"
    assert study.board.card("T01a").stability is None
    assert study.do(review.split_off, "T01b", halves[1][:2]) == ["T01ba", "T01bb"]
    assert set(study.board.card("T01bb").segments) == set(halves[1][:2])


def test_a_split_that_leaves_a_group_empty_is_refused(study):
    with pytest.raises(CodingError, match="two or more groups"):
        study.do(review.split_off, "T01", [])


def test_a_rejected_proposal_keeps_its_passages_and_can_be_opened_again(study):
    study.do(review.reject, "T02")
    assert study.board.card("T02").status == "rejected" and study.board.card("T02").segments
    with pytest.raises(AlreadySettled, match="already rejected"):
        study.do(review.accept, "T02")
    assert study.do(review.undo_last).words == "rejecting a proposed theme"
    assert study.board.card("T02").status == "open"


def test_a_rejected_proposal_can_be_opened_again_later(study):
    study.do(review.reject, "T02")
    study.do(review.accept, "T01")
    study.do(review.reopen, "T02")
    assert study.board.card("T02").status == "open"
    with pytest.raises(CodingError, match="Only a rejected"):
        study.do(review.reopen, "T01")


def test_a_new_name_is_the_codes_name_and_undo_brings_the_machines_words_back(study):
    study.do(review.rename, "T01", "  Never  a moment ")
    assert study.board.card("T01").name == "Never a moment"
    study.do(review.rename, "T01", "No moment")
    study.do(review.undo_last)
    assert study.board.card("T01").name == "Never a moment"
    assert study.do(review.accept, "T01").name == "Never a moment"
    for _ in range(2):
        study.do(review.undo_last)
    assert study.board.card("T01").name == study.board.card("T01").label == "no time between patients"


def test_moving_passages_changes_both_themes_and_people_are_counted_once(study):
    segment = study.board.card("T01").segments[0]
    study.do(review.move, [segment], "T02")
    assert segment in study.board.card("T02").segments and segment not in study.board.card("T01").segments
    respondents = {study.board.passages[s].respondent_id for s in study.board.card("T02").segments}
    assert study.board.card("T02").people == len(respondents)
    study.do(review.move, [segment], "")
    assert segment in study.board.ungrouped


def test_a_passage_not_grouped_yet_can_be_placed_or_coded_by_hand(study):
    first, second = study.board.ungrouped[:2]
    study.do(review.move, [first], study.board.passages[first].nearest)
    accepted = study.do(review.accept, "T04", "Forms")
    study.do(review.code_passage, second, accepted.code)
    assert not {first, second} & set(study.board.ungrouped)
    passage = study.board.passages[second]
    assert study.codings() == [(passage.response_id, passage.start, passage.end, "manual")]
    study.do(review.undo_last)
    assert second in study.board.ungrouped and study.codings() == []


def test_undo_goes_back_decision_by_decision_and_redo_forward(study):
    before = study.board
    study.do(review.reject, "T03")
    study.do(review.accept, "T01", "Time")
    taken = study.do(review.undo_last)
    assert (taken.words, taken.proposal) == ("accepting a proposed theme", "T01")
    assert study.codes() == {}
    assert study.do(review.undo_last).proposal == "T03"
    assert study.board == before and study.do(review.undo_last) is None
    assert study.do(review.undo_last, redo=True).proposal == "T03"
    assert study.board.card("T03").status == "rejected"


def test_an_acceptance_is_not_undone_under_a_coding_that_rests_on_it(study):
    accepted = study.do(review.accept, "T01", "Time")
    entry = {"id": new_id(), "kind": "apply", "response": "p1.q1", "code": accepted.code}
    assert deciding.take(study.store, study.project, study.ana, [entry])[0].ok
    with pytest.raises(CannotUndo, match="A later decision rests on this one"):
        study.do(review.undo_last)
    assert study.board.card("T01").status == "accepted"


def test_a_coder_without_the_right_cannot_decide_about_proposals(study):
    bea = people.sign_in(study.store, "Bea")
    projects.join_project(study.store, study.project, bea, "coder")
    theirs = Reviewing(study.project, bea, study.run)
    for act in (
        lambda: review.accept(study.store, theirs, "T01", command_id=new_id()),
        lambda: review.merge(study.store, theirs, ["T02"], "T01", command_id=new_id()),
        lambda: review.move(study.store, theirs, [0], "T02", command_id=new_id()),
    ):
        with pytest.raises(NotAllowed, match="does not allow you to decide about proposed themes"):
            act()


def test_quotes_stay_with_the_theme_that_holds_them(study):
    central = study.board.card("T01").central
    study.do(review.move, [central[0]], "T02")
    card = study.board.card("T01")
    assert central[0] not in card.central and len(card.central) == 3
    assert not set(card.central) & set(card.border) and set(card.central) <= set(card.segments)


def test_the_tables_of_the_review_are_the_fold_of_its_record(store_url):
    study = propose_study(open_store(store_url))
    study.do(review.rename, "T01", "Time")
    study.do(review.split_off, "T01", study.board.card("T01").segments[:2])
    study.do(review.merge, ["T01b"], "T02")
    study.do(review.undo_last)
    accepted = study.do(review.accept, "T02")
    passages = waiting.passages(study.store, study.project, accepted.code)
    waiting.confirm(study.store, study.project, study.ana, passages[0].key, command_id=new_id())
    study.do(review.reject, "T03")
    drawn = _drawn(study)
    with study.store.writing() as conn:
        record.verify(conn, study.project)
        rebuild.rebuild(conn, study.project)
    assert _drawn(study) == drawn and drawn["codings"]


def _drawn(study):
    names = ("proposals", "placements", "waiting", "codings", "codes", "commands")
    with study.store.reading() as conn:
        return {
            name: sorted(map(str, conn.execute(table.select().where(table.c.project_id == study.project))))
            for name in names
            for table in [t.metadata.tables[name]]
        }


def test_answers_of_an_open_round_are_left_out_for_who_codes_them(study):
    ben = people.sign_in(study.store, "Ben")
    projects.join_project(study.store, study.project, ben, "adjudicator")
    mine = ("p0.q1", "p0.q2")
    handed = tuple(Assigned(coder, answer) for coder in (ben,) for answer in mine)
    plan = RoundPlan(kind="reliability", name="First", coders=(ben,), assignments=handed)
    round_id = rounds.open_round(study.store, study.project, study.ana, plan, command_id=new_id())
    whole = review_board.read_run(study.store, study.project, study.run)

    def seen(reader):
        machine = review_board.as_read_by(study.store, whole, reader)
        return machine, review_board.board(study.store, machine)

    machine, board = seen(ben)
    shown = {*machine.passages, *board.place, *board.ungrouped, *(s for card in board.cards for s in card.segments)}
    hidden = {s for s, passage in whole.passages.items() if passage.response_id in mine}
    assert machine.kept_back == 2 and len(hidden) == 4 and not shown & hidden and not {*mine} & machine.answers.keys()
    assert not any(card.changed for card in board.cards)
    assert seen(study.ana) == (whole, study.board)
    theme = next(card for card in board.cards if hidden & {*study.board.card(card.proposal).segments})
    halves = [[s for s in theme.segments if machine.passages[s].half == half] for half in (0, 1)]
    as_ben = Reviewing(study.project, ben, study.run)
    parts = review.split(study.store, as_ben, theme.proposal, halves, command_id=new_id())
    held = {s for part in parts for s in study.board.card(part).segments}
    assert held > {*theme.segments} and held & hidden
    rounds.withdraw_round(study.store, study.project, study.ana, round_id, command_id=new_id())
    assert seen(ben)[0] == whole
