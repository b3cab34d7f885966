"""What the reading page posts, read with suspicion: it comes from a browser."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.memos import LONGEST
from workbench.reading import MOST_AT_ONCE

MOST_ENTRIES = 200  # in one message
WISHES = ("next", "earlier", "open", "memos")
_COMMAND_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Posted:
    """One message: whose reading it is, and what has been read or written in the margin since."""

    store: str
    project: str
    coder: str
    tab: str
    post: int
    entries: tuple[dict[str, Any], ...]


def read_message(value: object) -> Posted | None:
    """Read the component's value; None where no message is in it.

    Examples
    --------
    >>> entry = {"id": "0" * 32, "kind": "read", "responses": ["p1.q1", 7]}
    >>> read_message({"queue": {"coder": "c1", "entries": [entry, {"id": "zz"}]}}).entries
    ({'id': '00000000000000000000000000000000', 'kind': 'read', 'responses': ['p1.q1']},)
    >>> read_message({}) is None
    True
    """
    queue = value.get("queue") if isinstance(value, Mapping) else None
    if not isinstance(queue, Mapping):
        return None
    entries = queue.get("entries")
    post = queue.get("post")
    return Posted(
        store=_text(queue, "store"),
        project=_text(queue, "project"),
        coder=_text(queue, "coder"),
        tab=_text(queue, "tab"),
        post=post if isinstance(post, int) else 0,
        entries=tuple(_entries(entries if isinstance(entries, list) else [])),
    )


def read_wish(value: object) -> tuple[str, str, str]:
    """Read which page or stretch was asked for: what, a link, and a mark that tells one wish from the next."""
    wish = value.get("wish") if isinstance(value, Mapping) else None
    if not isinstance(wish, Mapping) or wish.get("what") not in WISHES:
        return "", "", ""
    return str(wish["what"]), _text(wish, "link"), str(wish.get("at", ""))


def _entries(given: list[Any]) -> list[dict[str, Any]]:
    read = (_entry(raw) for raw in given[:MOST_ENTRIES] if isinstance(raw, Mapping))
    return [entry for entry in read if entry]


def _entry(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give an entry as the store takes it, {} for one that is none."""
    command = raw.get("id")
    if not isinstance(command, str) or not _COMMAND_ID.fullmatch(command):
        return {}
    responses, text = raw.get("responses"), raw.get("text")
    if raw.get("kind") == "read" and isinstance(responses, list):
        named = [response for response in responses[:MOST_AT_ONCE] if isinstance(response, str)]
        return {"id": command, "kind": "read", "responses": named}
    if raw.get("kind") == "note" and isinstance(text, str):
        return {"id": command, "kind": "note", "response": _text(raw, "response"), "text": text[: LONGEST + 1]}
    return {}


def _text(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""
