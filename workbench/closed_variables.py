"""Closed variables: how often each value occurs, and what another type makes of them."""

from dataclasses import dataclass, replace
from typing import Any, get_args

from pipelines.column_types import VariableType, as_names, as_order, split_choices
from pipelines.survey import ColumnPlan
from pipelines.variables import count_levels
from workbench.errors import WorkbenchError

MOST_VALUES = 200  # of a number or a date that are listed


@dataclass(frozen=True, slots=True)
class Values:
    """How often each value of a closed variable occurs, in respondents; `listed` in order, missing codes behind."""

    listed: dict[str, int]
    answered: int
    missing: int
    empty: int


def values_of(cells: Any, column: ColumnPlan) -> Values:
    """Count the values of a closed variable.

    Parameters
    ----------
    cells : Series of str
        One cell a respondent.

    Returns
    -------
    Values
        Listed are the levels in their order, the missing codes, then values that are neither, the most frequent first.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.Series(["no", "yes", "yes", "-99", "maybe", ""], dtype="str")
    >>> values_of(cells, ColumnPlan("ill", "closed", levels=("yes", "no"), missing=("-99",))).listed
    {'yes': 2, 'no': 1, '-99': 1, 'maybe': 1}
    """
    found = count_levels(cells, column)
    trimmed = cells.str.strip()
    codes = trimmed[trimmed.isin(column.missing)].value_counts()
    listed = dict(found.counts)
    listed.update({code: int(codes.get(code, 0)) for code in column.missing})
    others = dict(found.unlisted)
    if column.type in ("number", "date") and not column.levels:
        counts = trimmed[trimmed != ""].value_counts().head(MOST_VALUES)
        others = {str(value): int(count) for value, count in counts.items()}
    for value, count in others.items():
        listed.setdefault(value, count)
    return Values(listed, found.answered, found.missing, found.empty)


def with_type(cells: Any, column: ColumnPlan, kind: str, separator: str = ";") -> ColumnPlan:
    """Give a closed column with another type, its levels found anew.

    Parameters
    ----------
    cells : Series of str
        One cell a respondent.
    kind : 'nominal', 'ordered', 'number', 'scale', 'choices' or 'date'
    separator : between several choices in one cell

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.Series(["tea, milk", "tea", ""], dtype="str")
    >>> with_type(cells, ColumnPlan("drink", "closed"), "choices", ",").levels
    ('tea', 'milk')
    """
    if kind not in get_args(VariableType):
        possible = ", ".join(get_args(VariableType))
        raise WorkbenchError(f"'{column.name}' cannot be of type '{kind}'. Possible are: {possible}.")
    trimmed = cells.str.strip()
    counts = trimmed[(trimmed != "") & ~trimmed.isin(column.missing)].value_counts()
    levels, numbers = _levels(counts, kind, separator)
    return replace(
        column,
        type=kind,  # type: ignore[arg-type]
        levels=levels,
        numbers=numbers,
        labels={level: label for level, label in column.labels.items() if level in levels},
        separator=separator if kind == "choices" else None,
        reason="your choice",
    )


def _levels(counts: Any, kind: str, separator: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Give the levels of a type and the numbers that stand for words."""
    values = [str(value) for value in counts.index]
    if kind == "nominal":
        return as_names(counts).levels, {}
    if kind == "choices":
        weights: dict[str, int] = {}
        for value, count in counts.items():
            for choice in split_choices(str(value), separator):
                weights[choice] = weights.get(choice, 0) + int(count)
        return tuple(sorted(weights, key=lambda choice: -weights[choice])), {}
    if kind in ("ordered", "scale"):
        order = as_order(counts)
        levels = order.levels if order else tuple(sorted(values, key=_by_number))
        if kind == "ordered":
            return levels, {}
        return levels, dict(order.numbers) if order and order.numbers else _numbered(levels)
    return (), {}


def _numbered(levels: tuple[str, ...]) -> dict[str, str]:
    """Number words from 1; levels that are numbers speak for themselves."""
    if all(_is_number(level) for level in levels):
        return {}
    return {level: str(place) for place, level in enumerate(levels, start=1)}


def _by_number(level: str) -> tuple[int, float, str]:
    return (0, float(level), level) if _is_number(level) else (1, 0.0, level)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


