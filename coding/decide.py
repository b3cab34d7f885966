"""Decisions of one coder about one answer: the state and a wish in, events out, or a refusal with a reason."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from coding.errors import BadSpan, CodeNotAllowed
from coding.events import CodeApplied, CodingEvent, MemoWritten, ResponseMarked


@dataclass(frozen=True, slots=True)
class ResponseState:
    """What one coder has decided about one answer so far. `length` is in code points."""

    response: str
    coder: str
    length: int
    codings: tuple[CodeApplied, ...] = ()
    marks: frozenset[str] = frozenset()
    memo: str = ""


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

    'No code applies' is cleared, for it is no longer true.

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
    return [*_cleared(state, "no_code"), applied]


def remove_code(state: ResponseState, codes: Iterable[str]) -> list[CodingEvent]:
    """Take every coding of these codes (a code and what was merged into it) off the answer."""
    gone = set(codes)
    return [event.inverse() for event in state.codings if event.code in gone]


def mark_response(state: ResponseState, mark: str, on: bool) -> list[CodingEvent]:
    """Set or clear a mark; 'no code applies' takes all codings off."""
    if (mark in state.marks) == on:
        return []
    removed: list[CodingEvent] = []
    if mark == "no_code" and on:
        removed = [event.inverse() for event in state.codings]
    return [
        *removed,
        ResponseMarked(response=state.response, coder=state.coder, mark=mark, before=not on, after=on),
    ]


def write_memo(state: ResponseState, text_id: str) -> list[CodingEvent]:
    """Write, rewrite or (with '') clear the coder's memo on the answer."""
    if text_id == state.memo:
        return []
    return [MemoWritten(about="response", target=state.response, coder=state.coder, before=state.memo, after=text_id)]


def _cleared(state: ResponseState, mark: str) -> list[CodingEvent]:
    return mark_response(state, mark, False) if mark in state.marks else []
