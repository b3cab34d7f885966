"""The answers that a search found, as a page shows them, and what can be searched by in a project."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from codebooks.model import Codebook
from coding.events import PASSAGE_ORIGINS
from pipelines.survey import ColumnPlan
from storage import queries
from storage import tables as t
from storage.queries import finding as rows
from storage.queries.rounds import sealed_for
from storage.store import Store
from workbench.projects import shows
from workbench.search_terms import ANYBODY
from workbench.variables import used_definitions

RANGES = ("number", "date")
SAID = {"no_code": "no code applies", "unsure": "unsure", "quote": "worth quoting", "discuss": "to discuss"}


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A code on an answer. `coder` is '' where only one person's codes are shown."""

    name: str
    colour: int
    coder: str = ""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """One answer that was found; `said` are the marks and the state in words."""

    response_id: str
    question: str
    text: str
    respondent: str
    disposition: str
    codes: tuple[GivenCode, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a project can be searched by, words by id. `meaning` and `agreement` say whether these parts are shown."""

    questions: Mapping[str, str]
    codes: Mapping[str, str]
    coders: Mapping[str, str]
    variables: Mapping[str, ColumnPlan]
    meaning: bool
    agreement: bool


def offer(store: Store, project_id: str, coder_id: str) -> Offer:
    """Give what a project can be searched by."""
    with store.reading() as conn:
        project = queries.project(conn, project_id)
        questions = queries.questions(conn, project_id)
        book = queries.codebook(conn, project_id)
        coders = dict.fromkeys([coder_id, *rows.coders_at_work(conn, project_id)])
        names = queries.coder_names(conn, list(coders))
        variables = used_definitions(conn, project_id)
    out_of_use = [code for code in book.codes.values() if code.retired and not code.merged_into]
    return Offer(
        questions=dict(zip(questions["question_id"], questions["wording"], strict=True)),
        codes={code.id: book.path(code.id) for code in book.live()}
        | {code.id: f"{code.name} (retired)" for code in out_of_use},
        coders={coder: names[coder] for coder in coders if coder in names},
        variables={key: column for key, column in variables.items() if column.levels or column.type in RANGES},
        meaning=shows(project, "suggestions"),
        agreement=shows(project, "agreement") and len(coders) > 1,
    )


def describe(store: Store, project_id: str, coder_id: str, by: str, responses: Sequence[str]) -> list[FoundAnswer]:
    """Give a few answers in the order asked for, with the codes and marks of those who count (see `Wanted.by`)."""
    coder = {"": coder_id, ANYBODY: ""}.get(by, by)
    with store.reading() as conn:
        sealed = sealed_for(conn, project_id, coder_id)  # a search may have been made before the round was opened
        responses = [response for response in responses if response not in sealed]
        found = {row.response_id: row for row in _answers(conn, project_id, responses)}
        names = queries.coder_names(conn) if not coder else {}
        codes, origins = _codings(conn, project_id, coder, responses, names)
        marks = _marks(conn, project_id, coder, responses)
    return [
        FoundAnswer(
            response_id=response,
            question=found[response].wording,
            text=found[response].text,
            respondent=found[response].label,
            disposition=found[response].held,
            codes=tuple(codes[response]),
            said=_said(marks[response], origins[response], alone=bool(coder)),
        )
        for response in responses
        if response in found
    ]


def _answers(conn: Connection, project_id: str, responses: Sequence[str]) -> Sequence[Any]:
    c, q = t.responses.c, t.questions.c
    asked = (q.project_id == c.project_id) & (q.question_id == c.question_id)
    query = select(c.response_id, c.text, q.wording, t.respondents.c.label, queries.disposition().label("held"))
    return conn.execute(
        query.select_from(queries.with_dispositions().join(t.questions, asked)).where(
            c.project_id == project_id, c.response_id.in_(responses)
        )
    ).all()


def _codings(
    conn: Connection, project_id: str, coder: str, responses: Sequence[str], names: Mapping[str, str]
) -> tuple[dict[str, list[GivenCode]], dict[str, set[str]]]:
    """Give the codes of each answer, and where they came from."""
    c = t.codings.c
    query = select(c.response_id, c.code_id, c.coder_id, c.origin).order_by(c.at, c.code_id)
    where = c.project_id == project_id, c.response_id.in_(responses), *((c.coder_id == coder,) if coder else ())
    book = queries.codebook(conn, project_id)
    codes: dict[str, list[GivenCode]] = defaultdict(list)
    origins: dict[str, set[str]] = defaultdict(set)
    for row in conn.execute(query.where(*where)):
        given = _given(book, row.code_id, names.get(row.coder_id, ""))
        origins[row.response_id].add(row.origin)
        if given not in codes[row.response_id]:
            codes[row.response_id].append(given)
    return codes, origins


def _said(marks: set[str], origins: set[str], *, alone: bool) -> tuple[str, ...]:
    """Say the marks and the state; whether an answer is coded in part is said of one coder only."""
    words = [word for mark, word in SAID.items() if mark in marks]
    if alone and origins and origins <= PASSAGE_ORIGINS:
        words.append("no other code applies" if "done" in marks else "coded in part")
    if "propagated" in origins:
        words.append("copied to identical answers")
    return tuple(words)


def _given(book: Codebook, code_id: str, coder: str) -> GivenCode:
    code = book.code(book.resolve(code_id))
    return GivenCode(code.name, code.colour, coder)


def _marks(conn: Connection, project_id: str, coder: str, responses: Sequence[str]) -> dict[str, set[str]]:
    m = t.marks.c
    where = m.project_id == project_id, m.response_id.in_(responses), *((m.coder_id == coder,) if coder else ())
    found: dict[str, set[str]] = defaultdict(set)
    for row in conn.execute(select(m.response_id, m.mark).where(*where)):
        found[row.response_id].add(row.mark)
    return found
