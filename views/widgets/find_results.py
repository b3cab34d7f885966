"""The answers that were found: each with its codes, a box to check it, and the way to the desk."""

import html
from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import code_swatch, find_terms, passage
from workbench import finding, found_answers
from workbench.answers import MOST_AT_ONCE, PAGE
from workbench.finding import Found
from workbench.found_answers import FoundAnswer
from workbench.search_terms import ANYBODY, Wanted, to_address
from workbench.sequences import FILE

SHOWN = 2_500  # letters; a longer answer opens on its own

Marker = Callable[[str], list[tuple[int, int]]]


def show(wanted: Wanted, found: Found, mark: Marker, *, meaning: bool, with_question: bool) -> None:
    """Draw the count, what checks many, and one page of answers."""
    pages = max(1, -(-len(found.ids) // PAGE))
    key = f"find_page_{'_'.join(to_address(wanted).values())}"
    at = min(int(st.session_state.get(key, 1)), pages)
    here = found.ids[(at - 1) * PAGE : at * PAGE]
    with feedback.refusals():
        rows = found_answers.describe(resources.store(), session.project(), session.coder(), wanted.by, here)
    _head(found, here, "the nearest first" if finding.by_meaning(wanted) else "")
    checked = set(find_terms.checked())
    passage.style()
    for row in rows:
        _answer(row, wanted, mark, row.response_id in checked, meaning=meaning, with_question=with_question)
    if pages > 1:
        st.pagination(pages, key=key)


def _head(found: Found, here: Sequence[str], order: str) -> None:
    count = len(found.ids)
    if count < found.fitting:
        words = f"**The {count:,} nearest of {found.fitting:,} answers**"
    else:
        words = "**1 answer**" if count == 1 else f"**{count:,} answers**"
    words += f", {order}" if order and count > 1 else ""
    checked = find_terms.checked()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(words, width="content")
        st.button(
            "Check all here", key="find_check_here", type="tertiary", on_click=find_terms.check,
            args=(list(dict.fromkeys([*checked, *here])),),
        )  # fmt: skip
        if count > len(here):
            st.button(
                f"Check all {min(count, MOST_AT_ONCE):,}" + (" that one act can take" if count > MOST_AT_ONCE else ""),
                key="find_check_all", type="tertiary", on_click=find_terms.check, args=(found.ids[:MOST_AT_ONCE],),
            )  # fmt: skip
        if checked:
            st.button(
                f"Uncheck {len(checked):,}", key="find_uncheck", type="tertiary", on_click=find_terms.check, args=([],)
            )


def _answer(
    row: FoundAnswer, wanted: Wanted, mark: Marker, is_checked: bool, *, meaning: bool, with_question: bool
) -> None:
    with st.container(key=f"find_row_{row.response_id.replace('.', '_')}", gap=None):
        key = f"find_box_{row.response_id}"
        st.session_state[key] = is_checked
        st.checkbox(f"**{page.plain(row.respondent)}**", key=key, on_change=_toggle, args=(row.response_id, key))
        if with_question:
            st.caption(page.plain(row.question))
        st.html(f'<div class="vb-answer" dir="auto">{marked(row.text[:SHOWN], mark)}</div>{_facts(row)}')
        if len(row.text) > SHOWN:
            with st.popover(f"… the whole answer, {len(row.text.split()):,} words", type="tertiary"):
                st.html(f'<div class="vb-answer" dir="auto">{marked(row.text, mark)}</div>')
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            if row.disposition == "substantive":
                st.page_link(
                    "views/code_responses.py", label="Open at the desk", icon=":material/edit_note:",
                    query_params={
                        "project": session.project(), "coder": session.coder(), "order": FILE, "at": row.response_id,
                    },
                )  # fmt: skip
            if meaning and row.text.strip():
                near = Wanted(like=row.response_id, question=wanted.question)
                st.button(
                    "Find answers like this", key=f"find_like_{row.response_id}", type="tertiary",
                    icon=":material/join_inner:", on_click=find_terms.open_search, args=(near,),
                )  # fmt: skip


def marked(text: str, mark: Marker) -> str:
    """Give a text as HTML, escaped, with what was searched for marked.

    Examples
    --------
    >>> marked("<b>wait</b>", lambda text: [(3, 7)])
    '&lt;b&gt;<mark class="vb-mark">wait</mark>&lt;/b&gt;'
    """
    parts, at = [], 0
    for start, end in mark(text):
        parts += [html.escape(text[at:start]), f'<mark class="vb-mark">{html.escape(text[start:end])}</mark>']
        at = end
    return "".join([*parts, html.escape(text[at:])]) or "&nbsp;"


def _facts(row: FoundAnswer) -> str:
    codes = [
        f"{code_swatch.square(code.colour)} {html.escape(code.name)}"
        + (f" ({html.escape(code.coder)})" if code.coder else "")
        for code in row.codes
    ]
    told = " · ".join([*codes, *map(html.escape, row.said)])
    return f'<div class="vb-found">{told}</div>' if told else ""


def _toggle(response: str, key: str) -> None:
    kept = [one for one in find_terms.checked() if one != response]
    find_terms.check([*kept, response] if st.session_state[key] else kept)


def empty(wanted: Wanted) -> None:
    """Say that nothing was found, and the one next step."""
    st.subheader("No answer fits", anchor=False)
    if wanted.by != ANYBODY and (wanted.has or wanted.state or wanted.flag or wanted.memo):
        st.caption("Only your own codes, marks and memos count here. Under More conditions you can ask for anybody's.")
    else:
        st.caption("Take a condition off, or search for other words.")
    st.button(
        "Clear the search", key="find_clear", icon=":material/backspace:",
        on_click=find_terms.open_search, args=(replace(Wanted(), by=wanted.by),),
    )  # fmt: skip
