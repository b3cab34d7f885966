"""Events to text and back, and the digests that chain them: equal to the byte on every database."""

import hashlib
import json
import unicodedata
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import codebooks.events
import coding.bulk
import coding.events
import coding.filters
import coding.orders
import coding.packet_events
import coding.project_events
import coding.proposals
import coding.round_events
import coding.suggestions
import coding.upheld

KINDS: dict[str, type[Any]] = {
    **coding.project_events.EVENTS,
    **codebooks.events.EVENTS,
    **coding.events.EVENTS,
    **coding.bulk.EVENTS,
    **coding.filters.EVENTS,
    **coding.orders.EVENTS,
    **coding.packet_events.EVENTS,
    **coding.proposals.EVENTS,
    **coding.round_events.EVENTS,
    **coding.suggestions.EVENTS,
    **coding.upheld.EVENTS,
}
VERSION = 1  # of every kind; one whose payload changes gets its own number, but not for a field that has a default


def encode(event: Any) -> str:
    """Write an event's payload: JSON with sorted keys, no spaces, NFC; floats are refused.

    Examples
    --------
    >>> from coding.project_events import CoderJoined
    >>> encode(CoderJoined(coder="c1", role="lead"))
    '{"coder":"c1","role":"lead"}'
    """
    payload = {field.name: getattr(event, field.name) for field in fields(event)}  # asdict would copy all of it
    _no_floats(payload)
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return unicodedata.normalize("NFC", text)


def decode(kind: str, payload: str) -> Any:
    """Read an event back; lists become tuples again."""
    values = json.loads(payload)
    return KINDS[kind](**{name: _tuples(value) for name, value in values.items()})


def now() -> str:
    """Give the time as the record keeps it: UTC with microseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def first_digest(project_id: str) -> str:
    """Give the digest before a project's first event."""
    return hashlib.sha256(project_id.encode()).hexdigest()


def chain_digest(previous: str, *fields: str | int) -> str:
    """Give SHA-256 over the previous digest and the row's fields, joined by the unit separator."""
    return hashlib.sha256("\x1f".join([previous, *map(str, fields)]).encode()).hexdigest()


def text_id(salt: str, text: str) -> str:
    """Give the id under which words are kept: SHA-256 of salt and text, so that the id proves the words."""
    return hashlib.sha256(f"{salt}\x1f{text}".encode()).hexdigest()


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"A payload holds the float {value!r}; write it as a decimal string.")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _no_floats(inner)
