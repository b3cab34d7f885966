"""A decision that comes a second time: usually the browser asking again, once in a while another under the same id."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from coding.events import CodeApplied, CodingRemoved, MemoWritten, ResponseMarked
from storage import record
from storage import tables as t
from storage.record import Transaction
from workbench.errors import WorkbenchError
from workbench.record_numbers import untold


def check_repeated(tx: Transaction, entry: Mapping[str, Any]) -> None:
    """Raise WorkbenchError where what was stored under this id is plainly not what comes now: the first one counts."""
    is_same = _SAME.get(str(entry.get("kind")))
    if is_same is None:
        return
    a = t.audit_log.c
    query = select(t.audit_log).where(a.project_id == tx.project_id, a.command_id == tx.command_id).order_by(a.seq)
    events = [record.fact_of(row).event for row in tx.conn.execute(query)]
    if not any(is_same(event, entry) for event in events):
        number = tx.conn.execute(query).first()
        is_told = untold(tx.conn, tx.project_id, tx.actor) is None
        where = f" (record number {number.seq})" if number and is_told else ""
        raise WorkbenchError(f"Under the same id another decision was stored before{where}; that one counts.")


def _is_applied(event: Any, entry: Mapping[str, Any]) -> bool:
    return type(event) is CodeApplied and (event.response, event.code) == (entry.get("response"), entry.get("code"))


def _is_removed(event: Any, entry: Mapping[str, Any]) -> bool:
    return type(event) is CodingRemoved and event.response == entry.get("response")  # its code may have been merged


def _is_marked(event: Any, entry: Mapping[str, Any]) -> bool:
    named = (entry.get("response"), entry.get("kind"), bool(entry.get("on", True)))
    return isinstance(event, ResponseMarked) and (event.response, event.mark, event.after) == named


def _is_memo(event: Any, entry: Mapping[str, Any]) -> bool:
    return isinstance(event, MemoWritten) and event.target == entry.get("response")


_SAME: dict[str, Callable[[Any, Mapping[str, Any]], bool]] = {
    "apply": _is_applied,
    "remove": _is_removed,
    "memo": _is_memo,
    **dict.fromkeys(("no_code", "done", "unsure", "discuss", "quote"), _is_marked),
}
