"""A round coded by a team, straight through the use cases and the record: opened, coded, handed in, revealed."""

from collections.abc import Mapping, Sequence

from coding.events import CodeApplied, ResponseMarked
from coding.rounds import Assigned, RoundPlan
from storage.store import Store
from workbench import rounds
from workbench.ids import new_id

Coded = Mapping[str, Mapping[str, Sequence[str] | str]]


class Round:
    """An open round in which every coder gets the same answers, in the order given."""

    def __init__(
        self, store: Store, project_id: str, lead: str, coders: Sequence[str], answers: Sequence[str],
        *, again: Sequence[str] = (), kind: str = "reliability", **plan: object,
    ) -> None:  # fmt: skip
        self.store, self.project, self.lead, self.coders = store, project_id, lead, tuple(coders)
        handed = [Assigned(coder, answer) for coder in coders for answer in answers]
        handed += [Assigned(coder, answer, again=1) for coder in coders for answer in again]
        settled = {"thresholds": {"krippendorff_alpha": "0.667"}, **plan}
        made = RoundPlan(kind=kind, name="Second look", coders=self.coders, assignments=tuple(handed), **settled)
        self.id = rounds.open_round(store, project_id, lead, made, command_id=new_id())

    def code(self, coder: str, given: Mapping[str, Sequence[str] | str], again: int = 0) -> None:
        """Give answers codes, or where a word stands for them a mark."""
        events: list[object] = []
        for answer, codes in given.items():
            if isinstance(codes, str):
                events.append(
                    ResponseMarked(
                        response=answer, coder=coder, mark=codes, before=False, after=True, round=self.id, again=again
                    )
                )
                continue
            for code in codes:
                events.append(
                    CodeApplied(
                        coding=new_id(), response=answer, start=0, end=5, code=code, coder=coder, round=self.id,
                        again=again,
                    )
                )  # fmt: skip
        with self.store.transaction(self.project, command_id=new_id(), actor=coder, scope=f"round:{self.id}") as tx:
            tx.append(events)

    def submit(self, *coders: str) -> None:
        """Hand in."""
        for coder in coders or self.coders:
            rounds.submit_round(self.store, self.project, coder, self.id, command_id=new_id())

    def reveal(self, *, leave: bool = False) -> str:
        """Reveal the round and give its id."""
        rounds.reveal_round(self.store, self.project, self.lead, self.id, command_id=new_id(), leave=leave)
        return self.id
