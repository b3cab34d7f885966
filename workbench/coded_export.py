"""Coded answers as a file: answer, codes, memos, closed answers, one 0/1 column a code."""

import pandas as pd
from sqlalchemy import Connection

from reports.coded_answers import coded_answers, write_coded_answers_csv, write_coded_answers_xlsx
from storage import queries
from storage.queries import findings as findings_rows
from storage.queries.rounds import in_sealed_rounds
from storage.store import Store
from workbench.answer_ids import named_answers
from workbench.findings import make_stamp
from workbench.memos import own_notes
from workbench.variables import used_answers, used_definitions


def coded_csv(store: Store, project_id: str, coder_id: str) -> bytes:
    """Give the coded answers of one coder as CSV."""
    with store.reading() as conn:
        return write_coded_answers_csv(_frame(conn, project_id, coder_id))


def coded_xlsx(store: Store, project_id: str, coder_id: str, reader: str = "") -> bytes:
    """Give the coded answers of one coder as an Excel workbook with a sheet that says where they come from."""
    with store.reading() as conn:
        stamp = make_stamp(conn, project_id, "", coder_id, reader=reader)
        return write_coded_answers_xlsx(_frame(conn, project_id, coder_id), stamp)


def _frame(conn: Connection, project_id: str, coder_id: str) -> pd.DataFrame:
    answers = queries.analysed_answers(conn, project_id)
    questions = queries.questions(conn, project_id)
    wording = dict(zip(questions["question_id"], questions["wording"], strict=True))
    sealed = in_sealed_rounds(conn, project_id)  # what was said of their answers before waits for the reveal
    coded = findings_rows.coded_responses(conn, project_id, coder_id) - sealed
    codings = findings_rows.codings(conn, project_id, coder_id)
    notes = own_notes(conn, project_id, coder_id)
    responses = answers[["response_id", "respondent_id", "text", "disposition"]].assign(
        question=answers["question_id"].map(wording), coded=answers["response_id"].isin(coded).astype(bool)
    )
    columns = [column.name for column in used_definitions(conn, project_id).values()]
    closed = used_answers(conn, project_id, columns)
    frame = coded_answers(
        responses,
        codings[~codings["response_id"].isin(sealed)],
        findings_rows.codes(conn, project_id),
        pd.DataFrame(
            [(answer, words) for answer, words in notes.items() if answer not in sealed],
            columns=["response_id", "text"],
        ),
        closed=closed,
    )
    names = {answer.response_id: answer.name for answer in named_answers(conn, project_id)}
    people = dict(zip(answers["respondent_id"], answers["label"], strict=True))
    frame["response_id"] = frame["response_id"].map(names)
    frame["respondent_id"] = frame["respondent_id"].map(people)
    return frame
