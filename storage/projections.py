"""Draw the tables from events. One function an event; nothing else writes to a projection."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from codebooks import events as codebook
from codebooks.model import Code, Codebook
from coding import bulk, filters, orders, suggestions
from coding import events as decided
from coding import project_events as project
from coding import proposals as review
from storage import tables as t


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as the record holds it."""

    project_id: str
    seq: int
    at: str
    actor: str
    command_id: str
    event: Any


Projector = Callable[[Connection, Fact], None]
PROJECTORS: dict[type[Any], Projector] = {}


def draws(*kinds: type[Any]) -> Callable[[Projector], Projector]:
    """Register a function as the one that draws these kinds of event."""

    def register(function: Projector) -> Projector:
        PROJECTORS.update(dict.fromkeys(kinds, function))
        return function

    return register


def project_fact(conn: Connection, fact: Fact) -> None:
    """Draw one event into the tables."""
    PROJECTORS[type(fact.event)](conn, fact)


def project_facts(conn: Connection, facts: Iterable[Fact]) -> None:
    """Draw events in their order; codings that follow each other go in by one statement."""
    for kind, run in groupby(facts, key=lambda fact: type(fact.event)):
        together = list(run)
        if kind is decided.CodeApplied:
            rows = [{"project_id": fact.project_id, **_coding(fact)} for fact in together]
            conn.execute(insert(t.codings), rows)
        else:
            for fact in together:
                project_fact(conn, fact)


def _add(conn: Connection, table: Table, fact: Fact, **values: Any) -> None:
    conn.execute(insert(table).values(project_id=fact.project_id, **values))


def _drop(conn: Connection, table: Table, fact: Fact, **key: Any) -> None:
    conn.execute(delete(table).where(*_where(table, fact, key)))


def _set(conn: Connection, table: Table, fact: Fact, key: dict[str, Any], **values: Any) -> None:
    conn.execute(update(table).where(*_where(table, fact, key)).values(**values))


def _put(conn: Connection, table: Table, fact: Fact, key: dict[str, Any], **values: Any) -> None:
    _drop(conn, table, fact, **key)
    _add(conn, table, fact, **key, **values)


def _where(table: Table, fact: Fact, key: dict[str, Any]) -> list[Any]:
    return [table.c.project_id == fact.project_id, *(table.c[name] == value for name, value in key.items())]


# the project


@draws(project.ProjectStarted)
def _started(conn: Connection, fact: Fact) -> None:
    event: project.ProjectStarted = fact.event
    _add(
        conn, t.projects, fact, name=event.name, owner=event.owner, started_at=fact.at, way=event.way,
        parts="", names_out="", reading="", unit="", suggest="", audit="", alike="",
        codebook_version=0,
    )  # fmt: skip


@draws(project.CoderJoined)
def _joined(conn: Connection, fact: Fact) -> None:
    _put(conn, t.members, fact, {"coder_id": fact.event.coder}, role=fact.event.role)


@draws(project.ProjectChanged)
def _project_changed(conn: Connection, fact: Fact) -> None:
    _set(conn, t.projects, fact, {}, **{fact.event.setting: fact.event.after})


@draws(project.ResponsesImported, project.CommandUndone)
def _nothing_to_draw(conn: Connection, fact: Fact) -> None:
    """The corpus is written by `storage.corpus`, the stack of commands by `storage.record`."""


@draws(project.ExclusionSwitched)
def _exclusion(conn: Connection, fact: Fact) -> None:
    _put(conn, t.exclusions, fact, {"rule": fact.event.rule}, active=fact.event.after)
    rules = conn.execute(
        select(t.exclusions.c.rule).where(t.exclusions.c.project_id == fact.project_id, t.exclusions.c.active)
    )
    active = set(rules.scalars())
    flags = t.respondents.c.flags
    flagged = select(flags).where(t.respondents.c.project_id == fact.project_id, flags != "").distinct()
    for found in conn.execute(flagged).scalars().all():  # few: a file has at most five rules
        first = next((rule for rule in found.split(";") if rule in active), "")
        _set(conn, t.respondents, fact, {"flags": found}, excluded=first)


@draws(project.VariableDefined)
def _variable(conn: Connection, fact: Fact) -> None:
    if fact.event.after:
        _put(conn, t.variables, fact, {"variable_id": fact.event.variable}, definition=fact.event.after)
    else:
        _drop(conn, t.variables, fact, variable_id=fact.event.variable)


@draws(project.ScaleScored)
def _scale(conn: Connection, fact: Fact) -> None:
    if fact.event.after:
        _put(conn, t.scales, fact, {"scale_id": fact.event.scale}, scoring=fact.event.after)
    else:
        _drop(conn, t.scales, fact, scale_id=fact.event.scale)


# the codebook


@draws(codebook.CodeAdded)
def _code_added(conn: Connection, fact: Fact) -> None:
    event: codebook.CodeAdded = fact.event
    values = {name: getattr(event, name) for name in event.__dataclass_fields__ if name not in ("code", "questions")}
    _add(
        conn, t.codes, fact, code_id=event.code, questions=json.dumps(event.questions), retired=False,
        merged_into="", resolved=event.code, **values,
    )  # fmt: skip


@draws(codebook.CodeWithdrawn)
def _code_withdrawn(conn: Connection, fact: Fact) -> None:
    _drop(conn, t.codes, fact, code_id=fact.event.code)


@draws(codebook.CodeChanged)
def _code_changed(conn: Connection, fact: Fact) -> None:
    values = {f: json.dumps(after) if f == "questions" else after for f, _, after in fact.event.changes}
    _set(conn, t.codes, fact, {"code_id": fact.event.code}, **values)


@draws(codebook.CodesMerged, codebook.CodesUnmerged)
def _codes_merged(conn: Connection, fact: Fact) -> None:
    into = fact.event.into if type(fact.event) is codebook.CodesMerged else ""
    for code_id in fact.event.merged:
        _set(conn, t.codes, fact, {"code_id": code_id}, merged_into=into)
    columns = t.codes.c.code_id, t.codes.c.merged_into, t.codes.c.resolved
    rows = conn.execute(select(*columns).where(t.codes.c.project_id == fact.project_id)).all()
    book = Codebook.of(Code(id=row.code_id, name="", merged_into=row.merged_into) for row in rows)
    for row in rows:
        resolved = book.resolve(row.code_id)
        if resolved != row.resolved:
            _set(conn, t.codes, fact, {"code_id": row.code_id}, resolved=resolved)


@draws(codebook.CodebookPublished)
def _published(conn: Connection, fact: Fact) -> None:
    event: codebook.CodebookPublished = fact.event
    _add(
        conn, t.codebook_versions, fact, version=event.version, seq=fact.seq, at=fact.at, codes=event.codes,
        snapshot=event.snapshot,
    )  # fmt: skip
    _set(conn, t.projects, fact, {}, codebook_version=event.version)


# codings


@draws(decided.CodeApplied)
def _applied(conn: Connection, fact: Fact) -> None:
    _add(conn, t.codings, fact, **_coding(fact))


def _coding(fact: Fact) -> dict[str, Any]:
    event: decided.CodeApplied = fact.event
    return {
        "coding_id": event.coding, "response_id": event.response, "start": event.start, "end": event.end,
        "code_id": event.code, "coder_id": event.coder, "origin": event.origin,
        "codebook_version": event.codebook_version, "run_id": event.run, "proposal_id": event.proposal, "at": fact.at,
    }  # fmt: skip


@draws(decided.CodingRemoved)
def _removed(conn: Connection, fact: Fact) -> None:
    _drop(conn, t.codings, fact, coding_id=fact.event.coding)


@draws(decided.ResponseMarked)
def _marked(conn: Connection, fact: Fact) -> None:
    event: decided.ResponseMarked = fact.event
    key = {"coder_id": event.coder, "response_id": event.response, "mark": event.mark}
    if event.after:
        _put(conn, t.marks, fact, key)
    else:
        _drop(conn, t.marks, fact, **key)


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
    _drop_many(conn, t.codings, fact, [{"coding_id": coding[0]} for coding in event.codings])
    _mark_many(conn, fact)


def _mark_many(conn: Connection, fact: Fact) -> None:
    event: bulk.CodesAppliedToMany = fact.event
    last = {(response, mark): after for response, mark, after in event.marks}
    keys = {key: {"coder_id": event.coder, "response_id": key[0], "mark": key[1]} for key in last}
    _drop_many(conn, t.marks, fact, list(keys.values()))
    rows = [{"project_id": fact.project_id, **keys[key]} for key, after in last.items() if after]
    if rows:
        conn.execute(insert(t.marks), rows)


def _drop_many(conn: Connection, table: Table, fact: Fact, keys: list[dict[str, Any]]) -> None:
    """Delete many rows by one statement that is given each key."""
    if not keys:
        return
    named = [table.c[name] == bindparam(f"key_{name}") for name in keys[0]]
    rows = [{f"key_{name}": value for name, value in key.items()} for key in keys]
    conn.execute(delete(table).where(table.c.project_id == fact.project_id, *named), rows)


@draws(filters.FilterSaved)
def _filter_saved(conn: Connection, fact: Fact) -> None:
    event: filters.FilterSaved = fact.event
    _put(
        conn, t.filters, fact, {"filter_id": event.filter}, name=event.name, terms=event.terms,
        coder_id=event.coder, at=fact.at,
    )  # fmt: skip


@draws(filters.FilterDropped)
def _filter_dropped(conn: Connection, fact: Fact) -> None:
    _drop(conn, t.filters, fact, filter_id=fact.event.filter)


@draws(decided.MemoWritten)
def _memo(conn: Connection, fact: Fact) -> None:
    event: decided.MemoWritten = fact.event
    key = {"coder_id": event.coder, "about": event.about, "target": event.target}
    if event.after:
        links = json.dumps(event.links) if any(event.links) else ""
        written = event.written or fact.at
        _put(conn, t.memos, fact, key, memo=event.after, links=links, written=written, at=fact.at)
    else:
        _drop(conn, t.memos, fact, **key)


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
            _put(conn, t.dispositions, fact, key, disposition=after, coder_id=fact.event.coder)
        else:
            _drop(conn, t.dispositions, fact, response_id=response)


@draws(decided.QuoteChosen)
def _quote_chosen(conn: Connection, fact: Fact) -> None:
    event: decided.QuoteChosen = fact.event
    key = {"code_id": event.code, "response_id": event.response, "start": event.start, "end": event.end}
    _put(conn, t.quotes, fact, key, coder_id=event.coder)


@draws(decided.QuoteDropped)
def _quote_dropped(conn: Connection, fact: Fact) -> None:
    event: decided.QuoteDropped = fact.event
    _drop(
        conn, t.quotes, fact, code_id=event.code, response_id=event.response, start=event.start, end=event.end
    )  # fmt: skip


@draws(suggestions.SuggestionsMet)
def _suggestions_met(conn: Connection, fact: Fact) -> None:
    """Draw a meeting; a code that was on the answer when suggestions came stands beside them with rank 0."""
    event: suggestions.SuggestionsMet = fact.event
    _drop(conn, t.suggestions, fact, coder_id=event.coder, response_id=event.response)
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
    _put(
        conn, t.orders, fact, {"order_id": event.order}, coder_id=event.coder, kind=event.kind,
        question_id=event.question, about=event.about, params=json.dumps(params, sort_keys=True), drawn=event.n,
        seq=fact.seq, at=fact.at,
    )  # fmt: skip


# proposals: a run's proposals are open and its passages where the machine put them until an event says otherwise


def _settle(conn: Connection, fact: Fact, proposal: str, status: str, **values: str) -> None:
    key = {"run_id": fact.event.run, "proposal_id": proposal}
    row = conn.execute(select(t.proposals).where(*_where(t.proposals, fact, key))).mappings().first()
    kept = {
        "name": row["name"] if row else "",
        "part_of": row["part_of"] if row else "",
        "code_id": "",
        "into": "",
    }
    kept.update(values)
    if status == "open" and not kept["name"] and not kept["part_of"]:
        _drop(conn, t.proposals, fact, **key)
    else:
        _put(conn, t.proposals, fact, key, status=status, **kept)


def _place(conn: Connection, fact: Fact, segment: int, proposal: str) -> None:
    _put(conn, t.placements, fact, {"run_id": fact.event.run, "segment": segment}, proposal_id=proposal)


@draws(review.ProposalAccepted)
def _accepted(conn: Connection, fact: Fact) -> None:
    event: review.ProposalAccepted = fact.event
    _settle(conn, fact, event.proposal, "accepted", code_id=event.code)
    for segment in event.segments:
        key = {"code_id": event.code, "run_id": event.run, "segment": segment}
        _put(conn, t.waiting, fact, key, proposal_id=event.proposal, state="waiting")


@draws(review.ProposalReleased)
def _released(conn: Connection, fact: Fact) -> None:
    event: review.ProposalReleased = fact.event
    _settle(conn, fact, event.proposal, "open")
    for segment in event.segments:
        _drop(conn, t.waiting, fact, code_id=event.code, run_id=event.run, segment=segment)


@draws(review.ProposalRenamed)
def _proposal_renamed(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "open", name=fact.event.after)


@draws(review.ProposalsMerged)
def _proposals_merged(conn: Connection, fact: Fact) -> None:
    for proposal in fact.event.merged:
        _settle(conn, fact, proposal, "merged", into=fact.event.into)
    for segment, _ in fact.event.moved:
        _place(conn, fact, segment, fact.event.into)


@draws(review.ProposalsParted)
def _proposals_parted(conn: Connection, fact: Fact) -> None:
    for proposal in fact.event.merged:
        _settle(conn, fact, proposal, "open")
    for segment, before in fact.event.moved:
        _place(conn, fact, segment, before)


@draws(review.ProposalSplit)
def _split(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "split")
    for part, segments in fact.event.parts:
        key = {"run_id": fact.event.run, "proposal_id": part}
        _put(
            conn,
            t.proposals,
            fact,
            key,
            status="open",
            name="",
            code_id="",
            into="",
            part_of=fact.event.proposal,
        )
        for segment in segments:
            _place(conn, fact, segment, part)


@draws(review.ProposalJoined)
def _joined_again(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "open")
    for part, segments in fact.event.parts:
        _drop(conn, t.proposals, fact, run_id=fact.event.run, proposal_id=part)
        for segment in segments:
            _place(conn, fact, segment, fact.event.proposal)


@draws(review.ProposalRejected)
def _rejected(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "rejected")


@draws(review.ProposalReopened)
def _reopened(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "open")


@draws(review.SegmentMoved)
def _segment_moved(conn: Connection, fact: Fact) -> None:
    _place(conn, fact, fact.event.segment, fact.event.after)


@draws(review.WaitingSettled)
def _waiting_settled(conn: Connection, fact: Fact) -> None:
    for segment in fact.event.segments:
        key = {"code_id": fact.event.code, "run_id": fact.event.run, "segment": segment}
        _set(conn, t.waiting, fact, key, state=fact.event.after)
