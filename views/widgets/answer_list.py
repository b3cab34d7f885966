"""The answers of a project: by question, by kind, by words; each or many at once said to be something else."""

from collections.abc import Sequence

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import answer_card, dispositions, undo_bar
from workbench import answers
from workbench.answers import AnswerPage, Filter, Question

_PAGE = "answers_page"


def show(asked: Sequence[Question]) -> None:
    """Draw the filters, the bar for many at once, and one page of answers."""
    wanted = _filter(asked)
    key = f"{_PAGE}_{wanted.question}_{wanted.disposition}_{wanted.repeated}_{wanted.words}"
    with feedback.refusals():
        found = answers.list_answers(
            resources.store(), session.project(), wanted, int(st.session_state.get(key, 1))
        )
    _many(wanted, found)
    feedback.show_refusal("answers")
    if not found.total:
        st.caption("No answer fits. Take a filter off, or search for other words.")
    for row in found.rows:
        answer_card.show(row, with_question=not wanted.question and len(asked) > 1, on_set=_set_one)
    if found.pages > 1:
        st.pagination(found.pages, key=key)


def _filter(asked: Sequence[Question]) -> Filter:
    left, right = st.columns([0.6, 0.4], gap="medium", vertical_alignment="bottom")
    wording = {question.question_id: question.wording for question in asked}
    question = ""
    if len(asked) > 1:
        question = left.selectbox(
            "Question", ["", *wording], key="answers_question", bind="query-params",
            format_func=lambda chosen: wording.get(chosen, "All questions"),
        )  # fmt: skip
    else:
        left.markdown(page.plain(asked[0].wording))
    words = right.text_input("Search", key="answers_words", placeholder="Words that all occur")
    counts: dict[str, int] = {}
    repeated = 0
    for each in asked:
        if question in ("", each.question_id):
            repeated += each.repeated
            for kind, count in each.counts.items():
                counts[kind] = counts.get(kind, 0) + count
    kinds = [kind for kind in dispositions.NAMES if counts.get(kind)]
    labels = {kind: f"{dispositions.NAMES[kind]} {counts[kind]:,}" for kind in kinds}
    if repeated:
        labels["repeated"] = f"written more than once {repeated:,}"
    chosen = st.pills(
        "Kinds of answers", list(labels), format_func=labels.__getitem__, key="answers_kind", wrap=True,
        label_visibility="collapsed",
    )  # fmt: skip
    return Filter(
        question=question or "",
        disposition=chosen if chosen in kinds else "",
        words=words or "",
        repeated=chosen == "repeated",
    )


def _many(wanted: Filter, found: AnswerPage) -> None:
    here = [row.response_id for row in found.rows if row.text.strip()]
    checked = [response for response in here if st.session_state.get(answer_card.check_key(response))]
    left, right = st.columns([0.75, 0.25], vertical_alignment="center")
    first = (found.page - 1) * answers.PAGE + 1
    with left.container(horizontal=True, gap="small", vertical_alignment="center"):
        if found.total:
            st.markdown(f"**{first:,} to {first + len(found.rows) - 1:,} of {found.total:,}**", width="content")
        st.button(
            "Uncheck all" if checked else "Check all here", key="answers_check", type="tertiary", disabled=not here,
            on_click=_check, args=(here, not checked),
        )  # fmt: skip
        with st.popover(f"Set {len(checked)} checked to", disabled=not checked, key="answers_set"):
            same = st.checkbox("and every identical answer", key="answers_same")
            for kind, name in dispositions.NAMES.items():
                if kind == "blank":
                    continue
                widget = f"answers_set_{kind}"
                st.button(
                    name, key=widget, help=dispositions.MEANINGS[kind], width="stretch",
                    on_click=feedback.guarded(_set_many, "answers"),
                    args=(checked, kind, bool(same), session.command_id(widget), widget),
                )  # fmt: skip
    with right:
        undo_bar.show(answers.SCOPE)


def _check(responses: Sequence[str], on: bool) -> None:
    for response in responses:
        st.session_state[answer_card.check_key(response)] = on


def _set_one(response: str, key: str) -> None:
    widget = f"answer_{response}"
    answers.set_dispositions(
        resources.store(), session.project(), session.coder(), [response], st.session_state[key],
        command_id=session.command_id(widget),
    )  # fmt: skip
    session.command_done(widget)


def _set_many(responses: Sequence[str], kind: str, same: bool, command_id: str, widget: str) -> None:
    store, project = resources.store(), session.project()
    chosen = list(responses)
    if same:
        chosen = list(dict.fromkeys(r for each in responses for r in answers.identical(store, project, each)))
    answers.set_dispositions(store, project, session.coder(), chosen, kind, command_id=command_id)
    session.command_done(widget)
    _check(responses, False)
