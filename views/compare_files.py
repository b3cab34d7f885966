"""Compare codings: agreement between coders in a file of codings from any program; nothing of it is kept."""

from functools import partial

import streamlit as st

from reports.agreement_tables import coefficients_table
from reports.agreement_words import Heading, headline
from views import feedback, page, resources
from views.widgets import agreement_answers, agreement_file, agreement_lines, agreement_panels, theme_table
from views.widgets.file_names import file_name
from workbench import agreement_output, codings_file

PARTS = {
    "codes": "One by one",
    "coefficients": "All coefficients",
    "differ": "Why kappa and AC1 differ here",
    "report": "What to report",
    "pairs": "Pairs of coders",
    "confused": "Codes confused",
    "passages": "Passages",
}
THRESHOLDS = {"0.667": ".667", "0.800": ".800", "": "none"}
MIME = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _read(words: str, units: tuple[str, ...]) -> None:
    """Open the units that stand behind a number."""
    many = "1 unit" if len(units) == 1 else f"{len(units):,} units"
    agreement_answers.show(f"{words}: {many}", codings_file.coded_units(found, units))


def _one_by_one() -> None:
    wanted_part, code = agreement_lines.by_code(results, threshold=threshold)
    if wanted_part == "open":
        st.dialog(page.plain(code), width="large")(agreement_panels.code_closely)(results, code, stamp)
    if wanted_part == "read":
        _read(code, results.disagreements(code))


def _is_there(part: str) -> bool:
    there = {"pairs": len(results.codings.coders) > 2, "passages": found.has_passages}
    return there.get(part, True)


page.header(
    "Compare codings",
    "Agreement between coders in a file from any program. The file stays on this computer and nothing of it is kept.",
    method="A unit that a coder saw and left uncoded is an answer too, and counts as such where the file says so by an "
    "empty code or a list of units; a unit without any row of a coder counts as not handed to that coder. Whether the "
    "codings were made independently the file does not show, so say it where you report these numbers.",
    source="Krippendorff (2004), Content Analysis, 2nd ed., ch. 11; O’Connor and Joffe (2020), International Journal "
    "of Qualitative Methods 19: 1–13",
)
wanted = agreement_file.choose()
if wanted is None:
    st.caption(
        "How far the coders agree, code by code and with intervals, will be here once a file is chosen. It needs a row "
        "for each code that a coder gave, with columns for what was coded, who coded, and the code."
    )
    st.stop()
with feedback.refusals():
    found = resources.file_results(wanted)
chosen_file = wanted  # known to be one, also in what is drawn later
results, stamp = found.results, codings_file.make_stamp(wanted)
threshold = str(
    st.segmented_control(
        "Threshold, as it was set before coding",
        list(THRESHOLDS),
        default="0.667",
        required=True,
        format_func=THRESHOLDS.__getitem__,
        key="threshold",
    )
)
counted = "respondent" if "respondent" in dict(wanted.columns) else "unit"
heading = Heading(respondents=results.respondents, threshold=threshold, whose="the", opening="Agreement", of=counted)
st.markdown(f"#### {page.plain(headline(results.found.everybody, heading))}")
for note in found.study.notes:
    st.caption(page.plain(note))
parts = [part for part in PARTS if _is_there(part)]
chosen = st.pills(
    "More", parts, default="codes", required=True, format_func=PARTS.__getitem__, key="file_more", wrap=True,
    label_visibility="collapsed",
)  # fmt: skip
panels = {
    "codes": _one_by_one,
    "coefficients": lambda: agreement_panels.coefficients(results, stamp),
    "differ": lambda: agreement_panels.differ(results),
    "report": lambda: agreement_panels.advice(results),
    "pairs": lambda: agreement_panels.pairs(results, threshold),
    "confused": lambda: agreement_panels.confused(results, _read),
    "passages": lambda: theme_table.show(
        coefficients_table(resources.file_passages(chosen_file), "Agreement on passages"), stamp, key="passages"
    ),
}
panels[str(chosen)]()
with st.popover("Download", icon=":material/download:"):
    for form in agreement_output.FORMS:
        st.download_button(
            form.upper(), partial(agreement_output.write, found.study, results.found, form, shares=True),
            file_name=file_name("Agreement", form), mime=MIME[form], key=f"down_{form}", type="tertiary",
            on_click="ignore",
        )  # fmt: skip
