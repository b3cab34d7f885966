"""Agreement code by code, and part by part: the lines that both pages on agreement show."""

from collections.abc import Mapping

import streamlit as st

from coding.agreement.comparison import GroupAgreement
from coding.agreement.reached import Verdict
from coding.agreement.result import Agreement
from reports.agreement_words import ALPHA, NAMES, SHORT_NAMES, main_key, verdicts
from reports.formats import NOTHING, effect, percent
from views.widgets import agreement_rows
from views.widgets.agreement_rows import Heads, Line, Mark
from workbench.study_results import StudyResults

WORDS: Mapping[Verdict, str] = {"reached": "", "open": "not surely", "short": "short", "unknown": ""}


def by_code(
    results: StudyResults, coefficient: str = ALPHA, threshold: str = "", *, unit: str = "code"
) -> tuple[str, str]:
    """Draw a line for each code that anybody gave; give what was clicked."""
    found = results.found.everybody
    said = verdicts(found.codes, coefficient, threshold) if threshold else {}
    shown = [code for code in results.codes if code in results.with_codes]
    lines = [
        Line(
            code,
            results.codes[code],
            [Mark(found.codes[code].coefficients[coefficient])],
            before=(_share(found.codes[code].prevalence), _plain(found.codes[code].coefficients["percent_agreement"])),
            after=(_plain(found.codes[code].coefficients["positive_agreement"]),),
            word=WORDS[said[code]] if code in said else "",
            door=len(results.disagreements(code)),
        )
        for code in shown
    ]
    heads = Heads(
        unit.capitalize(), SHORT_NAMES[coefficient].capitalize(), before=("Prevalence, %", "Percent agreement"),
        after=("Positive agreement",), opens=True,
    )  # fmt: skip
    clicked = agreement_rows.show(lines, heads, threshold=threshold, key="by_code")
    st.caption(_legend(results, said, threshold, unit))
    return clicked


def _legend(results: StudyResults, said: Mapping[str, Verdict], threshold: str, unit: str) -> str:
    """Say what the words of the lines mean, and how many codes have no line."""
    level = threshold.removeprefix("0")
    parts = []
    if "short" in said.values():
        parts.append(f"Short: below {level}.")
    if "open" in said.values():
        parts.append(f"Not surely: {level} or more, but the interval goes below it or there is none.")
    parts.append(f"Choose a {unit} to look closer.")
    unused = len(results.codes) - len(results.with_codes)
    if unused:
        parts.append(f"{unused} {unit}s that nobody gave have no line." if unused > 1 else f"One {unit} nobody gave.")
    return " ".join(parts)


def by_part(groups: Mapping[str, GroupAgreement], of: str, *, threshold: str = "", key: str) -> None:
    """Draw a line for each part of a study: a pair, a question, a group; and say which alpha they show."""
    kind = main_key(*groups.values())
    lines = [
        Line(
            name, name, [Mark(group.overall[kind])],
            before=(f"{group.overall[kind].n_units:,}", _plain(group.overall["exact_set_agreement"])),
        )
        for name, group in groups.items()
    ]  # fmt: skip
    agreement_rows.show(lines, Heads(of, "Alpha", before=("Answers", "Same codes")), threshold=threshold, key=key)
    st.caption(f"Alpha is {NAMES[kind]}.")


def by_time(coders: Mapping[str, Mapping[str, GroupAgreement]], *, threshold: str = "", key: str) -> None:
    """Draw a line for each coder, with a mark for each part of that coder's own order; say which alpha they show."""
    kind = main_key(*(group for parts in coders.values() for group in parts.values()))
    lines = [
        Line(name, name, [Mark(group.overall[kind], label, joined=True) for label, group in parts.items()])
        for name, parts in coders.items()
    ]
    agreement_rows.show(lines, Heads("Coder, against the others", "Alpha"), threshold=threshold, key=key)
    st.caption(f"Alpha is {NAMES[kind]}.")


def _share(prevalence: float | None) -> str:
    return NOTHING if prevalence is None else percent(100 * prevalence)


def _plain(agreement: Agreement) -> str:
    return effect(agreement.value)
