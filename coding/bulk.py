"""One code put on, or taken off, many answers by one command; and one answer's coding copied to identical ones.

What happens to each answer is decided as at the desk (`coding.decide`); here it is gathered into one event, so that it
stands in the record once and is undone at once. A coding given to many answers says that the code applies and nothing
of other codes; one copied to an identical answer says all that was said of the first, for the whole text was weighed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from coding.decide import ResponseState
from coding.errors import NothingCoded
from coding.events import CodeApplied, CodingEvent, CodingRemoved, ResponseMarked

Coding = tuple[str, str, int, int, str, str, int, str, str, str]  # as `codings_of` reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesAppliedToMany:
    """One coder applied codes to many answers at once.

    Parameters
    ----------
    codings : tuples of (coding, response, start, end, code, origin, codebook version, run, proposal, at); `at` is ''
        except where a coding comes back that was made at that time
    marks : tuples of (response, mark, whether it is set now), of marks that changed
    like : the answer whose coding was copied, '' where there was none
    """

    codings: tuple[Coding, ...]
    marks: tuple[tuple[str, str, bool], ...]
    coder: str
    like: str = ""

    def inverse(self) -> "CodesRemovedFromMany":
        """Take the codings off and set the marks back."""
        return CodesRemovedFromMany(codings=self.codings, marks=_set_back(self.marks), coder=self.coder, like=self.like)

    def writes(self) -> set[str]:
        """Name the codings and the marks, as single decisions do."""
        codings = {key for coding in codings_of(self) for key in coding.writes()}
        return codings | {f"mark:{self.coder}/{response}/{mark}" for response, mark, _ in self.marks}

    def needs(self) -> set[str]:
        """Name the codes."""
        return {f"code:{coding[4]}" for coding in self.codings}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesRemovedFromMany(CodesAppliedToMany):
    """One coder took codings off many answers at once; the payload is the codings that were there."""

    def inverse(self) -> CodesAppliedToMany:  # type: ignore[override]
        """Put the codings back as they were."""
        return CodesAppliedToMany(codings=self.codings, marks=_set_back(self.marks), coder=self.coder, like=self.like)


def gathered(
    events: Iterable[CodingEvent], coder: str, *, made_at: Mapping[str, str] | None = None, like: str = ""
) -> list[CodesAppliedToMany]:
    """Gather what was decided about many answers into one event; none where nothing happens.

    Parameters
    ----------
    events : codes applied, or codes taken off, never both; and the marks that change with them
    made_at : when each coding was made, by its id, for codings taken off

    Examples
    --------
    >>> one = CodeApplied(coding="c1", response="r1", start=0, end=9, code="time", coder="ana", origin="bulk")
    >>> [event] = gathered([one], "ana")
    >>> event.inverse().inverse() == event
    True
    """
    found = list(events)
    changed = [event for event in found if isinstance(event, CodeApplied)]
    marks = tuple((e.response, e.mark, e.after) for e in found if isinstance(e, ResponseMarked))
    if not changed and not marks:
        return []
    is_removal = {isinstance(event, CodingRemoved) for event in changed} == {True}
    kind = CodesRemovedFromMany if is_removal else CodesAppliedToMany
    codings = tuple(_coding(event, (made_at or {}).get(event.coding, "")) for event in changed)
    return [kind(codings=codings, marks=marks, coder=coder, like=like)]


def copied(
    state: ResponseState, twins: Iterable[str], book_version: int, *, new_id: Callable[[], str]
) -> list[CodesAppliedToMany]:
    """Copy what one coder decided about an answer to identical ones that the coder has not coded yet.

    Codes go on the same words, for the texts are the same; 'no code applies' and 'no other code applies' go along.
    Memos and other marks stay where they were made. What is changed later on one of them changes none of the others.

    Raises
    ------
    NothingCoded
        The answer was not weighed as a whole, so there is nothing to say of its twins.

    Examples
    --------
    >>> state = ResponseState("r1", "ana", 2, marks=frozenset({"no_code"}))
    >>> copied(state, ["r2"], 0, new_id=lambda: "c1")[0].marks
    (('r2', 'no_code', True),)
    """
    if not (state.by_hand or state.done or "no_code" in state.marks):
        raise NothingCoded("This answer is not coded yet, so there is nothing to copy to the identical ones.")
    said = ["no_code"] if "no_code" in state.marks else ["done"] if state.done else []
    events: list[CodingEvent] = []
    for twin in twins:
        here = {"response": twin, "origin": "propagated", "codebook_version": book_version, "run": "", "proposal": ""}
        events += [replace(coding, coding=new_id(), **here) for coding in state.codings]  # type: ignore[arg-type]
        events += [ResponseMarked(response=twin, coder=state.coder, mark=m, before=False, after=True) for m in said]
    return gathered(events, state.coder, like=state.response)


def codings_of(event: CodesAppliedToMany) -> Iterator[CodeApplied]:
    """Give the codings of an event one by one."""
    for coding, response, start, end, code, origin, version, run, proposal, _ in event.codings:
        yield CodeApplied(
            coding=coding, response=response, start=start, end=end, code=code, coder=event.coder, origin=origin,
            codebook_version=version, run=run, proposal=proposal,
        )  # fmt: skip


def _coding(event: CodeApplied, at: str) -> Coding:
    return (
        event.coding, event.response, event.start, event.end, event.code, event.origin, event.codebook_version,
        event.run, event.proposal, at,
    )  # fmt: skip


def _set_back(marks: tuple[tuple[str, str, bool], ...]) -> tuple[tuple[str, str, bool], ...]:
    return tuple((response, mark, not after) for response, mark, after in reversed(marks))


EVENTS: dict[str, type[Any]] = {event.__name__: event for event in (CodesAppliedToMany, CodesRemovedFromMany)}
