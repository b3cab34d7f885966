"""Which respondents gave one of some values to a closed question, or a number or date between two."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipelines.column_types import split_choices
from pipelines.errors import SearchError
from pipelines.survey import ColumnPlan
from pipelines.variables import numeric_values


def with_levels(cells: pd.Series, column: ColumnPlan, is_wanted: Callable[[str], bool]) -> pd.Series:
    """Say of each cell whether it holds a wanted value; of several choices one is enough.

    Parameters
    ----------
    cells : Series of str of length n

    Returns
    -------
    Series of bool of length n

    Examples
    --------
    >>> column = ColumnPlan("drink", "closed", type="choices", levels=("tea", "milk"), separator=";")
    >>> with_levels(pd.Series(["tea;milk", "tea", ""], dtype="str"), column, lambda level: level == "milk").tolist()
    [True, False, False]
    """
    codes, distinct = pd.factorize(cells.str.strip())
    fits = []
    for value in map(str, distinct):
        values = split_choices(value, column.separator) if column.type == "choices" and column.separator else [value]
        fits.append(any(is_wanted(one) for one in values))
    return pd.Series(np.array(fits, dtype=bool)[codes], index=cells.index)


def in_range(cells: pd.Series, column: ColumnPlan, low: str, high: str) -> pd.Series:
    """Say of each cell whether its number or date lies between two, both included; '' is no bound.

    Raises
    ------
    SearchError
        A bound is no number, or no date.

    Examples
    --------
    >>> cells = pd.Series(["30", "41", "", "-99"], dtype="str")
    >>> in_range(cells, ColumnPlan("age", "closed", type="number", missing=("-99",)), "-100", "35").tolist()
    [True, False, False, False]
    >>> in_range(pd.Series(["2024-05-01", "2024-06-30"]), ColumnPlan("day", "closed", type="date"), "2024-06-01", "")
    ... # doctest: +NORMALIZE_WHITESPACE
    0    False
    1     True
    dtype: bool
    """
    read = _dates if column.type == "date" else numeric_values
    values = read(cells.where(~cells.str.strip().isin(column.missing), ""), column)
    fits = values.notna()
    for text, is_low in ((low, True), (high, False)):
        if not text.strip():
            continue
        bound = read(pd.Series([text], dtype="str"), column).iloc[0]
        if pd.isna(bound):
            kind = "date, such as 2024-05-31" if column.type == "date" else "number"
            raise SearchError(f"'{text}' is no {kind}: '{column.name}' cannot be searched by it.")
        fits &= (values >= bound) if is_low else (values <= bound)
    return fits


def _dates(cells: pd.Series, _column: ColumnPlan) -> pd.Series:
    trimmed = cells.str.strip()
    first = pd.to_numeric(trimmed.str.extract(r"^(\d{1,2})\D")[0], errors="coerce")
    return pd.to_datetime(trimmed, errors="coerce", format="mixed", dayfirst=bool((first > 12).any()), utc=True)
