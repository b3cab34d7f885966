"""Memos as a table for anybody: one row a memo, references under their present names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.tables import write_table

MEMO_COLUMNS = ("about", "target", "coder", "written", "changed", "memo", "links")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoLine:
    """One memo: what kind of thing it is about, the thing in words, by whom; times are UTC, `links` names of things."""

    about: str
    target: str
    coder: str
    written: str
    changed: str
    memo: str
    links: tuple[str, ...] = ()


def write_memos_csv(lines: Iterable[MemoLine]) -> bytes:
    """Memos as CSV, links parted by semicolons.

    >>> line = MemoLine(about="code", target="Time", coder="A. Lee", written="2026-05-03T09:07:00Z",
    ...                 changed="2026-05-03T09:07:00Z", memo="=see P7", links=("P7",))
    >>> print(write_memos_csv([line]).decode("utf-8-sig").splitlines()[1])
    code,Time,A. Lee,2026-05-03T09:07:00Z,2026-05-03T09:07:00Z,'=see P7,P7
    """
    return write_table(
        MEMO_COLUMNS,
        (
            (line.about, line.target, line.coder, line.written, line.changed, line.memo, "; ".join(line.links))
            for line in lines
        ),
    )
