"""Agreement: how far coders who could not see each other gave the same codes, in a sentence, by code, and behind it."""

from functools import partial

import streamlit as st

from reports.agreement_words import Heading, headline
from views import feedback, navigation, page, resources, session
from views.widgets import (
    agreement_answers,
    agreement_choice,
    agreement_lines,
    agreement_panels,
    rich_sample,
    round_panels,
)
from views.widgets.file_names import file_name
from workbench import findings, projects, round_agreement, round_answers
from workbench.round_agreement import RoundResults

PARTS = {
    "codes": "One by one",
    "coefficients": "All coefficients",
    "differ": "Why kappa and AC1 differ here",
    "report": "What to report",
    "pairs": "Pairs of coders",
    "confused": "Codes confused",
    "questions": "Questions",
    "groups": "Groups of respondents",
    "time": "Over time",
    "rounds": "Over rounds",
    "oneself": "Same coder twice",
    "study": "Of the whole study",
}
store, project_id, reader = resources.store(), session.project(), session.coder()


def _read(words: str, units: tuple[str, ...], code: str = "") -> None:
    """Open the answers that stand behind a number."""
    with feedback.refusals():
        answers = round_answers.read_answers(store, project_id, reader, found, units)
    many = "1 answer" if len(answers) == 1 else f"{len(answers):,} answers"
    kept_back = len(units) - len(answers)
    agreement_answers.show(f"{words}: {many}", answers, kept_back=kept_back, adjudicate=partial(_adjudicate, code))


def _adjudicate(code: str) -> None:
    entry = next((entry for entry in navigation.EVERY if entry.path == "adjudicate"), None)
    if entry is not None:
        asked = {"round": found.row.round_id, **({"code": code} if code else {})}
        st.page_link(f"views/{entry.file}", label="Decide on them", icon=":material/gavel:", query_params=asked)


def _one_by_one(found: RoundResults) -> None:
    """Draw the codes one by one, and open what was clicked."""
    results, (coefficient, threshold) = found.results, found.threshold
    wanted, code = agreement_lines.by_code(results, coefficient, threshold, unit=found.level)
    if wanted == "open":
        stamp = round_agreement.make_stamp(store, project_id, found, reader)
        st.dialog(page.plain(results.codes[code]), width="large")(agreement_panels.code_closely)(results, code, stamp)
    if wanted == "read":
        _read(results.codes[code], results.disagreements(code), code)


def _is_there(part: str, found: RoundResults) -> bool:
    """Whether a round has this part: not every one has a third coder, repeated answers or answers drawn more often."""
    there = {
        "pairs": len(found.results.codings.coders) > 2,
        "oneself": bool(found.study.again),
        "study": found.study.is_uneven,
    }
    return there.get(part, True)


def _panel(chosen: str, found: RoundResults) -> None:
    """Draw the part of the page that was asked for."""
    results, (coefficient, threshold) = found.results, found.threshold
    stamp = round_agreement.make_stamp(store, project_id, found, reader)
    panels = {
        "codes": lambda: _one_by_one(found),
        "coefficients": lambda: agreement_panels.coefficients(results, stamp),
        "differ": lambda: agreement_panels.differ(results),
        "report": lambda: agreement_panels.advice(
            results, round_agreement.methods_words(store, project_id, found, reader)
        ),
        "pairs": lambda: agreement_panels.pairs(results, threshold if coefficient == "krippendorff_alpha" else ""),
        "confused": lambda: agreement_panels.confused(results, _read),
        "questions": lambda: round_panels.questions(found),
        "groups": lambda: round_panels.groups(found),
        "time": lambda: round_panels.time(found),
        "rounds": lambda: round_panels.rounds(project_id, found),
        "oneself": lambda: round_panels.oneself(found),
        "study": lambda: rich_sample.show(found, stamp),
    }
    panels[chosen]()


def _downloads(found: RoundResults) -> None:
    for form, (name, mime, _) in findings.FORMS.items():
        st.download_button(
            name, partial(round_agreement.write_tables, store, project_id, found, form, reader),
            file_name=file_name(f"Agreement round {found.row.number}", form), mime=mime, key=f"down_{form}",
            type="tertiary", on_click="ignore",
        )  # fmt: skip
    if found.study.is_uneven and not found.study.undrawn:
        st.download_button(
            "CSV, weighed back to the study", partial(round_agreement.write_weighed_csv, store, project_id, found),
            file_name=file_name(f"Agreement round {found.row.number} weighed back", "csv"), mime="text/csv",
            key="down_weighed", type="tertiary", on_click="ignore",
        )  # fmt: skip


page.header(
    "Agreement",
    "How far coders who could not see each other gave the same codes.",
    method="Only codings handed in before anybody saw another’s count, and they are frozen: what is discussed or "
    "changed later is negotiated agreement and stands apart. Agreement says that a codebook can be applied alike by "
    "these coders to answers like these, not that what it says is true; intervals are over respondents, for several "
    "answers of one person are not independent.",
    source="Krippendorff (2004), Content Analysis, 2nd ed., ch. 11; O’Connor and Joffe (2020), International Journal "
    "of Qualitative Methods 19: 1–13",
)
with feedback.refusals():
    project = projects.open_project(store, project_id)
    revealed, still_open = round_agreement.revealed_rounds(store, project_id)
if not projects.shows(project, "agreement"):
    st.caption("This project does not compare coders. It can be switched on in Settings.")
    st.stop()
if not revealed:
    waiting = " One is being coded: its numbers will be here once it is revealed." if still_open else ""
    st.caption(f"Agreement between coders will be here after the first round that several code apart.{waiting}")
    planning = next((entry for entry in navigation.EVERY if entry.path == "rounds"), None)
    if planning is not None:
        st.page_link(f"views/{planning.file}", label="Go to rounds", icon=f":material/{planning.icon}:")
    st.stop()
round_id, level, follow = agreement_choice.choose(revealed)
with feedback.refusals():
    found = resources.round_results(project_id, round_id, level, follow_merges=follow)
results, (coefficient, threshold) = found.results, found.threshold
if round_agreement.reference_name(found):
    round_panels.reference(found, round_agreement.make_stamp(store, project_id, found, reader))
if len(results.codings.coders) > 1 or not round_agreement.reference_name(found):
    heading = Heading(
        respondents=results.respondents,
        codebook=found.codebook,
        coefficient=coefficient,
        threshold=threshold,
        unit=found.level,
    )
    st.markdown(f"#### {page.plain(headline(results.found.everybody, heading))}")
    st.caption(page.plain(" ".join(round_agreement.round_notes(found))))
    parts = [part for part in PARTS if _is_there(part, found)]
    chosen = st.pills(
        "More", parts, default="codes", required=True, format_func=PARTS.__getitem__, key="more",
        bind="query-params", wrap=True, label_visibility="collapsed",
    )  # fmt: skip
    _panel(str(chosen), found)
with st.popover("Download", icon=":material/download:"):
    _downloads(found)
