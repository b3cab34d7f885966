"""A file of codings from any program: choose it, say what its columns are, and what else belongs to it."""

import streamlit as st

from exchange.long_codings import headings
from views import feedback
from workbench.agreement_files import PARTS, File
from workbench.codings_file import CodingsFile, guessed

LABELS = {
    "unit": "What was coded",
    "coder": "Who coded",
    "code": "The code",
    "respondent": "Whose answer it is",
    "start": "Where a passage starts",
    "end": "Where it ends",
    "length": "How long the text is",
}
NEEDED = ("unit", "coder", "code")
NONE = "no column"
TABLES = ["csv", "tsv", "txt"]


def choose() -> CodingsFile | None:
    """Draw the choice of files and columns; give what is chosen, None before there is a file."""
    upload = st.file_uploader("Codings: CSV, one row a code that a coder gave", type=TABLES, key="codings")
    if upload is None:
        return None
    codings = File(upload.getvalue(), upload.name)
    with feedback.refusals():
        found = headings(codings.data, codings.name)
    columns = _columns(found, guessed(found), codings.name)
    with st.expander("What else there is: passages, units without a code, the codebook, a word for unsure"):
        columns |= _columns(found, guessed(found), codings.name, more=True)
        units = st.file_uploader("Units that were seen, coded or not: CSV", type=TABLES, key="units")
        book = st.file_uploader("The codebook: YAML or CSV", type=["yaml", "yml", "csv"], key="book")
        unsure = st.text_input("What stands for a code where a coder was unsure", key="unsure")
    return CodingsFile(
        codings=codings,
        columns=tuple((part, columns[part]) for part in PARTS if columns.get(part)),
        units=File(units.getvalue(), units.name) if units else None,
        codebook=File(book.getvalue(), book.name) if book else None,
        unsure=(unsure or "").strip(),
    )


def _columns(found: list[str], guess: dict[str, str], name: str, *, more: bool = False) -> dict[str, str]:
    """Ask for the columns of one row of choices: those that every file has, or the further ones."""
    parts = [part for part in PARTS if (part in (*NEEDED, "respondent")) != more]
    chosen = {}
    for part, place in zip(parts, st.columns(len(parts)), strict=True):
        options = found if part in NEEDED else ["", *found]
        known = guess.get(part, "")
        chosen[part] = place.selectbox(
            LABELS[part], options, index=options.index(known) if known in options else 0,
            format_func=lambda heading: heading or NONE, key=f"column_{part}_{name}",
        )  # fmt: skip
    return {part: str(heading or "") for part, heading in chosen.items()}
