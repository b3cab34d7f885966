"""What the desk posts, read with suspicion: it comes from a browser."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from views.widgets.coding_desk.suggested import read_asked, read_met

KINDS = frozenset({
    "apply", "remove", "in_vivo", "no_code", "done", "unsure", "discuss", "quote", "memo", "undo", "redo", "met",
    "alike",
})  # fmt: skip
LONGEST_MEMO = 50_000  # characters; some thirty pages, more than a memo and less than a burden
MOST_ENTRIES = 1_000  # in one message; the desk sends at most 500
_COMMAND_ID = re.compile(r"[0-9a-f]{32}")
_FIELDS = ("response", "code", "target", "at")


@dataclass(frozen=True, slots=True)
class Posted:
    """One message of the desk.

    `store`, `project` and `coder` say whose decisions these are, so that a page never takes them for another's; who is
    asking is known from the session alone. `wants` asks for a window of answers with the answer; `at`, `number` and
    `resume` say where the desk stands or wants to be. `order` names the sequence of answers it has (see `payload`), for
    a place in one is none in another. `suggest` names answers for which suggestions are asked, the one on the desk
    first; `why` a code, for which the coded answers nearest to that one are asked.
    """

    store: str
    project: str
    coder: str
    tab: str
    post: int
    entries: tuple[dict[str, Any], ...]
    order: str
    wants: bool
    at: str
    number: int | None
    resume: bool
    suggest: tuple[str, ...] = ()
    why: str = ""


def read_message(value: object) -> Posted | None:
    """Read the component's value; None where no message is in it.

    Examples
    --------
    >>> read_message({"queue": {"coder": "c1", "post": 3, "entries": [{"id": "zz"}]}}).entries
    ()
    >>> read_message({}) is None
    True
    """
    queue = value.get("queue") if isinstance(value, Mapping) else None
    if not isinstance(queue, Mapping):
        return None
    entries = queue.get("entries")
    number = queue.get("number")
    return Posted(
        store=_text(queue, "store"),
        project=_text(queue, "project"),
        coder=_text(queue, "coder"),
        tab=_text(queue, "tab"),
        post=_whole(queue.get("post")) or 0,
        entries=tuple(_entries(entries if isinstance(entries, list) else [])),
        order=_text(queue, "order"),
        wants=queue.get("wants") is not False,
        at=_text(queue, "at"),
        number=_whole(number),
        resume=queue.get("resume") is True,
        suggest=read_asked(queue.get("suggest")),
        why=_text(queue, "why"),
    )


def _entries(given: list[Any]) -> list[dict[str, Any]]:
    return [_entry(raw) for raw in given[:MOST_ENTRIES] if _is_entry(raw)]


def _is_entry(raw: object) -> bool:
    return (
        isinstance(raw, Mapping)
        and raw.get("kind") in KINDS
        and isinstance(raw.get("id"), str)
        and _COMMAND_ID.fullmatch(raw["id"]) is not None
    )


def _entry(raw: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": raw["id"], "kind": raw["kind"]}
    for name in _FIELDS:
        value = raw.get(name)
        entry[name] = value if isinstance(value, str) else None
    text = raw.get("text")
    entry["text"] = text[:LONGEST_MEMO] if isinstance(text, str) else None
    entry["suggested"] = raw.get("suggested") is True
    entry["met"] = read_met(raw.get("met"))
    entry["on"] = raw.get("on") if isinstance(raw.get("on"), bool) else None
    entry["start"] = _whole(raw.get("start"))
    entry["end"] = _whole(raw.get("end"))
    return entry


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(queue: Mapping[str, Any], name: str) -> str:
    value = queue.get(name)
    return value if isinstance(value, str) else ""
