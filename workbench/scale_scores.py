"""Scores of scales and the closed variables they make: computed from the answers whenever they are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from sqlalchemy import Connection, select

from codebooks.scale_text import scoring_from
from codebooks.scales import Scoring, Subscale
from pipelines.scales import Scored, score_scale
from pipelines.survey import ColumnPlan
from storage import bodies, queries
from storage import tables as t

DIGITS = 10  # of a score in a cell: all that a sum or mean of whole numbers has


@dataclass(frozen=True, slots=True)
class ScoreVariable:
    """A closed variable that a scale makes: a score, the score on 0 to 100, or the category."""

    scale_id: str
    subscale: str
    what: Literal["score", "hundred", "category"]
    column: ColumnPlan


def scorings(conn: Connection, project_id: str) -> dict[str, Scoring]:
    """Give how each scale of a project is scored, by the scale's id, in the order of their names."""
    s = t.scales.c
    rows = conn.execute(select(s.scale_id, s.scoring).where(s.project_id == project_id)).all()
    words = bodies.read(conn, project_id, [row.scoring for row in rows])
    found = {row.scale_id: scoring_from(words[row.scoring]) for row in rows if row.scoring in words}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].scale.name.casefold(), pair[0])))


def score(conn: Connection, project_id: str, scoring: Scoring, defined: Mapping[str, ColumnPlan]) -> Scored:
    """Score a scale among the respondents analysed.

    Parameters
    ----------
    defined : the definitions of the file's closed questions, by variable id
    """
    answers = queries.closed_answers(conn, project_id, list(scoring.columns.values()))
    return score_scale(answers, {column.name: column for column in defined.values()}, scoring)


def score_variables(
    conn: Connection, project_id: str, defined: Mapping[str, ColumnPlan]
) -> dict[str, ScoreVariable]:
    """Give the variables that the scored scales make, by variable id; their names differ from those of the file."""
    taken = {column.name for column in defined.values()}
    found: dict[str, ScoreVariable] = {}
    for scale_id, scoring in scorings(conn, project_id).items():
        for variable in _variables(scale_id, scoring):
            while variable.column.name in taken:
                variable = _renamed(variable)
            taken.add(variable.column.name)
            found[f"{scale_id}.{variable.subscale}.{variable.what}"] = variable
    return found


def score_cells(
    conn: Connection, project_id: str, defined: Mapping[str, ColumnPlan], variables: Iterable[ScoreVariable]
) -> dict[str, pd.Series]:
    """Give the cells of score variables by name, as text, '' where a respondent has no score."""
    known = scorings(conn, project_id)
    cells: dict[str, pd.Series] = {}
    scored: dict[str, Scored] = {}
    for variable in variables:
        if variable.scale_id not in scored:
            scored[variable.scale_id] = score(conn, project_id, known[variable.scale_id], defined)
        found = scored[variable.scale_id]
        if variable.what == "category":
            cells[variable.column.name] = found.categories[variable.subscale]
        else:
            numbers = (found.scores if variable.what == "score" else found.hundred)[variable.subscale]
            cells[variable.column.name] = numbers.map(_as_text).astype("str")
    return cells


def _as_text(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.{DIGITS}g}"


def _variables(scale_id: str, scoring: Scoring) -> Iterable[ScoreVariable]:
    scale, cuts = scoring.scale, scoring.cut_set
    t_score = ", T score" if scoring.metric == "t" else ""
    for subscale in scale.subscales:
        name = _name(scoring, subscale)
        score_column = ColumnPlan(f"{name}{t_score}", "closed", wording=f"{name}{t_score}", type="number")
        yield ScoreVariable(scale_id, subscale.key, "score", score_column)
        if scale.zero_to_hundred:
            hundred = f"{name}, 0 to 100"
            column = ColumnPlan(hundred, "closed", wording=hundred, type="number")
            yield ScoreVariable(scale_id, subscale.key, "hundred", column)
        levels = tuple(level.name for level in scoring.levels(subscale.key))
        if cuts and levels:
            category = f"{name}, category ({cuts.name})"
            column = ColumnPlan(category, "closed", wording=category, type="ordered", levels=levels)
            yield ScoreVariable(scale_id, subscale.key, "category", column)


def _name(scoring: Scoring, subscale: Subscale) -> str:
    name = scoring.scale.name
    return name if subscale.name == name else f"{name}: {subscale.name}"


def _renamed(variable: ScoreVariable) -> ScoreVariable:
    column = variable.column
    other = ColumnPlan(
        f"{column.name} (scored)", "closed", wording=column.wording, type=column.type, levels=column.levels
    )
    return ScoreVariable(variable.scale_id, variable.subscale, variable.what, other)
