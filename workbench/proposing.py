"""Let the machine propose themes: ask for a run, and the job that does it."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.propose import Proposals, propose
from pipelines.recipe import Granularity, Recipe, Segmenting
from storage import queries, run_rows
from storage.jobs import Job
from storage.run_rows import RunRow, SegmentRow, ThemeRow
from storage.store import Store, free_bytes
from workbench import consent, jobs
from workbench.errors import NoRoom, NotReady
from workbench.projects import open_project, shows
from workbench.settings import Settings
from workbench.worker import IsCancelled, Progress

KIND = "propose"
LEAST_ROOM_BYTES = 50_000_000  # what the database keeps beside its file while it writes
ROOM_BYTES_AN_ANSWER = 20_000  # some eight passages and phrases an answer, of 384 numbers of 4 bytes each
FEWEST_ANSWERS = 10  # fewer are read faster than grouped
STORING = "Storing the proposed themes"


@dataclass(frozen=True, slots=True)
class Askable:
    """A question that themes can be proposed for, and how many answers say something to it."""

    question_id: str
    wording: str
    answers: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for: which questions, how fine, what a passage is, and the seed of all drawn by lot."""

    questions: tuple[str, ...]
    granularity: Granularity = "fine"
    segmenting: Segmenting = "clause"
    language: str = "en"
    seed: int = 0


def askable(store: Store, project_id: str) -> list[Askable]:
    """Give the questions of a project with the number of substantive answers of analysed respondents."""
    with store.reading() as conn:
        answers = queries.analysed_answers(conn, project_id)
        questions = queries.questions(conn, project_id)
    said = answers.loc[answers["disposition"] == "substantive", "question_id"].value_counts()
    rows = zip(questions["question_id"], questions["wording"], questions["name"], strict=True)
    return [Askable(key, wording or name, int(said.get(key, 0))) for key, wording, name in rows]


def start(store: Store, settings: Settings, project_id: str, coder_id: str, wish: Wish, *, command_id: str) -> None:
    """Ask for a run; the worker does it.

    Raises
    ------
    NotReady
        Names and contacts were not asked about, the project hides proposals, or there is too little to group.
    """
    if not shows(open_project(store, project_id), "proposals"):
        raise NotReady("This project shows no proposed themes. Switch them on in the settings first.")
    consent.require_answer(store, project_id)
    chosen = [question for question in askable(store, project_id) if question.question_id in wish.questions]
    if not chosen:
        raise NotReady("Choose at least one question.")
    answers = sum(question.answers for question in chosen)
    if answers < FEWEST_ANSWERS:
        raise NotReady(
            f"Only {answers} answers say something to what you chose; themes are proposed from {FEWEST_ANSWERS} on. "
            "Choose more questions, or read these answers yourself."
        )
    check_room(settings.cache_dir, answers)
    jobs.submit(store, project_id, coder_id, KIND, asdict(wish), job_id=command_id)
    jobs.ensure_worker(store, settings)


def check_room(folder: Path, answers: int) -> None:
    """Raise NoRoom if the disk that keeps what the model makes of passages has too little room for these answers."""
    folder.mkdir(parents=True, exist_ok=True)
    free, needed = free_bytes(folder), LEAST_ROOM_BYTES + ROOM_BYTES_AN_ANSWER * answers
    if free < needed:
        raise NoRoom(
            f"The disk that holds {folder} has {free / 1e6:.0f} MB free, this run needs about {needed / 1e6:.0f} MB. "
            "Make room, or set VERBATIM_CACHE_DIR to a folder on another disk."
        )


def propose_job(store: Store, settings: Settings, job: Job, progress: Progress, is_cancelled: IsCancelled) -> str:
    """Do a run and store it; gives the run's id. The same answers and wish give the run that is already there."""
    wish = _wish(job.params)
    with store.reading() as conn:
        answers = substantive_answers(queries.analysed_answers(conn, job.project_id), wish.questions)
    recipe = Recipe(wish.granularity, wish.seed, settings.model, wish.segmenting, wish.language)
    run_id = run_id_of(job.project_id, answers, recipe)
    with store.reading() as conn:
        if run_rows.read(conn, job.project_id, run_id) is not None:
            return run_id
    with _executor(settings) as executor:
        made = propose(
            answers,
            recipe,
            progress=progress,
            cancelled=is_cancelled,
            executor=executor,
            cache_dir=settings.cache_dir,
        )
    progress(STORING, 1.0)
    run = RunRow(
        run_id=run_id, questions=wish.questions, recipe=asdict(recipe), run=made.run, n_segments=len(made.segments)
    )
    run_rows.write(store, job.project_id, run, theme_rows(made), segment_rows(made))
    return run_id


def _wish(params: Mapping[str, Any]) -> Wish:
    chosen = {name: params[name] for name in Wish.__dataclass_fields__ if name in params}
    return Wish(**{**chosen, "questions": tuple(params["questions"])})


def substantive_answers(answers: pd.DataFrame, questions: Sequence[str]) -> pd.DataFrame:
    """Give the answers that say something to the chosen questions, as the proposer reads them.

    Returns
    -------
    DataFrame of shape (n_answers, 3)
        response_id, question, text
    """
    said = answers[(answers["disposition"] == "substantive") & answers["question_id"].isin(questions)]
    return said.rename(columns={"question_id": "question"})[["response_id", "question", "text"]].reset_index(drop=True)


def run_id_of(project_id: str, answers: pd.DataFrame, recipe: Recipe) -> str:
    """Give the id of the run that these answers and this recipe make: the same for the same."""
    digest = hashlib.sha256(json.dumps([project_id, asdict(recipe)], sort_keys=True).encode())
    for values in answers.itertuples(index=False):
        digest.update("\x1f".join(map(str, values)).encode("utf-8", "surrogatepass") + b"\x1e")
    return "r" + digest.hexdigest()[:16]


def theme_rows(made: Proposals) -> list[ThemeRow]:
    """Give the themes of a run as rows of the store."""
    return [
        ThemeRow(
            theme=row["theme"],
            label=row["label"],
            terms=tuple(row["terms"]),
            n_responses=int(row["n_responses"]),
            n_segments=int(row["n_segments"]),
            stability=float(row["stability"]),
            central=tuple(map(int, row["central"])),
            border=tuple(map(int, row["border"])),
            close_to=tuple(row["close_to"]),
            split_hint=bool(row["split_hint"]),
        )
        for row in made.themes.to_dict("records")
    ]


def segment_rows(made: Proposals) -> list[SegmentRow]:
    """Give the passages of a run as rows of the store."""
    return [
        SegmentRow(
            segment=int(row["segment"]),
            response_id=row["response_id"],
            start=int(row["start"]),
            end=int(row["end"]),
            theme=row["theme"],
            nearest=row["nearest"],
            confidence=float(row["confidence"]),
            x=float(row["x"]),
            y=float(row["y"]),
            half=int(row["half"]),
        )
        for row in made.segments.to_dict("records")
    ]


@contextmanager
def _executor(settings: Settings) -> Iterator[Executor | None]:
    """Give the executor of a Dask cluster where one is named; without one the work is done one piece after another."""
    if not settings.dask_scheduler:
        yield None
        return
    distributed: Any = _import_distributed()
    with distributed.Client(settings.dask_scheduler) as client:
        yield client.get_executor()


def _import_distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError as missing:
        raise NotReady(
            "VERBATIM_DASK_SCHEDULER names a Dask cluster, but Dask is not installed: pip install distributed."
        ) from missing
