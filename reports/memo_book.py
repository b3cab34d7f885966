"""Journal and memos as a document to read: headings, each with its memos in order."""

from __future__ import annotations

from dataclasses import dataclass

from reports.model import Stamp


@dataclass(frozen=True, slots=True)
class BookMemo:
    """A memo in the document: the line above it (by whom, when), and its paragraphs."""

    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, how deep it stands (1 for a chapter), the words under it, and its memos."""

    title: str
    level: int
    memos: tuple[BookMemo, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class MemoBook:
    """Everything that was written beside the answers, in reading order."""

    title: str
    sections: tuple[Section, ...]
    stamp: Stamp
