"""Codings of other programs in; raw material out, at any time."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from codebooks import decide
from codebooks.decide import Text, tidy_name
from codebooks.fold import fold
from codebooks.model import Codebook, name_key
from coding.events import CodeApplied, ResponseMarked
from coding.roles import Role
from coding.round_events import CONSENSUS, CONSENSUS_NAME
from exchange.codebook_files import write_codebook_yaml
from exchange.coding_files import (
    RESPONSE_COLUMNS,
    CodingRow,
    ResponseRow,
    read_codings,
    write_codings,
    write_responses_csv,
)
from exchange.errors import BrokenLine
from storage import queries
from storage import tables as t
from storage.queries import findings
from storage.queries.rounds import in_sealed_rounds
from storage.record import Transaction
from storage.store import Store
from workbench import people, projects
from workbench.answer_ids import AnswerFinder, NamedAnswer, named_answers
from workbench.codebook import codebook_rows, question_names
from workbench.memo_export import memos_csv
from workbench.order_export import write_orders
from workbench.permissions import require
from workbench.weighed_without_code import weighed_without_code

SCOPE = "imported codings"
PROBLEMS_SHOWN = 5
LEFT_OUT = "left_out"  # a column of responses.csv: the rule by which a respondent is not analysed
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same material gives the same file


@dataclass(frozen=True, slots=True)
class CodingsImported:
    """What came in.

    Parameters
    ----------
    codings : that are new
    without : answers of which a coder said that no code applies, and that are new
    known : codings, and answers without a code, that were there already
    passed : rows without a code that say nothing of an answer as a whole, or against a code of the same coder on it
    codes : added
    coders : their names
    """

    codings: int
    without: int
    known: int
    passed: int
    codes: tuple[str, ...]
    coders: tuple[str, ...]


@dataclass(slots=True)
class _Plan:
    """Where each row of a file belongs; `without` have no code, `missing` are names of codes the codebook has not."""

    rows: list[tuple[CodingRow, NamedAnswer]] = field(default_factory=list)
    without: list[tuple[CodingRow, NamedAnswer]] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)


def import_codings(
    store: Store,
    project_id: str,
    coder_id: str,
    data: bytes,
    name: str,
    *,
    add_codes: bool = False,
    coders: Mapping[str, str] | None = None,
    command_id: str,
) -> CodingsImported:
    """Bring in codings from a CSV file: all of them, or none.

    A row with an empty code says that no code applies to the answer. It is passed over where it has a passage, where
    the answer is blank, and where the same coder has a code on it.

    Parameters
    ----------
    add_codes : codes that the codebook has not are added at its end; otherwise they are refused by row
    coders : names to use for the file's coders; a row without a coder is by who imports

    Raises
    ------
    ExchangeError
        The file cannot be read, or a row names an answer, question or code that is not there, or a passage outside
        its answer. The first five rows are named.
    """
    rows = read_codings(data, name)
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_lead, "bring in codings")
        _refuse(_plan(conn, project_id, rows), name, add_codes)
    called = {row.coder: (coders or {}).get(row.coder, row.coder) for row in rows}
    ids = {written: _coder_id(store, who) if who else coder_id for written, who in called.items()}
    for member in set(ids.values()) - {CONSENSUS}:
        projects.join_project(store, project_id, member)
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return CodingsImported(0, 0, len(rows), 0, (), ())
        plan = _plan(tx.conn, project_id, rows)
        _refuse(plan, name, add_codes)
        codes = _code_ids(tx, plan)
        events = _new_codings(tx, plan, codes, ids)
        marked, known = _new_marks(tx, plan, ids, events)
        tx.append([*marked, *events])
        without = sum(mark.after for mark in marked)
    return CodingsImported(
        codings=len(events),
        without=without,
        known=len(plan.rows) - len(events) + known,
        passed=len(rows) - len(plan.rows) - without - known,
        codes=tuple(plan.missing.values()),
        coders=tuple(sorted({who for who in called.values() if who})),
    )


def _coder_id(store: Store, who: str) -> str:
    return CONSENSUS if name_key(who) == name_key(CONSENSUS_NAME) else people.sign_in(store, who)


def export_material(store: Store, project_id: str, reader: str = "") -> bytes:
    """Give a zip file: responses.csv, codings.csv, memos.csv, codebook.yaml, and orders.csv where any was drawn."""
    with store.reading() as conn:
        files = {
            "responses.csv": _responses(conn, project_id),
            "codings.csv": _codings(conn, project_id),
            "memos.csv": memos_csv(conn, project_id),
            "codebook.yaml": write_codebook_yaml(codebook_rows(conn, project_id)),
        }
        orders = write_orders(conn, project_id, reader)
        files |= {"orders.csv": orders} if orders else {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _plan(conn: Connection, project_id: str, rows: Iterable[CodingRow]) -> _Plan:
    finder = AnswerFinder(named_answers(conn, project_id), question_names(conn, project_id))
    known = _codes_by_name(queries.codebook(conn, project_id))
    plan = _Plan()
    for row in rows:
        answer = finder.find(row.response_id, row.question)
        if isinstance(answer, str):
            plan.problems.append((row.row, answer))
            continue
        problem = _outside(row, answer) or _gone(row, known)
        if problem:
            plan.problems.append((row.row, problem))
            continue
        if not row.code:
            plan.without += [(row, answer)] if row.is_whole and answer.length else []
            continue
        if name_key(row.code) not in known:
            plan.missing.setdefault(name_key(row.code), tidy_name(row.code))
        plan.rows.append((row, answer))
    return plan


def _outside(row: CodingRow, answer: NamedAnswer) -> str:
    if not row.code:
        return ""
    if not answer.length:
        return f"the answer of '{row.response_id}' is blank"
    if row.end is not None and row.end > answer.length:
        return f"the passage {row.start} to {row.end} does not lie inside an answer of {answer.length} characters"
    return ""


def _codes_by_name(book: Codebook) -> dict[str, str]:
    """Give code ids by name, live ones before those whose name a merge has kept; a retired one has the id ''."""
    found: dict[str, str] = {}
    for code in (*book.live(), *(code for code in book.codes.values() if not code.is_live)):
        standing = book.code(book.resolve(code.id))
        found.setdefault(name_key(code.name), standing.id if standing.is_live else "")
    return found


def _gone(row: CodingRow, known: Mapping[str, str]) -> str:
    return f"the code '{row.code}' is retired; bring it back first" if known.get(name_key(row.code)) == "" else ""


def _refuse(plan: _Plan, name: str, add_codes: bool) -> None:
    problems = list(plan.problems)
    if plan.missing and not add_codes:
        first = {name_key(row.code): row.row for row, _ in reversed(plan.rows)}
        problems += [
            (first[key], f"there is no code '{code}' in the codebook; add it, or let missing codes be added")
            for key, code in plan.missing.items()
        ]
    if problems:
        problems.sort()
        said = "; ".join(f"row {row}: {problem}" for row, problem in problems[:PROBLEMS_SHOWN])
        more = f"; and {len(problems) - PROBLEMS_SHOWN} more" if len(problems) > PROBLEMS_SHOWN else ""
        raise BrokenLine(f"{name}, {said}{more}. Nothing was brought in.", where=f"row {problems[0][0]}")


def _code_ids(tx: Transaction, plan: _Plan) -> dict[str, str]:
    """Add the missing codes and give all ids by name."""
    book = queries.codebook(tx.conn, tx.project_id)
    codes = _codes_by_name(book)
    for number, (key, name) in enumerate(plan.missing.items()):
        codes[key] = f"k{tx.command_id}{number}"
        for event in decide.add_code(book, codes[key], Text(name, tx.keep(name)), origin="imported"):
            tx.append([event])
            book = fold(book, event)
    return codes


def _new_codings(
    tx: Transaction, plan: _Plan, codes: Mapping[str, str], coders: Mapping[str, str]
) -> list[CodeApplied]:
    c = t.codings.c
    columns = c.coder_id, c.response_id, c.code_id, c.start, c.end
    there = {tuple(row) for row in tx.conn.execute(select(*columns).where(c.project_id == tx.project_id))}
    version = queries.codebook_refs(tx.conn, tx.project_id).version
    events = []
    for number, (row, answer) in enumerate(plan.rows):
        start, end = row.start or 0, answer.length if row.end is None else row.end
        key = (coders[row.coder], answer.response_id, codes[name_key(row.code)], start, end)
        if key in there:
            continue
        there.add(key)
        events.append(
            CodeApplied(
                coding=f"a{tx.command_id}{number}",
                response=answer.response_id,
                start=start,
                end=end,
                code=codes[name_key(row.code)],
                coder=coders[row.coder],
                origin="accepted" if row.in_part else "imported",
                codebook_version=version,
            )
        )
    return events


def _new_marks(
    tx: Transaction, plan: _Plan, coders: Mapping[str, str], codings: Iterable[CodeApplied]
) -> tuple[list[ResponseMarked], int]:
    """Give what sets and clears 'no code applies', so that nobody has it beside a code; and how many had it already."""
    c, m = t.codings.c, t.marks.c
    by_codes = select(c.coder_id, c.response_id).where(c.project_id == tx.project_id)
    by_marks = select(m.coder_id, m.response_id).where(m.project_id == tx.project_id, m.mark == "no_code")
    coded, there = ({tuple(row) for row in tx.conn.execute(query)} for query in (by_codes, by_marks))
    now_coded = dict.fromkeys((one.coder, one.response) for one in codings)
    weighed = dict.fromkeys((coders[row.coder], answer.response_id) for row, answer in plan.without)
    said = [key for key in weighed if key not in coded and key not in now_coded]
    changes = [(key, False) for key in now_coded if key in there] + [(key, True) for key in said if key not in there]
    marks = [
        ResponseMarked(
            response=response, coder=coder, mark="no_code", before=not after, after=after, origin="imported"
        )
        for (coder, response), after in changes
    ]  # fmt: skip
    return marks, sum(key in there for key in said)


def _responses(conn: Connection, project_id: str) -> bytes:
    """Give every answer as it was read, with the closed answers of its respondent."""
    names = question_names(conn, project_id)
    r, p = t.responses.c, t.respondents.c
    query = (
        select(r.response_id, r.text, queries.disposition().label("disposition"), p.closed, p.excluded)
        .select_from(queries.with_dispositions())
        .where(r.project_id == project_id, r.vanished.is_(None))
    )
    rows = {row.response_id: row for row in conn.execute(query)}
    closed = {row.closed: json.loads(row.closed or "{}") for row in rows.values()}
    headings = _headings(dict.fromkeys(name for answers in closed.values() for name in answers))
    left_out = [LEFT_OUT] if any(row.excluded for row in rows.values()) else []
    written = [
        ResponseRow(
            response_id=answer.name,
            respondent_id=answer.respondent,
            question=names.get(answer.question_id, answer.question_id),
            text=rows[answer.response_id].text,
            disposition=rows[answer.response_id].disposition,
            closed={
                **{headings[name]: value for name, value in closed[rows[answer.response_id].closed].items()},
                LEFT_OUT: rows[answer.response_id].excluded,
            },
        )
        for answer in named_answers(conn, project_id)
    ]
    return write_responses_csv(written, [*headings.values(), *left_out])


def _headings(names: Iterable[str]) -> dict[str, str]:
    """Give the headings of closed variables: their names, but for those that columns of the file have."""
    taken = {*RESPONSE_COLUMNS, LEFT_OUT}
    return {name: f"{name} (closed)" if name in taken else name for name in names}


def _codings(conn: Connection, project_id: str) -> bytes:
    """Give one row a coding, or an answer that a coder gave none; no start and end mean the whole answer.

    Nothing of an answer that stands in a sealed round, whoever coded it before: it comes when the round is revealed.
    """
    book = queries.codebook(conn, project_id)
    names = question_names(conn, project_id)
    coders = queries.coder_names(conn)
    busy = findings.coders_with_codings(conn, project_id)
    whole = {coder: findings.coded_responses(conn, project_id, coder) for coder in busy}
    sealed = in_sealed_rounds(conn, project_id)
    by_answer: dict[str, list[Any]] = {}
    for row in conn.execute(select(t.codings).where(t.codings.c.project_id == project_id).order_by(t.codings.c.at)):
        by_answer.setdefault(row.response_id, []).append(row)
    without = weighed_without_code(conn, project_id)
    rows = []
    for answer in named_answers(conn, project_id):
        if answer.response_id in sealed:
            continue
        for row in by_answer.get(answer.response_id, ()):
            in_part = answer.response_id not in whole[row.coder_id]
            rows.append(replace(_coding_row(row, answer, book, names, coders), in_part=in_part))
        given_none = sorted(coders.get(coder, coder) for coder in without.get(answer.response_id, ()))
        rows += [replace(_named_row(answer, names), coder=who) for who in given_none]
    return write_codings(dict.fromkeys(rows))


def _coding_row(
    row: Any, answer: NamedAnswer, book: Codebook, names: Mapping[str, str], coders: Mapping[str, str]
) -> CodingRow:
    whole = (row.start, row.end) == (0, answer.length)
    return replace(
        _named_row(answer, names),
        start=None if whole else row.start,
        end=None if whole else row.end,
        coder=coders.get(row.coder_id, row.coder_id),
        code=book.code(book.resolve(row.code_id)).name,
    )


def _named_row(answer: NamedAnswer, names: Mapping[str, str]) -> CodingRow:
    """Give a row that names an answer; one column does where there is one question."""
    question = names.get(answer.question_id, answer.question_id)
    one = answer.name if len(names) == 1 else f"{answer.name} · {question}"
    return CodingRow(response_id=answer.name, question=question, answer_id=one, code="")
