"""Themes by the levels of a closed variable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reports.association import (
    CHI_SQUARE,
    DRAWS,
    FISHER,
    SEED,
    SIMULATED,
    AssociationTest,
    adjusted_residuals,
    association_test,
    benjamini_hochberg,
    holm,
)
from reports.counting import (
    Base,
    Counted,
    Denominator,
    Order,
    base_of,
    checked_frames,
    code_tree,
    count_codes,
    progress_of,
)
from reports.errors import BrokenFrame
from reports.formats import MINUS
from reports.intervals import newcombe_difference
from reports.model import Cell, Column, Row, Stamp, Table
from reports.prevalence import code_name, meta_of, notes_on_counting, proportion_cells

NOT_STATED = "Not stated"
ALL = "All"
SMALL_CELL = 5  # respondents; a common threshold for counts that may identify people
MARKED_RESIDUAL = 2.0

Counts = NDArray[np.int_]


def cross_tab(
    answers: pd.DataFrame,
    codings: pd.DataFrame,
    codes: pd.DataFrame,
    groups: pd.Series,
    levels: Sequence[str],
    *,
    variable: str = "group",
    denominator: Denominator = "answered",
    waiting: Mapping[str, int] | None = None,
    stamp: Stamp | None = None,
    order: Order = "frequency",
    confidence: float = 0.95,
) -> Table:
    """Count the respondents of each theme in each group, with intervals and, where valid, a test.

    Parameters
    ----------
    answers, codings, codes, denominator, waiting, order : as for :func:`reports.prevalence.theme_table`
    groups : level by respondent id; respondents without one (missing, or '') stand in a column of their own and
        are in no test
    levels : the levels in their order; each gets its columns, also when nobody is in it
    variable : the closed variable's name, for the title and the notes

    Returns
    -------
    Table
        Per code: n, percentage of the group and Wilson interval for all and for each level; with two levels the
        difference in percentage points with Newcombe's interval; test, p, p after Holm and after
        Benjamini-Hochberg, Cramér's V. Only respondents all of whose answers are settled are tested: coded, or
        by their kind without content.

    Raises
    ------
    UnknownBase, BrokenFrame
    """
    frame, pairs = checked_frames(answers, codings)
    base = base_of(frame, denominator)
    counted = count_codes(base, pairs, code_tree(codes), order=order)
    progress = progress_of(base, frame, pairs)
    split = _Split(base, groups, levels)
    observed = [split.observed(entry.respondent_ids) for entry in counted]
    outcomes = [association_test(counts) for counts in observed]
    adjusted = _adjusted(outcomes)
    rows = tuple(
        Row(
            key=entry.node.code_id,
            cells={
                "theme": code_name(entry),
                **_share_cells(entry, split, confidence if progress.begun else None),
                **_test_cells(outcome, *adjusted[place]),
                **_difference_cells(observed[place], confidence),
                "differs": _differs(split.levels, observed[place]) if outcome else "",
            },
            level=entry.node.level,
            strong=entry.node.theme,
            respondent_ids=entry.respondent_ids,
            response_ids=entry.response_ids,
        )
        for place, (entry, outcome) in enumerate(zip(counted, outcomes, strict=True))
    )
    proposed = {code_id: number for code_id, number in (waiting or {}).items() if number}
    about = f" in the answers to \u201c{stamp.question}\u201d" if stamp else ""
    return Table(
        title=f"Themes by {variable}{about}",
        name=f"themes by {variable}",
        columns=_columns(split, any(outcomes), confidence),
        rows=rows,
        notes=(
            *notes_on_counting(base, frame, pairs, progress, proposed, confidence),
            *_notes(split, rows, outcomes, len(split.tested), variable),
        ),
        base_label=base.label,
        base_n=base.n,
        meta={**meta_of(base, progress), "variable": variable},
    )


class _Split:
    """The base's respondents by level; those without a level under 'Not stated'."""

    def __init__(self, base: Base, groups: pd.Series, levels: Sequence[str]) -> None:
        self.levels = tuple(str(level) for level in levels)
        if len(set(self.levels)) < len(self.levels):
            raise BrokenFrame("A level stands twice in the order of levels; each must stand once.")
        people = sorted(set(base.answers["respondent_id"]))
        given = {str(person): level for person, level in groups.items() if not pd.isna(level) and level != ""}
        self.level_of = {person: str(given[person]) for person in people if person in given}
        unknown = sorted(set(self.level_of.values()) - set(self.levels))
        if unknown:
            raise BrokenFrame(
                f"{unknown[0]!r} is not among the levels {', '.join(self.levels)}. Add it to their order."
            )
        self.n_all = len(people)
        self.n_missing = len(people) - len(self.level_of)
        self.n = self._count(people)
        self.tested = _settled(base)
        self.n_tested = np.array(self.count(self.tested))

    def count(self, people: Iterable[str]) -> list[int]:
        """How many of these people are in each level."""
        found = self._count(people)
        return [found[level] for level in self.levels]

    def missing(self, people: Iterable[str]) -> int:
        """How many of these people have no level."""
        return sum(person not in self.level_of for person in people)

    def observed(self, holders: Iterable[str]) -> Counts:
        """Counts of shape (2, n_levels): with the code and without, among those whose answers are settled."""
        having = np.array(self.count(person for person in holders if person in self.tested))
        return np.array([having, self.n_tested - having])

    def _count(self, people: Iterable[str]) -> dict[str, int]:
        found = Counter(self.level_of.get(person) for person in people)
        return {level: found[level] for level in self.levels}


def _settled(base: Base) -> frozenset[str]:
    answers = base.answers
    open_answers = answers[~answers["coded"] & (answers["disposition"] == "substantive")]
    if not answers["coded"].any():
        return frozenset()
    return frozenset(answers["respondent_id"]) - frozenset(open_answers["respondent_id"])


def _share_cells(entry: Counted, split: _Split, confidence: float | None) -> dict[str, Cell]:
    parts = [("all", entry.n, split.n_all)]
    parts += [
        (f"level_{place}", k, split.n[level])
        for place, (level, k) in enumerate(zip(split.levels, split.count(entry.respondent_ids), strict=True))
    ]
    parts.append(("missing", split.missing(entry.respondent_ids), split.n_missing))
    cells: dict[str, Cell] = {}
    for key, k, n in parts:
        share = {"percent": None, "interval": None} if confidence is None else proportion_cells(k, n, confidence)
        cells |= {f"{key}_n": k, f"{key}_percent": share["percent"], f"{key}_interval": share["interval"]}
    return cells


def _test_cells(outcome: AssociationTest | None, by_holm: float | None, by_bh: float | None) -> dict[str, Cell]:
    return {
        "test": outcome.method if outcome else "",
        "p": outcome.p if outcome else None,
        "p_holm": by_holm,
        "p_bh": by_bh,
        "effect": outcome.effect if outcome else None,
    }


def _adjusted(outcomes: Sequence[AssociationTest | None]) -> list[tuple[float | None, float | None]]:
    places = [place for place, outcome in enumerate(outcomes) if outcome is not None]
    raw = [outcome.p for outcome in outcomes if outcome is not None]
    pairs: list[tuple[float | None, float | None]] = [(None, None)] * len(outcomes)
    for place, by_holm, by_bh in zip(places, holm(raw), benjamini_hochberg(raw), strict=True):
        pairs[place] = (by_holm, by_bh)
    return pairs


def _difference_cells(observed: Counts, confidence: float) -> dict[str, Cell]:
    if observed.shape[1] != 2:
        return {}
    k_1, k_2 = (int(count) for count in observed[0])
    n_1, n_2 = (int(count) for count in observed.sum(axis=0))
    if not n_1 or not n_2:
        return {"difference": None, "difference_interval": None}
    low, high = newcombe_difference(k_1, n_1, k_2, n_2, confidence)
    return {
        "difference": 100 * (k_1 / n_1 - k_2 / n_2),
        "difference_interval": (100 * float(low), 100 * float(high)),
    }


def _differs(levels: Sequence[str], observed: Counts) -> str:
    marked = [
        f"{level} {'+' if residual > 0 else MINUS}"
        for level, residual in zip(levels, adjusted_residuals(observed)[0], strict=True)
        if abs(residual) > MARKED_RESIDUAL
    ]
    return ", ".join(marked)


def _columns(split: _Split, tested: bool, confidence: float) -> tuple[Column, ...]:
    ci = f"{100 * confidence:g}% CI"

    def share(key: str, name: str, n: int) -> list[Column]:
        group = f"{name} (n = {n:,})"
        return [
            Column(key=f"{key}_n", label="n", kind="count", width=6, group=group),
            Column(key=f"{key}_percent", label="%", kind="percent", width=6, group=group),
            Column(key=f"{key}_interval", label=ci, kind="interval", width=14, group=group),
        ]

    columns = [Column(key="theme", label="Theme", width=28), *share("all", ALL, split.n_all)]
    for place, level in enumerate(split.levels):
        columns += share(f"level_{place}", level, split.n[level])
    if split.n_missing:
        columns += share("missing", NOT_STATED, split.n_missing)
    if tested and len(split.levels) == 2:
        group = f"{split.levels[0]} {MINUS} {split.levels[1]}"
        columns += [
            Column(key="difference", label="points", kind="difference", width=8, group=group),
            Column(key="difference_interval", label=ci, kind="interval", width=14, group=group),
        ]
    if tested:
        columns += [
            Column(key="test", label="Test", width=12),
            Column(key="p", label="p", kind="p", width=7),
            Column(key="p_holm", label="p (Holm)", kind="p", width=8),
            Column(key="p_bh", label="p (BH)", kind="p", width=8),
            Column(key="effect", label="φ" if len(split.levels) == 2 else "V", kind="effect", width=6),
        ]
    if tested and len(split.levels) > 2:
        columns.append(Column(key="differs", label="Stands out", width=16))
    return tuple(columns)


def _notes(
    split: _Split,
    rows: Sequence[Row],
    outcomes: Sequence[AssociationTest | None],
    n_tested: int,
    variable: str,
) -> list[str]:
    notes = ["Percentages are of the respondents in each column."]
    if split.n_missing:
        who = "1 respondent" if split.n_missing == 1 else f"{split.n_missing:,} respondents"
        notes.append(f"{who} without {variable} stand apart and are in no test.")
    methods = {outcome.method for outcome in outcomes if outcome is not None}
    if methods:
        notes += _test_notes(methods, len([outcome for outcome in outcomes if outcome]), len(split.levels))
        if n_tested < split.n_all:
            notes.append(f"Tests use the {n_tested:,} respondents whose answers are all coded or without content.")
    small = _small_cells(rows, len(split.levels))
    if small:
        cells = "1 cell holds" if small == 1 else f"{small:,} cells hold"
        notes.append(
            f"{cells} 1 to {SMALL_CELL - 1} respondents: check before publishing that nobody can be recognised."
        )
    return notes


def _test_notes(methods: set[str], family: int, n_levels: int) -> list[str]:
    comparisons = "the 1 comparison" if family == 1 else f"the {family:,} comparisons"
    notes = [
        "Exploratory: these comparisons were not fixed beforehand. p is unadjusted; Holm and BH "
        f"(Benjamini-Hochberg) adjust for {comparisons} in this table."
    ]
    used = []
    if CHI_SQUARE in methods:
        used.append(f"{CHI_SQUARE} = chi-square without continuity correction")
    if FISHER in methods:
        used.append("where expected counts are too small for it, Fisher's exact test")
    if used:
        notes.append("; ".join(used) + ".")
    if SIMULATED in methods:
        notes.append(f"Simulated = Freeman-Halton exact test on {DRAWS:,} drawn tables, seed {SEED}.")
    if n_levels == 2:
        notes.append("φ is given as its size; the difference is in percentage points with Newcombe's interval.")
    else:
        notes.append("V = Cramér's V. A group stands out (+ more, \u2212 fewer) beyond 2 adjusted residuals.")
    return notes


def _small_cells(rows: Sequence[Row], n_levels: int) -> int:
    keys = [*(f"level_{place}_n" for place in range(n_levels)), "missing_n"]
    numbers = [row.cells[key] for row in rows for key in keys]
    return sum(isinstance(number, int) and 0 < number < SMALL_CELL for number in numbers)
