"""What a round is planned from: the answers, who has met which, what was coded so far, closed questions, people.

It is read once for each state of the record; a plan is then drawn from it as often as somebody changes a wish. Of what
is sealed in an open round it knows only who was handed which answers.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, select

from codebooks.model import Codebook
from coding.roles import Role
from coding.round_events import CONSENSUS
from pipelines.survey import ColumnPlan
from storage import queries
from storage import tables as t
from storage.queries import finding as finding_rows
from storage.queries import rounds as round_queries
from storage.store import Store
from workbench.codebook_reading import read_codebook
from workbench.variables import used_answers, used_definitions

PARTING_TYPES = ("nominal", "ordered")
MOST_LEVELS = 200  # of a closed question that parts answers or keeps coders from them
NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a plan needs to know of a project.

    Parameters
    ----------
    answers : response_id, respondent_id, question_id, text, disposition, label, of respondents analysed, in file order
    questions, coders : words by id; coders are those whose role lets them code
    met : answers that are not fresh, by coder
    discussed : answers that anybody marked to be discussed
    coded : answers that anybody weighed as a whole; `handed` those that anybody has in an open round
    having : answers with a code or one under it, whoever gave it, by live code
    parting : closed questions by id that can part answers; `cells` are what respondents said, by their names
    version : of the codebook, 0 for one never published; `changes` are those made since
    """

    answers: pd.DataFrame
    questions: Mapping[str, str]
    coders: Mapping[str, str]
    met: Mapping[str, set[str]]
    discussed: set[str]
    book: Codebook
    coded: set[str]
    handed: set[str]
    having: Mapping[str, set[str]]
    parting: Mapping[str, ColumnPlan]
    cells: pd.DataFrame
    version: int
    changes: int

    def values(self, variable: str) -> dict[str, str]:
        """Give what the writer of each answer said to a closed question, by answer."""
        column = self.parting[variable]
        said = self.cells[column.name].str.strip()
        known = said.where(~said.isin(("", *column.missing)), NO_ANSWER)
        by_person = dict(zip(known.index, known, strict=True))
        pairs = zip(self.answers["response_id"], self.answers["respondent_id"], strict=True)
        return {response: by_person.get(person, NO_ANSWER) for response, person in pairs}


def read_material(store: Store, project_id: str, coder_id: str) -> Material:
    """Read what rounds of a project are planned from."""
    book = read_codebook(store, project_id, coder_id)
    with store.reading() as conn:
        names = queries.coder_names(conn)
        roles = queries.members(conn, project_id)
        able = [who for who, role in roles.items() if who != CONSENSUS and role and Role(role).can_code()]
        coders = {who: names[who] for who in sorted(able, key=lambda who: names.get(who, "").casefold())}
        asked = queries.questions(conn, project_id)
        parting = {
            key: column
            for key, column in used_definitions(conn, project_id).items()
            if column.type in PARTING_TYPES and 2 <= len(column.levels) <= MOST_LEVELS
        }
        return Material(
            answers=queries.analysed_answers(conn, project_id),
            questions=dict(zip(asked["question_id"], asked["wording"], strict=True)),
            coders=coders,
            met=round_queries.met_before(conn, project_id, list(coders)),
            discussed=finding_rows.marked(conn, project_id, "discuss", ""),
            book=book.book,
            coded=finding_rows.coded(conn, project_id, ""),
            handed=round_queries.handed_out(conn, project_id),
            having=_having(conn, project_id, book.book),
            parting=parting,
            cells=used_answers(conn, project_id, [column.name for column in parting.values()]),
            version=book.book.version,
            changes=len(book.changes),
        )


def _having(conn: Connection, project_id: str, book: Codebook) -> dict[str, set[str]]:
    """Give the answers of each live code, those of codes under it and of codes merged into it among them."""
    c, k = t.codings.c, t.codes.c
    query = (
        select(c.response_id, k.resolved)
        .join_from(t.codings, t.codes, (k.project_id == c.project_id) & (k.code_id == c.code_id))
        .where(c.project_id == project_id)
        .distinct()
    )
    own: dict[str, set[str]] = defaultdict(set)
    for response, code in conn.execute(query):
        own[code].add(response)
    return {code.id: set().union(*(own[one] for one in (code.id, *book.below(code.id)))) for code in book.live()}
