"""What a return file holds, weighed against what was handed out: the events it stands for, or why it is refused."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from coding.events import CodeApplied, Mark, ResponseMarked
from exchange.errors import WrongFile
from exchange.packets import Return, ReturnCoding
from workbench.ids import new_id

ORIGIN = "manual"  # in a round there is no other
_MARKS = get_args(Mark)
NOTHING = "Nothing was taken in."


@dataclass(frozen=True, slots=True)
class Part:
    """A coder's part of a round: (answer, again) as handed out, and lengths in code points."""

    handed: frozenset[tuple[str, int]]
    lengths: Mapping[str, int]


def decisions(made: Return, part: Part, name: str) -> list[Any]:
    """Give the events of a return's codings and marks; WrongFile, with the first fact that does not fit.

    Examples
    --------
    >>> part = Part(frozenset({("p1.q1", 0)}), {"p1.q1": 20})
    >>> line = ReturnCoding(response="p1.q1", again=0, start=0, end=20, code="k1", origin="manual", codebook_version=1)
    >>> made = Return(packet="", packet_digest="", project="", round_id="r1", coder="c1", submitted_at="",
    ...               codings=(line,), marks=())
    >>> [(event.round, event.coder, event.code) for event in decisions(made, part, "bea.vbreturn")]
    [('r1', 'c1', 'k1')]
    """
    _refuse_twice(((c.response, c.again, c.code, c.start, c.end) for c in made.codings), "coding", name)
    _refuse_twice(made.marks, "mark", name)
    _refuse_twice((response for response, _ in made.memos), "memo", name)
    for response, again in {*((c.response, c.again) for c in made.codings), *((r, a) for r, a, _ in made.marks)}:
        if (response, again) not in part.handed:
            raise WrongFile(f"{name} decides about {response}, which was not handed out with its packet. {NOTHING}")
    for response, _ in made.memos:
        if response not in part.lengths:
            raise WrongFile(f"{name} has a memo on {response}, which was not handed out with its packet. {NOTHING}")
    for coding in made.codings:
        _check(coding, part, name)
    coded = {(c.response, c.again) for c in made.codings}
    for response, again, mark in made.marks:
        has_code = (response, again) in coded
        if mark not in _MARKS or (mark == "no_code" and has_code) or (mark == "done" and not has_code):
            raise WrongFile(f"{name} marks {response} as {mark!r}, which cannot be. {NOTHING}")
    return [*(_applied(made, coding) for coding in made.codings), *_marked(made)]


def stale(made: Return, version: int) -> tuple[int, ...]:
    """Give the codebook versions, other than the round's, that codings were made with."""
    return tuple(sorted({coding.codebook_version for coding in made.codings} - {version}))


def check_codes(made: Return, codes: Collection[str], name: str) -> None:
    """Raise WrongFile where a code is none of all that this project has."""
    unknown = next((coding.code for coding in made.codings if coding.code not in codes), None)
    if unknown is not None:
        raise WrongFile(f"{name} uses a code that this project's codebook has never had ({unknown}). {NOTHING}")


def _check(coding: ReturnCoding, part: Part, name: str) -> None:
    length = part.lengths[coding.response]
    if not 0 <= coding.start < coding.end <= length:
        raise WrongFile(
            f"{name} codes {coding.start} to {coding.end} of {coding.response}, which has {length} characters. "
            f"{NOTHING}"
        )
    if coding.origin != ORIGIN:
        raise WrongFile(f"{name} says of a coding that it is {coding.origin!r}; in a round a person makes each one.")


def _refuse_twice(keys: Iterable[Any], what: str, name: str) -> None:
    twice = next((key for key, count in Counter(keys).items() if count > 1), None)
    if twice is not None:
        raise WrongFile(f"{name} holds the same {what} twice ({twice}). {NOTHING}")


def _applied(made: Return, coding: ReturnCoding) -> CodeApplied:
    return CodeApplied(
        coding=new_id(), response=coding.response, start=coding.start, end=coding.end, code=coding.code,
        coder=made.coder, origin=coding.origin, codebook_version=coding.codebook_version, round=made.round_id,
        again=coding.again,
    )  # fmt: skip


def _marked(made: Return) -> list[ResponseMarked]:
    return [
        ResponseMarked(
            response=response, coder=made.coder, mark=mark, before=False, after=True, round=made.round_id, again=again
        )
        for response, again, mark in made.marks
    ]
