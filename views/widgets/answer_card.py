"""One answer as it was written, with what it is taken for."""

import html
from collections.abc import Callable, Sequence

import streamlit as st

from views import feedback, page
from views.widgets import dispositions
from workbench.answers import AnswerRow

SHOWN = 2_500  # letters; a longer answer opens on its own
ABOUT = 6  # closed answers shown beside an answer


def show(row: AnswerRow, *, with_question: bool, on_set: Callable[[str, str], None]) -> None:
    """Draw an answer: a box to check it, its words, its kind.

    Parameters
    ----------
    on_set : called with the answer's id and the key of the widget that holds the new kind
    """
    words, kind = st.columns([0.62, 0.38], gap="medium")
    with words:
        everything = "  \n".join(f"{page.plain(name)}: {page.plain(v)}" for name, v in row.closed.items() if v.strip())
        st.checkbox(_about(row), key=check_key(row.response_id), help=everything or None)
        if with_question:
            st.caption(page.plain(row.question))
        text(row.text)
    with kind:
        if not row.text.strip():
            st.caption("blank: nothing was written")
            return
        key = f"kind_{row.response_id}_{row.disposition}_{row.decided_by}"
        st.pills(
            "What kind of answer this is",
            [name for name in dispositions.NAMES if name != "blank"],
            default=row.disposition if row.disposition != "blank" else None,
            format_func=dispositions.NAMES.__getitem__,
            key=key,
            required=True,
            wrap=True,
            label_visibility="collapsed",
            on_change=feedback.guarded(on_set, "answers"),
            args=(row.response_id, key),
        )
        if row.decided_by:
            rule = dispositions.NAMES[row.proposed]
            st.caption(f"said by {page.plain(row.decided_by)}; the rule: {rule}")


def text(words: str, marked: Sequence[tuple[int, int]] = ()) -> None:
    """Draw an answer's words in full, line breaks and writing direction kept; a very long one opens on its own.

    `marked` are passages `[start, end)` to mark, in order of their beginning.
    """
    st.html(f'<div class="vb-answer" dir="auto">{_marked(words[:SHOWN], marked) or "&nbsp;"}</div>')
    if len(words) > SHOWN:
        with st.popover(f"… the whole answer, {len(words.split()):,} words", type="tertiary"):
            st.html(f'<div class="vb-answer" dir="auto">{_marked(words, marked)}</div>')


def _marked(words: str, marked: Sequence[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in marked:
        start = max(start, at)
        if start < end:
            inside = html.escape(words[start:end])
            pieces += [html.escape(words[at:start]), f'<mark class="vb-mark">{inside}</mark>' if inside else ""]
            at = end
    return "".join([*pieces, html.escape(words[at:])])


def check_key(response_id: str) -> str:
    """Give the key of the box that checks an answer."""
    return f"check_{response_id}"


def _about(row: AnswerRow) -> str:
    told = [value for value in row.closed.values() if any(map(str.isalpha, value))][:ABOUT]
    same = f"{row.identical:,} identical" if row.identical > 1 and row.text.strip() else ""
    parts = [f"**{page.plain(row.respondent)}**", *(page.plain(value) for value in told)]
    return " · ".join(parts) + (f" · :orange[{same}]" if same else "")
