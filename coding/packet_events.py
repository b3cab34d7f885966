"""What can happen in coding by file: a packet was made, one was opened, a return was taken in.

They are facts: a file that has left cannot be called back. Payloads hold ids and digests; keys of packets are no part
of the record.
"""

from dataclasses import dataclass
from typing import Any

from coding.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filed(Fact):
    """Something about one coder's part of one round went by file; `number` is the round's."""

    packet: str
    round: str
    number: int
    coder: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketMade(_Filed):
    """A coder's part was packed: `answers` with the codebook as it stood; `digest` proves what was packed."""

    answers: int
    codebook_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketOpened(_Filed):
    """This project is what a packet held. `origin` is the project that it came from, `as_coder` who codes it there."""

    origin: str
    as_coder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTaken(_Filed):
    """What a coder decided elsewhere came in with the events before this one; `digest` is the return's, keyed with
    the packet's key: without that key nobody can hold a guess of what was decided against it.

    The coder is the actor of all of them, as of what is decided here; `taken_by` is who took the file in.
    `stale` are the codebook versions, other than the round's, that codings were made with. How many there are is not
    said: the round may still be sealed.
    """

    submitted_at: str
    taken_by: str
    stale: tuple[int, ...] = ()


EVENTS: dict[str, type[Any]] = {event.__name__: event for event in (PacketMade, PacketOpened, ReturnTaken)}
