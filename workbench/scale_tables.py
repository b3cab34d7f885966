"""Tables of scale scores, the cells that could not be scored, and both as files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection

from codebooks.scales import Scoring
from exchange.tables import write_table
from pipelines.scales import EMPTY, Scored
from pipelines.survey import ColumnPlan
from reports.model import Stamp, Table
from reports.people_only import people_only
from reports.scale_scores import ScaleFrames, scale_by_groups, scale_table
from storage import queries
from storage.store import Store
from workbench.errors import WorkbenchError
from workbench.findings import FORMS, MOST_GROUPS, grouping_columns, make_stamp
from workbench.projects import shows
from workbench.scale_scores import score, scorings
from workbench.variables import definitions, used_answers

PROBLEM_HEADINGS = ("row", "respondent", "item", "column", "value", "problem")


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that is no answer to an item; `row` as a spreadsheet shows it."""

    row: int
    respondent: str
    item: int
    column: str
    value: str
    problem: str

    def __str__(self) -> str:
        """Say which cell it is and what is wrong with it.

        >>> str(Problem(14, "P13", 7, "proqol_07", "9", "outside 1 to 5"))
        "Row 14, respondent P13, proqol_07: '9' is outside 1 to 5"
        """
        place = f"Row {self.row}, respondent {self.respondent}, {self.column}"
        if self.problem == EMPTY:
            return f"{place}: empty"
        verb = "" if self.problem.startswith("counts") else "is "
        return f"{place}: '{self.value}' {verb}{self.problem}"


@dataclass(frozen=True, slots=True)
class ScaleView:
    """A scale's table, where its figures come from, and what could not be scored."""

    scoring: Scoring
    table: Table
    stamp: Stamp
    problems: tuple[Problem, ...]


def grouping_variables(store: Store, project_id: str) -> dict[str, str]:
    """Give the closed variables by which scores can be compared: their words by id."""
    with store.reading() as conn:
        return {key: column.wording or column.name for key, column in grouping_columns(conn, project_id).items()}


def view_scale(store: Store, project_id: str, scale_id: str, by: str = "", reader: str | None = "") -> ScaleView:
    """Give the table of a scored scale, by the groups of a closed variable where one is named."""
    with store.reading() as conn:
        scoring = scorings(conn, project_id).get(scale_id)
        if scoring is None:
            raise WorkbenchError("This scale is not scored in this project any more. Reload the page.")
        scored = score(conn, project_id, scoring, definitions(conn, project_id))
        table = _table(conn, project_id, scored, by)
        if not shows(queries.project(conn, project_id), "intervals"):
            table = people_only(table)
        stamp = make_stamp(conn, project_id, "", "", reader=reader)
        stamp = replace(stamp, question="", codebook="", coder="")
        return ScaleView(scoring, table, stamp, _problems(conn, project_id, scored))


def write_view(store: Store, project_id: str, scale_id: str, by: str, form: str, reader: str = "") -> bytes:
    """Write a scale's table in one of the forms of findings."""
    view = view_scale(store, project_id, scale_id, by, reader)
    return FORMS[form][2]([view.table], view.stamp)


def problems_csv(problems: Iterable[Problem]) -> bytes:
    """Give the cells that could not be scored as CSV."""
    rows = ((str(p.row), p.respondent, str(p.item), p.column, p.value, p.problem) for p in problems)
    return write_table(PROBLEM_HEADINGS, rows)


def _table(conn: Connection, project_id: str, scored: Scored, by: str) -> Table:
    frames = ScaleFrames(
        scoring=scored.scoring,
        items=scored.items,
        scores=scored.scores,
        hundred=scored.hundred,
        categories=scored.categories,
        filled=scored.filled,
        words=scored.words,
    )
    if not by:
        return scale_table(frames)
    column = grouping_columns(conn, project_id).get(by)
    if column is None:
        raise WorkbenchError(f"{by!r} is no closed variable with 2 to {MOST_GROUPS} groups. Reload the page.")
    cells = used_answers(conn, project_id, [column.name])[column.name]
    groups, levels = _groups(cells, column)
    return scale_by_groups(frames, groups, levels, variable=column.wording or column.name)


def _groups(cells: pd.Series, column: ColumnPlan) -> tuple[pd.Series, list[str]]:
    levels = [level for level in column.levels if level not in column.missing]
    groups = cells.str.strip().where(cells.str.strip().isin(levels), "").replace(dict(column.labels))
    there = set(groups)
    words = dict.fromkeys(column.labels.get(level, level) for level in levels)
    return groups, [word for word in words if word in there]


def _problems(conn: Connection, project_id: str, scored: Scored) -> tuple[Problem, ...]:
    frame = scored.problems
    if frame.empty:
        return ()
    places = queries.respondent_places(conn, project_id)
    return tuple(
        Problem(*places[person], item, column, value, problem)
        for person, item, column, value, problem in zip(*(frame[name] for name in frame.columns), strict=True)
    )
