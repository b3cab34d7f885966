"""Agreement in codings of other programs: files in, coefficients out, nothing kept."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codebooks.model import name_key
from coding.agreement.comparison import Codings, Comparison, GroupAgreement, compare, gather
from coding.agreement.intervals import JACKKNIFE, Interval
from coding.agreement.result import Agreement
from exchange.codebook_files import CodeRow, read_codebook
from exchange.errors import BrokenLine
from exchange.long_codings import LongRow, read_long

KEYS = ("value", "low", "high", "method", "n_units", "n_coders", "n_categories", "reason")
HEAD = (
    "coders", "code", "coefficient", "value", "low", "high", "method", "bootstrap_low", "bootstrap_high", "observed",
    "expected", "n_units", "n_coders", "n_categories", "prevalence", "reason",
)  # fmt: skip
EVERYBODY = "all coders"


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


def read_study(
    codings: File, columns: Mapping[str, str], *, units: File | None = None, codebook: File | None = None
) -> Study:
    """Read codings in long format.

    Parameters
    ----------
    codings : a row says that a coder gave a unit a code; an empty code says that the coder saw it and gave none
    columns : headings of unit, coder and code, and of respondent where there is one
    units : units that were seen, whether a code was given or not: with a coder's column by that coder, without it by
        every coder of the codings
    codebook : every code that could be given

    Raises
    ------
    ExchangeError
    """
    rows = read_long(codings.data, codings.name, columns, may_lack=frozenset())
    further = [] if units is None else _read_units(units, columns)
    coders = sorted({row.coder for row in rows})
    seen = [(row.unit, coder) for row in further for coder in ([row.coder] if row.coder else coders)]
    book = [] if codebook is None else _applied(read_codebook(codebook.data, codebook.name), rows)
    spelt = {name_key(code): code for code in book}
    coded = [(row.unit, row.coder, spelt.get(name_key(row.code), row.code)) for row in rows]
    owners = _owners([*rows, *further], codings.name)
    gathered = gather(coded, seen=seen, codes=book, respondents=owners)
    notes = tuple(_notes(rows, coded, book, owners if "respondent" in columns else None))
    return Study(gathered, notes)


def agreement_of(study: Study, interval: Interval = JACKKNIFE) -> Comparison:
    """Compute all coefficients of the codings."""
    return compare(study.codings, interval)


def as_json(found: Comparison) -> bytes:
    """Coefficients as JSON: overall, by code, and by pair of coders ('Ana~Ben'), null where there is no number."""
    content = {
        **_group_json(found.everybody),
        "pairs": {
            "~".join(pair): {**_group_json(group)["overall"], "codes": _group_json(group)["codes"]}
            for pair, group in found.pairs.items()
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def as_lines(found: Comparison, beside: Comparison) -> list[Sequence[object]]:
    """Coefficients as a long table, the names of its columns first.

    Parameters
    ----------
    beside : the same codings with intervals by the bootstrap
    """
    lines: list[Sequence[object]] = [HEAD]
    lines += _group_lines(EVERYBODY, found.everybody, beside.everybody)
    for pair, group in found.pairs.items():
        lines += _group_lines("~".join(pair), group, beside.pairs[pair])
    return lines


def _group_json(group: GroupAgreement) -> dict[str, Any]:
    return {
        "overall": {key: _one_json(agreement) for key, agreement in group.overall.items()},
        "codes": {
            code: {
                **{key: _one_json(agreement) for key, agreement in found.coefficients.items()},
                "prevalence": found.prevalence,
            }
            for code, found in group.codes.items()
        },
    }


def _one_json(agreement: Agreement) -> dict[str, Any]:
    found = {key: getattr(agreement, key) for key in KEYS}
    return {key: None if value == "" else value for key, value in found.items()}


def _group_lines(coders: str, group: GroupAgreement, beside: GroupAgreement) -> Iterator[Sequence[object]]:
    for key, agreement in group.overall.items():
        yield coders, "", key, *_cells(agreement, beside.overall[key], None)
    for code, found in group.codes.items():
        for key, agreement in found.coefficients.items():
            yield coders, code, key, *_cells(agreement, beside.codes[code].coefficients[key], found.prevalence)


def _cells(found: Agreement, beside: Agreement, prevalence: float | None) -> Sequence[object]:
    return (
        found.value, found.low, found.high, found.method, beside.low, beside.high, found.observed, found.expected,
        found.n_units, found.n_coders, found.n_categories, prevalence, found.reason,
    )  # fmt: skip


def _read_units(units: File, columns: Mapping[str, str]) -> list[LongRow]:
    wanted = {part: heading for part, heading in columns.items() if part != "code"}
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
