"""Coding by file: the packet that a lead sends to a coder, and the return file that comes back.

A packet holds what one coder needs to code one round, and nothing else: the answers handed to this coder, how their
questions were asked, the codebook, the order. No closed answer and no name of a respondent. A return holds decisions:
codes on offsets, marks, memos if they were asked for; no word of an answer.

Both are canonical JSON (sorted keys, no spaces, ASCII), so that the same content has the same digest anywhere, inside
a file of `exchange.sealed_file`. A packet opens with its passphrase. It carries a key, with which its return is
closed: so a return answers one packet, and nobody types a passphrase twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from codebooks.model import TEXT_FIELDS, Code
from exchange import sealed_file
from exchange.errors import WrongFile

PACKET, RETURN = b"VBPACKET", b"VBRETURN"
PACKET_ENDING, RETURN_ENDING = "vbpacket", "vbreturn"
FORM = 1  # of the content; a file of another form is refused, with both numbers
Made = TypeVar("Made")
_NAMES = ("project_name", "coder_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketQuestion:
    """A question as it was asked."""

    question: str
    name: str
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketAnswer:
    """An answer to code. `number` is the respondent's among those of the project, never what the file called them."""

    response: str
    respondent: str
    number: str
    question: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketRound:
    """The round as its coder sees it."""

    round_id: str
    number: int
    kind: str
    name: str
    codebook_version: int  # that the round was planned with


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What one coder needs to code one round.

    `packet` (32 hex digits) and `key` (64) are its own; everything else is content, which `digest` proves but for the
    names of project and coder. `assigned` are (answer, 0 or 1 for one shown again), in the order of coding.
    `codebook_version` is that of `codes`.
    """

    packet: str
    key: str
    project: str
    project_name: str
    way: str
    unit: str
    coder: str
    coder_name: str
    round: PacketRound
    codebook_version: int
    codes: tuple[Code, ...]
    questions: tuple[PacketQuestion, ...]
    answers: tuple[PacketAnswer, ...]
    assigned: tuple[tuple[str, int], ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the content: the same for the same answers, codebook and order, whenever it was made."""
        return _digest({field: value for field, value in _content(self).items() if field not in _NAMES})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCoding:
    """One code on `[start, end)` of an answer, in code points."""

    response: str
    again: int
    start: int
    end: int
    code: str
    origin: str
    codebook_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a coder decided about the answers of a packet, and when they handed it in.

    `packet_digest` says which content they had before them. `marks` are (answer, again, mark), `memos` (answer, text).
    """

    packet: str
    packet_digest: str
    project: str
    round_id: str
    coder: str
    submitted_at: str
    codings: tuple[ReturnCoding, ...]
    marks: tuple[tuple[str, int, str], ...]
    memos: tuple[tuple[str, str], ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of all of it: the same for the same decisions, however often the file was made."""
        return _digest(asdict(self))


def write_packet(packet: Packet, passphrase: str, *, cost: int = sealed_file.COST) -> bytes:
    """Give a packet as the file that opens with the passphrase."""
    values = {"form": FORM, "packet": packet.packet, "key": packet.key, "content": _content(packet)}
    return sealed_file.lock(_json(values), passphrase, PACKET, cost=cost)


def read_packet(data: bytes, name: str, passphrase: str) -> Packet:
    """Read a packet; WrongFile says what is wrong with it or with the passphrase."""
    return _built(sealed_file.unlock(data, name, passphrase, PACKET), name, _packet)


def write_return(made: Return, key: str) -> bytes:
    """Give a return as the file that opens with its packet's key."""
    content = _json({"form": FORM, **asdict(made)})
    return sealed_file.close(content, bytes.fromhex(key), bytes.fromhex(made.packet), RETURN)


def answered_packet(data: bytes, name: str) -> str:
    """Give the packet that a return answers; it stands in the clear, for its key opens the rest."""
    return sealed_file.key_name(data, name, RETURN).hex()


def read_return(data: bytes, name: str, key: str) -> Return:
    """Read a return with the key of the packet it answers; WrongFile where it was changed or is damaged."""
    return _built(sealed_file.disclose(data, name, bytes.fromhex(key), RETURN), name, _return)


def _content(packet: Packet) -> dict[str, Any]:
    values = asdict(packet)
    del values["packet"], values["key"]
    values["codes"] = [{field: code[field] for field in _CODE} for code in values["codes"]]
    return values


def _json(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode("ascii")


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(_json(values)).hexdigest()


# Reading. The file was made by who holds the key, but perhaps not by this program: every value is looked at.

_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")
_CODE: dict[str, type] = {
    "id": str, **dict.fromkeys(TEXT_FIELDS, str), "parent": str, "colour": int, "position": int, "theme": bool,
    "level": str, "questions": list,
}  # fmt: skip


def _built(content: bytes, name: str, build: Callable[[Mapping[str, Any]], Made]) -> Made:
    try:
        values = json.loads(content)
        form = _of(values, "form", int)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise WrongFile(f"{name} opens, but Verbatim did not write what is inside.") from error
    if form != FORM:
        raise WrongFile(f"{name} was written in form {form}, this Verbatim reads form {FORM}. Update it.")
    try:
        return build(values)
    except (ValueError, TypeError, KeyError) as error:
        raise WrongFile(f"{name} opens, but what is inside is not whole ({error}).") from error


def _of(values: Mapping[str, Any], field: str, kind: type) -> Any:
    value = values[field]
    if type(value) is not kind:
        raise TypeError(f"{field} is no {kind.__name__}")
    return _kept(value)


def _kept(value: Any) -> Any:
    """Refuse numbers and letters that not every store can keep: half a letter of UTF-16, and the letter 0."""
    if isinstance(value, int) and not 0 <= value < 2**31:
        raise ValueError("a number is too large or below 0")
    if isinstance(value, str) and _NOT_KEPT.search(value):
        raise ValueError("a text holds a character that cannot be kept")
    return value


def _fields(values: Mapping[str, Any], **kinds: type) -> dict[str, Any]:
    return {field: _of(values, field, kind) for field, kind in kinds.items()}


def _tuple(values: Iterable[Any], *kinds: type) -> tuple[Any, ...]:
    found = tuple(values)
    if tuple(map(type, found)) != kinds:
        raise TypeError("a line has other parts than it should")
    return tuple(map(_kept, found))


def _packet(values: Mapping[str, Any]) -> Packet:
    inner = _of(values, "content", dict)
    texts = ("project", "project_name", "way", "unit", "coder", "coder_name")
    return Packet(
        packet=_hex(values, "packet", sealed_file.NAME_BYTES),
        key=_hex(values, "key", sealed_file.KEY_BYTES),
        **_fields(inner, **dict.fromkeys(texts, str), codebook_version=int),
        round=PacketRound(**_fields(_of(inner, "round", dict), round_id=str, number=int, kind=str, name=str,
                                    codebook_version=int)),
        codes=tuple(_code(code) for code in _of(inner, "codes", list)),
        questions=tuple(
            PacketQuestion(**_fields(each, question=str, name=str, wording=str))
            for each in _of(inner, "questions", list)
        ),
        answers=tuple(
            PacketAnswer(**_fields(each, response=str, respondent=str, number=str, question=str, text=str))
            for each in _of(inner, "answers", list)
        ),
        assigned=tuple(_tuple(each, str, int) for each in _of(inner, "assigned", list)),
    )  # fmt: skip


def _code(values: Mapping[str, Any]) -> Code:
    found = _fields(values, **_CODE)
    return Code(**{**found, "questions": _tuple(found["questions"], *[str] * len(found["questions"]))})


def _return(values: Mapping[str, Any]) -> Return:
    return Return(
        packet=_hex(values, "packet", sealed_file.NAME_BYTES),
        **_fields(values, packet_digest=str, project=str, round_id=str, coder=str, submitted_at=str),
        codings=tuple(
            ReturnCoding(**_fields(each, response=str, again=int, start=int, end=int, code=str, origin=str,
                                   codebook_version=int))
            for each in _of(values, "codings", list)
        ),
        marks=tuple(_tuple(each, str, int, str) for each in _of(values, "marks", list)),
        memos=tuple(_memo(each) for each in _of(values, "memos", list)),
    )  # fmt: skip


def _memo(values: Iterable[Any]) -> tuple[str, str]:
    """Read a note with whatever a person typed: what of it cannot be kept is left out when it is taken in."""
    response, words = values
    if type(words) is not str:
        raise TypeError("a note is no text")
    return str(*_tuple([response], str)), words


def _hex(values: Mapping[str, Any], field: str, length: int) -> str:
    text: str = _of(values, field, str)
    if bytes.fromhex(text).hex() != text or len(text) != 2 * length:
        raise ValueError(f"{field} has another length or other letters")
    return text
