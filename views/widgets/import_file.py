"""Step 1 of an import: choose the file, see how it was read and what is wrong with it."""

import streamlit as st

from pipelines.raw_table import RawTable
from views import page
from views.widgets import import_draft
from workbench.errors import SHOWN

_UPLOAD, _SHEET = "import_upload", "import_sheet"
PREVIEW_ROWS, PREVIEW_COLUMNS = 6, 40
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", "": "none, one column"}
ENCODINGS = {
    "utf-8": "UTF-8", "cp1252": "Windows-1252 (Western European)", "utf-16": "UTF-16", "xlsx": "Excel workbook",
}  # fmt: skip


def choose(refusal: str) -> None:
    """Draw the uploader, the choice of a sheet, and why a file could not be read."""
    upload = st.file_uploader(
        "Survey file: CSV, TSV or Excel (.xlsx)",
        key=_UPLOAD,
        help="As your survey tool exports it. Rows of question wording under the column names may stay in.",
    )
    if refusal:
        st.error(page.plain(refusal), icon=":material/error:")
        st.caption("Nothing was stored. Your projects are as they were.")
    elif upload is None:
        begun = import_draft.begun()
        if begun:
            st.info(
                f"The page was loaded anew before a project was created. Choose “{page.plain(begun)}” again: what you "
                "said about its columns is still here, and nothing else is to be done again.",
                icon=":material/history:",
            )
        st.caption("One row a respondent and one column a question is best; one row an answer can be read as well.")
    else:
        names = import_draft.sheets(upload.file_id, upload)
        if len(names) > 1:
            st.selectbox("Sheet", names, key=_SHEET, index=None, placeholder="The first sheet with answers")


def read() -> tuple[RawTable | None, str]:
    """Read the chosen file, of a workbook the chosen sheet; give the table, or why there is none."""
    upload = st.session_state.get(_UPLOAD)
    if upload is None:
        return None, ""
    try:
        names = import_draft.sheets(upload.file_id, upload)
        sheet = st.session_state.get(_SHEET)
        return import_draft.table(upload.file_id, sheet if sheet in names else "", upload), ""
    except SHOWN as refusal:
        return None, str(refusal)


def show(table: RawTable) -> None:
    """Draw how the file was read: encoding, delimiter, wording rows, problems, the first rows."""
    st.caption(f"{_how(table)} {_headers(table)} {table.size_bytes / 1e6:,.1f} MB.")
    if table.problems:
        count = len(table.problems)
        st.warning(f"{count} {'thing' if count == 1 else 'things'} to know about this file.", icon=":material/info:")
        st.dataframe(
            [{"Row": p.row, "Column": p.column or "", "What was found": p.message} for p in table.problems],
            hide_index=True,
            column_config={"Row": st.column_config.NumberColumn(width="small", format="%d")},
            placeholder="",
            height=min(280, 38 + 35 * count),
            alt="What was found in the file, by row and column",
        )
    shown = table.frame.iloc[:PREVIEW_ROWS, :PREVIEW_COLUMNS]
    st.dataframe(shown, height=38 + 35 * len(shown), alt="The first rows of the file, with their row numbers")
    if table.frame.shape[1] > PREVIEW_COLUMNS:
        st.caption(f"The first {PREVIEW_COLUMNS} of {table.frame.shape[1]:,} columns are shown.")


def line(table: RawTable) -> str:
    """Give the step in one line."""
    rows, columns = table.frame.shape
    sheet = f", sheet {table.sheet}" if table.sheet else ""
    return f"{table.name}{sheet}: {rows:,} rows, {columns:,} columns"


def _how(table: RawTable) -> str:
    if table.sheet is not None:
        return f"Read as an Excel workbook, sheet “{page.plain(table.sheet)}”."
    encoding = ENCODINGS.get(table.encoding, table.encoding)
    return f"Read as text in {encoding}; cells are separated by: {DELIMITERS.get(table.delimiter, table.delimiter)}."


def _headers(table: RawTable) -> str:
    if table.header_rows == 1:
        return "Row 1 holds the column names."
    return f"Row 1 holds the column names, rows 2 to {table.header_rows} the question wording; they are not answers." \
        if table.header_rows > 2 else "Row 1 holds the column names, row 2 the question wording; it is not an answer."
