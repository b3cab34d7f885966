"""A small study with a lead and two coders, and what they do in a round, in a line each."""

from coding.events import CodeApplied, ResponseMarked
from coding.rounds import Assigned, RoundPlan
from storage.queries import rounds as round_queries
from tests.storage.small_study import start_small_study
from workbench import deciding, people, projects, rounds
from workbench.round_desk import item_id

ANSWERS = ("p1.q1", "p2.q1", "p3.q1")


class Team:
    """Who codes what, on a store of the test's own."""

    def __init__(self, store):
        self.store, self.commands = store, 0
        self.project, self.lead = start_small_study(store)
        self.ben, self.cem = (self.joined(name) for name in ("Ben", "Cem"))

    def joined(self, name, role="coder"):
        coder = people.sign_in(self.store, name)
        projects.join_project(self.store, self.project, coder, role)
        return coder

    def command(self):
        self.commands += 1
        return f"command{self.commands:08d}"

    def open(self, kind="reliability", answers=ANSWERS, again=(), **plan):
        handed = [Assigned(coder, answer) for coder in (self.ben, self.cem) for answer in answers]
        handed += [Assigned(self.ben, answer, again=1) for answer in again]
        plan = RoundPlan(
            kind=kind, name="First look", coders=(self.ben, self.cem), assignments=tuple(handed),
            thresholds={"krippendorff_alpha": "0.667"}, **plan,
        )  # fmt: skip
        return rounds.open_round(self.store, self.project, self.lead, plan, command_id=self.command())

    def append(self, coder, *events, scope="desk"):
        with self.store.transaction(self.project, command_id=self.command(), actor=coder, scope=scope) as tx:
            tx.append(events)

    def code(self, coder, response, round_id="", again=0, end=2, code="work"):
        number = self.command()
        event = CodeApplied(
            coding=f"k{number}", response=response, start=0, end=end, code=code, coder=coder, round=round_id,
            again=again,
        )  # fmt: skip
        self.append(coder, event, scope=f"round:{round_id}" if round_id else "desk")

    def mark(self, coder, response, mark, round_id="", again=0):
        event = ResponseMarked(
            response=response, coder=coder, mark=mark, before=False, after=True, round=round_id, again=again
        )
        self.append(coder, event, scope=f"round:{round_id}" if round_id else "desk")

    def submit(self, round_id, *coders):
        for coder in coders:
            rounds.submit_round(self.store, self.project, coder, round_id, command_id=self.command())

    def reveal(self, round_id, **how):
        rounds.reveal_round(self.store, self.project, self.lead, round_id, command_id=self.command(), **how)

    def read(self, query, *args):
        with self.store.reading() as conn:
            return query(conn, self.project, *args)

    def coded(self, round_id, reader):
        frame = self.read(round_queries.round_codings, round_id, reader)
        return set(zip(frame["coder_id"], frame["response_id"], frame["again"], strict=True))

    def decide(self, coder, round_id, position, kind, **fields):
        """Decide as the desk of a round posts it, on the answer at a position of one's own."""
        entry = {"id": self.command(), "kind": kind, "response": item_id(round_id, position), "code": "work", **fields}
        (answer,) = deciding.take(self.store, self.project, coder, [entry], round_id=round_id)
        return answer
