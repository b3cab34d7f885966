"""Scales of a project: which can be scored, how each is scored, and that it no longer is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, select

import codebooks
from codebooks.errors import BrokenScale, ItemsNotFound
from codebooks.scale_columns import FoundColumns, find_columns, need_columns
from codebooks.scale_text import scoring_text
from codebooks.scales import Scale, Scoring, checked
from coding.project_events import ScaleScored
from coding.roles import Role
from exchange.scale_yaml import read_scale, write_scale
from storage import queries
from storage import tables as t
from storage.store import Store
from workbench.errors import WorkbenchError
from workbench.permissions import require
from workbench.scale_scores import scorings
from workbench.variables import definitions

SCOPE = "scales"
PRESETS = Path(codebooks.__file__).parent / "scale_presets"


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready scale, and which columns of the project hold its items."""

    scale: Scale
    found: FoundColumns


@dataclass(frozen=True, slots=True)
class Scales:
    """What stands on the page: scales that are scored, by id; ready ones that are not; the closed questions."""

    scored: Mapping[str, Scoring]
    presets: tuple[Preset, ...]
    columns: tuple[str, ...]
    may_score: bool


@cache
def presets() -> tuple[Scale, ...]:
    """Give the scales that come with the program."""
    return tuple(read_scale(path.read_bytes(), path.name) for path in sorted(PRESETS.glob("*.yaml")))


def preset(key: str) -> Scale:
    """Give a ready scale by its key; WorkbenchError names those there are."""
    found = next((scale for scale in presets() if scale.key == key), None)
    if found is None:
        known = ", ".join(scale.key for scale in presets())
        raise WorkbenchError(f"No scale {key!r} comes with Verbatim. Ready are: {known}. Others come from a YAML file.")
    return found


def read_definition(data: bytes, name: str) -> Scale:
    """Read a scale's definition from YAML; the error names the line."""
    return read_scale(data, name)


def definition_yaml(scale: Scale) -> bytes:
    """Give a scale's definition as YAML, to look at, change and bring in again."""
    return write_scale(scale)


def list_scales(store: Store, project_id: str, coder_id: str) -> Scales:
    """Give the scales of a project, those that can be scored at once first."""
    with store.reading() as conn:
        columns = tuple(column.name for column in definitions(conn, project_id).values())
        scored = scorings(conn, project_id)
        role = queries.role(conn, project_id, coder_id)
    ready = [Preset(scale, find_columns(scale, columns)) for scale in presets() if scale.id not in scored]
    return Scales(
        scored=scored,
        presets=tuple(sorted(ready, key=lambda preset: (not preset.found.complete, preset.scale.name))),
        columns=columns,
        may_score=bool(role) and Role(role).can_lead(),
    )


def columns_of(store: Store, project_id: str, scale: Scale, chosen: Mapping[int, str] | None = None) -> dict[int, str]:
    """Give the column of every item: those a person chose, the others found by their names.

    Raises
    ------
    ItemsNotFound
        Names the items that have no column, or several.
    """
    with store.reading() as conn:
        names = [column.name for column in definitions(conn, project_id).values()]
    chosen = dict(chosen or {})
    found = find_columns(scale, [name for name in names if name not in set(chosen.values())])
    left = FoundColumns(
        {**found.columns, **chosen},
        tuple(item for item in found.missing if item not in chosen),
        {item: several for item, several in found.doubled.items() if item not in chosen},
    )
    return need_columns(scale, left)


def default_scoring(scale: Scale, columns: Mapping[int, str]) -> Scoring:
    """Give the scoring that holds unless a person chooses otherwise: the first cut set, all items needed."""
    return Scoring(scale=scale, columns=columns, cuts=scale.cuts[0].key if scale.cuts else "")


def score_scale(store: Store, project_id: str, coder_id: str, scoring: Scoring, *, command_id: str) -> None:
    """Score a scale from now on, or score it otherwise than before.

    Raises
    ------
    ItemsNotFound, BrokenScale
        An item has no column in this project; the cut set needs a norm; the rule is not the scale's.
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_lead, "score scales")
        known = {column.name for column in definitions(tx.conn, project_id).values()}
        for item, column in sorted(checked(scoring).columns.items()):
            if column not in known:
                raise ItemsNotFound(
                    f"'{column}', named for item {item} of {scoring.scale.name}, is no closed question of this project."
                )
        now = scorings(tx.conn, project_id)
        same_name = [other.scale.name.casefold() for key, other in now.items() if key != scoring.scale.id]
        if scoring.scale.name.casefold() in same_name:
            raise BrokenScale(
                f"Another scale of this project is called {scoring.scale.name}. Give this one another name."
            )
        if now.get(scoring.scale.id) != scoring:
            before = _kept(tx.conn, project_id, scoring.scale.id)
            tx.append([ScaleScored(scale=scoring.scale.id, before=before, after=tx.keep(scoring_text(scoring)))])


def take_off(store: Store, project_id: str, coder_id: str, scale_id: str, *, command_id: str) -> None:
    """Score a scale no longer: its scores leave tables and files."""
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_lead, "score scales")
        before = _kept(tx.conn, project_id, scale_id)
        if before:
            tx.append([ScaleScored(scale=scale_id, before=before, after="")])


def _kept(conn: Connection, project_id: str, scale_id: str) -> str:
    s = t.scales.c
    return conn.execute(select(s.scoring).where(s.project_id == project_id, s.scale_id == scale_id)).scalar() or ""
