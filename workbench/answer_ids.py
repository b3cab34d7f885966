"""How files name an answer: by the id of the answer or its respondent, and its question."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage import tables as t


@dataclass(frozen=True, slots=True)
class NamedAnswer:
    """An answer and how files name it; `name` and `question` together name one answer of the project."""

    response_id: str
    question_id: str
    name: str
    respondent: str
    length: int


def named_answers(conn: Connection, project_id: str) -> list[NamedAnswer]:
    """Give every answer of a project, in file order.

    An answer is named by the number that its file gave it, else by its respondent. Where that does not tell two
    answers to one question apart, the later ones are called 'P7#2', 'P7#3'.
    """
    r, p = t.responses.c, t.respondents.c
    person = (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id)
    query = (
        select(r.response_id, r.question_id, r.label, p.label.label("respondent"), r.text)
        .select_from(t.responses.join(t.respondents, person))
        .where(r.project_id == project_id, r.vanished.is_(None))
        .order_by(r.position)
    )
    seen: dict[tuple[str, str], int] = {}
    found = []
    for row in conn.execute(query):
        base = row.label or row.respondent
        again = seen[base, row.question_id] = seen.get((base, row.question_id), 0) + 1
        name = base if again == 1 else f"{base}#{again}"
        found.append(NamedAnswer(row.response_id, row.question_id, name, row.respondent, len(row.text)))
    return found


class AnswerFinder:
    """Find answers by what a file calls them."""

    def __init__(self, answers: list[NamedAnswer], questions: Mapping[str, str]) -> None:
        self._questions = {name.casefold(): question for question, name in questions.items()}
        self._names = questions
        self._by_name: dict[str, dict[str, NamedAnswer]] = {}
        for answer in answers:
            self._by_name.setdefault(answer.name, {})[answer.question_id] = answer

    def find(self, name: str, question: str | None) -> NamedAnswer | str:
        """Give the answer, or the words that say why there is none."""
        found = self._by_name.get(name)
        if found is None:
            return f"no answer has the response_id '{name}'"
        if question is None:
            if len(found) == 1:
                return next(iter(found.values()))
            return f"'{name}' answered {len(found)} questions; a column 'question' must say which one is meant"
        question_id = self._questions.get(question.casefold())
        if question_id is None:
            return f"there is no question '{question}'; the questions are: {', '.join(self._names.values())}"
        return found.get(question_id) or f"'{name}' has no answer to '{question}'"
