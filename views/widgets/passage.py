"""A passage as it stands in its answer, as HTML: text is always escaped."""

import html
from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).parent / "passage.css"


def style() -> None:
    """Load the looks of passages, once a page."""
    st.html(_STYLE)


def quote(answer: str, start: int, end: int, *, edge: bool = False) -> str:
    """Give a passage as a quotation that opens to its whole answer; `edge` for one that fits its theme least."""
    kind = "vb-quote vb-edge" if edge else "vb-quote"
    words = _lines(answer[start:end].strip())
    if answer[start:end].strip() == answer.strip():
        return f'<div class="{kind}">{words}</div>'
    return f'<details class="{kind}"><summary>{words}</summary>{within(answer, start, end)}</details>'


def within(answer: str, start: int, end: int) -> str:
    """Give an answer with its passage `[start, end)` marked."""
    before, words, after = answer[:start], answer[start:end], answer[end:]
    return f'<p class="vb-answer">{_lines(before)}<mark class="vb-mark">{_lines(words)}</mark>{_lines(after)}</p>'


def folded(answer: str, start: int, end: int, *, number: int = 0, note: str = "") -> str:
    """Give a passage that opens to its whole answer; a passage that is the whole answer has nothing to open."""
    lead = f'<span class="vb-number">{number}</span>' if number else ""
    told = f' <span class="vb-note">{html.escape(note)}</span>' if note else ""
    line = f"{lead}<span>{_lines(answer[start:end].strip())}{told}</span>"
    if answer[start:end].strip() == answer.strip():
        return f'<div class="vb-passage"><div class="vb-line">{line}</div></div>'
    opens = f'<summary class="vb-line">{line}</summary>'
    return f'<details class="vb-passage">{opens}{within(answer, start, end)}</details>'


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
