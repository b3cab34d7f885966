"""What the reading page posts, read with suspicion: it comes from a browser."""

from collections.abc import Mapping
from typing import Any

from views.widgets.queue_frame import Frame, frame_fields, queue_in, text_in
from workbench.reading import MOST_AT_ONCE

MOST_ENTRIES = 200  # in one message
WISHES = ("next", "earlier", "open", "memos")


class Posted(Frame):
    """One message: whose reading it is, and what has been read or written in the margin since."""


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
    queue = queue_in(value)
    return None if queue is None else Posted(**frame_fields(queue, _entry, MOST_ENTRIES))


def read_wish(value: object) -> tuple[str, str, str]:
    """Read which page or stretch was asked for: what, a link, and a mark that tells one wish from the next."""
    wish = value.get("wish") if isinstance(value, Mapping) else None
    if not isinstance(wish, Mapping) or wish.get("what") not in WISHES:
        return "", "", ""
    return str(wish["what"]), text_in(wish, "link"), str(wish.get("at", ""))


def _entry(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give an entry as the store takes it, {} for one that is none."""
    command, responses, text = str(raw["id"]), raw.get("responses"), raw.get("text")
    if raw.get("kind") == "read" and isinstance(responses, list):
        named = [response for response in responses[:MOST_AT_ONCE] if isinstance(response, str)]
        return {"id": command, "kind": "read", "responses": named}
    if raw.get("kind") == "note" and isinstance(text, str):
        return {"id": command, "kind": "note", "response": text_in(raw, "response"), "text": text}
    return {}
