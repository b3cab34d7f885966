"""A machine run as rows: written once, whole or not at all, and never changed.

A run is there when its row in `runs` is, and that row is written last; what a run that was killed left behind is
removed before the next attempt writes. Numbers are kept as decimal text, so that both databases give back the
same digits.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select

from storage import tables as t
from storage.payload import now
from storage.store import Store

SLICE_ROWS = 2_000
BREATH_S = 0.12  # SQLite's waiting writers look for the lock every 100 ms; see storage.corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A group of similar passages as the machine proposed it. `stability` is a share from 0 to 1."""

    theme: str
    label: str
    terms: tuple[str, ...]
    n_responses: int
    n_segments: int
    stability: float
    central: tuple[int, ...]
    border: tuple[int, ...]
    close_to: tuple[str, ...]
    split_hint: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """A passage `[start, end)` of an answer, in code points, and where the machine put it ('' is nowhere)."""

    segment: int
    response_id: str
    start: int
    end: int
    theme: str
    nearest: str
    confidence: float
    x: float
    y: float
    half: int
    respondent_id: str = ""
    question_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """What was asked of the machine and with what: enough to have the same result again."""

    run_id: str
    questions: tuple[str, ...]
    recipe: Mapping[str, Any]
    run: Mapping[str, Any]
    n_segments: int
    at: str = ""


def write(
    store: Store, project_id: str, run: RunRow, themes: Iterable[ThemeRow], segments: Sequence[SegmentRow]
) -> None:
    """Store a run; one that is already there stays as it is."""
    with store.writing() as conn:
        if read(conn, project_id, run.run_id) is not None:
            return
        for table in (t.run_segments, t.run_themes):
            conn.execute(delete(table).where(*_of(table, project_id, run.run_id)))
    constant = {"project_id": project_id, "run_id": run.run_id}
    for first in range(0, len(segments), SLICE_ROWS):
        with store.writing() as conn:
            rows = [{**constant, **_segment_values(row)} for row in segments[first : first + SLICE_ROWS]]
            conn.execute(insert(t.run_segments), rows)
        time.sleep(BREATH_S if first else 0)
    with store.writing() as conn:
        rows = [{**constant, **_theme_values(row)} for row in themes]
        if rows:
            conn.execute(insert(t.run_themes), rows)
        conn.execute(
            insert(t.runs).values(
                **constant,
                at=now(),
                questions=json.dumps(run.questions),
                recipe=_json(run.recipe),
                run=_json(run.run),
                n_segments=run.n_segments,
            )
        )


def read(conn: Connection, project_id: str, run_id: str) -> RunRow | None:
    """Give a run, None if there is none of this id."""
    row = conn.execute(select(t.runs).where(*_of(t.runs, project_id, run_id))).first()
    return _run(row) if row else None


def runs(conn: Connection, project_id: str) -> list[RunRow]:
    """Give a project's runs, the newest first."""
    query = select(t.runs).where(t.runs.c.project_id == project_id)
    return [_run(row) for row in conn.execute(query.order_by(t.runs.c.at.desc()))]


def themes(conn: Connection, project_id: str, run_id: str) -> list[ThemeRow]:
    """Give a run's themes in the order of their ids."""
    query = select(t.run_themes).where(*_of(t.run_themes, project_id, run_id)).order_by(t.run_themes.c.theme)
    return [
        ThemeRow(
            theme=row.theme,
            label=row.label,
            terms=tuple(json.loads(row.terms)),
            n_responses=row.n_responses,
            n_segments=row.n_segments,
            stability=float(row.stability),
            central=tuple(json.loads(row.central)),
            border=tuple(json.loads(row.border)),
            close_to=tuple(json.loads(row.close_to)),
            split_hint=row.split_hint,
        )
        for row in conn.execute(query)
    ]


def segments(conn: Connection, project_id: str, run_id: str) -> list[SegmentRow]:
    """Give a run's passages in order, each with the respondent and question of its answer."""
    s, r = t.run_segments.c, t.responses.c
    query = (
        select(
            s.segment, s.response_id, s.start, s.end, s.theme, s.nearest, s.confidence, s.x, s.y, s.half,
            r.respondent_id, r.question_id,
        )
        .join(t.responses, (r.project_id == s.project_id) & (r.response_id == s.response_id))
        .where(*_of(t.run_segments, project_id, run_id))
        .order_by(s.segment)
    )  # fmt: skip
    return [
        SegmentRow(
            segment=row[0], response_id=row[1], start=row[2], end=row[3], theme=row[4], nearest=row[5],
            confidence=float(row[6]), x=float(row[7]), y=float(row[8]), half=row[9], respondent_id=row[10],
            question_id=row[11],
        )
        for row in conn.execute(query)
    ]  # fmt: skip


def answers(conn: Connection, project_id: str, run_id: str) -> dict[str, str]:
    """Give the text of every answer that a run split into passages."""
    s, r = t.run_segments.c, t.responses.c
    of_run = select(s.response_id).where(*_of(t.run_segments, project_id, run_id))
    query = select(r.response_id, r.text).where(r.project_id == project_id, r.response_id.in_(of_run))
    return {row.response_id: row.text for row in conn.execute(query)}


def _segment_values(row: SegmentRow) -> dict[str, Any]:
    return {
        "segment": row.segment, "response_id": row.response_id, "start": row.start, "end": row.end,
        "theme": row.theme, "nearest": row.nearest, "confidence": repr(row.confidence), "x": repr(row.x),
        "y": repr(row.y), "half": row.half,
    }  # fmt: skip


def _theme_values(row: ThemeRow) -> dict[str, Any]:
    return {
        "theme": row.theme, "label": row.label, "terms": _json(row.terms), "n_responses": row.n_responses,
        "n_segments": row.n_segments, "stability": repr(row.stability), "central": _json(row.central),
        "border": _json(row.border), "close_to": _json(row.close_to), "split_hint": row.split_hint,
    }  # fmt: skip


def _run(row: Row[Any]) -> RunRow:
    return RunRow(
        run_id=row.run_id,
        questions=tuple(json.loads(row.questions)),
        recipe=json.loads(row.recipe),
        run=json.loads(row.run),
        n_segments=row.n_segments,
        at=row.at,
    )


def _of(table: Table, project_id: str, run_id: str) -> list[Any]:
    return [table.c.project_id == project_id, table.c.run_id == run_id]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
