"""What an import would bring, shown before anything is stored: columns, rows to leave out, kinds of answers."""

from dataclasses import dataclass, replace
from typing import Any

from coding.events import DISPOSITIONS
from pipelines.corpus import build_corpus, check_plan
from pipelines.errors import PlanError
from pipelines.exclusions import LABELS, Exclusion, find_exclusions
from pipelines.raw_table import RawTable
from pipelines.survey import ColumnPlan, ImportPlan, guess_closed

FIRST_VALUES, ROWS_LOOKED_AT = 3, 200
LONGEST_VALUE = 60  # letters shown of a cell
EXAMPLES = 12  # answers shown of each kind


@dataclass(frozen=True, slots=True)
class AnswerKind:
    """Answers to one question that the rules take for one kind; `examples` with how often each text occurs."""

    disposition: str
    count: int
    examples: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class QuestionPreview:
    """One open question with its answers by kind."""

    wording: str
    answers: int
    kinds: tuple[AnswerKind, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would store. Counts in the flow are of respondents; `repeated_rows` of rows with a known id."""

    exclusions: tuple[Exclusion, ...]
    received: int
    excluded: tuple[tuple[str, int], ...]
    analysed: int
    questions: tuple[QuestionPreview, ...]
    repeated_rows: int
    notes: tuple[tuple[str, int | None, str | None], ...]


def first_values(table: RawTable) -> dict[str, tuple[str, int]]:
    """Give for every column its first values as one text, and how many cells are filled.

    Examples
    --------
    >>> from pipelines.reading import read_table
    >>> first_values(read_table(b"id,What helps?\\n1,None\\n2,My team\\n", "survey.csv"))
    {'id': ('1 · 2', 2), 'What helps?': ('None · My team', 2)}
    """
    found = {}
    for name in table.frame.columns:
        cells = table.frame[name]
        top = dict.fromkeys(_short(value) for value in cells.iloc[:ROWS_LOOKED_AT].tolist() if value)
        found[str(name)] = " · ".join(list(top)[:FIRST_VALUES]), int((cells.array != "").sum())
    return found


def fault(table: RawTable, plan: ImportPlan) -> str:
    """Give why the plan does not fit the file, '' where it does."""
    try:
        check_plan(table, plan)
    except PlanError as refusal:
        return str(refusal)
    return ""


def preview(table: RawTable, plan: ImportPlan) -> Preview:
    """Build what the import would store and give its counts; PlanError where the plan does not fit the file."""
    plan = replace(plan, exclusions=tuple(rule for rule in LABELS if rule in plan.exclusions))
    corpus = build_corpus(table, plan)
    analysed = corpus.respondents.loc[corpus.respondents["excluded"] == "", "respondent_id"]
    answers = corpus.responses[corpus.responses["respondent_id"].isin(analysed)]
    ids = plan.with_role("id")
    repeated = 0
    if ids:
        cells = table.frame[ids[0].name].str.strip()
        repeated = int((cells.duplicated() & (cells != "")).sum())
    return Preview(
        exclusions=tuple(find_exclusions(table, plan)),
        received=corpus.flow["received"],
        excluded=tuple(corpus.flow["excluded"].items()),
        analysed=corpus.flow["analysed"],
        questions=tuple(
            _question(str(wording), answers[answers["question_id"] == question_id])
            for question_id, wording in zip(corpus.questions["question_id"], corpus.questions["wording"], strict=True)
        ),
        repeated_rows=repeated,
        notes=tuple((note.message, note.row, note.column) for note in corpus.problems),
    )


def _question(wording: str, answers: Any) -> QuestionPreview:
    kinds = []
    for disposition in DISPOSITIONS:
        texts = answers.loc[answers["disposition"] == disposition, "text"]
        if len(texts):
            common = texts.str.strip().value_counts().head(EXAMPLES)
            examples = tuple((_short(str(text)), int(count)) for text, count in common.items())
            kinds.append(AnswerKind(disposition, len(texts), examples))
    return QuestionPreview(wording, len(answers), tuple(kinds))


def with_rule(plan: ImportPlan, rule: str, on: bool) -> ImportPlan:
    """Give the plan with a rule that leaves rows out switched on or off."""
    return replace(plan, exclusions=tuple(r for r in LABELS if (on if r == rule else r in plan.exclusions)))


def with_role(table: RawTable, plan: ImportPlan, name: str, role: str) -> ImportPlan:
    """Give the plan with another role for a column; a column that becomes closed has its type guessed.

    A second id or question column takes the place of the first.
    """
    if role in ("id", "question", "answer_id"):
        for other in plan.with_role(role):  # type: ignore[arg-type]
            plan = plan.with_column(other.name, role="leave_out", reason="")
    if role == "closed":
        closed = guess_closed(table.frame[name], plan.column(name))
        changes = {key: getattr(closed, key) for key in ("type", "levels", "missing", "numbers", "separator", "reason")}
        return plan.with_column(name, role="closed", **changes)
    return plan.with_column(name, role=role, reason="your choice")


def with_definition(plan: ImportPlan, column: ColumnPlan) -> ImportPlan:
    """Give the plan with another definition of one column."""
    return replace(plan, columns=tuple(column if known.name == column.name else known for known in plan.columns))


def with_open(table: RawTable, plan: ImportPlan, names: list[str]) -> ImportPlan:
    """Give the plan in which exactly these columns are open questions; others that were open are left out."""
    for column in plan.columns:
        if column.name in names and column.role != "open":
            plan = plan.with_column(column.name, role="open", reason="your choice")
        elif column.name not in names and column.role == "open":
            plan = plan.with_column(column.name, role="leave_out", reason="not among the open questions")
    return plan


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
