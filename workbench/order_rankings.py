"""What a machine-made order goes by: proposed themes, likeness to an answer, how sure the codes are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from coding.orders import by_theme as in_themes
from storage import run_rows
from storage import tables as t
from storage.queries.findings import coded_responses
from storage.store import Store
from workbench import suggesting, vectors
from workbench.errors import NotRead, NotReady
from workbench.settings import Settings

UNREAD = "For this order the machine has to read the answers first: once, and on this computer."


def newest_run(conn: Connection, project_id: str, question: str = "") -> str:
    """Give the run that proposed themes last, for this question where one is named.

    Raises
    ------
    NotReady
        There is no such run.
    """
    for run in run_rows.runs(conn, project_id):
        if not question or question in run.questions:
            return run.run_id
    raise NotReady("No themes were proposed for these answers yet. Have some proposed on the page Propose.")


def by_theme(store: Store, project_id: str, run_id: str, answers: Sequence[str]) -> list[str]:
    """Give answers by the proposed theme of a run: the largest first, in each those first that fit it best."""
    s = t.run_segments.c
    query = select(s.response_id, s.theme, s.confidence).where(s.project_id == project_id, s.run_id == run_id)
    with store.reading() as conn:
        placed = [(row.response_id, row.theme, float(row.confidence)) for row in conn.execute(query)]
        sizes = {theme.theme: theme.n_responses for theme in run_rows.themes(conn, project_id, run_id)}
    return in_themes(placed, sizes, answers)


def alike(store: Store, settings: Settings, project_id: str, about: str, answers: Sequence[str]) -> list[str]:
    """Give answers by how alike they are to the answer `about`; those that have not been read stand last."""
    ids, matrix = vectors.answer_vectors(store, settings, project_id, [about, *(a for a in answers if a != about)])
    if not ids or ids[0] != about:
        raise NotRead(UNREAD)
    alikeness = dict(zip(ids, (matrix @ matrix[0]).tolist(), strict=True))
    return sorted(answers, key=lambda response: -alikeness.get(response, -1.0))


def least_sure(
    store: Store,
    settings: Settings,
    project_id: str,
    coder_id: str,
    answers: Sequence[str],
    pool: Sequence[str],
    n: int,
) -> list[str]:
    """Give the `n` answers of `pool` that tell the machine most, the most telling first.

    Those whose codes it is least sure of, no two alike; while few answers are coded, those unlike all before them.
    """
    from pipelines.informative import VARIETY_UNTIL, next_answers

    ids, matrix = vectors.kept_vectors(store, settings, project_id, answers)
    wanted = set(pool)
    if not ids and wanted:
        raise NotRead(UNREAD)
    if not wanted.intersection(ids):  # what has not been read comes at random, at the end
        return []
    settled = np.array([response not in wanted for response in ids])
    with store.reading() as conn:
        coded = coded_responses(conn, project_id, coder_id).intersection(ids)
    proba = None
    if len(coded) >= VARIETY_UNTIL:
        proba = _probabilities(store, settings, project_id, coder_id, ids)
    return [ids[row] for row in next_answers(proba, matrix, settled, n)]


def _probabilities(
    store: Store, settings: Settings, project_id: str, coder_id: str, responses: Sequence[str]
) -> NDArray[np.float64]:
    """Give the probability of each code for each answer; a code of another question has none."""
    c = t.responses.c
    with store.reading() as conn:
        query = select(c.response_id, c.question_id).where(c.project_id == project_id)
        asked = {row.response_id: row.question_id for row in conn.execute(query)}
    questions = np.array([asked[response] for response in responses])
    found: list[tuple[NDArray[np.bool_], NDArray[np.float64]]] = []
    for question in dict.fromkeys(questions.tolist()):
        mine = questions == question
        wanted = [response for response, is_mine in zip(responses, mine, strict=True) if is_mine]
        found.append((mine, suggesting.probabilities(store, settings, project_id, coder_id, question, wanted)))
    proba = np.zeros((len(responses), max(part.shape[1] for _, part in found)))
    for mine, part in found:
        proba[mine, : part.shape[1]] = part
    return proba
