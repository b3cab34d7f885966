"""Draw what people decide about answers, and the orders they read them in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, insert

from coding import bulk, filters, orders, suggestions
from coding import events as decided
from storage import tables as t
from storage.projections.registry import Fact, draws, drop, drop_many, put


@draws(decided.CodeApplied)
def _applied(conn: Connection, fact: Fact) -> None:
    apply_codes(conn, [fact])


def apply_codes(conn: Connection, facts: Sequence[Fact]) -> None:
    """Draw codings by one statement, and by another those of a round, which stand apart from all others."""
    shown = [{"project_id": fact.project_id, **_coding(fact)} for fact in facts if not fact.event.round]
    sealed = [
        {"project_id": fact.project_id, "round_id": fact.event.round, "again": fact.event.again, **_coding(fact)}
        for fact in facts
        if fact.event.round
    ]
    for table, rows in ((t.codings, shown), (t.round_codings, sealed)):
        if rows:
            conn.execute(insert(table), rows)


def _coding(fact: Fact) -> dict[str, Any]:
    event: decided.CodeApplied = fact.event
    return {
        "coding_id": event.coding, "response_id": event.response, "start": event.start, "end": event.end,
        "code_id": event.code, "coder_id": event.coder, "origin": event.origin,
        "codebook_version": event.codebook_version, "run_id": event.run, "proposal_id": event.proposal, "at": fact.at,
    }  # fmt: skip


@draws(decided.CodingRemoved)
def _removed(conn: Connection, fact: Fact) -> None:
    drop(conn, t.round_codings if fact.event.round else t.codings, fact, coding_id=fact.event.coding)


@draws(decided.ResponseMarked)
def _marked(conn: Connection, fact: Fact) -> None:
    mark_answers(conn, [fact])


def mark_answers(conn: Connection, facts: Sequence[Fact]) -> None:
    """Draw marks, those of a round apart; of each mark on an answer the last word holds."""
    shown: dict[tuple[Any, ...], bool] = {}
    sealed: dict[tuple[Any, ...], bool] = {}
    for event in (fact.event for fact in facts):
        key = event.coder, event.response, event.mark
        if event.round:
            sealed[*key, event.round, event.again] = event.after
        else:
            shown[key] = event.after
    _set_marks(conn, t.marks, facts[0], shown)
    _set_marks(conn, t.round_marks, facts[0], sealed)


_OF_MARK = ("coder_id", "response_id", "mark", "round_id", "again")  # the last two in a round alone


def _set_marks(conn: Connection, table: Table, fact: Fact, last: Mapping[tuple[Any, ...], bool]) -> None:
    """Set and clear marks of one project, each given by the values of its key."""
    keys = {key: dict(zip(_OF_MARK, key, strict=False)) for key in last}
    drop_many(conn, table, fact, list(keys.values()))
    rows = [{"project_id": fact.project_id, **keys[key]} for key, after in last.items() if after]
    if rows:
        conn.execute(insert(table), rows)


@draws(bulk.CodesAppliedToMany)
def _applied_to_many(conn: Connection, fact: Fact) -> None:
    event: bulk.CodesAppliedToMany = fact.event
    made_at = {coding[0]: coding[-1] for coding in event.codings}
    facts = [replace(fact, event=coding) for coding in bulk.codings_of(event)]
    rows = [{**_coding(one), "at": made_at[one.event.coding] or fact.at} for one in facts]
    if rows:
        conn.execute(insert(t.codings), [{"project_id": fact.project_id, **row} for row in rows])
    _mark_many(conn, fact)


@draws(bulk.CodesRemovedFromMany)
def _removed_from_many(conn: Connection, fact: Fact) -> None:
    event: bulk.CodesRemovedFromMany = fact.event
    drop_many(conn, t.codings, fact, [{"coding_id": coding[0]} for coding in event.codings])
    _mark_many(conn, fact)


def _mark_many(conn: Connection, fact: Fact) -> None:
    event: bulk.CodesAppliedToMany = fact.event
    last = {(event.coder, response, mark): after for response, mark, after in event.marks}
    _set_marks(conn, t.marks, fact, last)


@draws(filters.FilterSaved)
def _filter_saved(conn: Connection, fact: Fact) -> None:
    event: filters.FilterSaved = fact.event
    put(
        conn, t.filters, fact, {"filter_id": event.filter}, name=event.name, terms=event.terms,
        coder_id=event.coder, at=fact.at,
    )  # fmt: skip


@draws(filters.FilterDropped)
def _filter_dropped(conn: Connection, fact: Fact) -> None:
    drop(conn, t.filters, fact, filter_id=fact.event.filter)


@draws(decided.MemoWritten)
def _memo(conn: Connection, fact: Fact) -> None:
    event: decided.MemoWritten = fact.event
    key = {"coder_id": event.coder, "about": event.about, "target": event.target}
    if event.after:
        links = json.dumps(event.links) if any(event.links) else ""
        written = event.written or fact.at
        put(conn, t.memos, fact, key, memo=event.after, links=links, written=written, at=fact.at)
    else:
        drop(conn, t.memos, fact, **key)


@draws(decided.AnswersRead)
def _read(conn: Connection, fact: Fact) -> None:
    event: decided.AnswersRead = fact.event
    of = {"project_id": fact.project_id, "coder_id": event.coder, "at": fact.at}
    conn.execute(insert(t.readings), [{**of, "response_id": response} for response in event.responses])


@draws(decided.DispositionsSet)
def _dispositions(conn: Connection, fact: Fact) -> None:
    for response, _, after in fact.event.changes:
        if after:
            key = {"response_id": response}
            put(conn, t.dispositions, fact, key, disposition=after, coder_id=fact.event.coder)
        else:
            drop(conn, t.dispositions, fact, response_id=response)


@draws(decided.QuoteChosen)
def _quote_chosen(conn: Connection, fact: Fact) -> None:
    event: decided.QuoteChosen = fact.event
    key = {"code_id": event.code, "response_id": event.response, "start": event.start, "end": event.end}
    put(conn, t.quotes, fact, key, coder_id=event.coder)


@draws(decided.QuoteDropped)
def _quote_dropped(conn: Connection, fact: Fact) -> None:
    event: decided.QuoteDropped = fact.event
    drop(
        conn, t.quotes, fact, code_id=event.code, response_id=event.response, start=event.start, end=event.end
    )  # fmt: skip


@draws(suggestions.SuggestionsMet)
def _suggestions_met(conn: Connection, fact: Fact) -> None:
    """Draw a meeting; a code that was on the answer when suggestions came stands beside them with rank 0."""
    event: suggestions.SuggestionsMet = fact.event
    drop(conn, t.suggestions, fact, coder_id=event.coder, response_id=event.response)
    same = {
        "project_id": fact.project_id, "coder_id": event.coder, "response_id": event.response,
        "moment": event.moment, "model": event.model, "at": fact.at,
    }  # fmt: skip
    ranked = {one.code: one for one in event.met}
    rows = [
        {
            **same, "code_id": one.code, "rank": one.rank, "probability": one.probability, "shown": one.shown,
            "outcome": "had" if one.code in event.held else "taken" if one.taken else "",
        }
        for one in event.met
    ]  # fmt: skip
    rows += [
        {**same, "code_id": code, "rank": 0, "probability": "", "shown": False, "outcome": "had"}
        for code in event.held
        if code not in ranked
    ]
    conn.execute(insert(t.suggestions), rows)


# orders of answers; their places are written beside the event, by `storage.order_rows`


@draws(orders.OrderDrawn)
def _order_drawn(conn: Connection, fact: Fact) -> None:
    event: orders.OrderDrawn = fact.event
    params = {
        "seed": event.seed, "audit": event.audit, "pool": event.pool, "digest": event.digest, "among": event.among,
        "found": event.found,
    }  # fmt: skip
    put(
        conn, t.orders, fact, {"order_id": event.order}, coder_id=event.coder, kind=event.kind,
        question_id=event.question, about=event.about, params=json.dumps(params, sort_keys=True), drawn=event.n,
        seq=fact.seq, at=fact.at,
    )  # fmt: skip
