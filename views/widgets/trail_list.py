"""Entries of the record as a list: number, time, who did what, and the first digits of the digest."""

import html
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import streamlit as st

from workbench.trail import Entry

DIGITS = 8  # of a digest: enough to compare by eye; the export has it whole
_CSS = Path(__file__).with_suffix(".css")


def show(entries: Sequence[Entry], *, head: bool = True) -> None:
    """Draw the list; times are those of this computer."""
    st.html(_CSS)
    titles = ("Number", "Time", "What was decided", "Digest")
    classes = ("vb-no", "vb-when", "vb-what", "vb-digest")
    top = "".join(f'<span class="{name}">{title}</span>' for name, title in zip(classes, titles, strict=True))
    first = f'<div class="vb-trail-row vb-trail-head">{top}</div>' if head else ""
    st.html(f'<div class="vb-trail">{first}{"".join(_row(entry) for entry in entries)}</div>')


def moment(at: datetime) -> str:
    """Write a moment as the clock of this computer shows it."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _row(entry: Entry) -> str:
    return (
        f'<div class="vb-trail-row"><span class="vb-no">{f"{entry.seq:,}" if entry.seq else ""}</span>'
        f'<span class="vb-when">{moment(entry.at)}</span>'
        f'<span class="vb-what"><b>{html.escape(entry.coder)}</b> {html.escape(entry.what)}</span>'
        f'<span class="vb-digest" title="{entry.digest}">{entry.digest[:DIGITS]}</span></div>'
    )
