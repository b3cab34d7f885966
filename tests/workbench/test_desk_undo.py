"""Undo and redo at the desk: per coder, over everything, to the start; and codes made in an answer's own words."""

import random

import pytest
from sqlalchemy import select

from benchmarks.made_project import make_project
from coding.project_events import CoderJoined
from storage import queries, record
from storage import tables as t
from storage.store import open_store
from workbench import codebook, desk, people
from workbench.ids import new_id

STATES = (t.codes, t.codings, t.marks, t.memos)
KINDS = ("apply", "apply", "apply", "remove", "no_code", "unsure", "discuss", "quote", "memo", "in_vivo")


def without_times(row):
    return {name: value for name, value in row.items() if name not in ("at", "written")}


class AtDesk:
    """A project of 40 answers to two questions, and Ana at her desk."""

    def __init__(self, folder):
        self.project, self.ana = make_project(folder, 20, questions=2)
        self.store = open_store(folder=folder)
        self.window = desk.window(self.store, self.project, self.ana)
        self.codes = [code.code_id for code in self.window.codes]

    def take(self, kind, response=None, coder=None, **entry):
        entry = {"id": new_id() + new_id(), "kind": kind, "response": response or self.window.current, **entry}
        (answer,) = desk.take(self.store, self.project, coder or self.ana, [entry])
        return answer

    def state(self):
        """What the tables hold, but for when and under which id of its own."""
        with self.store.reading() as conn:
            rows = [conn.execute(select(table).where(table.c.project_id == self.project)) for table in STATES]
            return [sorted(str(without_times(row)) for row in each.mappings()) for each in rows]

    def head(self):
        with self.store.reading() as conn:
            return record.read_head(conn, self.project).seq

    def names(self):
        with self.store.reading() as conn:
            return [code.name for code in queries.codebook(conn, self.project).live()]

    def join(self, name, role):
        coder = people.sign_in(self.store, name)
        with self.store.transaction(self.project, command_id=new_id(), actor=self.ana) as tx:
            tx.append([CoderJoined(coder=coder, role=role)])
        return coder

    def decide_at_random(self, chance):
        window = chance.choice(self.window.items)
        kind = chance.choice(KINDS)
        words = f"{kind} {chance.randrange(1000)}"
        return self.take(
            kind, window.response_id, code=chance.choice(self.codes), on=chance.random() < 0.7, text=words
        )  # fmt: skip


@pytest.fixture
def at(tmp_path):
    made = AtDesk(tmp_path)
    yield made
    made.store.engine.dispose()


@pytest.mark.slow
def test_three_hundred_decisions_are_undone_to_the_start_and_done_again(at):
    chance = random.Random(3)
    seen, decided = {0: at.state()}, []
    while len(decided) < 300:
        head = at.head()
        answer = at.decide_at_random(chance)
        if at.head() > head:  # who says what is said already has decided nothing
            decided.append(answer.id)
        if len(decided) % 20 == 0:
            seen[len(decided)] = at.state()
    for left in range(len(decided) - 1, -1, -1):
        named = "" if left % 10 == 0 else decided[left]  # by the store alone, as after a reload, or by the desk
        answer = at.take("undo", target=named)
        assert answer.ok and bool(answer.said) == (not named)
        assert left not in seen or at.state() == seen[left]
    assert (at.take("undo").ok, at.take("undo").said) == (True, "")
    for again in range(1, len(decided) + 1):
        named = "" if again % 10 == 0 else decided[again - 1]
        answer = at.take("redo", target=named)
        assert answer.ok and bool(answer.said) == (not named)
        assert again not in seen or at.state() == seen[again]
    assert at.take("redo").said == ""
    with at.store.reading() as conn:
        record.verify(conn, at.project)


def test_undo_leaves_other_coders_alone_and_a_repeated_one_tells_again_what_it_did(at):
    ben = at.join("Ben", "coder")
    at.take("apply", code=at.codes[0])
    at.take("apply", coder=ben, code=at.codes[1])
    entry = {"id": new_id() + new_id(), "kind": "undo", "target": None}
    first, again = (desk.take(at.store, at.project, at.ana, [entry])[0] for _ in range(2))
    assert first == again
    assert (first.ok, first.response) == (True, at.window.current)
    assert first.said.startswith("applied 'Time and workload'")
    mine, others = (desk.window(at.store, at.project, coder).items[0].codings for coder in (at.ana, ben))
    assert (len(mine), [coding.code for coding in others]) == (0, [at.codes[1]])


def test_what_others_have_built_on_is_not_undone_and_the_record_number_is_named(at):
    ben = at.join("Ben", "coder")
    at.take("in_vivo", text="three short on every shift", on=True)
    made = desk.window(at.store, at.project, ben).codes[-1].code_id
    assert at.take("apply", coder=ben, code=made).ok
    answer = at.take("undo")
    assert not answer.ok
    with at.store.reading() as conn:
        assert f"record number {record.read_head(conn, at.project).seq}," in answer.reason


def test_a_redo_named_by_a_window_that_knows_less_is_refused(at):
    first = {"id": new_id() + new_id(), "kind": "apply", "response": at.window.current, "code": at.codes[0]}
    desk.take(at.store, at.project, at.ana, [first])
    at.take("undo", target=first["id"])
    at.take("apply", code=at.codes[2])
    answer = at.take("redo", target=first["id"])
    assert "decided since" in answer.reason


def test_a_code_in_the_answers_own_words_comes_and_goes_with_its_coding(at):
    before = at.state()
    answer = at.take("in_vivo", text="  three short  on every shift ", on=False, start=8, end=19)
    assert answer.ok
    window = desk.window(at.store, at.project, at.ana)
    code = window.codes[-1]
    assert (code.name, code.questions) == ("three short on every shift", (window.items[0].question_id,))
    (coding,) = window.items[0].codings
    assert (coding.code, coding.start, coding.end, coding.by_hand) == (code.code_id, 8, 19, True)
    assert at.take("undo").ok
    assert at.state() == before


def test_a_name_that_is_taken_gives_the_code_that_has_it(at):
    names = at.names()
    assert at.take("in_vivo", text="TIME  and workload", on=True).ok
    assert at.names() == names
    assert desk.window(at.store, at.project, at.ana).items[0].codings[0].code == at.codes[0]


@pytest.mark.parametrize(
    ("name", "fact"),
    [("  ", "needs a name"), ("x" * 121, "121 characters"), ("of the other question", "other questions")],
)
def test_a_name_that_will_not_do_is_refused_and_nothing_is_made(at, name, fact):
    other = desk.window(at.store, at.project, at.ana, number=40)
    at.take("in_vivo", other.current, text="of the other question", on=False)
    before = at.state()
    answer = at.take("in_vivo", text=name, on=True)
    assert not answer.ok and fact in answer.reason
    assert at.state() == before


def test_who_may_not_make_codes_is_told_and_still_may_give_them(at):
    ben = at.join("Ben", "coder")
    window = desk.window(at.store, at.project, ben)
    assert (window.makes_codes, window.code_makers) == (False, ("Ana",))
    assert "does not allow you to make new codes" in at.take("in_vivo", coder=ben, text="new", on=True).reason
    assert at.take("in_vivo", coder=ben, text="Travel", on=True).ok


def test_a_code_retired_elsewhere_is_refused_plainly_and_the_queue_goes_on(at):
    codebook.retire_code(at.store, at.project, at.ana, at.codes[3], command_id=new_id())
    ids = [new_id() + new_id() for _ in range(3)]
    entries = [
        {"id": ids[n], "kind": "apply", "response": at.window.current, "code": at.codes[n + 2]} for n in range(3)
    ]
    answers = desk.take(at.store, at.project, at.ana, entries)
    assert [answer.ok for answer in answers] == [True, False, True]
    assert "This code is retired" in answers[1].reason
    assert at.codes[3] not in dict(desk.window(at.store, at.project, at.ana).palettes[at.window.items[0].question_id])


def test_of_two_decisions_with_one_id_the_first_counts_and_the_second_is_told(at):
    entry = {"id": new_id() + new_id(), "kind": "apply", "response": at.window.current, "code": at.codes[0]}
    other = {**entry, "code": at.codes[1]}
    first, same, second = desk.take(at.store, at.project, at.ana, [entry, entry, other])
    assert (first.ok, same.ok, second.ok) == (True, True, False)
    assert "another decision" in second.reason


def test_keys_stay_from_one_day_to_the_next_and_are_each_coders_own(at):
    question = at.window.items[0].question_id
    before = dict(at.window.palettes[question])
    ben = at.join("Ben", "lead")
    codebook.retire_code(at.store, at.project, at.ana, at.codes[0], command_id=new_id())
    new = codebook.add_code(at.store, at.project, at.ana, "Aftermath", command_id=new_id())
    codebook.move_code(at.store, at.project, at.ana, new, parent="", before=at.codes[1], command_id=new_id())
    mine, bens = (dict(desk.window(at.store, at.project, coder).palettes[question]) for coder in (at.ana, ben))
    assert {code: keys for code, keys in mine.items() if code != new} == {
        code: keys for code, keys in before.items() if code != at.codes[0]
    }
    assert (mine[new], bens[new]) == (("1",), ("1",))
    assert bens[at.codes[1]] == ("2",)
