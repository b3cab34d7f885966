"""A revealed round of two coders and what an adjudicator does with it, in a line each."""

import csv
import io

from codebooks import decide as codebook_decide
from storage import queries
from storage.queries import findings as findings_rows
from tests.round_team import Team
from workbench import adjudicating, consensus_export, disputes
from workbench.adjudicating import Decision
from workbench.ids import new_id

ALL = tuple(f"p{n}.q{m}" for m in (1, 2) for n in (1, 2, 3))


class RevealedRound:
    """A revealed round of Ben and Cem: two answers coded alike, one on other words, two differently, one unsure."""

    def __init__(self, store, **plan):
        self.team = Team(store)
        self.store, self.project, self.lead = store, self.team.project, self.team.lead
        self.team.append(self.lead, *self._code("pay", "Pay"), scope="codebook")
        self.id = self.team.open(kind="calibration", answers=ALL, **plan)
        self.give("p1.q1", ben="work", cem="work")
        self.give("p2.q1")  # nobody gave a code: none applies
        self.give("p3.q1", ben=("work", 4), cem="work")
        self.give("p1.q2", ben="work", cem="pay")
        self.give("p2.q2", ben="work")
        self.give("p3.q2", ben="pay")
        self.team.mark(self.team.cem, "p3.q2", "unsure", self.id)
        self.team.submit(self.id, self.team.ben, self.team.cem)
        self.team.reveal(self.id)

    def _code(self, code, name):
        with self.store.transaction(self.project, command_id=new_id(), actor=self.lead) as tx:
            book = queries.codebook(tx.conn, self.project)
            return list(codebook_decide.add_code(book, code, codebook_decide.Text(name, tx.keep(name))))

    def give(self, answer, **codes):
        for name, code in codes.items():
            code, end = code if isinstance(code, tuple) else (code, 2)
            self.team.code(getattr(self.team, name), answer, self.id, end=end, code=code)

    @property
    def board(self):
        return disputes.read_board(self.store, self.project, self.lead, self.id)

    def listed(self, state, code=""):
        return [one.response_id for one in self.board.of(state, code)]

    def decide(self, answer, *codes, reason="definition", coder="", **more):
        decision = Decision(response=answer, codes=frozenset(codes), reason=reason, **more)
        command = new_id()
        adjudicating.decide(self.store, self.project, coder or self.lead, self.id, decision, command_id=command)
        return command

    def settle(self, rule, **how):
        return adjudicating.settle(self.store, self.project, self.lead, self.id, rule, command_id=new_id(), **how)

    def turn(self, turn):
        return turn(self.store, self.project, self.lead, scope=adjudicating.SCOPE, command_id=new_id())

    def consensus(self):
        with self.store.reading() as conn:
            frame = findings_rows.codings(conn, self.project, "consensus")
            coded = findings_rows.coded_responses(conn, self.project, "consensus")
        spans = zip(frame["response_id"], frame["code_id"], frame["start"], frame["end"], strict=True)
        return set(spans), coded

    def rows(self):
        data = consensus_export.consensus_csv(self.store, self.project, self.lead, self.id)
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
