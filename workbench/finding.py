"""Find answers: every condition of a search at once, over the texts of a project that were read once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from pipelines.closed_ranges import in_range, with_levels
from pipelines.pattern_search import Pattern
from pipelines.word_search import WordIndex, parse_words, word_spans
from storage import queries
from storage import tables as t
from storage.queries import finding as rows
from storage.queries.rounds import sealed_for
from storage.store import Store
from workbench.errors import WorkbenchError
from workbench.projects import shows
from workbench.search_terms import ANYBODY, Wanted, level_key
from workbench.variables import used_answers, used_definitions

MOST_NEAR = 100  # answers that a search by meaning gives: the nearest; all are near to some degree
ANY_MEMO = "*"

Mask = NDArray[np.bool_]


@dataclass(slots=True)
class SearchedAnswers:
    """The answers of a project in their order, by question and place in the file; read once for many searches."""

    ids: list[str]
    questions: NDArray[np.str_]
    respondents: list[str]
    texts: list[str]
    place: dict[str, int] = field(default_factory=dict)
    _index: WordIndex | None = None

    @property
    def index(self) -> WordIndex:
        """The words of the answers, read at the first search by words."""
        if self._index is None:
            self._index = WordIndex(self.texts)
        return self._index

    def among(self, responses: Iterable[str]) -> Mask:
        """Say of each answer whether it is one of these."""
        mask = np.zeros(len(self.ids), dtype=bool)
        mask[[self.place[response] for response in responses if response in self.place]] = True
        return mask

    def at(self, places: Iterable[int]) -> Mask:
        """Say of each answer whether it stands at one of these places."""
        mask = np.zeros(len(self.ids), dtype=bool)
        mask[list(places)] = True
        return mask


@dataclass(frozen=True, slots=True)
class Found:
    """The answers that fit: in file order, or the nearest first where they were searched by meaning.

    `fitting` is how many fit all other conditions where only the nearest are given; else their number.
    """

    ids: tuple[str, ...]
    fitting: int


def corpus_state(store: Store, project_id: str) -> str:
    """Name the state of a project's texts: while it is the same, `read_answers` would give the same."""
    c = t.responses.c
    query = select(func.count(), func.count(c.vanished), func.max(c.appeared)).where(c.project_id == project_id)
    with store.reading() as conn:
        return "/".join(map(str, conn.execute(query).one()))


def read_answers(store: Store, project_id: str) -> SearchedAnswers:
    """Read the texts of a project for searching."""
    with store.reading() as conn:
        found = rows.answers_in_order(conn, project_id)
    ids = [row[0] for row in found]
    return SearchedAnswers(
        ids=ids,
        questions=np.array([row[1] for row in found], dtype=np.str_),
        respondents=[row[2] for row in found],
        texts=[row[3] for row in found],
        place={response: place for place, response in enumerate(ids)},
    )


def find(
    store: Store,
    project_id: str,
    coder_id: str,
    wanted: Wanted,
    answers: SearchedAnswers,
    *,
    ranking: Sequence[str] | None = None,
) -> Found:
    """Give the answers that fit every condition.

    Parameters
    ----------
    ranking : the answers by how near they are in meaning, the nearest first; needed where meaning is searched

    Raises
    ------
    SearchError
        What was typed cannot be searched: no word in it, a broken or endless pattern, a bound that is no number.
    WorkbenchError
        A code, question or closed question that the project does not have, or a part that is switched off in it.
    """
    mask = np.ones(len(answers.ids), dtype=bool)
    with store.reading() as conn:
        _check(conn, project_id, wanted)
        for condition in _conditions(conn, project_id, coder_id, wanted, answers):
            mask &= condition
    if not by_meaning(wanted):
        places = np.flatnonzero(mask)
        return Found(tuple(answers.ids[place] for place in places), len(places))
    fitting = [response for response in ranking or () if response in answers.place and mask[answers.place[response]]]
    return Found(tuple(fitting[:MOST_NEAR]), len(fitting))


def by_meaning(wanted: Wanted) -> bool:
    """Whether a search needs the language model's reading of the answers."""
    return bool(wanted.like or (wanted.way == "meaning" and wanted.text.strip()))


def marker(wanted: Wanted) -> Callable[[str], list[tuple[int, int]]]:
    """Give what finds, in a text, the spans that were searched for: half-open, in code points."""
    if not wanted.text.strip() or wanted.way == "meaning":
        return lambda _text: []
    if wanted.way == "pattern":
        return Pattern(wanted.text).spans
    parts = parse_words(wanted.text)
    return lambda text: word_spans(text, parts)


def _check(conn: Connection, project_id: str, wanted: Wanted) -> None:
    project = queries.project(conn, project_id)
    if by_meaning(wanted) and not shows(project, "suggestions"):
        raise WorkbenchError("Searching by meaning is off in this project. Switch suggestions on in its settings.")
    if wanted.state == "disagreed" and not shows(project, "agreement"):
        raise WorkbenchError("Where coders differ is not shown in this project. Switch agreement on in its settings.")


def _conditions(
    conn: Connection, project_id: str, coder_id: str, wanted: Wanted, answers: SearchedAnswers
) -> Iterable[Mask]:
    """Give one mask of the answers for each condition, the cheap ones first."""
    coder = {"": coder_id, ANYBODY: ""}.get(wanted.by, wanted.by)
    if sealed := sealed_for(conn, project_id, coder_id):
        yield ~answers.among(sealed)  # met in a round alone
    gone = rows.left_out(conn, project_id)
    if gone:
        yield np.array([respondent not in gone for respondent in answers.respondents], dtype=bool)
    if wanted.kind:
        yield answers.among(rows.of_kind(conn, project_id, wanted.kind))
    else:
        yield ~answers.among(rows.of_kind(conn, project_id, "blank"))
    if wanted.question:
        yield answers.questions == wanted.question
    yield from _coded(conn, project_id, coder, wanted, answers)
    if wanted.flag:
        yield answers.among(rows.marked(conn, project_id, wanted.flag, coder))
    if wanted.memo.strip():
        yield answers.among(_with_memo(conn, project_id, coder, wanted.memo))
    if wanted.variable:
        yield _of_variable(conn, project_id, wanted, answers)
    if wanted.text.strip() and wanted.way == "words":
        yield answers.at(answers.index.find(parse_words(wanted.text)))
    elif wanted.text.strip() and wanted.way == "pattern":
        yield answers.at(Pattern(wanted.text).find(answers.texts))


def _coded(
    conn: Connection, project_id: str, coder: str, wanted: Wanted, answers: SearchedAnswers
) -> Iterable[Mask]:
    book = queries.codebook_refs(conn, project_id)
    for code, is_on in (*((code, True) for code in wanted.has), *((code, False) for code in wanted.without)):
        if code not in book.codes:
            raise WorkbenchError("A code of this search is not in the codebook any more. Take it off the search.")
        meant = book.resolve(code)  # a theme is on an answer that has a code under it
        mask = answers.among(rows.with_one_of(conn, project_id, {meant, *book.below(meant)}, coder))
        yield mask if is_on else ~mask
    if wanted.state == "disagreed":
        yield answers.among(rows.disagreed(conn, project_id))
    elif wanted.state:
        coded = answers.among(rows.coded(conn, project_id, coder))
        touched = answers.among(rows.with_any_code(conn, project_id, coder))
        if wanted.state == "uncoded":  # of the answers that are to be coded
            yield ~coded & ~touched & answers.among(rows.of_kind(conn, project_id, "substantive"))
        else:
            yield coded if wanted.state == "coded" else touched & ~coded


def _with_memo(conn: Connection, project_id: str, coder: str, words: str) -> list[str]:
    memos = rows.memos_on_answers(conn, project_id, coder)
    if words.strip() == ANY_MEMO:
        return list(memos)
    index = WordIndex(["\n".join(written) for written in memos.values()])
    ids = list(memos)
    return [ids[place] for place in index.find(parse_words(words))]


def _of_variable(conn: Connection, project_id: str, wanted: Wanted, answers: SearchedAnswers) -> Mask:
    column = used_definitions(conn, project_id).get(wanted.variable)
    if column is None:
        raise WorkbenchError("The closed question of this search is not in the project any more. Choose another one.")
    cells = used_answers(conn, project_id, [column.name])[column.name]
    if wanted.levels:
        fits = with_levels(cells, column, lambda level: level_key(level) in wanted.levels)
    elif wanted.low or wanted.high:
        fits = in_range(cells, column, wanted.low, wanted.high)
    else:
        return np.ones(len(answers.ids), dtype=bool)
    people = set(cells.index[fits])
    return np.array([respondent in people for respondent in answers.respondents], dtype=bool)
