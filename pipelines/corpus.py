"""A survey file and its plan as a corpus: respondents, questions, responses and closed variables.

Nothing is discarded: respondents that a rule leaves out stay, marked with the rule. Columns that are left out are not
carried.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.dispositions import propose_dispositions
from pipelines.errors import PlanError
from pipelines.exclusions import LABELS, Exclusion, find_exclusions
from pipelines.raw_table import Problem, RawTable
from pipelines.survey import ImportPlan, Role
from pipelines.variables import Variable, count_levels

_ONE_COLUMN: Mapping[str, Role] = {
    "the respondents' id": "id",
    "the question": "question",
    "the number of the answer": "answer_id",
}

_JOINED_AT_ONCE = 50_000  # respondents


@dataclass(frozen=True)
class Corpus:
    """What an import puts into a project.

    Parameters
    ----------
    respondents : DataFrame
        respondent_id ('p1', …), label (value of the id column, or the row number), row (in the file), flags (rules
        that fit, joined by ';'), excluded (the first of them that is switched on, or ''), closed (JSON text: the raw
        closed answers by column).
    questions : DataFrame
        question_id ('q1', …), name, wording, position.
    responses : DataFrame
        response_id ('p12.q1', a second answer to the same question 'p12.q1.2'), respondent_id, question_id, position
        (file order), label (value of the column that numbers the answers, or ''), text (exactly as read),
        text_sha256, disposition (proposed), duplicate_of_n (how many responses to the question have this text,
        trimmed and without case; 1 where it is the only one).
    variables : tuple of Variable
        Closed columns with counts of respondents per level, excluded respondents not counted.
    flow : mapping
        'received': n, 'excluded': {rule: n}, 'analysed': n; respondents.
    problems : tuple of Problem
    """

    respondents: pd.DataFrame
    questions: pd.DataFrame
    responses: pd.DataFrame
    variables: tuple[Variable, ...]
    flow: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


def build_corpus(table: RawTable, plan: ImportPlan) -> Corpus:
    """Turn a survey file into a corpus.

    Parameters
    ----------
    table : RawTable
    plan : ImportPlan
        At least one open column; with a question column exactly one.

    Returns
    -------
    Corpus

    Raises
    ------
    PlanError
        Where the plan names a column that the file has not, or its roles do not go together.

    Examples
    --------
    >>> from pipelines.reading import read_table
    >>> from pipelines.survey import guess_plan
    >>> table = read_table(b"id,What helps?\\n1,None\\n2,My team\\n", "survey.csv")
    >>> build_corpus(table, guess_plan(table)).responses[["response_id", "text", "disposition"]].values.tolist()
    [['p1.q1', 'None', 'nothing_to_report'], ['p2.q1', 'My team', 'substantive']]
    """
    check_plan(table, plan)
    person, first_rows = _people(table, plan)
    respondents, problems = _respondents(table, plan, person, first_rows)
    if plan.with_role("question"):
        questions, responses = _long_responses(table, plan, person)
    else:
        questions, responses = _wide_responses(table, plan, person)
    responses = _with_content(responses, questions)
    analysed = (respondents["excluded"] == "").to_numpy()
    variables = tuple(
        count_levels(table.frame[column.name].iloc[first_rows[analysed]], column) for column in plan.with_role("closed")
    )
    counts = respondents.loc[~analysed, "excluded"].value_counts()
    flow = {
        "received": len(respondents),
        "excluded": {rule: int(counts.get(rule, 0)) for rule in plan.exclusions},
        "analysed": int(analysed.sum()),
    }
    return Corpus(respondents, questions, responses, variables, flow, problems)


def check_plan(table: RawTable, plan: ImportPlan) -> None:
    """Refuse a plan that does not fit the file.

    Raises
    ------
    PlanError
        The message says which column and what to choose instead.
    """
    here = set(table.frame.columns)
    for column in plan.columns:
        if column.role != "leave_out" and column.name not in here:
            shown = ", ".join(list(table.frame.columns)[:20])
            raise PlanError(f"'{table.name}' has no column '{column.name}'. Its columns are: {shown}.")
    open_columns, question_columns = plan.with_role("open"), plan.with_role("question")
    if not open_columns:
        raise PlanError(f"No column of '{table.name}' is an open question yet: choose at least one that holds answers.")
    for role, kind in _ONE_COLUMN.items():
        columns = plan.with_role(kind)
        if len(columns) > 1:
            names = ", ".join(f"'{column.name}'" for column in columns)
            raise PlanError(f"Only one column can be {role}; {names} are. Keep one and leave the others out.")
    if question_columns and len(open_columns) > 1:
        names = ", ".join(f"'{column.name}'" for column in open_columns)
        raise PlanError(
            f"'{question_columns[0].name}' names the question of each row, so one column holds the answers; {names} "
            "are open. Keep one, or make the question column a closed variable."
        )
    unknown = [rule for rule in plan.exclusions if rule not in LABELS]
    if unknown:
        raise PlanError(f"There is no rule '{unknown[0]}' to leave rows out. The rules are: {', '.join(LABELS)}.")


def _is_long(plan: ImportPlan) -> bool:
    return bool(plan.with_role("id")) and (plan.several_rows or bool(plan.with_role("question")))


def _people(table: RawTable, plan: ImportPlan) -> tuple[np.ndarray, np.ndarray]:
    """Respondent of each row, counted from 0 in file order, and the first row of each respondent (positions)."""
    n_rows = len(table.frame)
    if not _is_long(plan):
        rows = np.arange(n_rows)
        return rows, rows
    ids = table.frame[plan.with_role("id")[0].name].str.strip()
    # A row without an id is a respondent of its own.
    keys = ids.where(ids != "", "\x00" + pd.Series(np.arange(n_rows).astype(str), index=ids.index, dtype="str"))
    person, _ = pd.factorize(keys)
    _, first_rows = np.unique(person, return_index=True)
    return person, first_rows


def _respondents(
    table: RawTable, plan: ImportPlan, person: np.ndarray, first_rows: np.ndarray
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    rows = table.frame.index[first_rows]
    ids = plan.with_role("id")
    label = pd.Series(rows.astype(str), dtype="str")
    problems: list[Problem] = []
    if ids:
        named = table.frame[ids[0].name].str.strip().iloc[first_rows].reset_index(drop=True)
        label = named.where(named != "", label)
        unnamed = int((named == "").sum())
        if unnamed:
            have = "row has" if unnamed == 1 else "rows have"
            problems.append(Problem(f"{unnamed:,} {have} no id; the row number stands for it.", column=ids[0].name))
    if len(first_rows) < len(person):
        problems += _varying(table, plan, person, first_rows)
    flags, excluded = _flags(find_exclusions(table, plan), plan, table.frame.index, person, len(first_rows))
    respondents = pd.DataFrame(
        {
            "respondent_id": _numbered("p", np.arange(1, len(first_rows) + 1)),
            "label": label,
            "row": rows.to_numpy(),
            "flags": flags,
            "excluded": excluded,
            "closed": _closed_json(table.frame, first_rows, plan),
        }
    )
    return respondents, tuple(problems)


def _numbered(prefix: str, numbers: np.ndarray) -> pd.Series:
    # Not numpy's cast, whose texts are all as wide as the widest: a sixth of the memory.
    return prefix + pd.Series(numbers).astype("str")


def _varying(table: RawTable, plan: ImportPlan, person: np.ndarray, first_rows: np.ndarray) -> list[Problem]:
    """Closed answers that differ between the rows of one respondent: only the first can stand for the person."""
    problems = []
    for column in plan.with_role("closed"):
        cells = table.frame[column.name]
        codes, _ = pd.factorize(cells)
        differs = np.unique(person[codes != codes[first_rows][person]])
        if len(differs):
            row = int(table.frame.index[np.flatnonzero(codes != codes[first_rows][person])[0]])
            problems.append(
                Problem(
                    f"'{column.name}' differs between the rows of {len(differs):,} respondents; the first row counts.",
                    row=row,
                    column=column.name,
                )
            )
    return problems


def _flags(
    found: list[Exclusion], plan: ImportPlan, index: pd.Index, person: np.ndarray, n_people: int
) -> tuple[pd.Series, pd.Series]:
    """Rules that fit each respondent, and the first switched-on one of them."""
    flags = pd.Series([""] * n_people, dtype="str")
    excluded = flags.copy()
    by_rule = {exclusion.rule: exclusion for exclusion in found}
    for exclusion in found:
        mask = _mask(exclusion, index, person, n_people)
        flags = flags.mask(mask, (flags + ";" + exclusion.rule).str.lstrip(";"))
    for rule in reversed(plan.exclusions):
        if rule in by_rule:
            excluded = excluded.mask(_mask(by_rule[rule], index, person, n_people), rule)
    return flags, excluded


def _mask(exclusion: Exclusion, index: pd.Index, person: np.ndarray, n_people: int) -> np.ndarray:
    mask = np.zeros(n_people, dtype=bool)
    mask[person[index.isin(exclusion.rows)]] = True
    return mask


def _closed_json(frame: pd.DataFrame, first_rows: np.ndarray, plan: ImportPlan) -> pd.Series:
    """The closed answers of each respondent as JSON text; each distinct cell is written once."""
    parts: list[tuple[np.ndarray, pd.Series]] = []
    for position, column in enumerate(plan.with_role("closed")):
        codes, distinct = pd.factorize(frame[column.name].iloc[first_rows])
        start = ("," if position else "{") + json.dumps(column.name, ensure_ascii=False)
        written = [f"{start}:{json.dumps(str(value), ensure_ascii=False)}" for value in distinct]
        parts.append((codes, pd.Series(written, dtype="str")))
    if not parts:
        return pd.Series(["{}"] * len(first_rows), dtype="str")
    blocks = [_joined(parts, slice(at, at + _JOINED_AT_ONCE)) for at in range(0, len(first_rows), _JOINED_AT_ONCE)]
    return pd.concat(blocks, ignore_index=True)


def _joined(parts: list[tuple[np.ndarray, pd.Series]], rows: slice) -> pd.Series:
    """Join by blocks of rows, so that no more than a block stands in memory unfinished."""
    codes, written = parts[0]
    joined = written.iloc[codes[rows]].reset_index(drop=True)
    for codes, written in parts[1:]:
        joined = joined + written.iloc[codes[rows]].reset_index(drop=True)
    return joined + "}"


def _wide_responses(table: RawTable, plan: ImportPlan, person: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a respondent (or one row an occasion), several open columns: all answers of a row follow each other."""
    columns = plan.with_role("open")
    questions = pd.DataFrame(
        {
            "question_id": _numbered("q", np.arange(1, len(columns) + 1)),
            "name": pd.array([column.name for column in columns], dtype="str"),
            "wording": pd.array([column.wording or column.name for column in columns], dtype="str"),
            "position": np.arange(1, len(columns) + 1),
        }
    )
    n_rows, n_questions = len(table.frame), len(columns)
    by_row = np.arange(n_rows * n_questions).reshape(n_questions, n_rows).T.ravel()
    texts = pd.concat([table.frame[column.name] for column in columns], ignore_index=True).iloc[by_row]
    return questions, _responses(
        np.repeat(person, n_questions), np.tile(np.arange(n_questions), n_rows), texts.reset_index(drop=True)
    )


def _long_responses(table: RawTable, plan: ImportPlan, person: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row an answer: questions in the order in which the file names them."""
    question_column, answer_column = plan.with_role("question")[0], plan.with_role("open")[0]
    named = table.frame[question_column.name].str.strip()
    question, names = pd.factorize(named.where(named != "", "(no question named)"))
    questions = pd.DataFrame(
        {
            "question_id": _numbered("q", np.arange(1, len(names) + 1)),
            "name": pd.array([str(name) for name in names], dtype="str"),
            "wording": pd.array([question_column.labels.get(str(name), str(name)) for name in names], dtype="str"),
            "position": np.arange(1, len(names) + 1),
        }
    )
    responses = _responses(person, question, table.frame[answer_column.name].reset_index(drop=True))
    numbers = plan.with_role("answer_id")
    if numbers:
        responses["label"] = table.frame[numbers[0].name].str.strip().reset_index(drop=True)
    return questions, responses


def _responses(person: np.ndarray, question: np.ndarray, texts: pd.Series) -> pd.DataFrame:
    respondent_id, question_id = _numbered("p", person + 1), _numbered("q", question + 1)
    response_id = respondent_id + "." + question_id
    again = pd.DataFrame({"person": person, "question": question}).groupby(["person", "question"]).cumcount()
    if again.any():
        response_id = response_id.where(again == 0, response_id + "." + (again + 1).astype(str))
    return pd.DataFrame(
        {
            "response_id": response_id,
            "respondent_id": respondent_id,
            "question_id": question_id,
            "position": np.arange(1, len(texts) + 1),
            "label": pd.Series([""] * len(texts), dtype="str"),
            "text": texts,
        }
    )


def _with_content(responses: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Add what is known from the text alone: digest, disposition, number of equal texts."""
    codes, distinct = pd.factorize(responses["text"])
    digests = [hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest() for text in distinct]
    key = pd.Series(distinct, dtype="str").str.strip().str.casefold()
    same, _ = pd.factorize(key)
    pair = pd.DataFrame({"question": responses["question_id"], "same": same[codes]})
    dispositions = pd.Series([""] * len(responses), dtype="str")
    for question_id, wording in zip(questions["question_id"], questions["wording"], strict=True):
        mask = responses["question_id"] == question_id
        dispositions[mask] = propose_dispositions(responses.loc[mask, "text"], wording)
    return responses.assign(
        text_sha256=pd.array(digests, dtype="str").take(codes),
        disposition=dispositions,
        duplicate_of_n=pair.groupby(["question", "same"])["same"].transform("size").to_numpy(),
    )
