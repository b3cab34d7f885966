"""Where references in memos lead, and a memo's words as Markdown with its links."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from coding.memos import Part
from views import navigation, page, session

# Names and values in the address; Streamlit writes a choice there as it is shown.
BY, AT, WAYS = "read_by", "read_at", {"question": "By question", "person": "By person"}
PART, PARTS = "journal_part", {"journal": "Journal", "memos": "All memos"}
ALL_MEMOS = {PART: PARTS["memos"]}


def target(link: str) -> tuple[navigation.Entry, dict[str, str]]:
    """Give the page that a link leads to, and what its address says."""
    kind, _, thing = link.partition(":")
    if kind == "code":
        return navigation.CODEBOOK, {"code": thing}
    if kind in ("response", "respondent"):
        return navigation.READ, {BY: WAYS["person"], AT: thing}
    return navigation.JOURNAL, {}


def follow(link: str) -> None:
    """Go to what a link stands for."""
    go(*target(link))


def go(entry: navigation.Entry, query: Mapping[str, str]) -> None:
    """Go to a page; its whole address at once, for each change of it would be a step for the browser's Back."""
    st.switch_page(f"views/{entry.file}", query_params={**_here(), **query})


def markdown(parts: Sequence[Part]) -> str:
    """Give a memo as Markdown; a link opens in a tab of its own, so that nothing typed here is lost."""
    return "".join(_linked(part) if part.link else _lines(part.words) for part in parts)


def _linked(part: Part) -> str:
    entry, query = target(part.link)
    return f"[{page.plain(part.words)}]({entry.path}?{urlencode({**_here(), **query})})"


def _here() -> dict[str, str]:
    return {"project": session.project(), "coder": session.coder()}


def _lines(words: str) -> str:
    return page.plain(words).replace("\n", "  \n")


def named(name: str, link: str) -> str:
    """Give a name that leads to a thing, as Markdown."""
    return _linked(Part(name, link))
