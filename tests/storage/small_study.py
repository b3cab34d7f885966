"""A small synthetic study written straight into the tables: three people, two questions, one code."""

from pathlib import Path

from sqlalchemy import insert

from codebooks import decide
from codebooks.model import Codebook
from storage import tables as t
from storage.store import Store, open_store
from tests.empty_project import start_project
from workbench import people, projects

TEXTS = ("No time between patients.", "Nobody told us \U0001f937\u200d\u2640\ufe0f what changes", "Nothing")


def open_small_study(url: str, folder: Path | None = None) -> tuple[Store, str, str]:
    """Open the store with the study in it; give store, project and coder."""
    store = open_store(url, folder)
    return store, *start_small_study(store)


def start_small_study(store: Store) -> tuple[str, str]:
    """Start the study anew in an open store; give project and coder."""
    coder = people.sign_in(store, "Ana")
    project = start_project(store, coder, projects.NewProject("Small study"))
    with store.writing() as conn:
        for position, wording in enumerate(("What makes it hard?", "What helps?")):
            conn.execute(
                insert(t.questions).values(
                    project_id=project, question_id=f"q{position + 1}", name=f"Q{position + 1}", wording=wording,
                    position=position,
                )
            )  # fmt: skip
        for number, text in enumerate(TEXTS, start=1):
            conn.execute(
                insert(t.respondents).values(
                    project_id=project, respondent_id=f"p{number}", label=str(number), row=number + 1, flags="",
                    excluded="", closed="{}", appeared=2,
                )
            )  # fmt: skip
            for question in ("q1", "q2"):
                conn.execute(
                    insert(t.responses).values(
                        project_id=project, response_id=f"p{number}.{question}", respondent_id=f"p{number}",
                        question_id=question, position=number, text=text, text_sha256="", disposition="substantive",
                        copies=1, appeared=2,
                    )
                )  # fmt: skip
    with store.transaction(project, command_id="firstcode", actor=coder, scope="project") as tx:
        tx.append(decide.add_code(Codebook(), "work", decide.Text("Workload", tx.keep("Workload"))))
    return project, coder
