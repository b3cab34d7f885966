"""Decisions of one coder about one answer: the state and a wish in, events out, or a refusal with a reason."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from coding.errors import BadSpan, CodeNotAllowed, NothingCoded
from coding.events import PASSAGE_ORIGINS, CodeApplied, CodingEvent, ResponseMarked


@dataclass(frozen=True, slots=True)
class ResponseState:
    """What one coder has decided about one answer so far. `length` is in code points."""

    response: str
    coder: str
    length: int
    codings: tuple[CodeApplied, ...] = ()
    marks: frozenset[str] = frozenset()
    memo: str = ""

    @property
    def by_hand(self) -> tuple[str, ...]:
        """Codes given with the whole answer in view; one that was confirmed on a passage says nothing of the others."""
        return tuple(coding.code for coding in self.codings if coding.origin not in PASSAGE_ORIGINS)

    @property
    def done(self) -> bool:
        """Whether the coder said that no other code applies."""
        return "done" in self.marks and bool(self.codings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a coding came from, kept with it for good."""

    origin: str = "manual"
    codebook_version: int = 0
    run: str = ""
    proposal: str = ""


MANUAL = Provenance()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span in code points; None for the end means to the end of the answer."""

    start: int = 0
    end: int | None = None


WHOLE = Span()


def apply_code(
    state: ResponseState,
    code: str,
    allowed: Set[str],
    *,
    new_id: Callable[[], str],
    span: Span = WHOLE,
    provenance: Provenance = MANUAL,
) -> list[CodingEvent]:
    """Apply a code to a span; nothing happens where the coder already has it there.

    'No code applies' is cleared, for it is no longer true; after a confirmed passage it still is of all other codes.

    Examples
    --------
    >>> state = ResponseState("r1", "ana", 20, marks=frozenset({"no_code"}))
    >>> [type(event).__name__ for event in apply_code(state, "time", {"time"}, new_id=lambda: "c1")]
    ['ResponseMarked', 'CodeApplied']
    """
    if code not in allowed:
        raise CodeNotAllowed("This code is retired, merged or not for this question. Reload the page for the codebook.")
    end = state.length if span.end is None else span.end
    if not 0 <= span.start < end <= state.length:
        raise BadSpan(f"The passage {span.start} to {end} does not lie inside an answer of {state.length} characters.")
    if any(c.code == code and (c.start, c.end) == (span.start, end) for c in state.codings):
        return []
    applied = CodeApplied(
        coding=new_id(),
        response=state.response,
        start=span.start,
        end=end,
        code=code,
        coder=state.coder,
        origin=provenance.origin,
        codebook_version=provenance.codebook_version,
        run=provenance.run,
        proposal=provenance.proposal,
    )
    others_weighed = "no_code" in state.marks and provenance.origin in PASSAGE_ORIGINS
    return [*_cleared(state, "no_code"), applied, *([_marked(state, "done", True)] if others_weighed else [])]


def remove_code(state: ResponseState, codes: Iterable[str], span: Span | None = None) -> list[CodingEvent]:
    """Take the codings of these codes (a code and what was merged into it) off a span, or with None off the answer.

    With the last of them goes 'no other code applies'.
    """
    gone = set(codes)
    at = None if span is None else (span.start, state.length if span.end is None else span.end)
    removed: list[CodingEvent] = [
        coding.inverse() for coding in state.codings if coding.code in gone and at in (None, (coding.start, coding.end))
    ]
    is_last = bool(removed) and len(removed) == len(state.codings)
    return [*removed, *(_cleared(state, "done") if is_last else [])]


def mark_response(state: ResponseState, mark: str, on: bool) -> list[CodingEvent]:
    """Set or clear a mark; 'no code applies' takes all codings off, 'no other code applies' (done) needs one.

    Raises
    ------
    NothingCoded
    """
    if (mark in state.marks) == on:
        return []
    if mark == "done" and on and not state.codings:
        raise NothingCoded(
            "This answer has no code, so it cannot be said that no other applies. Press 0: no code applies."
        )
    removed: list[CodingEvent] = []
    if mark == "no_code" and on:
        removed = [*(event.inverse() for event in state.codings), *_cleared(state, "done")]
    return [*removed, _marked(state, mark, on)]


def _cleared(state: ResponseState, mark: str) -> list[CodingEvent]:
    return [_marked(state, mark, False)] if mark in state.marks else []


def _marked(state: ResponseState, mark: str, on: bool) -> ResponseMarked:
    return ResponseMarked(response=state.response, coder=state.coder, mark=mark, before=not on, after=on)
