"""Fold events into a codebook: the law that the tables of `storage` must agree with."""

from dataclasses import asdict
from types import MappingProxyType

from codebooks.events import (
    CodeAdded,
    CodebookEvent,
    CodebookPublished,
    CodeChanged,
    CodesMerged,
    CodesUnmerged,
    CodeWithdrawn,
)
from codebooks.model import Code, Codebook


def fold(book: Codebook, event: CodebookEvent) -> Codebook:
    """Give the codebook after one event (its text fields hold the ids of texts).

    Examples
    --------
    >>> fold(Codebook(), CodeAdded(code="a", name="t1")).code("a").name
    't1'
    """
    match event:
        case CodeWithdrawn():
            return Codebook(MappingProxyType({k: v for k, v in book.codes.items() if k != event.code}), book.version)
        case CodeAdded():
            values = asdict(event)
            code = Code(id=values.pop("code"), **values)
            return Codebook(MappingProxyType({**book.codes, code.id: code}), book.version)
        case CodeChanged():
            return book.changed(event.code, **{field: after for field, _, after in event.changes})
        case CodesUnmerged():
            return _aliased(book, event.merged, "")
        case CodesMerged():
            return _aliased(book, event.merged, event.into)
        case CodebookPublished():
            return Codebook(book.codes, event.version)


def _aliased(book: Codebook, merged: tuple[str, ...], into: str) -> Codebook:
    for code_id in merged:
        book = book.changed(code_id, merged_into=into)
    return book
