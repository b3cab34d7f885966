"""Codings of other programs, read from files; nothing is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from codebooks.model import name_key
from coding.agreement.comparison import Codings, gather
from coding.agreement.spans.marked import Passage
from coding.agreement.spans.several import Marked, joined
from coding.round_events import CONSENSUS_NAME
from exchange.codebook_files import CodeRow, read_codebook
from exchange.errors import BrokenLine
from exchange.long_codings import LongRow, read_long

PARTS = ("unit", "coder", "code", "respondent", "start", "end", "length")  # that a file may have a column for


@dataclass(frozen=True, slots=True)
class File:
    """What stands in a file, and its name for messages."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Study:
    """Codings as they were read, and what a person should know about them."""

    codings: Codings
    notes: tuple[str, ...]
    other_way: Codings | None = None
    marked: Marked | None = None


def read_study(
    codings: File, columns: Mapping[str, str], *, units: File | None = None, codebook: File | None = None,
    unsure: str = "",
) -> Study:  # fmt: skip
    """Read codings in long format.

    Parameters
    ----------
    codings : a row says that a coder gave a unit a code; an empty code says that the coder saw it and gave none
    columns : headings of unit, coder and code; of respondent, of start, end and length where there are such
    units : units that were seen, whether a code was given or not: with a coder's column by that coder, without it by
        every coder of the codings
    codebook : every code that could be given
    unsure : what stands in place of a code where a coder was unsure; without a code beside it, the coding is missing
        in `codings`, and one without a code in `other_way`

    Raises
    ------
    ExchangeError
    """
    found = read_long(codings.data, codings.name, columns, may_lack=frozenset())
    rows = [row for row in found if not _is_consensus(row)]
    further = [] if units is None else [row for row in _read_units(units, columns) if not _is_consensus(row)]
    agreed = len(found) - len(rows)
    coders = sorted({row.coder for row in rows})
    seen = [(row.unit, coder) for row in further for coder in ([row.coder] if row.coder else coders)]
    book = [] if codebook is None else _applied(read_codebook(codebook.data, codebook.name), rows)
    spelt = {name_key(code): code for code in book}
    every = [replace(row, code=spelt.get(name_key(row.code), row.code)) for row in rows]
    rows = [row for row in every if not unsure or name_key(row.code) != name_key(unsure)]
    owners = _owners([*every, *further], codings.name)
    doubtful = _doubtful(every, rows)
    rows = [row for row in rows if row.code or (row.unit, row.coder) not in doubtful]
    coded = [(row.unit, row.coder, row.code) for row in rows]
    first = gather(coded, seen=[pair for pair in seen if pair not in doubtful], codes=book, respondents=owners)
    other = gather(coded, seen=[*seen, *sorted(doubtful)], codes=book, respondents=owners) if doubtful else None
    marked = _marked(rows, first, owners) if "start" in columns else None
    notes = [*_agreed(agreed), *_notes(rows, coded, book, owners if "respondent" in columns else None)]
    if doubtful:
        notes.append(f"Unsure without a code, counted as missing: {len(doubtful):,}.")
    if marked is not None:
        notes += _notes_of_places(rows, columns)
    return Study(first, tuple(notes), other, marked)


def _is_consensus(row: LongRow) -> bool:
    """Whether a row says what coders agreed on after they had talked, as files of this program hold it."""
    return name_key(row.coder) == name_key(CONSENSUS_NAME)


def _agreed(rows: int) -> Iterator[str]:
    if rows:
        yield (
            f"Left out: {rows:,} rows of '{CONSENSUS_NAME}'. They say what coders agreed on after they had talked, and "
            "are no independent coding."
        )


def _doubtful(every: Sequence[LongRow], sure: Sequence[LongRow]) -> set[tuple[str, str]]:
    """Give the (unit, coder) that were unsure and gave no code."""
    coded = {(row.unit, row.coder) for row in sure if row.code}
    return {(row.unit, row.coder) for row in set(every) - set(sure)} - coded


def _marked(rows: Sequence[LongRow], codings: Codings, owners: Mapping[str, str]) -> Marked:
    """Give the passages of the units that every coder coded; a code without a place is of the whole text."""
    read = {unit for place, unit in enumerate(codings.units) if codings.seen[:, place].all()}
    within = [row for row in rows if row.unit in read]
    lengths = dict.fromkeys((unit for unit in codings.units if unit in read), 1)
    for row in within:
        lengths[row.unit] = max(lengths[row.unit], row.end, row.length)
    passages = joined(
        Passage(row.coder, row.unit, max(row.start, 0), row.end if row.start >= 0 else lengths[row.unit], row.code)
        for row in within
        if row.code
    )
    return Marked(passages, lengths, codings.coders, owners)


def _notes_of_places(rows: Sequence[LongRow], columns: Mapping[str, str]) -> Iterator[str]:
    if "length" not in columns:
        yield "The length of a text is taken to be where its last passage ends."
    if whole := sum(bool(row.code) and row.start < 0 for row in rows):
        yield f"Without a place, and counted as codings of the whole text: {whole:,}."


def _read_units(units: File, columns: Mapping[str, str]) -> list[LongRow]:
    wanted = {part: columns[part] for part in ("unit", "coder", "respondent") if part in columns}
    return read_long(units.data, units.name, wanted, may_lack=frozenset({"coder", "respondent"}))


def _applied(book: Sequence[CodeRow], rows: Iterable[LongRow]) -> list[str]:
    """Names of the codes that can be given: themes only order others, unless somebody gave one."""
    above = {row.parent for row in book if row.parent}
    given = {name_key(row.code) for row in rows}
    return [row.name for row in book if not (row.theme or row.name in above) or name_key(row.name) in given]


def _owners(rows: Iterable[LongRow], name: str) -> dict[str, str]:
    owners: dict[str, str] = {}
    for row in rows:
        if row.respondent and owners.setdefault(row.unit, row.respondent) != row.respondent:
            raise BrokenLine(
                f"{name}, row {row.row}: the unit {row.unit!r} is of the respondent {row.respondent!r} here, but of "
                f"{owners[row.unit]!r} above. A unit has one respondent; mend the cell.",
                where=f"row {row.row}",
            )
    return owners


def _notes(
    rows: Sequence[LongRow],
    coded: Sequence[tuple[str, str, str]],
    book: Sequence[str],
    owners: Mapping[str, str] | None,
) -> Iterator[str]:
    twice = len(coded) - len(set(coded))
    if twice:
        yield f"{twice:,} rows say the same as a row above; each coding counts once."
    given = {(unit, coder) for unit, coder, code in coded if code}
    both = sum((unit, coder) in given for unit, coder, code in set(coded) if not code)
    if both:
        yield (
            f"Units to which one coder gave a code and also none: {both:,}; the code counts. Does the column for units "
            "name one answer alone?"
        )
    for what, names in (("coders", {row.coder for row in rows}), ("codes", {code for *_, code in coded if code})):
        yield from _alike(what, names)
    beside = sorted({code for *_, code in coded if code} - set(book)) if book else []
    if beside:
        yield f"Not in the codebook, and counted with it: {', '.join(beside)}."
    coders_of: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        coders_of[row.unit].add(row.coder)
    without = sum(unit not in owners for unit in coders_of) if owners is not None else 0
    if without:
        yield f"{without:,} units have no respondent; each of them stands for one of its own."


def _alike(what: str, names: Iterable[str]) -> Iterator[str]:
    spellings: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        spellings[name_key(name)].append(name)
    for several in spellings.values():
        if len(several) > 1:
            yield f"{' and '.join(map(repr, several))} are counted as different {what}. Are they the same?"
