"""Compare readings: how two or three coders read one answer, side by side, as a dialogue; nothing is measured."""

import streamlit as st

from views import feedback, memo_links, navigation, page, resources, session
from views.widgets import answer_card, memo_field, passage
from workbench import compare_readings
from workbench.compare_readings import QUESTIONS, Dialogue, Reading
from workbench.projects import open_project

AT = "reading_of"  # in the address
BESIDE = 3  # readings on one line


def _reading(reading: Reading) -> None:
    st.markdown(f"**{page.plain(reading.coder)}**{', your reading' if reading.mine else ''}")
    for code in reading.codes:
        words = "".join(f"  \n“{page.plain(quoted)}”" for quoted in code.words)
        st.markdown(f"{page.plain(code.name)}{words}")
        if code.definition:
            st.caption(page.plain(code.definition))
    if not reading.codes:
        st.markdown("No code applies." if reading.no_code else "No code yet.")
    if reading.note and not reading.mine:
        st.markdown(f"Note: {memo_links.markdown(reading.note.parts)}")


def _dialogue(found: Dialogue) -> None:
    st.subheader(page.plain(found.question), anchor=False)
    answer_card.text(found.text, ())
    place = f"answer {found.number:,} of {found.total:,} that several of you coded"
    st.caption(page.plain(f"{found.about} · {place}" if found.about else place.capitalize()))
    for first in range(0, len(found.readings), BESIDE):
        shown = found.readings[first : first + BESIDE]
        for column, reading in zip(st.columns(len(shown), gap="large"), shown, strict=True):
            with column, st.container(gap="xsmall"):
                _reading(reading)
    st.markdown("  \n".join(QUESTIONS))
    mine = next((reading.note for reading in found.readings if reading.mine), None)
    memo_field.field("response", found.response_id, "Your note on this answer", mine)


def _steps(found: Dialogue) -> None:
    with st.container(horizontal=True, gap="small"):
        for label, icon, there, key in (
            ("Earlier answer", "arrow_back", found.before, "k"),
            ("Next answer", "arrow_forward", found.after, "j"),
        ):
            st.button(
                label, icon=f":material/{icon}:", key=f"go_{icon}", disabled=not there, shortcut=key, on_click=_go,
                args=(there,),
            )  # fmt: skip


def _go(response: str) -> None:
    st.query_params[AT] = response


page.header(
    "Compare readings",
    "How each of you read the same answer, side by side. Talk about the differences, and write down what you see now.",
    method="Two readings that differ are not one that is wrong: what each of you brings lets you see what the other "
    "does not, and talking about it deepens the analysis. It is no test of the codes, and readings need not be made "
    "the same.",
    source="Braun and Clarke (2019), Qualitative Research in Sport, Exercise and Health 11(4): 589–597; Braun and "
    "Clarke (2021), Qualitative Research in Psychology 18(3): 328–352",
)
with feedback.refusals():
    open_project(resources.store(), session.project())
    dialogue = compare_readings.open_dialogue(
        resources.store(), session.project(), session.coder(), st.query_params.get(AT, "")
    )
if dialogue is None:
    st.markdown("Here an answer will stand with the readings of all who coded it, once two of you have coded one.")
    st.page_link(f"views/{navigation.CODE.file}", label="Code answers", icon=":material/edit_note:")
else:
    passage.style()
    _dialogue(dialogue)
    _steps(dialogue)
