"""Codings made when their code was defined otherwise: they still hold, or are taken off, by key or all at once."""

import streamlit as st

from views import feedback, navigation, page, resources, session
from views.widgets import older_list, older_one, passage
from workbench import older_codings
from workbench.older_codings import MINE, OTHERS, OlderCounts

WAYS = {"one": "One by one", "all": "All on one page"}
CODE, WHOSE = "code", "whose"  # in the address


def _choose(counts: OlderCounts) -> tuple[str, str]:
    """Draw which code, and whose codings of it; what other pages ask for stands in the address."""
    with feedback.refusals():
        names = older_codings.names(resources.store(), session.project(), counts)
    asked = st.query_params.get(CODE, "")
    code = asked if asked in names else next(iter(names))
    chosen = st.pills(
        "Code", list(names), default=code, required=True, wrap=True, key=f"older_choice_{code}",
        format_func=lambda key: page.plain(f"{names[key]} · {counts.of(key):,}"),
    )  # fmt: skip
    if chosen != code:
        code = str(chosen)
    if asked != code:
        st.query_params[CODE] = code
    mine, others = counts.mine.get(code, 0), counts.others.get(code, 0)
    whose = MINE if mine else OTHERS
    if mine and others:
        words = {MINE: f"Yours ({mine:,})", OTHERS: f"Others’ ({others:,})"}
        whose = st.segmented_control(
            "Whose", list(words), required=True, format_func=words.__getitem__, key=WHOSE, default=MINE,
            bind="query-params", label_visibility="collapsed",
        )  # fmt: skip
    return code, str(whose)


@st.fragment
def _desk() -> None:
    store, project, coder = resources.store(), session.project(), session.coder()
    with feedback.refusals():
        counts = resources.older_counts(project, coder)
    if not counts.total:
        older_one.undo_line()
        st.markdown(
            "No coding waits for another look. When a definition is changed, or when to give a code and when not, the "
            "codings that were made before come here."
        )
        st.page_link(f"views/{navigation.CODEBOOK.file}", label="Open the codebook", icon=":material/account_tree:")
        return
    code, whose = _choose(counts)
    with feedback.refusals():
        found = older_codings.page(store, project, coder, code, whose)
    st.session_state.setdefault(older_one.WAY, "one")
    way = st.segmented_control(
        "How", list(WAYS), required=True, format_func=WAYS.__getitem__, key=older_one.WAY,
        label_visibility="collapsed",
    )  # fmt: skip
    if not found.passages:  # decided in another window a moment ago
        st.rerun()
    (older_one if way == "one" else older_list).show(found)


page.header(
    "Look again",
    "Codings that were made when their code was defined otherwise. Say of each whether it still holds.",
    method="A definition that is changed in the middle of a study parts its codings into those made before and those "
    "made after, and both are counted as one code. Reading the older ones again beside the new words keeps the code "
    "one thing; what still held and what was taken off is in the record.",
    source="MacQueen and others (1998), Cultural Anthropology Methods 10(2): 31–36; Glaser (1965), Social Problems "
    "12(4): 436–445, on comparing anew",
)
passage.style()
_desk()
