"""A table as plain columns, for formats that hold numbers: an interval becomes two columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reports.model import INTERVAL_KINDS, Column, Kind, Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatColumn:
    """One plain column: where its value is found in a row and what it is headed."""

    key: str
    label: str
    kind: Kind
    width: int
    end: Literal[0, 1] | None = None  # which end of an interval

    def value(self, row: Row) -> str | int | float | None:
        """The cell as text or number; ``None`` where nothing can be said."""
        cell = row.cells.get(self.key)
        if isinstance(cell, tuple):
            return cell[self.end or 0]
        return cell


def flat_columns(table: Table) -> tuple[FlatColumn, ...]:
    """Give the plain columns of a table, headings of groups written in front ('Nurse: n').

    >>> from reports.model import Column
    >>> table = Table(title="t", columns=(Column(key="ci", label="95% CI", kind="interval"),), rows=())
    >>> [column.label for column in flat_columns(table)]
    ['95% CI low', '95% CI high']
    """
    flat: list[FlatColumn] = []
    for column in table.columns:
        label = f"{column.group}: {column.label}" if column.group else column.label
        if column.kind in INTERVAL_KINDS:
            flat.append(_flat(column, f"{label} low", 0))
            flat.append(_flat(column, f"{label} high", 1))
        else:
            flat.append(_flat(column, label, None))
    return tuple(flat)


def _flat(column: Column, label: str, end: Literal[0, 1] | None) -> FlatColumn:
    return FlatColumn(key=column.key, label=label, kind=column.kind, width=column.width, end=end)
