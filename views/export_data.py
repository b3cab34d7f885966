"""Export: coded answers, tables of every question, raw material; existing codes in."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from views import feedback, navigation, page, resources, session
from workbench import coded_export, consensus_export, exchange_data, findings, memo_export, projects, rounds
from workbench.errors import WorkbenchError

store, project_id = resources.store(), session.project()


def _download(label: str, make: Callable[[], bytes], name: str, ending: str) -> None:
    """Offer a file that is made when it is asked for."""
    st.download_button(
        label, make, file_name=f"{name}-{date.today():%Y-%m-%d}.{ending}", key=f"{name}_{ending}",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _import_codings() -> None:
    uploaded = st.session_state["codings_file"]
    if uploaded is None:
        raise WorkbenchError("Choose a CSV file first.")
    done = exchange_data.import_codings(
        store, project_id, session.coder(), uploaded.getvalue(), uploaded.name,
        add_codes=st.session_state["codings_add"], command_id=session.command_id("codings"),
    )  # fmt: skip
    session.command_done("codings")
    without = f" Answers to which no code applies: {done.without:,}." if done.without else ""
    passed = f" Rows without a code, passed over: {done.passed:,}." if done.passed else ""
    st.session_state["codings_done"] = (
        f"New codings: {done.codings:,}.{without} There already: {done.known:,}. Codes added: {len(done.codes):,}."
        f"{passed}"
    )


page.header(
    "Export",
    "Take everything out at any time: coded answers, tables, the raw material. Bring in codes made elsewhere.",
    method="A table that can be traced names the codebook's version and the record it was made from. Excel, Word, "
    "LaTeX and HTML files carry both; a CSV holds nothing but data, and its notes are a file of their own.",
    source="O'Brien et al. (2014), Academic Medicine 89(9): 1245–1251, items S13 and S15",
)
with feedback.refusals():
    projects.open_project(store, project_id)
    offer = findings.offer(store, project_id, session.coder())
    sealed = rounds.kept_out_of_files(store, project_id)
if not offer.questions:
    st.caption("Files of your answers and codes can be made here. This project has no answers yet.")
    st.page_link(f"views/{navigation.IMPORT.file}", label="Import answers", icon=":material/upload_file:")
    st.stop()
if sealed:
    many = "1 answer is" if sealed == 1 else f"{sealed:,} answers are"
    st.info(
        f"{many} being coded in a sealed round. What was coded or noted on them is in no file until it is revealed.",
        icon=":material/lock_clock:",
    )
coder = offer.coder
if len(offer.coders) > 1:
    coder = st.selectbox(
        "Codings by", list(offer.coders), index=list(offer.coders).index(coder),
        format_func=offer.coders.__getitem__, key="export_coder", width=320,
    )  # fmt: skip

st.subheader("Coded answers", anchor=False)
st.caption(
    f"One row an answer: its text, the codes that {page.plain(offer.coders[coder])} gave it, memos, closed answers, "
    "and one 0/1 column a code (never 0 where the answer is not coded as a whole yet)."
)
with st.container(horizontal=True, gap="small"):
    _download(
        "Excel", partial(coded_export.coded_xlsx, store, project_id, coder, session.coder()), "coded-answers", "xlsx"
    )
    _download("CSV", partial(coded_export.coded_csv, store, project_id, coder), "coded-answers", "csv")

agreed = consensus_export.rounds_agreed(store, project_id)
if agreed:
    st.subheader("Consensus", anchor=False)
    st.caption("What was agreed after a round, one row an answer and code, with rule, reason and who dissents.")
    with st.container(horizontal=True, gap="small"):
        for round_id, number in agreed.items():
            write = partial(consensus_export.consensus_csv, store, project_id, session.coder(), round_id)
            _download(f"Round {number}, CSV", write, f"consensus-of-round-{number}", "csv")

st.subheader("Theme tables of every question", anchor=False)
st.caption("One table a question, of respondents who answered. Single tables and figures are on the page Findings.")
with st.container(horizontal=True, gap="small"):
    for form in findings.WHOLE_FILES:
        choice = findings.Choice(question="", coder=coder)
        write = partial(findings.write_all_questions, store, project_id, choice, form, session.coder())
        _download(findings.FORMS[form][0], write, "themes", form)

st.subheader("Raw material", anchor=False)
st.caption(
    "responses.csv, codings.csv, memos.csv and codebook.yaml in one zip file: enough to go on with in any other "
    "program."
)
_download("Raw material", partial(exchange_data.export_material, store, project_id, session.coder()), "material", "zip")
st.caption(
    "In CSV files an apostrophe stands before a cell that a spreadsheet would run as a formula; "
    "Verbatim's import takes it off again."
)

st.subheader("Journal and memos", anchor=False)
st.caption("A document to read: the project’s memo, the journal by date, memos by theme and code, notes on answers.")
with st.container(horizontal=True, gap="small"):
    _download("Word", partial(memo_export.memos_docx, store, project_id, session.coder()), "journal-and-memos", "docx")
    _download("HTML", partial(memo_export.memos_html, store, project_id, session.coder()), "journal-and-memos", "html")

st.subheader("Bring in codes", anchor=False)
st.caption("A CSV with the columns response_id and code, and if wished question, start, end and coder. All or nothing.")
with st.form("codings_form", border=False, clear_on_submit=False):
    st.file_uploader("Codings (CSV)", type=["csv"], key="codings_file", label_visibility="collapsed")
    st.toggle("Add codes that the codebook does not have", key="codings_add", value=True)
    st.form_submit_button("Bring in", on_click=feedback.guarded(_import_codings, "codings"))
feedback.show_refusal("codings")
if st.session_state.get("codings_done"):
    st.success(st.session_state.pop("codings_done"), icon=":material/check:")
