"""Rows that are no respondents' answers: previews, tests, spam, unfinished and repeated ones.

A rule only counts and names rows; whether they are left out is a person's decision, and they stay in the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.known_columns import name_key
from pipelines.raw_table import RawTable
from pipelines.survey import ImportPlan

# Qualtrics writes the status in words or as a number (its support page 'Understanding your dataset').
_PREVIEW = frozenset(("survey preview", "preview", "1", "9", "17", "survey preview spam", "offline survey preview"))
_TEST = frozenset(("survey test", "test", "2"))
_SPAM = frozenset(("spam", "possible spam", "8", "9", "12", "40", "survey preview spam", "imported spam"))
_NOT_FINISHED = frozenset(("false", "0", "no", "partial", "incomplete", "in progress", "disqualified"))
_WHOLE_PROGRESS = 100.0


@dataclass(frozen=True)
class Exclusion:
    """Rows that one rule would leave out.

    Parameters
    ----------
    rule : str
        'preview', 'test', 'spam', 'unfinished' or 'repeated_id'.
    label : str
        What the rule finds, in words for a researcher.
    column : str
        The column that tells.
    count : int
        Number of rows.
    rows : tuple of int
        Row numbers in the file.
    """

    rule: str
    label: str
    column: str
    count: int
    rows: tuple[int, ...]


LABELS: Mapping[str, str] = {
    "preview": "Previews: the survey looked at by its makers",
    "test": "Test answers made by the survey tool",
    "spam": "Marked as spam by the survey tool",
    "unfinished": "Not finished",
    "repeated_id": "Repeated: a respondent with this id came before",
}


def find_exclusions(table: RawTable, plan: ImportPlan) -> list[Exclusion]:
    """Find the rows that a person may want to leave out, by rule; a row can fall under several.

    Parameters
    ----------
    table : RawTable
    plan : ImportPlan
        Tells the respondents' id, and whether one respondent may have several rows.

    Returns
    -------
    list of Exclusion
        Rules that find at least one row, in the order of `LABELS`.

    Examples
    --------
    >>> from pipelines.reading import read_table
    >>> from pipelines.survey import guess_plan
    >>> data = b"ResponseId,Finished,Why?\\nR_1,True,My team\\nR_2,False,\\nR_3,True,The pay\\n"
    >>> table = read_table(data, "survey.csv")
    >>> [(found.rule, found.count, found.rows) for found in find_exclusions(table, guess_plan(table))]
    [('unfinished', 1, (3,))]
    """
    by_key = {name_key(name): name for name in reversed(table.frame.columns)}
    found: dict[str, tuple[str, np.ndarray]] = {}
    for rule, words in (("preview", _PREVIEW), ("test", _TEST), ("spam", _SPAM)):
        for key in ("status", "responsetype", "distributionchannel"):
            if key in by_key and rule not in found:
                _keep(found, rule, by_key[key], _plain(table.frame[by_key[key]]).isin(words))
    column, unfinished = _unfinished(table.frame, by_key)
    if unfinished is not None:
        _keep(found, "unfinished", column, unfinished)
    ids = plan.with_role("id")
    if ids and not plan.several_rows:
        cells = table.frame[ids[0].name].str.strip()
        _keep(found, "repeated_id", ids[0].name, cells.duplicated() & (cells != ""))
    return [_exclusion(rule, *found[rule], table.frame.index) for rule in LABELS if rule in found]


def _plain(cells: pd.Series) -> pd.Series:
    return cells.str.strip().str.lower()


def _keep(found: dict[str, tuple[str, np.ndarray]], rule: str, column: str, rows: pd.Series) -> None:
    mask = rows.to_numpy(dtype=bool)
    if mask.any():
        found[rule] = (column, mask)


def _exclusion(rule: str, column: str, mask: np.ndarray, index: pd.Index) -> Exclusion:
    rows = tuple(index[mask].tolist())
    return Exclusion(rule, LABELS[rule], column, len(rows), rows)


def _unfinished(frame: pd.DataFrame, by_key: Mapping[str, str]) -> tuple[str, pd.Series | None]:
    """By the tool's own word where there is one, else by progress, else by a missing date of submission."""
    for key in ("finished", "complete", "completed", "status"):
        if key in by_key:
            cells = _plain(frame[by_key[key]])
            # Qualtrics' numeric status uses 0 for an ordinary answer.
            words = _NOT_FINISHED - {"0"} if key == "status" else _NOT_FINISHED
            if key != "status" or cells.isin(words).any():
                return by_key[key], cells.isin(words)
    if "progress" in by_key:
        progress = pd.to_numeric(frame[by_key["progress"]], errors="coerce")
        return by_key["progress"], progress < _WHOLE_PROGRESS
    for key in ("submitdate", "completiontime"):
        if key in by_key and (frame[by_key[key]] != "").any():
            return by_key[key], frame[by_key[key]].str.strip() == ""
    return "", None
