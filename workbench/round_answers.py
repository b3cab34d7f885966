"""Answers of a revealed round, with the codes that every coder gave them in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from coding.agreement.comparison import Codings
from storage import queries
from storage import tables as t
from storage.queries import rounds as round_queries
from storage.store import Store
from workbench.disputes import names_are_hidden
from workbench.round_agreement import RoundResults
from workbench.study_results import StudyResults

NO_CODE = "no code"
AT_ONCE = 400  # ids in one query: SQLite takes a limited number of parameters


@dataclass(frozen=True, slots=True)
class CodedAnswer:
    """An answer, whose it is, and (coder, codes) of each who coded it; `text` is '' where only its name is known."""

    unit: str
    about: str
    text: str
    given: tuple[tuple[str, str], ...]


def read_answers(
    store: Store, project_id: str, reader: str, found: RoundResults, units: Sequence[str]
) -> list[CodedAnswer]:
    """Give answers with everybody's codes; as long as adjudication hides names, without who gave which.

    Answers that the reader has to meet fresh in a round still open are left out.
    """
    r, p = t.responses.c, t.respondents.c
    same = (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id)
    query = select(r.response_id, r.text, r.question_id, p.label).join_from(t.responses, t.respondents, same)
    with store.reading() as conn:
        sealed = round_queries.sealed_for(conn, project_id, reader)
        hidden = names_are_hidden(conn, project_id, found.row)
        wording = queries.questions(conn, project_id).set_index("question_id")["wording"]
        rows = {
            row.response_id: row
            for start in range(0, len(units), AT_ONCE)
            for row in conn.execute(
                query.where(r.project_id == project_id, r.response_id.in_(list(units[start : start + AT_ONCE])))
            )
        }
    return [
        CodedAnswer(
            unit=unit,
            about=f"{rows[unit].label} · {wording.get(rows[unit].question_id, '')}",
            text=rows[unit].text,
            given=given_by(found.results, unit, hidden=hidden),
        )
        for unit in units
        if unit in rows and unit not in sealed
    ]


def given_by(results: StudyResults, unit: str, *, hidden: bool = False) -> tuple[tuple[str, str], ...]:
    """Give what each coder gave a unit, in names.

    Examples
    --------
    >>> from coding.agreement.comparison import gather
    >>> from workbench.study_results import study_results
    >>> found = study_results(gather([("1", "a", "A"), ("1", "b", "")]), {"a": "Ana", "b": "Ben"}, {"A": "Time"})
    >>> given_by(found, "1"), given_by(found, "1", hidden=True)
    ((('Ana', 'Time'), ('Ben', 'no code')), (('One coder', 'Time'), ('One coder', 'no code')))
    """
    codings = results.codings
    place = codings.units.index(unit)
    told = [
        (results.coders[coder], _codes(results, codings, number, place))
        for number, coder in enumerate(codings.coders)
        if codings.seen[number, place]
    ]
    return tuple(sorted(("One coder", codes) for _, codes in told)) if hidden else tuple(told)


def _codes(results: StudyResults, codings: Codings, coder: int, unit: int) -> str:
    names = [results.codes[codings.codes[code]] for code in np.flatnonzero(codings.given[coder, unit])]
    return " · ".join(names) or NO_CODE
