"""What a planned round is: how many answers, what it can certify, who gets how many, what was left out; opened here."""

import math

import streamlit as st

from coding.planner import Verdict, least_share, units_for_agreement
from coding.sampling import STRATA
from views import feedback, navigation, page, session
from views.widgets import acting, round_form
from workbench import codebook
from workbench.errors import SHOWN
from workbench.round_material import Material
from workbench.round_plans import Draft, draft, open_planned
from workbench.round_samples import RoundWish

PLACE, WIDGET = "round_open", "open_round"
NAMED = 6  # codes in a sentence; more are counted


def show(material: Material, wish: RoundWish) -> None:
    """Draw the preview of a round and the button that opens it; or say why it cannot be coded so."""
    command_id = session.command_id(WIDGET)
    try:
        found = draft(material, wish, command_id)
    except SHOWN as refusal:
        st.warning(str(refusal), icon=":material/info:")
        _alone(material)
        return
    _sizes(material, wish, found)
    if wish.kind != "calibration":
        _planner(material, wish, found)
    _work(material, found)
    _left_out(found)
    untrue = bool(material.version and material.changes)  # the version that the round would name is not the codebook
    _version(material)
    feedback.show_refusal(PLACE)
    st.button(
        f"Open the round with {found.drawn:,} answers", type="secondary" if untrue else "primary", key=WIDGET,
        icon=":material/lock:", on_click=feedback.guarded(_open, PLACE), args=(command_id, wish), disabled=untrue,
    )  # fmt: skip
    st.caption(
        "Opening hands the answers out and cannot be undone; as long as nobody has handed in, a round can be withdrawn."
    )


def _alone(material: Material) -> None:
    """Lead to where people are added, where nobody else takes part."""
    if len(material.coders) < 2:
        st.caption("Nobody else takes part in this project yet. A name is enough to add somebody; then plan the round.")
        st.page_link(f"views/{navigation.SETTINGS.file}", label="Add people in the settings", icon=":material/group:")


def _open(command_id: str, wish: RoundWish) -> None:
    acting.run(WIDGET, command_id, open_planned, wish)
    round_form.close_form()


def _sizes(material: Material, wish: RoundWish, found: Draft) -> None:
    of = f"{found.drawn:,} " + ("" if wish.way == "every" else f"of {len(found.frame.answers):,} ") + "answers"
    each = wish.each or len(wish.coders)
    how = f"{found.coded_by_two:,} of them by two, the others by one" if wish.kind == "main" else f"each by {each}"
    st.markdown(f"**{of}, of {_people(found.people)}, {how}.**")
    if found.strata:
        lines = (f"{STRATA.get(name, name)}: {taken:,} of {there:,}" for name, (there, taken) in found.strata.items())
        st.caption(page.plain(" · ".join(lines)))


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n:,} people"


def _planner(material: Material, wish: RoundWish, found: Draft) -> None:
    names = {code.id: code.name for code in material.book.live()}
    by_answer: dict[str, list[str]] = {"yes": [], "more": [], "never": [], "unknown": []}
    for code, verdict in sorted(found.verdicts.items(), key=lambda item: item[1].needed):
        by_answer[verdict.answer].append(_named(names[code], verdict))
    st.markdown(_certified(wish, found))
    lines = [f"{_count(by_answer['yes'])} it can certify: {_some(by_answer['yes'])}"] if by_answer["yes"] else []
    if by_answer["more"]:
        lines.append(f"{_count(by_answer['more'])} need more answers than this: {_some(by_answer['more'])}")
    if by_answer["never"]:
        lines.append(f"{_count(by_answer['never'])} cannot be certified: {_some(by_answer['never'])}")
    if by_answer["unknown"]:
        lines.append(
            f"{_count(by_answer['unknown'])} of which too few answers are coded so far to say: "
            f"{_some(by_answer['unknown'])}"
        )
    st.markdown("\n".join(f"- {page.plain(line)}" for line in lines))
    with st.popover("How many answers are needed", type="tertiary", icon=":material/calculate:", key="round_needed"):
        _needed(found)


def _certified(wish: RoundWish, found: Draft) -> str:
    """Say in a sentence how rare a code may be that this many answers certify."""
    independent = found.coded_by_two / found.aim.effect
    share = least_share(independent, found.aim.least, found.aim.z)
    by = "two" if wish.kind == "main" or (wish.each or len(wish.coders)) == 2 else "two or more"
    what = f"{found.coded_by_two:,} answers coded by {by}"
    if share is None:
        return f"{what} are too few to certify any code at an alpha of {_plain(wish.least)}."
    least = math.ceil(share * 100 - 1e-9)
    return (
        f"{what} certify codes given to at least **{least}%** of them, and to at most {100 - least}%, at an alpha of "
        f"{_plain(wish.least)}."
    )


def _named(name: str, verdict: Verdict) -> str:
    if verdict.answer == "more":
        return f"{name} ({verdict.needed:,} needed, {verdict.drawn:,} drawn)"
    if verdict.answer == "never" and verdict.needed:
        return f"{name} ({verdict.needed:,} needed, {verdict.there:,} there)"
    if verdict.answer == "never":
        return f"{name} (given to all or none so far)"
    return name


def _count(names: list[str]) -> str:
    return "1 code" if len(names) == 1 else f"{len(names):,} codes"


def _some(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _needed(found: Draft) -> None:
    there = len(found.frame.answers)
    effect = found.aim.effect
    st.markdown(
        "For two coders and one code at a time: so many answers that an alpha as high as wanted would come from a "
        "lower true one in at most 5 of 100 rounds. Rare codes need most. How common a code is, is taken from what "
        "was coded so far."
    )
    st.caption("Krippendorff (2018), Content Analysis, 4th ed., ch. 12, after Bloch and Kraemer (1989)")
    if effect > 1:
        st.markdown(
            f"With {found.aim.answers_a_person:.1f} answers a person, {effect:.2f} answers say as much as one of "
            "somebody else."
        )
    if there:
        st.markdown(
            f"To say how often coders agree in all {there:,} answers, within 5 in 100 where they agree in 90: "
            f"{units_for_agreement(there):,} answers."
        )
        st.caption("Lacy and Riffe (1996), Journalism and Mass Communication Quarterly 73: 963–973")


def _work(material: Material, found: Draft) -> None:
    lines = []
    for coder, work in found.work.items():
        again = f", {work.again:,} of them a second time" if work.again else ""
        lines.append(f"{page.plain(material.coders[coder])}: {work.answers + work.again:,} answers{again}")
    least, most = found.shared
    if len(found.work) > 2 and most < found.drawn:
        number = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        lines.append(f"Any two of them have {number} answers in common")
    st.caption("  \n".join(lines))


def _left_out(found: Draft) -> None:
    out = {reason: n for reason, n in found.frame.left_out.items() if n}
    if not out:
        st.caption("No answer was left out.")
        return
    st.caption("Left out: " + ", ".join(f"{n:,} {reason}" for reason, n in out.items()) + ".")


def _version(material: Material) -> None:
    if material.version and not material.changes:
        return
    if not material.version:
        said = "The codebook was never published, so the round cannot say what it was coded with."
    else:
        changes = "1 change" if material.changes == 1 else f"{material.changes:,} changes"
        said = f"The codebook has {changes} since version {material.version}, which tables and methods would name."
    st.warning(f"{said} Publish it first, and the round can be opened." if material.version else
               f"{said} Publish it first, if it stands.", icon=":material/info:")  # fmt: skip
    st.button(
        f"Publish version {material.version + 1}", icon=":material/bookmark:",
        type="primary" if material.version else "secondary",
        **acting.does("round_publish", codebook.publish_version, place=PLACE),
    )  # fmt: skip


def _plain(decimal: str) -> str:
    return decimal.removeprefix("0")
