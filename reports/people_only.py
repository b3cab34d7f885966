"""Tables that count people and nothing else, for ways of working that measure no shares."""

from __future__ import annotations

from dataclasses import replace

from reports.model import Kind, Table

MEASURES: frozenset[Kind] = frozenset(
    {"percent", "interval", "effect_interval", "mean_interval", "p", "effect", "difference"}
)
OF_TESTS = ("test", "differs", "f", "df")  # columns that say nothing without those
# How notes begin that explain a measure; a note of several sentences is cut where such a one begins.
EXPLAINING = (
    "CI = ", "Percentages are", "Respondents can have several codes, so percentages", "Exploratory: ",
    "\u03c7\u00b2 = ", "where expected counts", "Simulated = ", "\u03c6 is", "V = Cram", "Tests use", "\u03b1 = ",
    "F = ",
)  # fmt: skip


def people_only(table: Table) -> Table:
    """Give a theme table, a cross-tab or a table of scores without percentages, intervals, tests and coefficients.

    >>> from reports.model import Column
    >>> columns = (Column(key="n", label="n"), Column(key="percent", label="%", kind="percent"))
    >>> notes = ("n = people. Respondents can have several codes, so percentages do not add to 100.", "CI = Wilson.")
    >>> shown = people_only(Table(title="t", columns=columns, rows=(), notes=notes))
    >>> [column.key for column in shown.columns], shown.notes
    (['n'], ('n = people.',))
    """
    measures = [column.key for column in table.columns if column.kind in MEASURES or column.key in OF_TESTS]
    notes = tuple(kept for note in table.notes if (kept := _without_measures(note)))
    return replace(table.without(*measures), notes=notes)


def _without_measures(note: str) -> str:
    if note.startswith(EXPLAINING):
        return ""
    cuts = [note.find(f". {beginning}") + 1 for beginning in EXPLAINING]
    return note[: min((cut for cut in cuts if cut), default=len(note))].replace(" and are in no test", "")
