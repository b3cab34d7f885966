"""A table as a value: what stands in it, before anybody decides how it looks.

Cells hold unrounded numbers; rounding belongs to the writers (``reports.formats``). Nothing here can be
changed after it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

Kind = Literal[
    "text", "quote", "count", "percent", "interval", "p", "effect", "effect_interval", "difference", "mean",
    "mean_interval",
]  # fmt: skip
Cell = str | int | float | tuple[float, float] | None
INTERVAL_KINDS: frozenset[str] = frozenset({"interval", "effect_interval", "mean_interval"})
NUMBER_KINDS: frozenset[str] = INTERVAL_KINDS | {"count", "percent", "p", "effect", "difference", "mean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Where figures come from; every exported file carries it. What is '' is not said, as the coder of a mean.

    Without a digest nothing is said of a record: the figures come from a file.

    Parameters
    ----------
    codebook : for example ``'version 2'``
    coder : whose confirmed codings are counted, or the name of the consensus
    record_number : number of the last entry of the project's record when the figures were made
    digest : digest of that entry, hexadecimal
    untold : in place of number and digest, why they are not told
    made_at : time of making, ``YYYY-MM-DDTHH:MM:SS…Z``
    program : name and version of the program
    """

    project: str
    question: str
    codebook: str
    coder: str
    record_number: int
    digest: str
    made_at: str
    program: str = "Verbatim"
    untold: str = ""

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Label and value, in the order in which they are printed."""
        every = (
            ("Project", self.project),
            ("Question", self.question),
            ("Codebook", self.codebook),
            ("Codings by", self.coder),
            ("Record number", str(self.record_number) if self.digest else self.untold),
            ("Digest", self.digest),
            ("Made at", self.made_at),
            ("Made with", self.program),
        )
        return tuple((label, value) for label, value in every if value)

    def sentence(self) -> str:
        """One line for the foot of a table.

        >>> Stamp(project="Peers", question="What is hard?", codebook="version 2", coder="A. Lee",
        ...       record_number=4812, digest="9c41aa", made_at="2026-05-01T09:12:00Z", program="V").sentence()
        'Codebook version 2; codings by A. Lee; record number 4812, digest 9c41aa; made 2026-05-01 with V.'
        """
        parts = [
            f"codebook {self.codebook}" if self.codebook else "",
            f"codings by {self.coder}" if self.coder else "",
            f"record number {self.record_number}, digest {self.digest}" if self.digest else "",
            f"record number {self.untold}" if self.untold else "",
            f"made {self.made_at[:10]} with {self.program}.",
        ]
        line = "; ".join(part for part in parts if part)
        return line[0].upper() + line[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `width` is its wish in characters, `group` a heading shared with its neighbours."""

    key: str
    label: str
    kind: Kind = "text"
    width: int = 12
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table.

    Parameters
    ----------
    key : id of the code that the row is about
    cells : value per column key; percentages 0 to 100, intervals ``(low, high)`` in the same unit, ``None``
        where nothing can be said, ``''`` where there is nothing to say
    level : depth in the codebook, 0 at the top
    strong : a theme, set in bold where the format can
    respondent_ids, response_ids : who is counted in the row and in which answers, so that a number can be
        opened
    """

    key: str
    cells: Mapping[str, Cell]
    level: int = 0
    strong: bool = False
    respondent_ids: tuple[str, ...] = ()
    response_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", MappingProxyType(dict(self.cells)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table for print, screen or file.

    `base_label` is the denominator in words (``'369 who answered'``), `base_n` the denominator itself, and
    `notes` are printed under the table in their order.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    base_label: str = ""
    base_n: int = 0
    name: str = "table"
    meta: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "meta", MappingProxyType(dict(self.meta)))

    def column(self, key: str) -> Column:
        """Return the column with that key."""
        return next(column for column in self.columns if column.key == key)

    def row(self, key: str) -> Row:
        """Return the row about that code."""
        return next(row for row in self.rows if row.key == key)

    def without(self, *keys: str) -> Table:
        """Give the table without some columns, for example the long texts on a narrow page.

        >>> columns = (Column(key="n", label="n"), Column(key="quotes", label="Example"))
        >>> table = Table(title="t", columns=columns, rows=())
        >>> [column.key for column in table.without("quotes").columns]
        ['n']
        """
        return replace(self, columns=tuple(column for column in self.columns if column.key not in keys))

    def to_frame(self) -> pd.DataFrame:
        """Give the unrounded cells, one column a key, index = code ids.

        >>> table = Table(title="t", columns=(Column(key="n", label="n", kind="count"),),
        ...               rows=(Row(key="c1", cells={"n": 3}),))
        >>> int(table.to_frame().loc["c1", "n"])
        3
        """
        cells: list[dict[str, Any]] = [dict(row.cells) for row in self.rows]
        return pd.DataFrame(
            cells,
            index=pd.Index([row.key for row in self.rows], dtype="object", name="code_id"),
            columns=[column.key for column in self.columns],
        )
