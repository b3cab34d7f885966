"""The conditions of a search: what was typed, and what holds of the answer, its codes and its writer."""

from dataclasses import replace
from typing import Any

import streamlit as st

from views import page
from views.widgets import dispositions, find_terms
from workbench.found_answers import RANGES, Offer
from workbench.search_terms import ANYBODY, Wanted, level_key

WAYS = {"words": "Words", "pattern": "Pattern", "meaning": "Meaning"}
HINTS = {
    "words": "Several words: all. In quotes: exactly so",
    "pattern": "wait(s|ing)?",
    "meaning": "A sentence: nobody told us what was happening",
}
HELP = {
    "words": "Case and accents do not matter. 'wait' also finds 'waiting' and 'waited': English word forms are known.",
    "pattern": "A regular expression, without regard to case. One that takes longer than 2 seconds is stopped.",
    "meaning": "The answers nearest in meaning, by the language model on this computer. It orders; it does not decide.",
}
STATES = {
    "": "Any state",
    "uncoded": "Not coded yet",
    "in_part": "Coded in part",
    "coded": "Coded",
    "disagreed": "Coders differ",
}
FLAGS = {"": "Any", "unsure": "Unsure", "quote": "Worth quoting", "discuss": "To discuss"}


def show(wanted: Wanted, offer: Offer) -> None:
    """Draw the conditions; each change goes to the address."""
    left, right = st.columns([0.68, 0.32], vertical_alignment="bottom")
    _draw(left.text_input, wanted, "text", "Search", placeholder=HINTS[wanted.way], help=HELP[wanted.way])
    ways = [way for way in WAYS if way != "meaning" or offer.meaning]
    _draw(
        right.segmented_control, wanted, "way", "By", options=ways, format_func=WAYS.__getitem__, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    two, three, *one = st.columns([0.3, 0.3, 0.4] if len(offer.questions) > 1 else [0.5, 0.5])
    for column in one:
        _choice(column, wanted, "question", "Question", {"": "All questions", **offer.questions})
    _codes(two, wanted, "has", "With the code", offer)
    states = {key: words for key, words in STATES.items() if key != "disagreed" or offer.agreement}
    _choice(three, wanted, "state", "State", states)
    behind = replace(wanted, text="", way="words", like="", question="", has=(), state="")
    count = sum(map(bool, (behind.without, behind.by, behind.flag, behind.memo, behind.kind, behind.variable)))
    with st.expander(f"More conditions ({count} set)" if count else "More conditions", expanded=count > 0):
        _more(wanted, offer)


def _more(wanted: Wanted, offer: Offer) -> None:
    one, two, three = st.columns([0.4, 0.3, 0.3])
    _codes(one, wanted, "without", "Without the code", offer)
    if len(offer.coders) > 1:
        people = {"": "Mine", ANYBODY: "Anybody's", **offer.coders}
        _choice(two, wanted, "by", "Whose codes, marks and memos", people)
    _choice(three, wanted, "flag", "Marked", FLAGS)
    one, two, three = st.columns([0.4, 0.3, 0.3])
    _draw(one.text_input, wanted, "memo", "Words in its memo", placeholder="* for any memo")
    _choice(two, wanted, "kind", "Kind of answer", {"": "All but blank", **dispositions.NAMES})
    if offer.variables:
        names = {key: column.wording or column.name for key, column in offer.variables.items()}
        _choice(three, wanted, "variable", "Closed question", {"": "Any", **names})
    if wanted.variable:
        _values(wanted, offer)


def _values(wanted: Wanted, offer: Offer) -> None:
    column = offer.variables[wanted.variable]
    if column.type in RANGES:
        one, two, _ = st.columns([0.3, 0.3, 0.4])
        hint = "such as 2024-05-31" if column.type == "date" else "a number"
        _draw(one.text_input, wanted, "low", "From", placeholder=hint)
        _draw(two.text_input, wanted, "high", "To", placeholder=hint)
        return
    words = {level_key(level): column.labels.get(level, level) for level in column.levels}
    known = replace(wanted, levels=tuple(level for level in wanted.levels if level in words))
    _draw(
        st.pills, known, "levels", page.plain(column.wording or column.name), options=list(words),
        format_func=lambda key: page.plain(words[key]), selection_mode="multi", wrap=True,
    )  # fmt: skip


def _codes(where: Any, wanted: Wanted, name: str, label: str, offer: Offer) -> None:
    _draw(
        where.multiselect, wanted, name, label, options=list(offer.codes), format_func=offer.codes.__getitem__,
        placeholder="Choose codes",
    )  # fmt: skip


def _choice(where: Any, wanted: Wanted, name: str, label: str, words: dict[str, str]) -> None:
    _draw(where.selectbox, wanted, name, label, options=list(words), format_func=words.__getitem__)


def _draw(widget: Any, wanted: Wanted, name: str, label: str, **options: Any) -> None:
    key = find_terms.seed(name, getattr(wanted, name))
    widget(label, key=key, on_change=find_terms.changed, args=(wanted, name), **options)
