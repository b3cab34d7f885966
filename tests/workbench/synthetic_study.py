"""A small synthetic study, imported like any other: 30 respondents, two questions, its lead Ana."""

from sqlalchemy import update

from codebooks.model import Codebook
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import queries, record
from storage import tables as t
from storage.store import Store
from workbench import codebook, deciding, people, projects
from workbench.codebook_reading import read_codebook
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject

SURVEY = "\n".join(
    ["id,what is hard,what would help"]
    + [f"P{n},Shifts are long and number {n} is the longest of all,A quiet room for number {n} would help" for n in
       range(1, 31)]
)  # fmt: skip


class Study:
    """A project with 30 respondents, two questions and its lead, Ana."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ana = people.sign_in(store, "Ana")
        table = read_table(SURVEY.encode(), "survey.csv")
        self.id = import_project(store, self.ana, NewProject("Shifts"), table, guess_plan(table))

    def do(self, use_case, *args, coder="", **named):
        return use_case(self.store, self.id, coder or self.ana, *args, command_id=new_id(), **named)

    def add(self, name, parent="", coder=""):
        return self.do(codebook.add_code, name, parent=parent, coder=coder)

    def code(self, answer, *codes, coder=""):
        entries = [{"id": new_id(), "kind": "apply", "response": answer, "code": code} for code in codes]
        answers = deciding.take(self.store, self.id, coder or self.ana, entries)
        assert all(answer.ok for answer in answers), answers

    def call(self, respondent, label):
        """Give somebody another label, as if imported with it."""
        p = t.respondents.c
        with self.store.writing() as conn:
            conn.execute(
                update(t.respondents)
                .where(p.project_id == self.id, p.respondent_id == respondent)
                .values(label=label)
            )

    def join(self, name, role):
        coder = people.sign_in(self.store, name)
        projects.join_project(self.store, self.id, coder, role)
        return coder

    @property
    def book(self) -> Codebook:
        with self.store.reading() as conn:
            return queries.codebook(conn, self.id)

    def drawn(self):
        return [("  " * depth) + code.name for code, depth in self.book.tree()]

    def head(self):
        with self.store.reading() as conn:
            return record.read_head(conn, self.id)

    def state(self):
        return read_codebook(self.store, self.id, self.ana)
