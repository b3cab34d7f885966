"""What the desk posts, read with suspicion: it comes from a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from views.widgets.coding_desk.suggested import read_asked, read_met
from views.widgets.queue_frame import Frame, frame_fields, queue_in, text_in, whole_in

KINDS = frozenset({
    "apply", "remove", "in_vivo", "no_code", "done", "unsure", "discuss", "quote", "memo", "undo", "redo", "met",
    "alike",
})  # fmt: skip
_FIELDS = ("response", "code", "target", "at")


@dataclass(frozen=True, slots=True)
class Posted(Frame):
    """One message of the desk.

    `store`, `project` and `coder` say whose decisions these are, so that a page never takes them for another's; who is
    asking is known from the session alone. `wants` asks for a window of answers with the answer; `at`, `number` and
    `resume` say where the desk stands or wants to be. `order` names the sequence of answers it has (see `payload`), for
    a place in one is none in another. `suggest` names answers for which suggestions are asked, the one on the desk
    first; `why` a code, for which the coded answers nearest to that one are asked.
    """

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
    queue = queue_in(value)
    if queue is None:
        return None
    return Posted(
        **frame_fields(queue, _entry),
        order=text_in(queue, "order"),
        wants=queue.get("wants") is not False,
        at=text_in(queue, "at"),
        number=whole_in(queue, "number"),
        resume=queue.get("resume") is True,
        suggest=read_asked(queue.get("suggest")),
        why=text_in(queue, "why"),
    )


def _entry(raw: Mapping[str, Any]) -> dict[str, Any]:
    if raw.get("kind") not in KINDS:
        return {}
    entry: dict[str, Any] = {"id": raw["id"], "kind": raw["kind"]}
    for name in _FIELDS:
        value = raw.get(name)
        entry[name] = value if isinstance(value, str) else None
    text = raw.get("text")
    entry["text"] = text if isinstance(text, str) else None  # what is too long is refused, never cut and called saved
    entry["suggested"] = raw.get("suggested") is True
    entry["met"] = read_met(raw.get("met"))
    entry["on"] = raw.get("on") if isinstance(raw.get("on"), bool) else None
    entry["start"], entry["end"] = whole_in(raw, "start"), whole_in(raw, "end")
    return entry
