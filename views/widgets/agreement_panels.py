"""What stands behind the first sentence on agreement: all coefficients, one code closely, codes confused, advice."""

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from coding.agreement.counts import TwoByTwo
from coding.agreement.reached import LEVELS, Share
from reports.agreement_tables import coefficients_table, unsure_table
from reports.agreement_words import WHY, how_they_differ, what_to_report, why_they_differ
from reports.model import Stamp
from views import page
from views.widgets import agreement_lines, confusion_map, theme_table
from workbench.study_results import StudyResults

NOTHING_INSTEAD = "nothing more"


def coefficients(results: StudyResults, stamp: Stamp) -> None:
    """Draw every coefficient over all codes, how it comes out the other way, and the share of resamples."""
    found, beside = results.found.everybody.overall, results.bootstrap.overall
    theme_table.show(coefficients_table(found, "Agreement over all codes", beside), stamp, key="all")
    st.markdown(_shares(results.shares.overall))
    if results.other_way is not None:
        names = {code: results.codes[code] for code in results.with_codes}
        st.markdown("What was marked unsure without a code counts as missing. If it counted as no code:")
        theme_table.show(unsure_table(results.found.everybody, results.other_way, names), stamp, key="unsure")


def differ(results: StudyResults) -> None:
    """Say of which codes kappa and AC1 differ, and why."""
    found = results.found.everybody.codes
    lines = [how_they_differ(results.codes[code], found[code]) for code in results.with_codes]
    said = [line for line in lines if line]
    if not said:
        st.caption("For no code here do kappa and AC1 lie .10 or further apart.")
        return
    st.markdown(WHY)
    st.markdown("\n".join(f"* {page.plain(line)}" for line in said))


def advice(results: StudyResults, paragraph: str = "") -> None:
    """Say what to report and why, and give the paragraph for the methods section."""
    more = len(results.codings.coders) > 2
    lines = what_to_report(results.found.everybody, several_codes=not results.codings.one_code_each, more_than_two=more)
    st.markdown("\n".join(f"* {page.plain(line)}" for line in lines))
    if paragraph:
        st.markdown("**For the methods section**")
        st.code(paragraph, language=None, wrap_lines=True)


def pairs(results: StudyResults, threshold: str) -> None:
    """Draw a line for each pair of coders."""
    made = results.pairs()
    agreement_lines.by_part(made, "Pair", threshold=threshold, key="pairs")


def confused(results: StudyResults, on_units: Callable[[str, tuple[str, ...]], None]) -> None:
    """Draw which codes stand in each other's place; a number opens its answers by `on_units`."""
    used = [place for place, code in enumerate(results.codings.codes) if code in results.with_codes]
    places = [*used, len(results.codings.codes)]
    names = [results.codes[results.codings.codes[place]] for place in used] + [NOTHING_INSTEAD]
    st.caption(
        "Each number counts answers where one coder gave the code of the row and another that of the column in its "
        f"place; framed numbers, where both gave it.{_by_pairs(results)} Choose a number to read them."
    )
    cell = confusion_map.show(names, results.confused[np.ix_(places, places)].tolist(), key="confused")
    if cell is not None:
        row, column = places[cell[0]], places[cell[1]]
        words = names[cell[0]] if row == column else f"{names[cell[1]]} or {names[cell[0]]}"
        on_units(words, results.confused_units(row, column))


def _by_pairs(results: StudyResults) -> str:
    """Say that of several coders an answer counts more than once."""
    return " An answer counts once for each pair of coders." if len(results.codings.coders) > 2 else ""


def code_closely(results: StudyResults, code: str, stamp: Stamp) -> None:
    """Draw one code: who gave it and who did not, all its coefficients, why they differ, the share of resamples."""
    found = results.code(code)
    name = results.codes[code]
    if len(results.codings.coders) > 1:
        _counts(results.tables_of_two(code))
    words = why_they_differ(name, found)
    if words:
        st.markdown(page.plain(words))
    st.markdown(_shares(results.shares.codes[code]))
    beside = results.bootstrap.codes[code].coefficients
    theme_table.show(coefficients_table(found.coefficients, name, beside), stamp, key="code_coefficients")


def _counts(tables: Mapping[tuple[str, str], TwoByTwo]) -> None:
    lines = ["| | Both gave it | Only the first | Only the second | Neither |", "|:--|--:|--:|--:|--:|"]
    for (first, second), counts in tables.items():
        cells = " | ".join(f"{count:,}" for count in counts)
        lines.append(f"| {page.plain(first)} and {page.plain(second)} | {cells} |")
    st.markdown("\n".join(lines))


def _shares(share: Share) -> str:
    if not share.at_least:
        return f"Share of resamples that reach .667 or .800: n{share.reason[1:]}"
    parts = [f"{_level(level)} in **{of:.0%}**" for level, of in zip(LEVELS, share.at_least, strict=True)]
    return (
        f"Of 2,000 resamples of the respondents alpha reaches {' and '.join(parts)}. This describes the study; it is "
        "not the probability that the level is reached."
    )


def _level(level: float) -> str:
    return f"{level:.3f}".removeprefix("0")
