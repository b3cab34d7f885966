"""A survey file becomes a project: all of it, or nothing."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from coding.project_events import ExclusionSwitched, ResponsesImported, VariableDefined
from pipelines.corpus import Corpus, build_corpus
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
from workbench.projects import NewProject, exists, start_events

ROOM_FACTOR = 6  # a store with its indexes takes about this many times the file
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
    """Start a project with the answers of a file and give its id.

    The rows are written in slices that nobody sees; the last transaction starts the project. If anything fails
    before it, the store is as it was.
    """
    if not any(column.role == "open" for column in plan.columns):
        raise NotReady("No column is marked as an open question. Mark at least one column that holds answers.")
    project_id = f"p{command_id}" if command_id else new_id("p")
    if exists(store, project_id):
        return project_id  # the same command, delivered twice
    check_room(store.folder, table.size_bytes)
    _sweep_abandoned(store)
    progress("Reading the answers", 0.0)
    corpus = build_corpus(table, plan)
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
    total = len(corpus.respondents) + len(corpus.responses)
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
        for row in rows.rows_of(corpus.questions, project_id=project_id):
            conn.execute(insert(t.questions).values(**row))
    constant = {"project_id": project_id, "appeared": 3}  # started, joined, imported
    done = rows.write_slices(
        store,
        t.respondents,
        rows.rows_of(corpus.respondents, **constant),
        check=lambda n: progress("Storing respondents", n / total),
    )
    answers = corpus.responses.rename(columns={"duplicate_of_n": "copies"})
    rows.write_slices(
        store,
        t.responses,
        rows.rows_of(answers, **constant),
        check=lambda n: progress("Storing answers", (done + n) / total),
    )


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


def definition_text(column: Any) -> str:
    """Write a closed variable's definition as the text that an event points to."""
    return json.dumps(asdict(column), ensure_ascii=False, sort_keys=True)
