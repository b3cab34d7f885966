"""Suggestions as one coder met them, read back with what stands of each."""

import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from codebooks.model import Codebook
from coding.suggestions import Met, moment_for, outcome
from reports.model import Stamp, Table
from reports.suggestion_effect import Meeting, Suggestion, acceptance, agreement, effect
from storage import queries, record
from storage import tables as t
from storage.queries.findings import coded_responses
from storage.store import Store
from workbench.findings import FORMS, make_stamp
from workbench.suggesting import seed_of

HOW_LOT = "Choose ‘Drawn by lot’ in Settings, and code on."


@dataclass(frozen=True, slots=True)
class Report:
    """The tables of a coder's suggestions; `effect` is None while a group is too small, and `lots` says how small."""

    meetings: int
    acceptance: Table
    agreement: Table
    effect: Table | None
    lots: Mapping[str, int]
    stamp: Stamp

    @property
    def tables(self) -> list[Table]:
        """Those that there are, in their order."""
        return [table for table in (self.acceptance, self.effect, self.agreement) if table is not None]


def report(store: Store, project_id: str, coder_id: str, question_id: str = "") -> Report:
    """Count what became of suggestions, for the answers to one question or to all."""
    with store.reading() as conn:
        met = meetings(conn, project_id, coder_id, question_id)
        book = queries.codebook(conn, project_id)
        stamp = make_stamp(conn, project_id, question_id, coder_id, reader=coder_id)
    names = {code.id: code.name for code in book.live()}
    lots = {lot: sum(meeting.lot == lot for meeting in met) for lot in ("shown", "hidden")}
    return Report(len(met), acceptance(met), agreement(met), effect(met, names), lots, stamp)


def write_report(store: Store, project_id: str, coder_id: str, question_id: str, form: str) -> bytes:
    """Write the tables in one of `findings.FORMS`; forms of one table get what became of suggestions."""
    made = report(store, project_id, coder_id, question_id)
    return FORMS[form][2](made.tables, made.stamp)


def meetings(conn: Connection, project_id: str, coder_id: str, question_id: str = "") -> list[Meeting]:
    """Give a coder's meetings with suggestions on answers that are coded, merges followed."""
    book = queries.codebook_refs(conn, project_id)
    standing = _standing(conn, project_id, coder_id, book)
    coded = coded_responses(conn, project_id, coder_id)
    by_lot = _lot_decided(conn, project_id)
    seed = seed_of(conn, project_id)
    under = _live_under(book)
    found = []
    for response, rows in _rows(conn, project_id, coder_id, question_id).items():
        if response not in coded:
            continue
        there = (row.code_id for row in rows if row.outcome == "had" and row.code_id in book.codes)
        held = frozenset(book.resolve(code) for code in there)
        now = standing.get(response, [])
        lot = ""
        if by_lot(rows[0].at):
            lot = "hidden" if moment_for("random", seed, coder_id, response) == "hidden" else "shown"
        found.append(
            Meeting(
                response=response,
                moment=rows[0].moment,
                suggestions=tuple(_suggestions(rows, held, now, book, under)),
                held=held,
                now=frozenset(code for code, _, _ in now),
                lot=lot,
            )
        )
    return found


def _suggestions(
    rows: Sequence[Row[Any]],
    held: frozenset[str],
    now: Sequence[tuple[str, str, bool]],
    book: Codebook,
    under: Mapping[str, set[str]],
) -> list[Suggestion]:
    found = []
    for row in rows:
        if not row.rank or row.code_id not in book.codes:
            continue
        code = book.resolve(row.code_id)
        met = Met(code, row.rank, row.probability, row.shown, row.outcome == "taken")
        siblings = under.get(book.codes[code].parent, set()) - {code}
        found.append(Suggestion(code=code, rank=met.rank, outcome=outcome(met, held, now, siblings)))
    return found


def _live_under(book: Codebook) -> dict[str, set[str]]:
    """Give the live codes by their parent; those at the top are nobody's siblings."""
    found: dict[str, set[str]] = {}
    for code in book.live():
        if code.parent:
            found.setdefault(code.parent, set()).add(code.id)
    return found


def _rows(conn: Connection, project_id: str, coder_id: str, question_id: str) -> dict[str, list[Row[Any]]]:
    s, r = t.suggestions.c, t.responses.c
    query = (
        select(t.suggestions)
        .join(t.responses, (r.project_id == s.project_id) & (r.response_id == s.response_id))
        .where(s.project_id == project_id, s.coder_id == coder_id)
        .order_by(r.position, s.response_id, s.rank)
    )
    if question_id:
        query = query.where(r.question_id == question_id)
    found: dict[str, list[Row[Any]]] = {}
    for row in conn.execute(query):
        found.setdefault(row.response_id, []).append(row)
    return found


def _standing(
    conn: Connection, project_id: str, coder_id: str, book: Codebook
) -> dict[str, list[tuple[str, str, bool]]]:
    """Give (code, origin, whether on the whole answer) of each coding, by answer."""
    c, r = t.codings.c, t.responses.c
    query = (
        select(c.response_id, c.code_id, c.origin, c.start, c.end, r.text)
        .join_from(t.codings, t.responses, (r.project_id == c.project_id) & (r.response_id == c.response_id))
        .where(c.project_id == project_id, c.coder_id == coder_id)
    )
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for row in conn.execute(query):
        whole = (row.start, row.end) == (0, len(row.text))
        found.setdefault(row.response_id, []).append((book.resolve(row.code_id), row.origin, whole))
    return found


def _lot_decided(conn: Connection, project_id: str) -> Callable[[str], bool]:
    """Give whether the lot decided at a moment, from the changes of the setting."""
    since, settings = [""], [""]
    for row in record.rows(conn, project_id, kinds=["ProjectChanged"]):
        said = json.loads(row.payload)
        if said["setting"] != "suggest":
            continue
        while since[-1] >= row.at:  # a clock that was set back: what the record holds later stands
            since.pop()
            settings.pop()
        since.append(row.at)
        settings.append(said["after"])
    return lambda at: settings[bisect_right(since, at) - 1] == "random"
