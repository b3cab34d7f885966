"""A survey file becomes a project: all of it, or nothing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from coding.project_events import ExclusionSwitched, ResponsesImported, VariableDefined
from pipelines.corpus import Corpus, build_corpus
from pipelines.exclusions import LABELS
from pipelines.reading import RawTable
from pipelines.survey import ImportPlan
from storage import corpus as rows
from storage import store as storage_store
from storage import tables as t
from storage.payload import now
from storage.record import Transaction
from storage.store import Store
from workbench.errors import NoRoom, NotReady
from workbench.ids import new_id
from workbench.projects import NewProject, exists, start_events, tidy_project_name
from workbench.variables import definition_text

ROOM_FACTOR = 6  # a store with its indexes takes about 3.3 times the file, and its log as much while it is written
SLICE_ROWS = 4_000  # .06 s of the write lock
IMPORTED_AT = 3  # the number of the import in a new project's record: started, joined, imported
Progress = Callable[[str, float], None]


def _silent(_stage: str, _share: float) -> None:
    """Progress that nobody watches."""


def import_project(
    store: Store,
    coder_id: str,
    new: NewProject,
    table: RawTable,
    plan: ImportPlan,
    *,
    command_id: str = "",
    progress: Progress = _silent,
) -> str:
    """Start a project with the answers of a file and give its id; the same command again gives the same project.

    The rows are written in slices that nobody sees; the last transaction starts the project. If anything fails
    before it, the store is as it was.

    Raises
    ------
    PlanError
        The plan does not fit the file: no open question, two columns for the id.
    NoRoom, NotReady, WorkbenchError
        Too little free disk; nobody signed in; no name for the project.
    """
    if not coder_id:
        raise NotReady("Say who you are first: every decision carries a name.")
    tidy_project_name(new.name)
    plan = replace(plan, exclusions=tuple(rule for rule in LABELS if rule in plan.exclusions))
    project_id = f"p{command_id}" if command_id else new_id("p")
    if exists(store, project_id):
        return project_id  # the same command, delivered twice
    check_room(store.folder, table.size_bytes)
    progress("Reading the answers", 0.0)
    corpus = build_corpus(table, plan)
    _sweep_abandoned(store)
    rows.sweep(store, project_id)  # what this command left when its program was killed
    import_id = new_id("i")
    try:
        _write_corpus(store, project_id, import_id, table, plan, corpus, progress)
        with store.transaction(project_id, command_id=command_id or new_id(), actor=coder_id, start=True) as tx:
            tx.append(start_events(tx, coder_id, new))
            tx.append(_import_events(tx, import_id, table, plan, corpus))
    except BaseException:
        rows.sweep(store, project_id)
        raise
    return project_id


def check_room(folder: Path | None, size_bytes: int) -> None:
    """Raise NoRoom if the disk that holds the data folder has too little room for a file of this size."""
    if folder is None:
        return
    free, needed = storage_store.free_bytes(folder), ROOM_FACTOR * size_bytes
    if free < needed:
        raise NoRoom(
            f"The disk that holds {folder} has {free / 1e6:.0f} MB free, this file needs about {needed / 1e6:.0f} MB. "
            "Make room, or set VERBATIM_DATA_DIR to a folder on another disk."
        )


def _sweep_abandoned(store: Store) -> None:
    with store.reading() as conn:
        left = rows.abandoned(conn)
    for project_id in left:
        rows.sweep(store, project_id)


def _write_corpus(
    store: Store,
    project_id: str,
    import_id: str,
    table: RawTable,
    plan: ImportPlan,
    corpus: Corpus,
    progress: Progress,
) -> None:
    with store.writing() as conn:
        conn.execute(
            insert(t.imports).values(
                project_id=project_id,
                import_id=import_id,
                file_name=table.name,
                file_sha256=table.sha256,
                at=now(),
                plan=plan.to_json(),
                flow=json.dumps(corpus.flow),
            )
        )
    constant = {"project_id": project_id, "appeared": IMPORTED_AT}
    total = len(corpus.respondents) + len(corpus.responses)
    done = 0
    for table_of, frame, stage in (
        (t.questions, corpus.questions, "Storing questions"),
        (t.respondents, corpus.respondents, "Storing respondents"),
        (t.responses, corpus.responses.rename(columns={"duplicate_of_n": "copies"}), "Storing answers"),
    ):
        given = {name: value for name, value in constant.items() if name in table_of.c}
        rows.write_slices(
            store,
            table_of,
            [*given, *frame.columns],
            _slices(frame, tuple(given.values())),
            check=lambda n, stage=stage, before=done: progress(stage, min(1.0, (before + n) / total)),  # type: ignore[misc]
        )
        done += len(frame) if table_of is not t.questions else 0


def _slices(frame: Any, constant: tuple[Any, ...]) -> Iterator[list[tuple[Any, ...]]]:
    """Give a frame's rows behind constant values, some thousand at a time."""
    for start in range(0, len(frame), SLICE_ROWS):
        part = frame.iloc[start : start + SLICE_ROWS]
        columns = [part[name].tolist() for name in frame.columns]
        yield [(*constant, *values) for values in zip(*columns, strict=True)]


def _import_events(tx: Transaction, import_id: str, table: RawTable, plan: ImportPlan, corpus: Corpus) -> list[Any]:
    excluded = tuple(sorted((rule, int(n)) for rule, n in corpus.flow["excluded"].items()))
    imported = ResponsesImported(
        import_id=import_id,
        file_sha256=table.sha256,
        received=int(corpus.flow["received"]),
        excluded=excluded,
        analysed=int(corpus.flow["analysed"]),
        responses=len(corpus.responses),
    )
    switched = [ExclusionSwitched(rule=rule, before=False, after=True) for rule in plan.exclusions]
    closed = [column for column in plan.columns if column.role == "closed"]
    defined = [
        VariableDefined(variable=f"v{number}", before="", after=tx.keep(definition_text(column)))
        for number, column in enumerate(closed, start=1)
    ]
    return [imported, *switched, *defined]
