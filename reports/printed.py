"""A table as it is printed: every cell a text, the columns of a group folded into one.

n, percentage and interval of a group become ``63 (52.5)`` over ``[43.6, 61.2]``, so that a table by five groups
still fits a page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from reports.formats import NOTHING, cell_text
from reports.model import NUMBER_KINDS, Column, Row, Stamp, Table

LANDSCAPE_CHARACTERS = 100  # wider tables are set across the page
SMALL_PRINT_CHARACTERS = 150  # and wider ones than this in smaller print
FOLDED_WIDTH = 13
PROSE_WIDTH, PROSE_LEAST = 30, 20  # columns wished this wide hold sentences and share their room by length


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """Heading (its lines), whether it holds numbers, and its wish in characters."""

    lines: tuple[str, ...]
    numeric: bool
    width: int


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """The lines of each cell."""

    cells: tuple[tuple[str, ...], ...]
    level: int
    strong: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """What a print format needs of a table."""

    title: str
    columns: tuple[PrintedColumn, ...]
    rows: tuple[PrintedRow, ...]
    note: str

    @property
    def width(self) -> int:
        """Wish of all columns together, in characters."""
        return sum(column.width for column in self.columns)

    @property
    def wide(self) -> bool:
        """Whether the table is better set across the page."""
        return self.width > LANDSCAPE_CHARACTERS

    @property
    def small(self) -> bool:
        """Whether even across the page the table needs smaller print."""
        return self.width > SMALL_PRINT_CHARACTERS


def printed(table: Table, stamp: Stamp) -> Printed:
    """Give the printed form of a table, its note ending with where the figures come from."""
    blocks = [list(block) for _, block in groupby(table.columns, key=_block_key)]
    rows = tuple(PrintedRow(tuple(_cell(block, row) for block in blocks), row.level, row.strong) for row in table.rows)
    return Printed(
        title=table.title,
        columns=_fitted(tuple(_heading(block) for block in blocks), rows),
        rows=rows,
        note=" ".join([*table.notes, stamp.sentence()]),
    )


def _block_key(column: Column) -> tuple[str, str]:
    return (column.group, "") if column.group else ("", column.key)


def _heading(block: list[Column]) -> PrintedColumn:
    first = block[0]
    if not first.group:
        return PrintedColumn((first.label,), first.kind in NUMBER_KINDS, first.width)
    labels = {column.kind: column.label for column in block}
    parts = [labels[kind] for kind in ("count", "difference") if kind in labels]
    parts += [f"({labels['percent']})"] if "percent" in labels else []
    lines = [first.group, *([" ".join(parts)] if parts else [])]
    lines += [f"[{labels[kind]}]" for kind in ("interval", "effect_interval") if kind in labels]
    return PrintedColumn(tuple(lines), True, FOLDED_WIDTH)


def _fitted(columns: tuple[PrintedColumn, ...], rows: tuple[PrintedRow, ...]) -> tuple[PrintedColumn, ...]:
    """Let columns of sentences share their room in proportion to the root of the text they hold."""
    weights = {
        place: max(sum(len(line) for row in rows for line in row.cells[place]), 1) ** 0.5
        for place, column in enumerate(columns)
        if column.width >= PROSE_WIDTH
    }
    if len(weights) < 2:
        return columns
    room = sum(columns[place].width for place in weights) - PROSE_LEAST * len(weights)
    total = sum(weights.values())
    return tuple(
        replace(column, width=PROSE_LEAST + round(room * weights[place] / total)) if place in weights else column
        for place, column in enumerate(columns)
    )


def _cell(block: list[Column], row: Row) -> tuple[str, ...]:
    if not block[0].group:
        return tuple(cell_text(row.cells.get(block[0].key), block[0].kind).split("\n"))
    texts = {column.kind: cell_text(row.cells.get(column.key), column.kind) for column in block}
    first = [texts[kind] for kind in ("count", "difference", "effect") if kind in texts]
    if texts.get("percent", NOTHING) != NOTHING:
        first.append(f"({texts['percent']})")
    interval = texts.get("interval", texts.get("effect_interval", NOTHING))
    return (" ".join(first),) if interval == NOTHING else (" ".join(first), interval)
