"""The consensus of a round as a file: one row an answer and code, with how it came about and who dissents."""

from collections.abc import Iterable

from codebooks.model import Codebook
from coding.consensus import REASONS
from exchange.tables import write_table
from storage import queries
from storage.queries import consensus as agreed_rows
from storage.queries import rounds as round_rows
from storage.store import Store
from workbench.answer_ids import named_answers
from workbench.codebook import question_names
from workbench.disputes import board_of

COLUMNS = (
    "round", "response_id", "respondent", "question", "code", "rule", "reason", "dissent", "note", "adjudicator",
    "decided_at_utc",
)  # fmt: skip
NO_CODE = "no code applies"


def rounds_agreed(store: Store, project_id: str) -> dict[str, int]:
    """Give the numbers of the rounds of which anything was agreed, by id."""
    with store.reading() as conn:
        numbers = set(agreed_rows.rounds_with_consensus(conn, project_id))
        return {row.round_id: row.number for row in round_rows.rounds(conn, project_id) if row.number in numbers}


def consensus_csv(store: Store, project_id: str, reader: str, round_id: str) -> bytes:
    """Give the consensus in long format; an answer to which no code applies has one row with an empty code.

    Answers that the reader has to code in an open round are left out; coders whose names are hidden go by the names
    that the page of adjudication gives them.
    """
    with store.reading() as conn:
        row = round_rows.round_row(conn, project_id, round_id)
        sealed = round_rows.sealed_for(conn, project_id, reader)
        agreed = agreed_rows.consensus(conn, project_id, round_id)
        coders = board_of(conn, project_id, reader, round_id).names
        book = queries.codebook(conn, project_id)
        people = queries.coder_names(conn)
        questions = question_names(conn, project_id)
        answers = [answer for answer in named_answers(conn, project_id) if answer.response_id in agreed.keys() - sealed]
    rows = []
    for answer in answers:
        found = agreed[answer.response_id]
        told = (
            found.rule,
            REASONS.get(found.reason, ""),
            "; ".join(f"{coders.get(coder, 'somebody')}: {_named(book, codes)}" for coder, codes in
                      sorted(found.dissent.items(), key=lambda pair: coders.get(pair[0], ""))),
            found.words,
            people.get(found.adjudicator, "") if found.adjudicator else "",
            found.at,
        )  # fmt: skip
        where = (str(row.number), answer.name, answer.respondent, questions.get(answer.question_id, answer.question_id))
        rows += [(*where, code, *told) for code in _names(book, found.codes) or [""]]
    return write_table(COLUMNS, rows)


def _names(book: Codebook, codes: Iterable[str]) -> list[str]:
    return sorted({book.code(book.resolve(code)).name for code in codes})


def _named(book: Codebook, codes: Iterable[str]) -> str:
    return ", ".join(_names(book, codes)) or NO_CODE
