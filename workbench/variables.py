"""Closed variables of a project: their definitions with counts, and changing a definition later.

The scores and categories of scales are closed variables, too; they have no definition that a person changes.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import pandas as pd
from sqlalchemy import Connection, select

from coding.project_events import VariableDefined
from coding.roles import Role
from pipelines.survey import ColumnPlan, ImportPlan
from storage import bodies, queries
from storage import tables as t
from storage.store import Store
from workbench.answers import SCOPE
from workbench.closed_variables import Values, values_of, with_type
from workbench.errors import WorkbenchError
from workbench.permissions import require
from workbench.scale_scores import score_cells, score_variables


@dataclass(frozen=True, slots=True)
class VariableRow:
    """A closed variable with the counts of its values among the respondents analysed."""

    variable_id: str
    definition: ColumnPlan
    values: Values
    computed: bool = False  # a score or category of a scale, which nobody answered and nobody defines


def definition_text(column: ColumnPlan) -> str:
    """Write a definition as the text that an event points to.

    Examples
    --------
    >>> definition_from(definition_text(ColumnPlan("age", "closed", type="number"))).type
    'number'
    """
    return json.dumps(asdict(column), ensure_ascii=False, sort_keys=True)


def definition_from(text: str) -> ColumnPlan:
    """Read a definition that `definition_text` wrote."""
    return ImportPlan.from_json(f'{{"columns":[{text}]}}').columns[0]


def definitions(conn: Connection, project_id: str) -> dict[str, ColumnPlan]:
    """Give the definitions in the order of the file, by variable id."""
    v = t.variables.c
    rows = conn.execute(select(v.variable_id, v.definition).where(v.project_id == project_id))
    ids = {row.variable_id: row.definition for row in rows}
    words = bodies.read(conn, project_id, ids.values())
    ordered = sorted(ids, key=lambda variable: (len(variable), variable))
    return {variable: definition_from(words[ids[variable]]) for variable in ordered if ids[variable] in words}


def used_definitions(conn: Connection, project_id: str) -> dict[str, ColumnPlan]:
    """Give the definitions of the variables that tables and files show, scores and categories of scales behind.

    Those a person left out are not among them. Their cells are read by `used_answers`.
    """
    every = definitions(conn, project_id)
    scores = score_variables(conn, project_id, every)
    shown = {key: column for key, column in every.items() if column.role == "closed"}
    return {**shown, **{key: variable.column for key, variable in scores.items()}}


def used_answers(conn: Connection, project_id: str, names: Sequence[str]) -> pd.DataFrame:
    """Give the cells of closed variables by name: answers as they were read, scores as they come out now.

    Returns
    -------
    DataFrame of str of shape (n_respondents, n_names), indexed by respondent_id
        Of the respondents analysed, in file order; '' where nothing was said or no score can be given.
    """
    every = definitions(conn, project_id)
    scores = {variable.column.name: variable for variable in score_variables(conn, project_id, every).values()}
    answers = queries.closed_answers(conn, project_id, names)
    computed = score_cells(conn, project_id, every, [scores[name] for name in names if name in scores])
    return answers.assign(**computed)


def list_variables(store: Store, project_id: str) -> list[VariableRow]:
    """Give the closed variables with their counts, scores and categories of scales behind."""
    with store.reading() as conn:
        answered = definitions(conn, project_id)
        scores = score_variables(conn, project_id, answered)
        every = {**answered, **{key: variable.column for key, variable in scores.items()}}
        closed = used_answers(conn, project_id, [column.name for column in every.values()])
    return [
        VariableRow(variable, column, values_of(closed[column.name], column), computed=variable in scores)
        for variable, column in every.items()
    ]


def define_variable(
    store: Store, project_id: str, coder_id: str, variable_id: str, definition: ColumnPlan, *, command_id: str
) -> None:
    """Change a closed variable's type, levels, labels, missing codes or numbers; role 'leave_out' hides it."""
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_lead, "change closed variables")
        v = t.variables.c
        before = tx.conn.execute(
            select(v.definition).where(v.project_id == project_id, v.variable_id == variable_id)
        ).scalar()
        if before is None:
            raise WorkbenchError(f"There is no closed variable {variable_id!r} in this project. Reload the page.")
        known = definition_from(bodies.read(tx.conn, project_id, [before])[before])
        if known.name != definition.name:
            raise WorkbenchError(f"'{definition.name}' is not '{known.name}'. Reload the page.")
        if known != definition:
            after = tx.keep(definition_text(definition))
            tx.append([VariableDefined(variable=variable_id, before=before, after=after)])


def retyped(store: Store, project_id: str, definition: ColumnPlan, kind: str, separator: str = ";") -> ColumnPlan:
    """Give a definition with another type, its levels found anew among all respondents."""
    with store.reading() as conn:
        closed = queries.closed_answers(conn, project_id, [definition.name])
    return with_type(closed[definition.name], definition, kind, separator)
