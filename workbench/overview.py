"""Where am I, what next, how far: the counts that the navigation and the overview show."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Table, func, select

from coding.roles import Role
from coding.round_events import CONSENSUS
from storage import queries
from storage import tables as t
from storage.queries import ProjectRow
from storage.queries import findings as findings_rows
from storage.queries import rounds as round_queries
from storage.queries.memos import read_responses
from storage.store import Store
from workbench.desk import desk_order
from workbench.projects import shows
from workbench.trail_seal import shown_facts
from workbench.waiting_round import WaitingRound, read_waiting_round

Place = Literal[
    "import", "answers", "read", "propose", "proposals", "confirm", "codebook", "code", "round", "rounds", "findings"
]
State = Literal["done", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a project is, for one coder. All are numbers of things a person can open and look at.

    `read` and `coded` are this coder's answers, `in_part` those of which only passages were confirmed, `suggested`
    those for which suggestions were met, `revealed` are rounds whose agreement can be seen. Who has
    coded none yet is shown the busiest other coder's, named in `coded_by`. `readers` have given codes. `events` are
    facts of the record, those that are sealed for this coder not among them.
    """

    respondents: int
    answers: int
    questions: int
    to_code: int
    read: int
    coded: int
    in_part: int
    coded_by: str
    codes: int
    variables: int
    scales: int
    proposed: int
    proposals_open: int
    waiting: int
    suggested: int
    revealed: int
    events: int
    readers: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the road, and the page on which it is done."""

    name: str
    detail: str
    state: State
    page: Place


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do next: a sentence, the words on the button, and the page."""

    sentence: str
    button: str
    page: Place


@dataclass(frozen=True, slots=True)
class Overview:
    """A project, its counts, its road, the round that waits for the coder, and the next step."""

    project: ProjectRow
    counts: Counts
    steps: tuple[Step, ...]
    round: WaitingRound | None
    next: Next


def overview(store: Store, project_id: str, coder_id: str) -> Overview:
    """Give where a project stands for one coder."""
    with store.reading() as conn:
        project = queries.project(conn, project_id)
        counts = _counts(conn, project, coder_id)
        waits = read_waiting_round(conn, project_id, coder_id)
        handed_in = _handed_in(conn, project, coder_id)
    steps = _steps(project, counts)
    after = Next(waits.sentence, waits.button, "round") if waits else handed_in or _next(project, counts)
    return Overview(project, counts, steps, waits, after)


def _counts(conn: Connection, project: ProjectRow, coder_id: str) -> Counts:
    def count(table: Table, *where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(table.c.project_id == project.project_id, *where)
        return int(conn.execute(query).scalar_one())

    order = desk_order(conn, project.project_id)
    coded, in_part, coded_by = _coded(conn, project.project_id, coder_id, set(order))
    proposed, proposals_open = _proposals(conn, project.project_id)
    return Counts(
        respondents=count(t.respondents, t.respondents.c.excluded == ""),
        answers=count(t.responses),
        questions=count(t.questions),
        to_code=len(order),
        read=len(read_responses(conn, project.project_id, coder_id).keys() & set(order)),
        coded=coded,
        in_part=in_part,
        coded_by=coded_by,
        codes=count(t.codes, t.codes.c.retired.is_(False), t.codes.c.merged_into == ""),
        variables=count(t.variables),
        scales=count(t.scales),
        proposed=proposed,
        proposals_open=proposals_open,
        waiting=count(t.waiting, t.waiting.c.state == "waiting"),
        suggested=count(t.suggestions, t.suggestions.c.coder_id == coder_id, t.suggestions.c.rank == 1),
        revealed=count(t.rounds, t.rounds.c.state == "revealed"),
        events=shown_facts(conn, project.project_id, coder_id),
        readers=len(findings_rows.coders_with_codings(conn, project.project_id).keys() - {CONSENSUS}),
    )


def _coded(conn: Connection, project_id: str, coder_id: str, order: set[str]) -> tuple[int, int, str]:
    """Give how many answers of the desk are coded, how many in part, and by whom if not by this coder."""

    def of(coder: str) -> tuple[int, int]:
        coded = findings_rows.coded_responses(conn, project_id, coder)
        in_part = findings_rows.responses_with_codings(conn, project_id, coder) - coded
        return len(coded & order), len(in_part & order)

    mine = of(coder_id)
    others = [other for other in findings_rows.coders_with_codings(conn, project_id) if other != coder_id]
    if any(mine) or not others:
        return *mine, ""
    return *of(others[0]), queries.coder_names(conn, others[:1]).get(others[0], "another coder")


def _proposals(conn: Connection, project_id: str) -> tuple[int, int]:
    """Give how many themes the latest run proposed, and how many nobody has decided about; parts of a split count."""
    r, p = t.runs.c, t.proposals.c
    latest = conn.execute(select(r.run_id).where(r.project_id == project_id).order_by(r.at.desc()).limit(1)).scalar()
    if not latest:
        return 0, 0
    theme = t.run_themes.c
    themes = select(func.count()).where(theme.project_id == project_id, theme.run_id == latest)
    proposed = int(conn.execute(themes).scalar_one())
    rows = conn.execute(select(p.status, p.part_of).where(p.project_id == project_id, p.run_id == latest)).all()
    decided = sum(row.status != "open" and not row.part_of for row in rows)
    open_parts = sum(row.status == "open" and bool(row.part_of) for row in rows)
    return proposed, proposed - decided + open_parts


def _steps(project: ProjectRow, n: Counts) -> tuple[Step, ...]:
    def state(done: bool, begun: bool) -> State:
        return "done" if done else "now" if begun else "ahead"

    imported, begun = n.answers > 0, n.coded + n.in_part > 0
    by = f" by {n.coded_by}" if n.coded_by else ""
    in_part = f", {n.in_part:,} in part" if n.in_part else ""
    coding = f"{n.coded:,} of {n.to_code:,}{in_part}{by}" if n.to_code else "not yet"
    answers_in = _number(n.respondents, "person", "people") if imported else "no answers yet"
    steps = [
        Step("Import", answers_in, state(imported, True), "import"),
        Step("Read", f"{n.read:,} of {n.to_code:,}" if n.to_code else "not yet",
             state(bool(project.reading) or 0 < n.to_code == n.read, imported), "read"),
        Step("Propose", f"{n.proposed:,} proposed" if n.proposed else "not yet", state(n.proposed > 0, imported),
             "proposals" if n.proposed else "propose"),
        Step("Codebook", _number(n.codes, "code"), state(n.codes > 0, imported), "codebook"),
        Step("Code", coding, state(0 < n.to_code == n.coded, n.codes > 0 and imported), "code"),
        Step("Findings", "tables and figures" if begun else "not yet", state(False, begun), "findings"),
    ]  # fmt: skip
    if project.way == "framework":
        steps[2], steps[3] = steps[3], steps[2]
    return tuple(step for step in steps if step.name != "Propose" or shows(project, "proposals"))


def _handed_in(conn: Connection, project: ProjectRow, coder_id: str) -> Next | None:
    """Give what a round asks of this coder when nothing of it is to code: to send a return file, or to reveal it."""
    if not shows(project, "agreement"):
        return None
    role = queries.role(conn, project.project_id, coder_id)
    for row in round_queries.open_rounds(conn, project.project_id):
        if row.came_by_file and coder_id in row.coders:
            said = f"Round {row.number} is handed in. Save the return file and send it to the lead."
            return Next(said, "Go to rounds", "rounds")
        if role and Role(role).can_run_rounds() and not row.waits_for:
            said = f"Everybody has handed in round {row.number}. It can be revealed."
            return Next(said, "Go to rounds", "rounds")
    return None


def _next(project: ProjectRow, n: Counts) -> Next:
    if not n.answers:
        return Next("Bring in the answers of your survey.", "Import answers", "import")
    if project.way == "reflexive" and not project.reading and n.read < n.to_code:
        if n.read:
            return Next(f"Go on reading: {n.read:,} of {n.to_code:,} answers are read.", "Go on reading", "read")
        return Next("Begin by reading all answers, before any code.", "Read the answers", "read")
    if n.codes:
        return _next_with_codes(project, n)
    if project.way == "framework":
        return Next("Begin with your framework: import a codebook or write its codes.", "Open the codebook", "codebook")
    if not shows(project, "proposals"):
        return Next("Write your first codes.", "Open the codebook", "codebook")
    if n.proposals_open:
        words = _number(n.proposals_open, "proposed theme")
        return Next(f"Look at {words} and decide which become codes.", "Review", "proposals")
    if n.proposed:
        return Next("Every proposed theme is decided and none became a code. Write your own.", "Open the codebook",
                    "codebook")  # fmt: skip
    return Next("Let similar answers be grouped, as a first draft of themes.", "Propose themes", "propose")


def _next_with_codes(project: ProjectRow, n: Counts) -> Next:
    left = n.to_code - n.coded
    if n.coded_by:
        finished = "coded every answer" if not left else f"coded {n.coded:,} of {n.to_code:,} answers"
        return Next(f"{n.coded_by} {finished}. Look at the theme tables.", "Open findings", "findings")
    begun = n.coded + n.in_part > 0
    if n.proposals_open and not begun and shows(project, "proposals"):
        words = _number(n.proposals_open, "proposed theme")
        return Next(f"Go on with the review: {words} still to look at.", "Review", "proposals")
    if n.waiting and shows(project, "proposals"):
        wait = "1 passage waits" if n.waiting == 1 else f"{n.waiting:,} passages wait"
        return Next(f"{wait} for you to confirm; until then nothing of them is counted.", "Confirm passages", "confirm")
    if left:
        words = "Continue where you stopped" if begun else "Start coding"
        still = "1 answer is" if left == 1 else f"{left:,} answers are"
        in_part = f", {n.in_part:,} of them coded in part" if n.in_part else ""
        return Next(f"{words}: {still} still to code{in_part}.", "Continue" if begun else "Start coding", "code")
    return Next("Every answer is coded. Look at the theme tables.", "Open findings", "findings")


def _number(count: int, one: str, many: str = "") -> str:
    """Give a number with its word.

    Examples
    --------
    >>> _number(1, "code"), _number(2000, "person", "people")
    ('1 code', '2,000 people')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
