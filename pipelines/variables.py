"""Closed variables as numbers and single choices, and how often each level occurs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.column_types import parse_number, split_choices, uses_decimal_comma
from pipelines.survey import ColumnPlan


@dataclass(frozen=True)
class Variable:
    """A closed column with its counts.

    Parameters
    ----------
    plan : ColumnPlan
    counts : mapping of level to number of respondents
        In the order of the levels; for several choices a respondent counts for each. Empty for numbers and dates.
    answered : int
        Respondents with a value that is neither empty nor a missing code.
    missing : int
        Respondents with a missing code.
    empty : int
        Respondents with an empty cell.
    unlisted : mapping of value to number of respondents
        Values that are neither a level nor a missing code.
    """

    plan: ColumnPlan
    counts: Mapping[str, int]
    answered: int
    missing: int
    empty: int
    unlisted: Mapping[str, int]


def count_levels(values: pd.Series, column: ColumnPlan) -> Variable:
    """Count the levels of a closed variable.

    Parameters
    ----------
    values : Series of str
        One cell a respondent.
    column : ColumnPlan

    Returns
    -------
    Variable

    Examples
    --------
    >>> column = ColumnPlan("drink", "closed", type="choices", levels=("tea", "milk"), separator=";", missing=("-99",))
    >>> found = count_levels(pd.Series(["tea;milk", "tea", "-99", ""], dtype="str"), column)
    >>> found.counts, found.answered, found.missing, found.empty
    ({'tea': 2, 'milk': 1}, 2, 1, 1)
    """
    trimmed = values.str.strip()
    is_missing, is_empty = trimmed.isin(column.missing), trimmed == ""
    answered = trimmed[~is_missing & ~is_empty]
    by_value = {str(value): int(count) for value, count in answered.value_counts().items()}
    if column.type == "choices" and column.separator:
        by_level: dict[str, int] = {}
        for value, count in by_value.items():
            for choice in dict.fromkeys(split_choices(value, column.separator)):
                by_level[choice] = by_level.get(choice, 0) + count
    else:
        by_level = by_value
    listed = column.type not in ("number", "date") or bool(column.levels)
    return Variable(
        plan=column,
        counts={level: by_level.get(level, 0) for level in column.levels},
        answered=len(answered),
        missing=int(is_missing.sum()),
        empty=int(is_empty.sum()),
        unlisted={value: count for value, count in by_level.items() if listed and value not in column.levels},
    )


def numeric_values(values: pd.Series, column: ColumnPlan) -> pd.Series:
    """A number or rating scale as numbers.

    Parameters
    ----------
    values : Series of str
    column : ColumnPlan
        Rating words become its `numbers`; its `missing` values become NaN.

    Returns
    -------
    Series of float
        NaN where the cell is empty, a missing code, or shows no number.

    Examples
    --------
    >>> column = ColumnPlan("calls", "closed", type="scale", numbers={"Never": "1", "Often": "4"}, missing=("-99",))
    >>> numeric_values(pd.Series(["Often", "-99", "2"], dtype="str"), column).tolist()
    [4.0, nan, 2.0]
    """
    codes, distinct = pd.factorize(values.str.strip())
    index = pd.Index(distinct, dtype="str")
    comma = uses_decimal_comma(index)
    numbers = np.array([_number(str(value), column, comma) for value in index], dtype=float)
    return pd.Series(numbers[codes], index=values.index, name=values.name)


def _number(value: str, column: ColumnPlan, decimal_comma: bool) -> float:
    if value in column.missing:
        return float("nan")
    found = parse_number(column.numbers.get(value, value), decimal_comma=decimal_comma)
    return float("nan") if found is None else found


def choice_indicators(values: pd.Series, column: ColumnPlan) -> pd.DataFrame:
    """One 0/1 column a choice.

    Parameters
    ----------
    values : Series of str of length n
    column : ColumnPlan
        Of type 'choices'.

    Returns
    -------
    DataFrame of shape (n, n_levels)
        1 where the choice was made, 0 where another was, NaN where the cell is empty or a missing code.

    Examples
    --------
    >>> column = ColumnPlan("drink", "closed", type="choices", levels=("tea", "milk"), separator=";")
    >>> choice_indicators(pd.Series(["tea;milk", "tea", ""], dtype="str"), column).to_numpy().tolist()
    [[1.0, 1.0], [1.0, 0.0], [nan, nan]]
    """
    codes, distinct = pd.factorize(values.str.strip())
    rows = np.zeros((len(distinct), len(column.levels)))
    for position, value in enumerate(map(str, distinct)):
        if not value or value in column.missing:
            rows[position] = np.nan
            continue
        chosen = set(split_choices(value, column.separator or ";"))
        rows[position] = [level in chosen for level in column.levels]
    return pd.DataFrame(rows[codes], index=values.index, columns=list(column.levels))
