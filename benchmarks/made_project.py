"""A synthetic project of any size, made through the program's own doors: for the desk's figures and tests."""

import csv
import io
from pathlib import Path

from codebooks.decide import Text, add_code
from codebooks.events import CodeAdded
from pipelines.reading import RawTable, read_table
from pipelines.survey import ImportPlan, guess_plan
from storage import queries
from storage.store import Store, open_store
from workbench import people, projects
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject

CODER = "Ana"
CODES = {
    "Time and workload": "Too little time for the work: shifts, case load, being called away.",
    "Isolation from colleagues": "Working alone, or not being part of the team.",
    "Personal stress": "What the work does to the person: sleep, worry, memories of one's own.",
    "Training needs": "Not having been shown how to do what is asked.",
    "Being listened to": "Whether what peers say is heard and acted upon.",
    "Pay and conditions": "Wages, hours, contracts, holidays.",
    "Support from managers": "What managers do or leave undone for peers.",
    "Boundaries with peers": "Where the role ends: friendship, calls at night, money.",
    "Travel": "Distance, cost and time of getting there.",
    "Paperwork and records": "Forms, notes, systems.",
    "Purpose": "Why the work matters to the person.",
    "Rooms and equipment": "Places to meet, telephones, computers.",
}
_OPENINGS = (
    "We were three short on every shift, so when somebody needed to talk I had to say later, and later never came.",
    "Nobody told me what to do when a person is in crisis, and I went home and thought about it all night.",
    "The team meets once a month and half of us cannot come, so you end up carrying it alone.",
    "Two buses each way, and they do not pay for the second.",
    "I love it when somebody who could not leave the house walks in by themselves.",
)
WIDE_THEMES = (
    "Training", "Team", "Pay", "Time", "Rooms", "Being heard", "Travel", "Paperwork", "Leaders", "Strain",
    "Virtual contact", "Purpose",
)  # fmt: skip
_ASPECTS = (
    "Too little of it", "Too much of it", "Not when needed", "Not where needed", "Unfair", "Unclear", "Unknown",
    "Well done", "Getting worse", "Getting better", "Others have more", "Depends on a person", "Costs money",
)  # fmt: skip
QUESTIONS = ("What makes it hard to be effective?", "What would help?")
_ENDINGS = ("And honestly I was not sleeping either.", "It got better when we had a room.", "That is all, really.")


def survey_csv(respondents: int, questions: int = 1) -> bytes:
    """Give a survey of one or two open questions and a closed one; every answer is told apart by its number."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["respondent", "role", *QUESTIONS[:questions]])
    for n in range(1, respondents + 1):
        words = [f"{_OPENINGS[(n + q) % 5]} {_ENDINGS[n % 3]} ({q * respondents + n})" for q in range(questions)]
        writer.writerow([f"p{n:05d}", ("nurse", "peer supporter")[n % 2], *words])
    return text.getvalue().encode()


def make_project(folder: Path, respondents: int, *, codes: int = len(CODES), questions: int = 1) -> tuple[str, str]:
    """Make a data folder with one project: an answer of each respondent to each question; give project and coder."""
    store = open_store(folder=folder)
    try:
        coder = people.sign_in(store, CODER)
        projects.remember_coder(store, coder)
        table = read_table(survey_csv(respondents, questions), "synthetic.csv")
        project = import_project(store, coder, NewProject("Synthetic survey"), table, _plan(table))
        more = ((f"Synthetic code {n}", "") for n in range(len(CODES) + 1, codes + 1))
        for name, definition in [*list(CODES.items())[:codes], *more]:
            _add(store, project, coder, name, definition)
    finally:
        store.engine.dispose()
    return project, coder


def _plan(table: RawTable) -> ImportPlan:
    plan = guess_plan(table)
    for column in plan.columns:
        if column.name in QUESTIONS:  # a handful of answers is too few to tell an open question by
            plan = plan.with_column(column.name, role="open")
    return plan


def _add(store: Store, project: str, coder: str, name: str, definition: str) -> None:
    with store.transaction(project, command_id=new_id(), actor=coder, scope="codebook") as tx:
        book = queries.codebook(tx.conn, project)
        texts = {"definition": Text(definition, tx.keep(definition))}
        tx.append(add_code(book, new_id("k"), Text(name, tx.keep(name)), texts=texts))


def add_wide_codebook(store: Store, project: str, coder: str, codes: int = 150) -> list[str]:
    """Add codes under twelve themes, as a codebook of a large study has them; give the ids of the codes."""
    made: list[str] = []
    with store.transaction(project, command_id=new_id(), actor=coder, scope="codebook") as tx:
        events = []
        for n, theme in enumerate(WIDE_THEMES):
            head = new_id("k")
            events.append(CodeAdded(code=head, name=tx.keep(theme), position=n, colour=n))
            for place in range(codes // len(WIDE_THEMES) + (n < codes % len(WIDE_THEMES))):
                name = f"{_ASPECTS[place % len(_ASPECTS)]} ({theme.lower()})"
                made.append(new_id("k"))
                definition = tx.keep(f"Said of {theme.lower()} from this side: {_ASPECTS[place % len(_ASPECTS)]}.")
                events.append(
                    CodeAdded(
                        code=made[-1], name=tx.keep(name), definition=definition, parent=head, position=place,
                        colour=len(made) % 40,
                    )
                )  # fmt: skip
        tx.append(events)
    return made
