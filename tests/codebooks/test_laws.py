"""Laws that hold for every history of a codebook."""

import string
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from codebooks import decide
from codebooks.decide import Text
from codebooks.errors import CodebookError
from codebooks.events import CodebookEvent
from codebooks.fold import fold
from codebooks.model import Codebook

NAMES = st.sampled_from(string.ascii_lowercase[:6])  # few, so that they meet
PICK = st.integers(0, 11)
MOST_CODES = 12


class Histories(RuleBasedStateMachine):
    """Random decisions, taken back in any order in which the last may be taken back.

    Texts are their own ids, so that the folded codebook holds words.
    """

    def __init__(self) -> None:
        super().__init__()
        self.book = Codebook()
        self.made = 0
        self.history: list[tuple[Codebook, list[CodebookEvent]]] = []

    def act(self, decision: Callable[[], list[Any]]) -> None:
        try:
            events = decision()
        except CodebookError:
            return
        before = self.book
        for event in events:
            self.book = fold(self.book, event)
        if events:
            self.history.append((before, events))

    def code(self, pick: int) -> str:
        ids = sorted(self.book.codes)
        return ids[pick % len(ids)]

    def has_codes(self) -> bool:
        return bool(self.book.codes)

    @precondition(lambda self: len(self.book.codes) < MOST_CODES)
    @rule(name=NAMES, parent=PICK, top=st.booleans())
    def add(self, name: str, parent: int, top: bool) -> None:
        above = "" if top or not self.book.codes else self.code(parent)
        self.made += 1
        self.act(lambda: list(decide.add_code(self.book, f"c{self.made}", Text(name, name), parent=above)))

    @precondition(has_codes)
    @rule(pick=PICK, name=NAMES)
    def rename(self, pick: int, name: str) -> None:
        code = self.book.code(self.code(pick))
        self.act(lambda: decide.rewrite_code(self.book, code.id, {"name": code.name}, {"name": Text(name, name)}))

    @precondition(has_codes)
    @rule(pick=PICK, parent=PICK, before=PICK)
    def move(self, pick: int, parent: int, before: int) -> None:
        self.act(lambda: decide.move_code(self.book, self.code(pick), self.code(parent), self.code(before)))

    @precondition(has_codes)
    @rule(pick=PICK, step=st.sampled_from(("up", "down", "in", "out")))
    def shift(self, pick: int, step: decide.Step) -> None:
        self.act(lambda: decide.shift_code(self.book, self.code(pick), step))

    @precondition(has_codes)
    @rule(picks=st.lists(PICK, max_size=3), into=PICK)
    def merge(self, picks: list[int], into: int) -> None:
        self.act(lambda: decide.merge_codes(self.book, [self.code(pick) for pick in picks], self.code(into)))

    @precondition(has_codes)
    @rule(pick=PICK)
    def part(self, pick: int) -> None:
        self.act(lambda: decide.part_code(self.book, self.code(pick)))

    @precondition(has_codes)
    @rule(pick=PICK)
    def retire(self, pick: int) -> None:
        self.act(lambda: decide.retire_code(self.book, self.code(pick)))

    @precondition(has_codes)
    @rule(pick=PICK)
    def restore(self, pick: int) -> None:
        self.act(lambda: decide.restore_code(self.book, self.code(pick)))

    @precondition(lambda self: bool(self.history))
    @rule()
    def taking_the_last_decision_back_gives_the_codebook_before_it(self) -> None:
        before, events = self.history.pop()
        for event in reversed(events):
            inverse = event.inverse()
            assert inverse is not None
            assert inverse.inverse() == event
            self.book = fold(self.book, inverse)
        assert self.book.codes == before.codes

    @invariant()
    def the_laws_hold(self) -> None:
        decide.check_laws(self.book)

    @invariant()
    def every_live_code_stands_in_the_tree_once(self) -> None:
        walked = [code.id for code, _ in self.book.tree()]
        assert len(walked) == len(set(walked))
        assert set(walked) == {code.id for code in self.book.codes.values() if code.is_live}

    @invariant()
    def every_merge_leads_to_a_code_that_is_not_merged(self) -> None:
        assert all(not self.book.code(self.book.resolve(code)).merged_into for code in self.book.codes)

    @invariant()
    def the_depth_is_the_number_of_codes_above(self) -> None:
        assert all(depth == len(self.book.above(code.id)) for code, depth in self.book.tree())


TestHistories = Histories.TestCase
