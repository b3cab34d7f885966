"""A round by file, as tests walk it: the lead's study in one store, a coder's laptop with another."""

import random

from coding.rounds import Assigned, RoundPlan
from exchange import sealed_file
from storage import record
from storage.queries import rounds as round_queries
from tests.workbench.synthetic_study import Study
from workbench import codebook, deciding, packet_projects, packets, people, round_desk, rounds
from workbench.ids import new_id
from workbench.returns import take_return

PASSPHRASE = "k7mp2-xqd9w-vn4tg-hj8rs"
CHEAP = min(sealed_file.COSTS)
ANSWERS = [f"p{n}.q{n % 2 + 1}" for n in range(1, 13)]
AGAIN = ("p2.q1", "p5.q2")


class Laptop:
    """A coder with a store of their own, and the project that was opened from a packet."""

    def __init__(self, store, name):
        self.store, self.coder = store, people.sign_in(store, name)

    def open(self, data, passphrase=PASSPHRASE):
        self.project = packet_projects.open_packet(self.store, self.coder, data, "a.vbpacket", passphrase)
        return self.project

    @property
    def round(self):
        return packet_projects.opened(self.store, self.project).round_id

    def head(self):
        with self.store.reading() as conn:
            return record.read_head(conn, self.project)

    def decide(self, decisions):
        decide(self.store, self.project, self.coder, self.round, decisions)

    def hand_in(self):
        rounds.submit_round(self.store, self.project, self.coder, self.round, command_id=new_id())

    def make_return(self, **how):
        return packet_projects.make_return(self.store, self.project, self.coder, **how).data


class Lead(Study):
    """The study of Ana, with three codes, a published codebook and two coders, Bea and Cem."""

    def __init__(self, store):
        super().__init__(store)
        self.codes = [self.add(name) for name in ("Workload", "Rest", "Noise")]
        self.do(codebook.publish_version)
        self.bea, self.cem = (self.join(name, "coder") for name in ("Bea", "Cem"))

    def open(self, kind="reliability", again=AGAIN, answers=ANSWERS):
        orders = {coder: random.Random(coder).sample(answers, len(answers)) for coder in (self.bea, self.cem)}
        handed = [Assigned(coder, answer) for coder, order in orders.items() for answer in order]
        handed += [Assigned(coder, answer, again=1) for coder in orders for answer in again]
        plan = RoundPlan(
            kind=kind, name="First look", coders=tuple(orders), assignments=tuple(handed), codebook_version=1
        )
        return self.do(rounds.open_round, plan)

    def packet(self, round_id, coder, passphrase=PASSPHRASE):
        made = self.do(packets.make_packet, round_id, coder)
        return packets.packet_file(self.store, self.id, self.ana, made, passphrase, cost=CHEAP)

    def take(self, data, **how):
        return take_return(self.store, self.id, self.ana, data, "bea.vbreturn", **how)

    def rows(self, round_id, reader=""):
        return round_rows(self.store, self.id, round_id, reader)

    def kinds(self):
        with self.store.reading() as conn:
            return [row.kind for row in record.rows(conn, self.id)]

    def events(self, kind):
        with self.store.reading() as conn:
            return [record.fact_of(row).event for row in record.rows(conn, self.id, kinds=[kind.__name__])]


def round_rows(store, project, round_id, reader):
    with store.reading() as conn:
        coded = round_queries.round_codings(conn, project, round_id, reader)
        marked = round_queries.round_marks(conn, project, round_id, reader)
    return {tuple(row) for row in coded.values.tolist()}, {tuple(row) for row in marked.values.tolist()}


def decide(store, project, coder, round_id, decisions):
    """Decide at the desk of a round: (answer, again, codes with spans, marks)."""
    entries = []
    for response, again, codings, marks in decisions:
        item = round_desk.item_of(store, project, coder, round_id, response, again)
        spans = [{"kind": "apply", "code": code, "start": start, "end": end} for code, start, end in codings]
        entries += [{"id": new_id(), "response": item, **entry} for entry in spans]
        entries += [{"id": new_id(), "response": item, "kind": mark} for mark in marks]
    answers = deciding.take(store, project, coder, entries, round_id=round_id)
    assert all(answer.ok for answer in answers), answers


def some_decisions(codes, seed, presentations):
    """Give random decisions on most of a coder's presentations: one or two codes on spans, or none, or unsure."""
    chance = random.Random(seed)
    made = []
    for response, again in presentations:
        if chance.random() < 0.1:
            continue
        given = chance.sample(codes, chance.choice((0, 1, 1, 2)))
        spans = [(code, *sorted(chance.sample(range(0, 20, 3), 2))) for code in given]
        marks = ["no_code"] if not given else chance.choice(([], ["done"]))
        made.append((response, again, spans, [*marks, *chance.choice(([], ["unsure"], ["discuss"]))]))
    return made


PRESENTED = [*((answer, 0) for answer in ANSWERS), *((answer, 1) for answer in AGAIN)]
