"""Agreement of codings of other programs, written: JSON, a long table, a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from coding.agreement.comparison import Comparison, GroupAgreement, compare
from coding.agreement.intervals import JACKKNIFE, Interval
from coding.agreement.reached import LEVELS, Share, shares_at_least
from coding.agreement.result import Agreement
from coding.agreement.spans.several import character_alphas, of_passages
from reports.agreement_words import ALPHA
from reports.plain_workbook import write_workbook
from reports.writers.csv_table import csv_bytes
from workbench.agreement_files import Study

KEYS = ("value", "low", "high", "method", "n_units", "n_coders", "n_categories", "reason")
HEAD = (
    "coders", "code", "coefficient", "value", "low", "high", "method", "bootstrap_low", "bootstrap_high", "observed",
    "expected", "n_units", "n_coders", "n_categories", "prevalence", "reason",
)  # fmt: skip
EVERYBODY = "all coders"
IN_SPANS = "in passages: "  # before the name of a coefficient of passages
SHARE_AT = "share of resamples with alpha at or above"
FORMS = ("json", "csv", "xlsx")


def write(study: Study, found: Comparison, form: str, *, shares: bool = False) -> bytes:
    """Write a study's coefficients in one of `FORMS`; see `as_json`."""
    if form == "json":
        return as_json(found, study, shares=shares)
    head, *lines = as_lines(found, compare(study.codings, Interval("bootstrap")))
    everybody = [line for line in lines if line[0] == EVERYBODY]
    sheets: dict[str, list[Sequence[object]]] = {
        "Overall": [line for line in everybody if not line[1]],
        "Codes": [line for line in everybody if line[1]],
        "Pairs": [line for line in lines if line[0] != EVERYBODY],
    }
    beside = {
        "Unsure as no code": list(_unsure_lines(study)),
        "Shares of resamples": list(_share_lines(study)) if shares else [],
        "Passages": list(_span_lines(study)),
        "Notes": [_line("note", reason=note) for note in study.notes],
    }
    sheets |= {name: more for name, more in beside.items() if more}
    if form == "csv":
        return csv_bytes([head, *(line for sheet in sheets.values() for line in sheet)])
    return write_workbook({name: [head, *sheet] for name, sheet in sheets.items()})


def _line(coefficient: str, *, code: str = "", value: float | None = None, reason: str = "") -> Sequence[object]:
    """A line of what is no coefficient."""
    cells = {"coders": EVERYBODY, "code": code, "coefficient": coefficient, "value": value, "reason": reason}
    return tuple(cells.get(name) for name in HEAD)


def _unsure_lines(study: Study) -> Iterator[Sequence[object]]:
    """Give the coefficients of the other way: who was unsure and gave no code gave none."""
    if study.other_way is not None:
        ways = (compare(study.other_way, interval).everybody for interval in (JACKKNIFE, Interval("bootstrap")))
        yield from _group_lines(f"{EVERYBODY}, unsure as no code", *ways)


def _share_lines(study: Study) -> Iterator[Sequence[object]]:
    reached = shares_at_least(study.codings)
    for code, share in (("", reached.overall), *reached.codes.items()):
        for level, value in zip(LEVELS, share.at_least or [None] * len(LEVELS), strict=True):
            yield _line(f"{SHARE_AT} {level}", code=code, value=value, reason=share.reason)


def _span_lines(study: Study) -> Iterator[Sequence[object]]:
    """Give the coefficients of passages as lines; their intervals by the bootstrap stand in its columns, too."""
    if study.marked is None:
        return
    for key, one in of_passages(study.marked).items():
        yield EVERYBODY, "", IN_SPANS + key, *_cells(one, one, None)
    for code, one in character_alphas(study.marked).items():
        yield EVERYBODY, code, IN_SPANS + ALPHA, *_cells(one, replace(one, low=None, high=None), None)


def as_json(found: Comparison, study: Study | None = None, *, shares: bool = False) -> bytes:
    """Coefficients as JSON: overall, by code, and by pair of coders ('Ana~Ben'), null where there is no number.

    Parameters
    ----------
    study : for what else there may be: 'notes' on what was left out, 'unsure_as_none' where coders were unsure, 'spans'
        where passages were marked
    shares : whether 'shares' of resamples that reach .667 and .800 are given too
    """
    content: dict[str, Any] = {
        **_group_json(found.everybody),
        "pairs": {
            "~".join(pair): {**_group_json(group)["overall"], "codes": _group_json(group)["codes"]}
            for pair, group in found.pairs.items()
        },
    }
    if study is not None:
        content |= _beside(study, shares=shares)
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _beside(study: Study, *, shares: bool) -> dict[str, Any]:
    more: dict[str, Any] = {"notes": list(study.notes)} if study.notes else {}
    if study.other_way is not None:
        more["unsure_as_none"] = _group_json(compare(study.other_way).everybody)
    if study.marked is not None:
        more["spans"] = {
            "overall": {key: _one_json(one) for key, one in of_passages(study.marked).items()},
            "codes": {code: {ALPHA: _one_json(one)} for code, one in character_alphas(study.marked).items()},
            }
    if shares:
        reached = shares_at_least(study.codings)
        more["shares"] = {
            "overall": _share_json(reached.overall),
            "codes": {code: _share_json(share) for code, share in reached.codes.items()},
        }
    return more


def _share_json(share: Share) -> dict[str, object]:
    found = dict(zip(map(str, LEVELS), share.at_least or [None] * len(LEVELS), strict=True))
    return {**found, "reason": share.reason or None}


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
