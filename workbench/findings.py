"""Findings: theme tables, cross-tabs and figures of one question, the answers behind a number, chosen quotes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection, select

from coding.errors import BadSpan, CodingError
from coding.events import QuoteChosen, QuoteDropped
from coding.roles import Role
from coding.round_events import CONSENSUS
from pipelines.survey import ColumnPlan
from reports.carried_over import in_words
from reports.counting import Denominator, Order
from reports.crosstab import cross_tab
from reports.figures import chart_png, chart_svg
from reports.model import Stamp, Table
from reports.people_only import people_only
from reports.prevalence import theme_table
from reports.writers.csv_table import write_csv, write_notes
from reports.writers.docx import write_docx
from reports.writers.html import write_html
from reports.writers.latex import write_latex
from reports.writers.xlsx import write_xlsx
from storage import queries
from storage import tables as t
from storage.payload import now
from storage.queries import findings as findings_rows
from storage.queries.consensus import rounds_with_consensus
from storage.queries.rounds import sealed_for
from storage.record import read_head
from storage.store import Store
from workbench import random_share
from workbench.permissions import require
from workbench.projects import shows
from workbench.record_numbers import told_stamp
from workbench.scale_scores import scorings
from workbench.variables import used_answers, used_definitions
from workbench.version import PROGRAM

SCOPE = "findings"
DENOMINATORS: dict[Denominator, str] = {
    "asked": "All who were asked",
    "answered": "Who answered",
    "substantive": "Who said something of substance",
    "coded": "Whose answers are coded",
}
GROUPING_TYPES = ("nominal", "ordered", "scale")
MOST_GROUPS = 12  # a table of more columns cannot be printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a table shows. `variable` '' is the theme table, else a cross-tab with that closed variable."""

    question: str
    coder: str
    denominator: Denominator = "answered"
    order: Order = "frequency"
    variable: str = ""
    unused: bool = False  # whether codes that nobody used stand in the table too
    figure_levels: int | None = None  # how deep into the codebook the figure goes; None is all the way


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person can choose from, words by id, and what stands at first: `coder`. `codes` is their number."""

    questions: dict[str, str]
    coders: dict[str, str]
    variables: dict[str, str]
    coder: str
    codes: int


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer behind a number; `quote` is the chosen span of it, None if none is, `passages` carry the code."""

    response_id: str
    text: str
    about: str
    quote: tuple[int, int] | None
    passages: tuple[tuple[int, int], ...] = ()


def offer(store: Store, project_id: str, coder_id: str) -> Offer:
    """Give the choices, and whose codings to show at first: one's own, else the busiest coder's."""
    with store.reading() as conn:
        questions = queries.questions(conn, project_id)
        busy = findings_rows.coders_with_codings(conn, project_id)
        names = queries.coder_names(conn, [*busy, coder_id])
        codes = len(findings_rows.codes(conn, project_id))
        grouping = {key: column.wording or column.name for key, column in grouping_columns(conn, project_id).items()}
    coder = coder_id if coder_id in busy or not busy else next(iter(busy))
    return Offer(
        questions=dict(zip(questions["question_id"], questions["wording"], strict=True)),
        coders={key: names.get(key, "") for key in {**busy, coder_id: 0} if key in names},
        variables=grouping,
        coder=coder,
        codes=codes,
    )


def grouping_columns(conn: Connection, project_id: str) -> dict[str, ColumnPlan]:
    """Give the variables that make groups: closed questions and categories of scored scales, but not their items."""
    items = {column for scoring in scorings(conn, project_id).values() for column in scoring.columns.values()}
    return {
        variable: column
        for variable, column in used_definitions(conn, project_id).items()
        if column.type in GROUPING_TYPES and 2 <= len(column.levels) <= MOST_GROUPS and column.name not in items
    }


def record_number(store: Store, project_id: str) -> int:
    """Give the number of the last entry of the record: while it stands, every table stays as it is."""
    with store.reading() as conn:
        return read_head(conn, project_id).seq


def findings_table(store: Store, project_id: str, choice: Choice, reader: str | None = "") -> tuple[Table, Stamp]:
    """Make the table of a choice, and the stamp that says where its figures come from.

    What the stamp tells of the record depends on the reader, see `workbench.record_numbers.untold`.
    """
    with store.reading() as conn:
        return _table(conn, project_id, choice, reader)


def _table(conn: Connection, project_id: str, choice: Choice, reader: str | None) -> tuple[Table, Stamp]:
    stamp = make_stamp(conn, project_id, choice.question, choice.coder, reader=reader)
    table = (
        _cross_tab(conn, project_id, choice, stamp)
        if choice.variable
        else _theme_table(conn, project_id, choice, stamp)
    )
    if not choice.unused:
        table = without_unused(table)
    if not shows(queries.project(conn, project_id), "intervals"):
        table = people_only(table)
    return table, stamp


def _noted(conn: Connection, project_id: str, choice: Choice, reader: str) -> tuple[Table, Stamp]:
    """Give the table for a file: what it says of the answers not coded yet stands in its notes."""
    table, stamp = _table(conn, project_id, choice, reader)
    if choice.variable:
        return table, stamp
    of_all, refused = random_share.of_all(conn, project_id, choice.question, choice.coder, table)
    note = in_words(of_all) if of_all else refused
    return replace(table, notes=(*table.notes, note) if note else table.notes), stamp


def carried_over_table(store: Store, project_id: str, choice: Choice, table: Table) -> tuple[Table | None, str]:
    """Give the shares of all answers, carried over from a random sample of them, or why they cannot be.

    Both are nothing for a cross-tab, and see `random_share.of_all`.
    """
    if choice.variable:
        return None, ""
    with store.reading() as conn:
        return random_share.of_all(conn, project_id, choice.question, choice.coder, table)


def _theme_table(conn: Connection, project_id: str, choice: Choice, stamp: Stamp) -> Table:
    return theme_table(
        *_frames(conn, project_id, choice),
        denominator=choice.denominator, quotes=findings_rows.quotes(conn, project_id, choice.question),
        waiting=_waiting(conn, project_id, choice.question), stamp=stamp, order=choice.order,
    )  # fmt: skip


def _cross_tab(conn: Connection, project_id: str, choice: Choice, stamp: Stamp) -> Table:
    column = used_definitions(conn, project_id)[choice.variable]
    answers, codings, codes = _frames(conn, project_id, choice)
    cells = used_answers(conn, project_id, [column.name])[column.name]
    there = set(cells[answers["respondent_id"].unique()])  # a group that was not asked this question needs no column
    levels = [level for level in column.levels if level not in column.missing]
    return cross_tab(
        answers, codings, codes,
        cells.where(~cells.isin(column.missing), "").replace(dict(column.labels)),
        [column.labels.get(level, level) for level in levels if level in there or column.type != "nominal"],
        variable=column.wording or column.name, denominator=choice.denominator,
        waiting=_waiting(conn, project_id, choice.question), stamp=stamp, order=choice.order,
    )  # fmt: skip


def _waiting(conn: Connection, project_id: str, question_id: str) -> dict[str, int]:
    """Give how many passages of each code wait to be confirmed, where the project shows what is proposed."""
    shown = shows(queries.project(conn, project_id), "proposals")
    return findings_rows.waiting(conn, project_id, question_id) if shown else {}


def _frames(conn: Connection, project_id: str, choice: Choice) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give answers to the question, the coder's codings, and the codes."""
    answers = queries.analysed_answers(conn, project_id)
    answers = answers[answers["question_id"] == choice.question]
    coded = answers["response_id"].isin(findings_rows.coded_responses(conn, project_id, choice.coder)).astype(bool)
    codings = findings_rows.codings(conn, project_id, choice.coder)
    return answers.assign(coded=coded), codings, findings_rows.codes(conn, project_id, choice.question)


def without_unused(table: Table) -> Table:
    """Leave out the codes that nobody used, and say how many; while nothing is coded all stay."""
    used = tuple(row for row in table.rows if row.cells.get("n") or row.cells.get("all_n") or row.cells.get("waiting"))
    left_out = len(table.rows) - len(used)
    if not used or not left_out:
        return table
    words = "One code of the codebook was" if left_out == 1 else f"{left_out} codes of the codebook were"
    note = f"{words} used in none of these answers and left out of the table."
    return replace(table, rows=used, notes=(*table.notes, note))


def make_stamp(conn: Connection, project_id: str, question_id: str, coder_id: str, *, reader: str | None) -> Stamp:
    """Say where figures come from: project, question, codebook version, coder, record number and digest.

    `coder_id` is whose codings they are, `reader` who looks at them.
    """
    project = queries.project(conn, project_id)
    head = read_head(conn, project_id)
    questions = queries.questions(conn, project_id)
    wording = dict(zip(questions["question_id"], questions["wording"], strict=True))
    version = f"version {project.codebook_version}" if project.codebook_version else "draft, no version published"
    stamp = Stamp(
        project=project.name,
        question=wording.get(question_id, "all questions"),
        codebook=version,
        coder=coder_label(conn, project_id, coder_id),
        record_number=head.seq,
        digest=head.digest,
        made_at=now(),
        program=PROGRAM,
    )
    return told_stamp(conn, project_id, stamp, reader)


def coder_label(conn: Connection, project_id: str, coder_id: str) -> str:
    """Say whose codings a table stands on: a coder's name, or 'consensus of rounds 1 and 2'."""
    numbers = rounds_with_consensus(conn, project_id) if coder_id == CONSENSUS else []
    if not numbers:
        return queries.coder_names(conn, [coder_id]).get(coder_id, "nobody")
    listed = " and ".join(", ".join(map(str, part)) for part in (numbers[:-1], numbers[-1:]) if part)
    return f"consensus of {'round' if len(numbers) == 1 else 'rounds'} {listed}"


FORMS: dict[str, tuple[str, str, Callable[[Sequence[Table], Stamp], bytes]]] = {
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx),
    "tex": ("LaTeX", "text/x-tex", write_latex),
    "csv": ("CSV", "text/csv", lambda tables, _stamp: write_csv(tables[0])),
    "notes.txt": ("Notes to the CSV", "text/plain", write_notes),
    "html": ("HTML", "text/html", write_html),
}
FIGURES = {"svg": ("Figure, SVG", "image/svg+xml", chart_svg), "png": ("Figure, PNG", "image/png", chart_png)}
WHOLE_FILES = ("xlsx", "docx", "tex", "html")  # forms that hold the tables of several questions


def write_findings(store: Store, project_id: str, choice: Choice, form: str, reader: str = "") -> bytes:
    """Write the table of a choice in one of `FORMS`, or its figure in one of `FIGURES`."""
    with store.reading() as conn:
        table, stamp = _noted(conn, project_id, choice, reader)
    if form in FIGURES:
        return FIGURES[form][2](table, levels=choice.figure_levels)
    return FORMS[form][2]([table], stamp)


def write_all_questions(store: Store, project_id: str, choice: Choice, form: str, reader: str = "") -> bytes:
    """Write the theme tables of all questions into one file, in one of `WHOLE_FILES`."""
    with store.reading() as conn:
        wanted = list(queries.questions(conn, project_id)["question_id"])
        tables = [
            _noted(conn, project_id, replace(choice, question=question, variable=""), reader)[0] for question in wanted
        ]
        stamp = make_stamp(conn, project_id, "", choice.coder, reader=reader)
    named = [replace(table, name=f"{number} themes") for number, table in enumerate(tables, start=1)]
    return FORMS[form][2](named, stamp)


def read_answers(
    store: Store, project_id: str, code_id: str, response_ids: Sequence[str], coder_id: str = "", reader: str = ""
) -> list[ReadAnswer]:
    """Give the answers behind a number, in file order, each with the quote chosen from it for the code.

    With a coder, also with the passages of it on which that coder has the code, or one under it. Answers that the
    `reader` meets in an open round alone are left out.
    """
    with store.reading() as conn:
        sealed = sealed_for(conn, project_id, reader)
        answers = queries.analysed_answers(conn, project_id)
        chosen = findings_rows.quotes(conn, project_id)
        passages = _passages(conn, project_id, coder_id, code_id)
    mine = chosen[chosen["code_id"] == code_id]
    spans = {
        response: (int(start), int(end))
        for response, start, end in zip(mine["response_id"], mine["start"], mine["end"], strict=True)
    }
    wanted = answers[answers["response_id"].isin(set(response_ids) - sealed)]
    return [
        ReadAnswer(
            response,
            text,
            label,
            spans.get(response),
            tuple(span for span in passages.get(response, ()) if span != (0, len(text))),
        )
        for response, text, label in zip(wanted["response_id"], wanted["text"], wanted["label"], strict=True)
    ]


def _passages(conn: Connection, project_id: str, coder_id: str, code_id: str) -> dict[str, list[tuple[int, int]]]:
    book = queries.codebook(conn, project_id)
    under = [code_id]
    for code in under:  # grows as it is walked
        under += [child.id for child in book.children(code)]
    codings = findings_rows.codings(conn, project_id, coder_id)
    mine = codings[codings["code_id"].isin(under)].sort_values(["start", "end"])
    found: dict[str, list[tuple[int, int]]] = {}
    for response, start, end in zip(mine["response_id"], mine["start"], mine["end"], strict=True):
        found.setdefault(response, []).append((int(start), int(end)))
    return found


def choose_quote(
    store: Store, project_id: str, coder_id: str, code_id: str, response_id: str, words: str, *, command_id: str
) -> None:
    """Let a passage of an answer stand for a code; `words` must stand in the answer as they are ('' drops it).

    Raises
    ------
    BadSpan
        The words do not stand in the answer letter for letter.
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_code, "choose quotes")
        r, q = t.responses.c, t.quotes.c
        text = tx.conn.execute(select(r.text).where(r.project_id == project_id, r.response_id == response_id)).scalar()
        if text is None:
            raise CodingError(f"The answer {response_id!r} is not in this project. Reload the page.")
        words = words.strip()
        start = text.find(words)
        if start < 0:
            raise BadSpan("A quote is verbatim: these words do not stand in the answer. Copy a passage as it is.")
        now_chosen = tx.conn.execute(
            select(t.quotes).where(q.project_id == project_id, q.response_id == response_id, q.code_id == code_id)
        ).all()
        tx.append(
            QuoteDropped(code=code_id, response=response_id, start=row.start, end=row.end, coder=row.coder_id)
            for row in now_chosen
        )
        if words:
            end = start + len(words)
            tx.append([QuoteChosen(code=code_id, response=response_id, start=start, end=end, coder=coder_id)])
