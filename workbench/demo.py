"""The example projects: every study in data/examples, once with nothing coded and once finished."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import tables as t
from storage.queries import ProjectRow
from storage.store import Store
from workbench import people, projects
from workbench.answer_ids import AnswerFinder, named_answers
from workbench.answers import set_dispositions
from workbench.codebook import publish_version, question_names
from workbench.codebook_import import import_codebook
from workbench.errors import WorkbenchError
from workbench.exchange_data import import_codings
from workbench.importing import import_project
from workbench.projects import EXAMPLE_ID, NewProject
from workbench.scales import default_scoring, list_scales, score_scale
from workbench.settings import Settings

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
MAKER = "Verbatim"  # who made the examples, in their record
FIRST = ("peer_supporters", "patient_feedback")  # the order on the start page; other studies follow by name
CODERS = {
    "nhs_team": "NHS team",
    "reference": "Reference coding (simulated)",
    "coder_1": "Coder 1 (simulated)",
    "coder_2": "Coder 2 (simulated)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `demo`: there are none."""
    parser.epilog = "An example that was deleted is made again; one that is there stays as it is."


def run(args: argparse.Namespace) -> int:
    """Make the example projects that are missing, deleted ones too, and name them all."""
    store = Settings.from_environment().open()
    made = ensure_examples(store, deleted_too=True)
    for project in projects.list_projects(store):
        if projects.is_example(project.project_id):
            state = "made" if project.project_id in made else "was there"
            print(f"{project.project_id}\t{project.name}\t{state}")
    if not made:
        print("All examples were there.", file=sys.stderr)
    return 0


def ensure_examples(store: Store, *, deleted_too: bool = False) -> list[str]:
    """Make the example projects that are missing and give their ids; one that a person deleted stays away.

    Each folder of data/examples with a responses.csv is a study: it becomes a project with nothing coded and, where
    it has codings, a finished one.
    """
    made = []
    for folder, coded in missing(store, deleted_too=deleted_too):
        _make(store, folder, coded=coded)
        made.append(example_id(folder.name, coded=coded))
    return made


def missing(store: Store, *, deleted_too: bool = True) -> list[tuple[Path, bool]]:
    """Give the examples that are not there: the folder of the study, and whether its finished state is meant."""
    with store.reading() as conn:
        gone = set() if deleted_too else set(conn.execute(select(t.deleted_projects.c.project_id)).scalars())
        whole = set(conn.execute(select(t.commands.c.command_id)).scalars())
    return [
        (folder, coded)
        for folder in studies()
        for coded in ((False, True) if (folder / "codings.csv").exists() else (False,))
        if (project_id := example_id(folder.name, coded=coded)) not in gone
        and _last_command(project_id, coded) not in whole
    ]


def studies() -> list[Path]:
    """Give the folders of the example studies, the one to open first at the head."""
    places = {name: place for place, name in enumerate(FIRST)}
    folders = (path.parent for path in EXAMPLES.glob("*/responses.csv"))
    return sorted(folders, key=lambda folder: (places.get(folder.name, len(places)), folder.name))


def by_study(found: list[ProjectRow]) -> list[list[ProjectRow]]:
    """Give the examples among projects study by study, of each the one with nothing coded first."""
    there = {project.project_id: project for project in found}
    both = ([example_id(folder.name, coded=coded) for coded in (False, True)] for folder in studies())
    groups = ([there[project_id] for project_id in ids if project_id in there] for ids in both)
    return [group for group in groups if group]


def example_id(study: str, *, coded: bool) -> str:
    """Give the id of an example project.

    Examples
    --------
    >>> example_id("patient_feedback", coded=True)
    'pexamplepatientfeedbackcoded'
    """
    return f"{EXAMPLE_ID}{study.replace('_', '')}{'coded' if coded else ''}"


def about(project_id: str) -> str:
    """Say whose answers an example holds, '' for a project that is none.

    Examples
    --------
    >>> about("pexamplepatientfeedback")[:36]
    'Feedback by patients, not by staff: '
    """
    for note in EXAMPLES.glob("*/about.txt"):
        study = note.parent.name
        if project_id in (example_id(study, coded=False), example_id(study, coded=True)):
            return note.read_text("utf-8").strip()
    return ""


def _last_command(project_id: str, coded: bool) -> str:
    """Give the command with which an example is finished, so that one whose making was broken off is completed."""
    command = project_id.removeprefix("p")
    return f"{command}codings" if coded else command


def _make(store: Store, folder: Path, *, coded: bool) -> None:
    maker = people.sign_in(store, MAKER)
    title = folder.name.replace("_", " ").capitalize()
    new = NewProject(f"{title}, coded (example)" if coded else f"{title} (example)")
    table = read_table(folder / "responses.csv", "responses.csv")
    table = replace(table, wording={**table.wording, **_wording(folder)})
    command = example_id(folder.name, coded=coded).removeprefix("p")
    project_id = import_project(store, maker, new, table, guess_plan(table), command_id=command)
    if not coded:
        return
    codings, codebook = folder / "codings.csv", folder / "codebook.yaml"
    if codebook.exists():
        data = codebook.read_bytes()
        import_codebook(store, project_id, maker, data, codebook.name, command_id=f"{command}codebook")
        publish_version(store, project_id, maker, command_id=f"{command}version")
    for disposition, responses in _dispositions(store, project_id, folder).items():
        set_dispositions(
            store, project_id, maker, responses, disposition, command_id=f"{command}{disposition.replace('_', '')}"
        )
    for number, ready in enumerate(list_scales(store, project_id, maker).presets):
        if ready.found.complete:
            scoring = default_scoring(ready.scale, ready.found.columns)
            score_scale(store, project_id, maker, scoring, command_id=f"{command}scale{number}")
    import_codings(
        store, project_id, maker, codings.read_bytes(), codings.name,
        add_codes=True, coders=CODERS, command_id=_last_command(project_id, coded),
    )  # fmt: skip


def _wording(folder: Path) -> dict[str, str]:
    """Give how the questions of a study were asked, by column, where its file of answers does not say it."""
    file = folder / "questions.csv"
    if not file.exists():
        return {}
    asked = read_table(file, file.name).frame
    return dict(zip(asked["column"], asked["wording"], strict=True))


def _dispositions(store: Store, project_id: str, folder: Path) -> dict[str, list[str]]:
    """Give the answers that a person found to be no substantive ones, by what they are."""
    file = folder / "dispositions.csv"
    if not file.exists():
        return {}
    with store.reading() as conn:
        finder = AnswerFinder(named_answers(conn, project_id), question_names(conn, project_id))
    found: dict[str, list[str]] = {}
    said = read_table(file, file.name).frame
    for name, question, disposition in zip(said["response_id"], said["question"], said["disposition"], strict=True):
        answer = finder.find(name, question)
        if isinstance(answer, str):
            raise WorkbenchError(f"{file.name}: {answer}.")
        found.setdefault(disposition, []).append(answer.response_id)
    return found
