"""The frame of what a component posts: whose it is, from which tab, and entries that wait to be stored.

The browser's half is `queue_frame.js`: it posts all entries that have no answer yet as one value, again and again,
until the store has answered for each by its id.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.deciding import Answer

SCRIPT = Path(__file__).with_name("queue_frame.js")
MOST_ENTRIES = 1_000  # in one message; a component may take fewer
_COMMAND_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Frame:
    """One message. `store`, `project` and `coder` say whose it is; who is asking is known from the session alone."""

    store: str
    project: str
    coder: str
    tab: str
    post: int
    entries: tuple[dict[str, Any], ...]


def queue_in(value: object) -> Mapping[str, Any] | None:
    """Give the message in a component's value, None where there is none."""
    queue = value.get("queue") if isinstance(value, Mapping) else None
    return queue if isinstance(queue, Mapping) else None


def frame_fields(
    queue: Mapping[str, Any], entry: Callable[[Mapping[str, Any]], dict[str, Any]], most: int = MOST_ENTRIES
) -> dict[str, Any]:
    """Read the fields of a frame with suspicion: they come from a browser.

    Parameters
    ----------
    entry : gives an entry as the store takes it, {} for one that is none

    Examples
    --------
    >>> given = [{"id": "0" * 32, "kind": "x"}, {"id": "zz"}, 7]
    >>> found = frame_fields({"coder": "c1", "post": 3, "entries": given}, dict)
    >>> found["coder"], found["post"], len(found["entries"])
    ('c1', 3, 1)
    """
    entries = queue.get("entries")
    named = (raw for raw in (entries if isinstance(entries, list) else [])[:most] if has_command_id(raw))
    return {
        **{name: text_in(queue, name) for name in ("store", "project", "coder", "tab")},
        "post": whole_in(queue, "post") or 0,
        "entries": tuple(read for raw in named if (read := entry(raw))),
    }


def has_command_id(raw: object) -> bool:
    """Whether an entry carries a proper id of its command."""
    return isinstance(raw, Mapping) and isinstance(raw.get("id"), str) and bool(_COMMAND_ID.fullmatch(raw["id"]))


def text_in(of: Mapping[str, Any], name: str) -> str:
    """Give a text, '' for anything else."""
    value = of.get(name)
    return value if isinstance(value, str) else ""


def whole_in(of: Mapping[str, Any], name: str) -> int | None:
    """Give a whole number, None for anything else."""
    value = of.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def answers_for(message: Frame, answers: Iterable[Answer]) -> dict[str, Any]:
    """Give the answers to a message as the browser takes them."""
    told = [
        {"id": one.id, "ok": one.ok, "reason": one.reason, "response": one.response, "said": one.said}
        for one in answers
    ]
    return {"tab": message.tab, "post": message.post, "answers": told}
