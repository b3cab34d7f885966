"""What references in memos stand for: looked up when a memo is saved, named anew whenever it is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from codebooks.model import Codebook, name_key
from storage import queries
from storage import tables as t

ANSWER = "answer "  # may stand before the name of an answer: [[answer 12]]
_MOST_PARAMETERS = 500  # SQLite takes a limited number


def resolve(conn: Connection, project_id: str, names: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Give the link of each name, '' where nothing, or more than one thing, has it.

    Parameters
    ----------
    known : links by the name under which they were shown to the person who writes; they stay what they were

    Codes come before answers, live codes before those that were merged or retired. The label of somebody who answered
    several questions stands for all of the answers; 'P7, name of the question' for one.
    """
    wanted = list(names)
    links = {name_key(name): link for name, link in known.items() if link}
    unknown = {name_key(name) for name in wanted} - links.keys()
    if unknown:
        links |= {**_answers(conn, project_id, unknown), **_codes(queries.codebook(conn, project_id), unknown)}
    return tuple(links.get(name_key(name), "") for name in wanted)


def present_names(conn: Connection, project_id: str, links: Iterable[str]) -> dict[str, str]:
    """Give what things are called today, by link; a merged code by the one that stands for it, one that is gone not."""
    wanted = sorted({link for link in links if link})
    if not wanted:
        return {}
    book = queries.codebook(conn, project_id)
    found = {}
    for link in wanted:
        kind, _, target = link.partition(":")
        if kind == "code" and target in book.codes:
            found[link] = book.code(book.resolve(target)).name
    people = _ids(wanted, "respondent")
    p, r = t.respondents.c, t.responses.c
    query = select(p.respondent_id, p.label).where(p.project_id == project_id, p.vanished.is_(None))
    for row in _in_parts(conn, query, p.respondent_id, people):
        found[f"respondent:{row.respondent_id}"] = row.label
    answers = _in_parts(conn, _named(project_id), r.response_id, _ids(wanted, "response"))
    siblings = _in_parts(conn, _named(project_id), r.respondent_id, {row.respondent_id for row in answers})
    called = Counter(_base(row) for row in siblings)
    for row in answers:
        alone = called[_base(row)] == 1
        found[f"response:{row.response_id}"] = _base(row) if alone else f"{_base(row)}, {row.question}"
    return found


def standing(book: Codebook, link: str) -> str:
    """Give a link to a code as one to the code that stands for it today; any other as it is.

    Examples
    --------
    >>> from codebooks.model import Code
    >>> book = Codebook.of([Code(id="a", name="Pay", merged_into="b"), Code(id="b", name="Money")])
    >>> standing(book, "code:a"), standing(book, "response:r1")
    ('code:b', 'response:r1')
    """
    kind, _, target = link.partition(":")
    return f"code:{book.resolve(target)}" if kind == "code" and target in book.codes else link


def _codes(book: Codebook, wanted: set[str]) -> dict[str, str]:
    """Give links of codes by name: the live ones, else one that has been merged or retired."""
    gone = [code for code in book.codes.values() if not code.is_live]
    return {name_key(code.name): f"code:{code.id}" for code in (*gone, *book.live()) if name_key(code.name) in wanted}


def _answers(conn: Connection, project_id: str, wanted: set[str]) -> dict[str, str]:
    """Give links of answers and of respondents by what they are called."""
    called = {name: name.removeprefix(ANSWER) for name in wanted}
    labels = {part for name in called.values() for part in (name, name.rpartition(", ")[0]) if part}
    r, p = t.responses.c, t.respondents.c
    rows = [
        *_in_parts(conn, _named(project_id), func.lower(p.label), labels),
        *_in_parts(conn, _named(project_id), func.lower(r.label), labels),
    ]
    found = {}
    for name, label in called.items():
        for wish in (name, label):  # somebody may be called 'answer 3'
            named = {row.response_id: row for row in rows if name_key(_base(row)) == wish or _one(row) == wish}
            people = {row.respondent_id for row in named.values()}
            if len(named) == 1:
                found[name] = f"response:{next(iter(named))}"
            elif len(people) == 1:
                found[name] = f"respondent:{next(iter(people))}"
    return found


def _named(project_id: str) -> Any:
    """Give the query of what answers are called, blank ones left out."""
    r, p, q = t.responses.c, t.respondents.c, t.questions.c
    person = (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id)
    question = (q.project_id == r.project_id) & (q.question_id == r.question_id)
    return (
        select(r.response_id, r.respondent_id, r.label, p.label.label("respondent"), q.name.label("question"))
        .select_from(t.responses.join(t.respondents, person).join(t.questions, question))
        .where(r.project_id == project_id, r.vanished.is_(None), r.disposition != "blank")
        .order_by(r.position)
    )


def _base(row: Any) -> str:
    return str(row.label or row.respondent)


def _one(row: Any) -> str:
    return name_key(f"{_base(row)}, {row.question}")


def _ids(links: Iterable[str], kind: str) -> set[str]:
    return {link.partition(":")[2] for link in links if link.startswith(f"{kind}:")}


def _in_parts(conn: Connection, query: Any, column: Any, values: Iterable[str]) -> list[Any]:
    wanted = sorted(set(values))
    return [
        row
        for start in range(0, len(wanted), _MOST_PARAMETERS)
        for row in conn.execute(query.where(column.in_(wanted[start : start + _MOST_PARAMETERS])))
    ]
