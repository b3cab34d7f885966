"""The road on the left: which pages there are, in which order, and how far each is."""

import html
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st

from storage.errors import ProjectNotFound
from storage.queries import ProjectRow
from views import adjudication_queue, desk_queue, reading_queue, resources, session
from views.widgets import tour
from workbench import overview, people
from workbench.overview import Counts, Overview
from workbench.projects import shows

HERE = Path(__file__).parent
PATH = re.compile(r"[\w-]{1,60}")  # what Streamlit takes for the address of a page
ICON = str(HERE / "icon.svg")  # a :material/…: icon here would be fetched from the network by the browser


class Entry(NamedTuple):
    """A page: its file, its name, its icon, its place in the address."""

    file: str
    title: str
    icon: str
    path: str


START = Entry("open_project.py", "Projects", "home", "projects")
IMPORT = Entry("import_survey.py", "New project", "upload_file", "import")
OVERVIEW = Entry("see_overview.py", "Overview", "flag", "overview")
ANSWERS = Entry("look_at_answers.py", "Answers", "notes", "answers")
READ = Entry("read_answers.py", "Read", "auto_stories", "read")
PROPOSE = Entry("propose_themes.py", "Propose", "workspaces", "propose")
REVIEW = Entry("review_proposals.py", "Review themes", "bubble_chart", "proposals")
CONFIRM = Entry("confirm_passages.py", "Confirm passages", "checklist", "confirm")
CODEBOOK = Entry("edit_codebook.py", "Codebook", "account_tree", "codebook")
LOOK_AGAIN = Entry("look_again.py", "Look again", "replay", "look-again")
CODE = Entry("code_responses.py", "Code", "edit_note", "code")
ROUNDS = Entry("plan_rounds.py", "Rounds", "groups", "rounds")
ADJUDICATE = Entry("adjudicate.py", "Adjudicate", "balance", "adjudicate")
READINGS = Entry("compare_readings.py", "Compare readings", "forum", "readings")
SUGGESTIONS = Entry("report_suggestions.py", "Suggestions", "lightbulb", "suggestions")
FIND = Entry("find_answers.py", "Find", "search", "find")
CHECK = Entry("check_enough.py", "Missed", "fact_check", "missed")
AGREEMENT = Entry("compare_coders.py", "Agreement", "handshake", "agreement")
COMPARE_FILES = Entry("compare_files.py", "Compare codings", "compare_arrows", "agreement-of-files")
FINDINGS = Entry("report_findings.py", "Findings", "table_chart", "findings")
SCALES = Entry("score_scales.py", "Scales", "straighten", "scales")
JOURNAL = Entry("write_journal.py", "Journal", "history_edu", "journal")
EXPORT = Entry("export_data.py", "Export", "download", "export")
RECORD = Entry("read_record.py", "Record", "history", "record")
SETTINGS = Entry("change_settings.py", "Settings", "settings", "settings")
EVERY = (
    START, IMPORT, OVERVIEW, ANSWERS, READ, FIND, PROPOSE, REVIEW, CONFIRM, CODEBOOK, LOOK_AGAIN, CODE, ROUNDS,
    AGREEMENT, ADJUDICATE, READINGS, SUGGESTIONS, CHECK, FINDINGS, SCALES, JOURNAL, EXPORT, RECORD, SETTINGS,
    COMPARE_FILES,
)  # fmt: skip


def run() -> None:
    """Choose the pages for this project and coder, draw the road, and run the page that is open."""
    st.html(HERE / "style.css")
    has_name = bool(session.coder())
    view = _overview() if has_name else None  # without a name nothing is opened
    road = _road(view) if view else []
    foot = [(SETTINGS, "", True)] if view else []
    foot += [(START, "", True), (IMPORT, "", True)]
    if view is None or shows(view.project, "agreement"):
        foot.append((COMPARE_FILES, "", True))
    known = [entry for entry, _, _ in (*road, *foot)]
    known += [LOOK_AGAIN] if view else []  # other pages lead there; the road names it while it is open
    pages = [st.Page(HERE / entry.file, title=entry.title, url_path=entry.path) for entry in known]
    # without a name it is asked on the page that the address means, so that the answer leads there
    elsewhere = _go_home if has_name else HERE / START.file
    pages += [st.Page(elsewhere, title="Verbatim", default=True)]
    pages += [st.Page(elsewhere, title="Verbatim", url_path=path) for path in _leading_home(known)]
    chosen = st.navigation(pages, position="hidden")
    if chosen.url_path != CODE.path:
        desk_queue.absorb_left_behind()
    if chosen.url_path != READ.path:
        reading_queue.absorb_left_behind()
    if chosen.url_path != ADJUDICATE.path:
        adjudication_queue.absorb_left_behind()
    file = next((entry.file for entry in known if entry.path == chosen.url_path), "")
    if chosen.url_path == LOOK_AGAIN.path:
        road.insert(1 + [entry for entry, _, _ in road].index(CODEBOOK), (LOOK_AGAIN, "", True))
    tour.follow(view, file)
    session.keep_in_address()
    with st.sidebar:
        _who(view)
        for entry, detail, reached in road:
            # the desk and the reading page count for themselves, and the navigation is not drawn again while they do
            counts_itself = entry in (CODE, READ) and chosen.url_path == entry.path
            _link(entry, "" if counts_itself else detail, reached)
        if road:
            st.divider()
        for entry, detail, reached in foot:
            _link(entry, detail, reached)
    tour.show(view, file)
    chosen.run()


def _leading_home(known: list[Entry]) -> set[str]:
    """Give the addresses that lead home: pages of another project's road, and the one asked for if it is no page."""
    asked = urlsplit(st.context.url or "").path.rstrip("/").rpartition("/")[2]
    elsewhere = {entry.path for entry in EVERY if entry not in known}
    unknown = asked and asked not in {entry.path for entry in EVERY} and PATH.fullmatch(asked)
    return elsewhere | ({asked} if unknown else set())


def _go_home() -> None:
    st.switch_page(HERE / (OVERVIEW if session.project() else START).file)


def _overview() -> Overview | None:
    project_id = session.project()
    if not project_id:
        return None
    try:
        found = overview.overview(resources.store(), project_id, session.coder())
    except ProjectNotFound as gone:
        session.close_project()
        st.error(str(gone), icon=":material/error:")
        return None
    session.open_project(project_id)
    return found


def _road(view: Overview) -> list[tuple[Entry, str, bool]]:
    """Give the pages of a project in their order, each with its count and whether it has been reached."""
    project, n = view.project, view.counts
    has_answers = n.answers > 0
    read = f"{n.read:,} of {n.to_code:,}" if n.read else ""
    road = [
        (OVERVIEW, "", True),
        (ANSWERS, _number(n.to_code), has_answers),
        (READ, read, has_answers),
        (FIND, "", has_answers),
    ]
    proposals = []
    if shows(project, "proposals"):
        detail = f"{n.proposals_open} to look at" if n.proposals_open else ""
        proposals = [(PROPOSE, "", has_answers), (REVIEW, detail, n.proposed > 0)]
        if n.proposed or n.waiting:
            proposals.append((CONFIRM, _number(n.waiting), n.waiting > 0))
    book = [(CODEBOOK, _number(n.codes), True)]
    road += book + proposals if project.way == "framework" else proposals + book
    journal = [(JOURNAL, "", True)]
    begun = has_answers and n.codes > 0 and n.coded + n.in_part > 0 and not n.coded_by
    road += [
        (CODE, _coded(n), has_answers and n.codes > 0),
        *_team(project, n),
        *([(READINGS, "", n.readers > 1)] if project.way == "reflexive" else []),
        *([(SUGGESTIONS, "", True)] if n.suggested and shows(project, "suggestions") else []),
        *([(CHECK, "", begun)] if shows(project, "saturation") else []),
        *(journal if project.way == "reflexive" else []),
        (FINDINGS, "", n.codes > 0),
        *([(SCALES, _number(n.scales), True)] if n.variables else []),
        *([] if project.way == "reflexive" else journal),
        (EXPORT, "", has_answers),
        (RECORD, _number(n.events), True),
    ]
    return road


def _team(project: ProjectRow, n: Counts) -> list[tuple[Entry, str, bool]]:
    """Give the pages of coding in a team, where the project compares coders."""
    if not shows(project, "agreement"):
        return []
    is_revealed = n.revealed > 0
    return [
        (ROUNDS, "", n.answers > 0 and n.codes > 0),
        (AGREEMENT, "", is_revealed),
        (ADJUDICATE, "", is_revealed),
    ]


def _coded(n: Counts) -> str:
    return f"{0 if n.coded_by else n.coded:,} of {n.to_code:,}" if n.codes else ""


def _number(count: int) -> str:
    return f"{count:,}" if count else ""


def _link(entry: Entry, detail: str, reached: bool) -> None:
    label = f"{entry.title} :gray[{detail}]" if detail else entry.title
    st.page_link(
        HERE / entry.file, label=label, icon=f":material/{entry.icon}:", disabled=not reached,
        query_params=session.address(),
    )  # fmt: skip


def _who(view: Overview | None) -> None:
    name = people.coder_name(resources.store(), session.coder())
    heading = html.escape(view.project.name) if view else "Verbatim"
    line = html.escape(name) if name else "your work stays on this computer"
    st.html(f'<div class="vb-who"><strong>{heading}</strong><br><span>{line}</span></div>')
