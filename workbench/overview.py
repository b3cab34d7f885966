"""Where am I, what next, how far: the counts that the navigation and the overview show."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, func, select

from storage import queries
from storage import tables as t
from storage.queries import ProjectRow
from storage.record import read_head
from storage.store import Store
from workbench.desk import desk_order, settled_responses
from workbench.projects import shows


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a project is, for one coder. All are numbers of things a person can open and look at."""

    respondents: int
    answers: int
    questions: int
    to_code: int
    coded: int
    codes: int
    proposed: int
    proposals_open: int
    waiting: int
    events: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the road: `state` is 'done', 'now' or 'ahead'; `page` is where it is done."""

    name: str
    detail: str
    state: str
    page: str


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do next: a sentence, the words on the button, and the page."""

    sentence: str
    button: str
    page: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A project, its counts, its road and the next step."""

    project: ProjectRow
    counts: Counts
    steps: tuple[Step, ...]
    next: Next
    stopped_question: str = ""


def overview(store: Store, project_id: str, coder_id: str) -> Overview:
    """Give where a project stands for one coder."""
    with store.reading() as conn:
        project = queries.project(conn, project_id)
        counts = _counts(conn, project, coder_id)
    steps = _steps(project, counts)
    return Overview(project, counts, steps, _next(project, counts))


def _counts(conn: Connection, project: ProjectRow, coder_id: str) -> Counts:
    def count(table: Table, *where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(table.c.project_id == project.project_id, *where)
        return int(conn.execute(query).scalar_one())

    order = desk_order(conn, project.project_id)
    settled = settled_responses(conn, project.project_id, coder_id)
    latest = conn.execute(
        select(t.runs.c.run_id).where(t.runs.c.project_id == project.project_id).order_by(t.runs.c.at.desc()).limit(1)
    ).scalar()
    proposed = count(t.run_themes, t.run_themes.c.run_id == latest) if latest else 0
    decided = t.proposals.c.status != "open"
    closed = count(t.proposals, t.proposals.c.run_id == latest, decided, t.proposals.c.part_of == "") if latest else 0
    parts = count(t.proposals, t.proposals.c.run_id == latest, ~decided, t.proposals.c.part_of != "") if latest else 0
    return Counts(
        respondents=count(t.respondents, t.respondents.c.excluded == ""),
        answers=count(t.responses),
        questions=count(t.questions),
        to_code=len(order),
        coded=len(settled.intersection(order)),
        codes=count(t.codes, t.codes.c.retired.is_(False), t.codes.c.merged_into == ""),
        proposed=proposed,
        proposals_open=proposed - closed + parts,
        waiting=count(t.waiting, t.waiting.c.state == "waiting"),
        events=read_head(conn, project.project_id).seq,
    )


def _steps(project: ProjectRow, n: Counts) -> tuple[Step, ...]:
    def state(done: bool, begun: bool) -> str:
        return "done" if done else "now" if begun else "ahead"

    imported = n.answers > 0
    steps = [
        Step("Import", f"{n.respondents:,} people" if imported else "no answers yet", state(imported, True), "import"),
        Step("Read", f"{n.to_code:,} answers", state(bool(project.reading), imported), "answers"),
        Step(
            "Propose",
            f"{n.proposed} proposed" if n.proposed else "not yet",
            state(n.proposed > 0, imported),
            "proposals",
        ),
        Step("Codebook", f"{n.codes} codes", state(n.codes > 0, imported), "codebook"),
        Step(
            "Code",
            f"{n.coded:,} of {n.to_code:,}",
            state(0 < n.to_code == n.coded, n.codes > 0 and imported),
            "code",
        ),
        Step("Findings", "tables and figures" if n.coded else "not yet", state(False, n.coded > 0), "findings"),
    ]
    if project.way == "framework":
        steps[2], steps[3] = steps[3], steps[2]
    return tuple(s for s in steps if s.name != "Propose" or shows(project, "proposals"))


def _next(project: ProjectRow, n: Counts) -> Next:
    if not n.answers:
        return Next("Bring in the answers of your survey.", "Import answers", "import")
    if project.way == "reflexive" and not project.reading:
        return Next("Begin by reading all answers in one go, before any code.", "Read the answers", "answers")
    if not n.codes and project.way == "framework":
        return Next("Begin with your framework: import a codebook or write its codes.", "Open the codebook", "codebook")
    if not n.codes and n.proposals_open:
        return Next(f"Look at {n.proposals_open} proposed themes and decide which become codes.", "Review", "proposals")
    if not n.codes and shows(project, "proposals"):
        return Next("Let similar answers be grouped, as a first draft of themes.", "Propose themes", "proposals")
    if not n.codes:
        return Next("Write your first codes.", "Open the codebook", "codebook")
    if n.coded < n.to_code:
        words = "Continue where you stopped" if n.coded else "Start coding"
        left = n.to_code - n.coded
        return Next(f"{words}: {left:,} answers are still to code.", "Continue" if n.coded else "Start coding", "code")
    return Next("Every answer is coded. Look at the theme tables.", "Open findings", "findings")
