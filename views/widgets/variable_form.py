"""The definition of a closed variable: its type, and of each value place, label, number, missing or not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pipelines.survey import ColumnPlan
from views import feedback
from workbench.closed_variables import Values

TYPES = {
    "nominal": "nominal",
    "ordered": "ordered",
    "number": "number",
    "scale": "scale item",
    "choices": "several choices",
    "date": "date",
}
SEPARATORS = {";": "semicolon ;", ",": "comma ,", "|": "vertical bar |", "\n": "line break", "/": "slash /"}
ROW_HEIGHT, HEAD_HEIGHT, TALLEST = 35, 38, 420


def choose_type(
    column: ColumnPlan, place: Any, *, key: str, on_change: Callable[..., None], args: tuple[Any, ...]
) -> str:
    """Draw the choice of a type and give it."""
    return str(
        place.selectbox(
            f"Type of “{column.name}”", list(TYPES), index=list(TYPES).index(column.type), key=key,
            format_func=TYPES.__getitem__, on_change=feedback.guarded(on_change, "column"), args=args,
            help="Ordered and scale items keep the order below in every table. A scale item also has numbers, "
            "so that a mean can be given.",
        )
    )  # fmt: skip


def choose_separator(
    column: ColumnPlan, place: Any, *, key: str, on_change: Callable[..., None], args: tuple[Any, ...]
) -> None:
    """Draw the choice of the sign that stands between several choices in one cell."""
    signs = list(dict.fromkeys([column.separator or ";", *SEPARATORS]))
    place.selectbox(
        "Between the choices stands", signs, index=0, key=key, format_func=lambda sign: SEPARATORS.get(sign, sign),
        on_change=feedback.guarded(on_change, "column"), args=args,
    )  # fmt: skip


def levels(
    column: ColumnPlan, found: Values, *, key: str, on_change: Callable[..., None], args: tuple[Any, ...]
) -> None:
    """Draw the values of a variable with their counts; place, label, number and missing can be changed."""
    values = found.listed
    scaled = column.type == "scale"
    if column.type in ("number", "date"):
        st.caption("Every value counts as it is. Tick what stands for a missing answer.")
    rows = [
        {
            "Place": column.levels.index(value) + 1 if value in column.levels else None,
            "Value": value,
            "Label": column.labels.get(value, ""),
            **({"Number": column.numbers.get(value, "")} if scaled else {}),
            "Missing": value in column.missing,
            "Respondents": count,
        }
        for value, count in values.items()
    ]
    config = st.column_config
    st.data_editor(
        rows, key=key, hide_index=True, disabled=["Value", "Respondents"], placeholder="",
        on_change=feedback.guarded(on_change, "column"), args=(*args, list(values)),
        height=min(TALLEST, HEAD_HEIGHT + ROW_HEIGHT * max(1, len(rows))),
        column_config={
            "Place": config.NumberColumn(min_value=1, step=1, width="small", help="1 comes first; low to high"),
            "Value": config.TextColumn(help="As in the file"),
            "Label": config.TextColumn(help="Shown in tables instead of the value"),
            "Number": config.TextColumn(width="small", help="What the word counts for in a mean"),
            "Missing": config.CheckboxColumn(width="small", help="Stands for no answer, as -99"),
            "Respondents": config.NumberColumn(width="small", format="localized"),
        },
        alt=f"Values of {column.name}",
    )  # fmt: skip
    st.caption(f"{found.answered:,} answered, {found.missing:,} missing, {found.empty:,} empty.")


def edited(column: ColumnPlan, values: Sequence[str], edits: Mapping[Any, Mapping[str, Any]]) -> ColumnPlan:
    """Give the column with what was changed in the table of its values.

    Examples
    --------
    >>> column = ColumnPlan("mood", "closed", type="ordered", levels=("low", "high", "?"))
    >>> edited(column, ["low", "high", "?"], {1: {"Place": 1}, 2: {"Missing": True}}).levels
    ('high', 'low')
    """
    for position, cells in edits.items():
        value = values[int(position)]
        if "Missing" in cells:
            column = _with_missing(column, value, bool(cells["Missing"]))
        if cells.get("Place") and column.type not in ("number", "date"):
            rest = [level for level in column.levels if level != value]
            rest.insert(max(0, int(cells["Place"]) - 1), value)
            column = replace(column, levels=tuple(rest), missing=tuple(m for m in column.missing if m != value))
        if "Label" in cells:
            column = replace(column, labels=_put(column.labels, value, cells["Label"]))
        if "Number" in cells:
            column = replace(column, numbers=_put(column.numbers, value, cells["Number"]))
    return column


def _with_missing(column: ColumnPlan, value: str, missing: bool) -> ColumnPlan:
    codes = [code for code in column.missing if code != value]
    kept = [level for level in column.levels if level != value]
    if missing:
        return replace(column, missing=(*codes, value), levels=tuple(kept))
    if column.type in ("number", "date"):
        return replace(column, missing=tuple(codes))
    return replace(column, missing=tuple(codes), levels=(*kept, value))


def _put(words: Mapping[str, str], value: str, word: Any) -> dict[str, str]:
    changed = {known: kept for known, kept in words.items() if known != value}
    text = " ".join(str(word or "").split())
    return {**changed, value: text} if text else changed

