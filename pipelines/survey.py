"""The plan of an import: what each column is. Guessed here, changed by a person, kept with the project."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, get_args

import pandas as pd

from pipelines.column_types import MAX_LEVELS, VariableType, measure
from pipelines.errors import PlanError
from pipelines.known_columns import (
    ANSWER_NAMES,
    QUESTION_NAMES,
    about_the_survey,
    id_columns,
    identifying,
    name_key,
)
from pipelines.raw_table import RawTable

Role = Literal["open", "closed", "id", "question", "answer_id", "leave_out"]

_OPEN_HINT = re.compile(
    r"\?\s*$|\b(comments?|text|answer|response|feedback|describe|explain|why|what|other|suggest\w*|tell|verbatim|"
    r"free|reason|improve\w*|elaborate|specify)\b|_text$",
    re.IGNORECASE,
)
_ITEM_NUMBER = re.compile(r"[\W_]*[0-9]{1,3}$")
SAME_EVERYWHERE = "the same value in every row"
_LEAST_SET = 2  # numbered columns beside a constant one that make it an item of a set
_SENTENCE_WORDS = 4  # mean words of a distinct value from which it is an answer in the person's own words
_MANY_DISTINCT = 200
_REPEATED_ROWS = 0.2  # share of rows whose id came before, from which a file has several rows a respondent


@dataclass(frozen=True)
class ColumnPlan:
    """What one column is.

    Parameters
    ----------
    name : str
        As in the file.
    role : Role
        'question' only where one row is one answer: the column that names the question; 'answer_id' the column that
        numbers the answers there.
    wording : str
        The question as it was asked; the name where the file has no wording.
    type : VariableType
        Of a closed column.
    levels : tuple of str
        Values in their order, low to high; for several choices the single choices.
    labels : mapping of level to the words to show
    missing : tuple of str
        Values that stand for no answer, such as '-99'.
    numbers : mapping of rating word to number, as text
    separator : str or None
        Between several choices in one cell.
    reason : str
        Why it was guessed so, for a person.
    """

    name: str
    role: Role
    wording: str = ""
    type: VariableType = "nominal"
    levels: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    separator: str | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.role not in get_args(Role):
            raise PlanError(f"Column '{self.name}' cannot be '{self.role}'. Possible are: {', '.join(get_args(Role))}.")
        if self.type not in get_args(VariableType):
            possible = ", ".join(get_args(VariableType))
            raise PlanError(f"Column '{self.name}' cannot be of type '{self.type}'. Possible are: {possible}.")
        if self.type == "choices" and not self.separator and self.role == "closed":
            raise PlanError(f"Column '{self.name}' holds several choices: say which sign stands between them.")


@dataclass(frozen=True)
class ImportPlan:
    """What each column is, and which rows to leave out.

    Parameters
    ----------
    columns : tuple of ColumnPlan
        In file order.
    exclusions : tuple of str
        Ids of the exclusion rules that are switched on; a row counts for the first that fits it.
    several_rows : bool
        One respondent may have several rows: rows with the same id are one respondent.
    """

    columns: tuple[ColumnPlan, ...]
    exclusions: tuple[str, ...] = ()
    several_rows: bool = False

    def column(self, name: str) -> ColumnPlan:
        """The plan of one column.

        Raises
        ------
        PlanError
            Where there is no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise PlanError(f"There is no column '{name}'. The columns are: {', '.join(c.name for c in self.columns)}.")

    def with_role(self, role: Role) -> tuple[ColumnPlan, ...]:
        """The columns of one role, in file order."""
        return tuple(column for column in self.columns if column.role == role)

    def with_column(self, name: str, **changes: Any) -> ImportPlan:
        """A copy in which one column is changed.

        >>> plan = ImportPlan((ColumnPlan("age", "closed", type="number"),))
        >>> plan.with_column("age", role="leave_out").column("age").role
        'leave_out'
        """
        changed = replace(self.column(name), **changes)
        return replace(self, columns=tuple(changed if column.name == name else column for column in self.columns))

    def to_json(self) -> str:
        """The plan as text with sorted keys, the same for the same plan."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> ImportPlan:
        """The plan that `to_json` wrote.

        Raises
        ------
        PlanError
            Where the text is not a plan.
        """
        try:
            content = json.loads(text)
            columns = tuple(_column_from(entry) for entry in content["columns"])
            return cls(columns, tuple(content.get("exclusions", ())), bool(content.get("several_rows", False)))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise PlanError(f"This is not a plan of an import: {error}.") from error


def _column_from(entry: Mapping[str, Any]) -> ColumnPlan:
    known = {field.name for field in fields(ColumnPlan)}
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items() if key in known
    }
    return ColumnPlan(**values)


def guess_plan(table: RawTable) -> ImportPlan:
    """Guess what each column of a file is.

    Columns that can tell who a person is and the survey tool's own records are left out. No exclusion is switched on:
    that is a person's decision.

    Parameters
    ----------
    table : RawTable

    Returns
    -------
    ImportPlan

    Examples
    --------
    >>> from pipelines.reading import read_table
    >>> rows = [f"{n},{n % 5 + 1},Word number {n} about my long working day" for n in range(1, 30)]
    >>> plan = guess_plan(read_table("\\n".join(["id,rating,comment", *rows]).encode(), "survey.csv"))
    >>> [column.role for column in plan.columns]
    ['id', 'closed', 'open']
    """
    frame = table.frame
    id_name = _respondent_id(frame)
    columns = []
    for name in frame.columns:
        wording = table.wording.get(name, name)
        if name == id_name:
            columns.append(ColumnPlan(name, "id", wording, reason="numbers or names the respondents"))
        else:
            columns.append(guess_column(frame[name], wording))
    repeated = float(frame[id_name].duplicated().mean()) if id_name else 0.0
    plan = ImportPlan(tuple(_with_whole_sets(columns, frame)), several_rows=repeated >= _REPEATED_ROWS)
    return _with_question(plan, frame, id_name, repeated)


def guess_column(cells: pd.Series, wording: str) -> ColumnPlan:
    """Guess one column, not knowing the others: open, closed or left out.

    Parameters
    ----------
    cells : Series of str
        Named like the column.
    wording : str
        The question as it was asked.
    """
    name = str(cells.name)
    trimmed = cells.str.strip()
    counts = trimmed[trimmed != ""].value_counts()
    distinct, filled = counts.index.to_series(), int(counts.sum())
    if not filled:
        return ColumnPlan(name, "leave_out", wording, reason="empty in every row")
    about = about_the_survey(name) or identifying(name, "" if wording == name else wording, distinct)
    if about:
        return ColumnPlan(name, "leave_out", wording, reason=about)
    if name_key(name) in {name_key(known) for known in id_columns([name])} and len(counts) > MAX_LEVELS:
        return ColumnPlan(name, "leave_out", wording, reason="another number of the row")
    if len(counts) == 1 and filled == len(cells) > 1:
        return ColumnPlan(name, "leave_out", wording, reason=f"{SAME_EVERYWHERE}: '{distinct.iloc[0]}'")
    return _answers(name, wording, counts)


def _with_whole_sets(columns: list[ColumnPlan], frame: pd.DataFrame) -> list[ColumnPlan]:
    """Keep an item that everybody answered alike among its set: without it a scale could not be scored."""
    sets: dict[str, int] = {}
    for column in columns:
        if column.role == "closed" and column.type in ("scale", "number", "ordered"):
            stem = _stem(column.name)
            sets[stem] = sets.get(stem, 0) + 1
    return [
        replace(guess_closed(frame[column.name], column), reason=f"{column.reason}, as one item of a set")
        if column.reason.startswith(SAME_EVERYWHERE) and sets.get(_stem(column.name), 0) >= _LEAST_SET
        else column
        for column in columns
    ]


def _stem(name: str) -> str:
    """A name without the number at its end; the name itself where there is none."""
    return _ITEM_NUMBER.sub("", name.strip().casefold())


def guess_closed(cells: pd.Series, column: ColumnPlan) -> ColumnPlan:
    """The column as a closed variable, its type and levels guessed: for when a person makes it one.

    Examples
    --------
    >>> guess_closed(pd.Series(["Often", "Never"], name="calls", dtype="str"), ColumnPlan("calls", "leave_out")).type
    'scale'
    """
    trimmed = cells.str.strip()
    return _closed(column.name, column.wording, trimmed[trimmed != ""].value_counts())


def _closed(name: str, wording: str, counts: pd.Series) -> ColumnPlan:
    found = measure(counts)
    return ColumnPlan(
        name,
        "closed",
        wording,
        type=found.type,
        levels=found.levels,
        missing=found.missing,
        numbers=found.numbers,
        separator=found.separator,
        reason=found.reason,
    )


def _answers(name: str, wording: str, counts: pd.Series) -> ColumnPlan:
    """Open or closed: by the type of the values first, then by how long and how different they are."""
    found = _closed(name, wording, counts)
    if found.type != "nominal" or found.missing:
        return found
    filled, n_distinct = int(counts.sum()), len(counts)
    share = n_distinct / filled
    mean_words = float(counts.index.to_series().head(5_000).str.count(r"\S+").mean())
    hinted = any(_OPEN_HINT.search(text) for text in (name, wording))
    sentences = mean_words >= _SENTENCE_WORDS and (
        n_distinct > _MANY_DISTINCT or (n_distinct > 20 and share >= 0.05) or (n_distinct > 2 and share >= 0.5)
    )
    phrases = mean_words >= 1.5 and share >= 0.5 and n_distinct > 30
    asked = hinted and n_distinct > min(12, 0.6 * filled) and share >= 0.2
    if sentences or phrases or asked:
        return ColumnPlan(
            name, "open", wording, reason=f"{n_distinct:,} different texts of {mean_words:.0f} words on average"
        )
    if n_distinct <= MAX_LEVELS or (share <= 0.2 and n_distinct <= _MANY_DISTINCT):
        return found
    reason = f"{n_distinct:,} different short values, such as names, places or codes"
    return ColumnPlan(name, "leave_out", wording, reason=reason)


def _respondent_id(frame: pd.DataFrame) -> str | None:
    """The column that tells respondents apart: by its name, else the first column where no value comes twice."""
    for name in id_columns(frame.columns):
        filled = frame[name].str.strip() != ""
        if filled.mean() >= 0.95 and frame[name].nunique() >= min(3, len(frame)):
            return name
    for position, name in enumerate(frame.columns):
        if position == 0 or name_key(name).endswith("id"):
            cells = frame[name]
            if cells.is_unique and len(cells) > 2 and cells.head(1000).str.fullmatch(r"[\w./-]{1,40}").all():
                return str(name) if not identifying(str(name), "", cells) else None
    return None


def _with_question(plan: ImportPlan, frame: pd.DataFrame, id_name: str | None, repeated: float) -> ImportPlan:
    """Where one row is one answer: find the column that names the question and the one that holds the answer."""
    answers = [column.name for column in plan.with_role("open")]
    candidates = [
        c.name for c in plan.columns if name_key(c.name) in QUESTION_NAMES and frame[c.name].nunique() <= _MANY_DISTINCT
    ]
    if not candidates and repeated >= _REPEATED_ROWS and id_name and len(answers) == 1:
        candidates = [c.name for c in plan.with_role("closed") if _tells_rows_apart(frame, id_name, c)]
    if not candidates:
        return plan
    answers = [name for name in answers if name not in candidates] or _likely_answers(frame, candidates[0])
    if not answers:
        return plan
    lengths = {name: float(frame[name].str.len().mean()) for name in answers}
    answer = next((name for name in answers if name_key(name) in ANSWER_NAMES), max(lengths, key=lambda n: lengths[n]))
    plan = plan.with_column(answer, role="open", reason="the answer to the question named beside it")
    for other in set(answers) - {answer}:
        plan = plan.with_column(
            other, role="leave_out", reason="another text; a file of one row an answer has one answer column"
        )
    for other in candidates[1:]:
        plan = plan.with_column(other, role="leave_out", reason=f"the question is named by '{candidates[0]}'")
    n_questions = frame[candidates[0]].nunique()
    reason = f"names the question of each row: {n_questions} different"
    question = replace(
        plan.column(candidates[0]), role="question", type="nominal", levels=(), numbers={}, reason=reason
    )
    columns = tuple(question if c.name == question.name else c for c in plan.columns)
    return _with_answer_id(replace(plan, columns=columns, several_rows=True), frame, question.name)


def _with_answer_id(plan: ImportPlan, frame: pd.DataFrame, question: str) -> ImportPlan:
    """Where one row is one answer: find the column that numbers the answers, so that codings in a file find theirs."""
    for name in id_columns(column.name for column in plan.columns if column.role in ("closed", "leave_out")):
        numbers = frame[name].str.strip()
        if (numbers != "").all() and not pd.concat([numbers, frame[question]], axis=1).duplicated().any():
            numbered = ColumnPlan(name, "answer_id", plan.column(name).wording, reason="numbers the answers")
            return replace(plan, columns=tuple(numbered if c.name == name else c for c in plan.columns))
    return plan


def _likely_answers(frame: pd.DataFrame, question: str) -> list[str]:
    return [name for name in frame.columns if name != question and name_key(name) in ANSWER_NAMES]


def _tells_rows_apart(frame: pd.DataFrame, id_name: str, column: ColumnPlan) -> bool:
    """Whether a respondent's rows differ in this column: it then says which question a row answers."""
    if not 2 <= len(column.levels) <= MAX_LEVELS or column.type != "nominal":
        return False
    rows = frame[[id_name, column.name]]
    return float(rows.duplicated().mean()) <= 0.05 and float((rows[column.name] != "").mean()) >= 0.95
