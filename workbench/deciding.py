"""The queue of decisions that comes from the desk, stored one by one, and an answer for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from coding import decide, units
from coding.decide import Provenance, ResponseState, Span
from coding.roles import Role
from storage import queries
from storage import tables as t
from storage.record import Transaction
from storage.store import Store
from workbench import alike, in_vivo, met_suggestions, round_desk, trail, undo
from workbench.errors import SHOWN, WorkbenchError
from workbench.ids import new_id
from workbench.memos import memo_events
from workbench.permissions import require
from workbench.repeats import check_repeated
from workbench.response_states import response_state, text_of

IN_ROUND = frozenset({"apply", "remove", "memo", "no_code", "done", "unsure", "discuss", "quote"})
SCOPE = "desk"  # whose stack of undo these decisions are on


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one entry of the queue; `response` is where an undo happened, `said` what it took back."""

    id: str
    ok: bool
    reason: str = ""
    response: str = ""
    said: str = ""


def take(
    store: Store, project_id: str, coder_id: str, entries: Sequence[Mapping[str, Any]], *, round_id: str = ""
) -> list[Answer]:
    """Store the desk's queue in order, each entry a command of its own; give an answer for each.

    A refused entry is answered with the reason and stops none behind it. A repeated one counts once. With `round_id`
    the answers are those of a round's desk, under their ids there (`workbench.round_desk`).
    """
    return [_take_one(store, project_id, coder_id, entry, round_id) for entry in entries]


def _take_one(store: Store, project_id: str, coder_id: str, entry: Mapping[str, Any], round_id: str) -> Answer:
    command_id = str(entry.get("id", ""))
    if not 8 <= len(command_id) <= 64 or not command_id.isalnum():
        return Answer(command_id, False, "The decision carries no proper id. Reload the page.")
    kind = entry.get("kind")
    try:
        if kind in ("undo", "redo"):
            return _turn(store, project_id, coder_id, command_id, entry, round_id)
        scope = round_desk.scope_of(round_id) if round_id else met_suggestions.SCOPE if kind == "met" else SCOPE
        with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=scope) as tx:
            of = _presented(tx, coder_id, round_id, entry) if round_id else None
            if tx.repeated:
                check_repeated(tx, {**entry, "response": of.response} if of else entry)
                return Answer(command_id, True)
            require(tx.conn, project_id, coder_id, Role.can_code, "code answers")
            tx.append(_decide_in_round(tx, coder_id, entry, round_id, of) if of else _decide(tx, coder_id, entry))
    except SHOWN as refusal:
        return Answer(command_id, False, str(refusal))
    return Answer(command_id, True)


def _presented(tx: Transaction, coder_id: str, round_id: str, entry: Mapping[str, Any]) -> round_desk.Presented:
    return round_desk.presented(
        tx.conn, tx.project_id, coder_id, round_id, _item(entry), is_stored=tx.repeated
    )


def _turn(
    store: Store, project_id: str, coder_id: str, command_id: str, entry: Mapping[str, Any], round_id: str
) -> Answer:
    """Undo or redo; what the browser could not know, for it was done before it was opened, is said in words."""
    turn = undo.undo if entry["kind"] == "undo" else undo.redo
    target = str(entry.get("target") or "")
    scope = round_desk.scope_of(round_id) if round_id else SCOPE
    done = turn(store, project_id, coder_id, scope=scope, command_id=command_id, target=target)
    if done is None:
        return Answer(command_id, True)
    said = "" if target else trail.said_of(store, project_id, coder_id, done.command)
    response = done.response
    if round_id:
        response = round_desk.item_of(store, project_id, coder_id, round_id, response, done.again)
    return Answer(command_id, True, response=response, said=said)


Decision = Callable[[Transaction, ResponseState, Mapping[str, Any]], list[Any]]


def _decide(tx: Transaction, coder_id: str, entry: Mapping[str, Any]) -> list[Any]:
    decision = _DECISIONS.get(str(entry.get("kind")))
    if decision is None:
        raise WorkbenchError(f"The desk sent a decision of an unknown kind, {entry.get('kind')!r}. Reload the page.")
    return decision(tx, response_state(tx.conn, tx.project_id, coder_id, _item(entry)), entry)


def _decide_in_round(
    tx: Transaction, coder_id: str, entry: Mapping[str, Any], round_id: str, of: round_desk.Presented
) -> list[Any]:
    """Decide as at the ordinary desk, of one presentation of an answer; what rests on other answers is not there."""
    kind = str(entry.get("kind"))
    if kind not in IN_ROUND:
        raise WorkbenchError("In a round this desk only codes. What you meant can be done when the round is revealed.")
    if kind == "memo":
        return round_desk.note_events(tx, coder_id, of, str(entry.get("text") or ""))
    state = round_desk.state_of(tx.conn, tx.project_id, coder_id, round_id, of)
    return round_desk.in_round(_DECISIONS[kind](tx, state, {**entry, "suggested": False}), round_id, of)


def _item(entry: Mapping[str, Any]) -> str:
    return str(entry.get("response") or "")


def _question_of(tx: Transaction, response_id: str) -> str:
    query = select(t.responses.c.question_id).where(
        t.responses.c.project_id == tx.project_id, t.responses.c.response_id == response_id
    )
    return str(tx.conn.execute(query).scalar_one())


def _in_vivo(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    question, name = _question_of(tx, state.response), str(entry.get("text") or "")
    code = in_vivo.make_code(tx, state.coder, name, question, every_question=bool(entry.get("on")))
    return _apply(tx, state, {**entry, "code": code})


def _apply(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    book = queries.codebook_refs(tx.conn, tx.project_id)
    question = _question_of(tx, state.response)
    allowed = {code.id for code in book.live() if code.applies_to(question)}
    span = _span(entry)
    if span is not None and span.end is not None:
        unit = queries.project(tx.conn, tx.project_id).unit
        units.check_span(unit, text_of(tx.conn, tx.project_id, state.response), span.start, span.end)
    origin = "suggested" if entry.get("suggested") is True and span is None else "manual"
    provenance = Provenance(origin=origin, codebook_version=book.version)
    return list(
        decide.apply_code(
            state, str(entry.get("code", "")), allowed, new_id=new_id, span=span or decide.WHOLE, provenance=provenance
        )
    )


def _span(entry: Mapping[str, Any]) -> Span | None:
    """Give the passage that an entry names, None where it names none."""
    start, end = entry.get("start"), entry.get("end")
    return None if start is None or end is None else Span(int(start), int(end))


def _remove(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    book = queries.codebook_refs(tx.conn, tx.project_id)
    code = str(entry.get("code", ""))
    return list(decide.remove_code(state, {c for c in book.codes if book.resolve(c) == code}, _span(entry)))


def _memo(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    return memo_events(tx, state.coder, "response", state.response, str(entry.get("text", "")))


def _mark(name: str) -> Decision:
    def decision(_tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
        return list(decide.mark_response(state, name, bool(entry.get("on", True))))

    return decision


def _alike(tx: Transaction, state: ResponseState, _entry: Mapping[str, Any]) -> list[Any]:
    return list(alike.alike_events(tx.conn, tx.project_id, state))


_DECISIONS: dict[str, Decision] = {
    "alike": _alike,
    "apply": _apply,
    "remove": _remove,
    "in_vivo": _in_vivo,
    "memo": _memo,
    "no_code": _mark("no_code"),
    "done": _mark("done"),
    "unsure": _mark("unsure"),
    "discuss": _mark("discuss"),
    "quote": _mark("quote"),
    "met": met_suggestions.decide,
}
