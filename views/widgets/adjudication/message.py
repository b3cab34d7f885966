"""What the adjudication page posts, read with suspicion: it comes from a browser."""

from collections.abc import Mapping
from typing import Any

from views.widgets.queue_frame import Frame, frame_fields, queue_in, text_in

MOST_CODES = 200  # in one decision


def read_message(value: object) -> Frame | None:
    """Read the component's value; None where no message is in it.

    Examples
    --------
    >>> entry = {"id": "0" * 32, "kind": "decide", "round": "r", "response": "p1.q1", "codes": ["a", 7]}
    >>> found = read_message({"queue": {"coder": "c1", "entries": [entry, {**entry, "kind": "drop"}]}}).entries
    >>> len(found), found[0]["codes"], found[0]["reason"]
    (1, ['a'], '')
    """
    queue = queue_in(value)
    return None if queue is None else Frame(**frame_fields(queue, _entry))


def read_wish(value: object) -> tuple[str, str, str]:
    """Read which code's definition is to be edited: the code, the answer one comes from, and a mark of the wish."""
    wish = value.get("wish") if isinstance(value, Mapping) else None
    if not isinstance(wish, Mapping) or wish.get("what") != "edit":
        return "", "", ""
    return text_in(wish, "code"), text_in(wish, "response"), text_in(wish, "at")


def _entry(raw: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": raw["id"], "round": text_in(raw, "round")}
    if raw.get("kind") in ("undo", "redo"):
        return {**entry, "kind": raw["kind"], "target": text_in(raw, "target")}
    codes = raw.get("codes")
    if raw.get("kind") != "decide" or not isinstance(codes, list):
        return {}
    named = [code for code in codes[:MOST_CODES] if isinstance(code, str)]
    texts = {name: text_in(raw, name) for name in ("response", "reason", "note", "taken")}
    return {**entry, **texts, "kind": "decide", "codes": named}
