"""The rounds of a project as one coder sees them: how each stands, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from coding.roles import Role
from storage import queries
from storage.queries import rounds as round_queries
from storage.queries.rounds import RoundRow
from storage.store import Store
from workbench.errors import NotReady
from workbench.projects import shows


@dataclass(frozen=True, slots=True)
class Part:
    """A coder's own part of a round: answers handed to them, how many of them they have decided, whether handed in."""

    assigned: int
    decided: int
    submitted: bool


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round: who has how many answers, who handed in, and the reader's own part (None for who does not code).

    How far the others are is nobody's business while they code: `decided` is there for who runs a main round alone.
    `compares` says whether several coders had the same answers, `repeats` whether anybody had one twice.
    """

    row: RoundRow
    names: Mapping[str, str]
    assigned: Mapping[str, int]
    mine: Part | None
    decided: Mapping[str, int] = field(default_factory=dict)
    compares: bool = True
    repeats: bool = False

    @property
    def waiting_names(self) -> list[str]:
        """Names of those who have not handed in."""
        return [self.names[coder] for coder in self.row.waits_for]


@dataclass(frozen=True, slots=True)
class RoundBoard:
    """All rounds, the newest first; `may_run` says whether the reader opens and reveals them."""

    lines: tuple[RoundLine, ...]
    may_run: bool


def read_rounds(store: Store, project_id: str, coder_id: str) -> RoundBoard:
    """Give the rounds of a project for one coder.

    Raises
    ------
    NotReady
        The project does not compare coders.
    """
    with store.reading() as conn:
        if not shows(queries.project(conn, project_id), "agreement"):
            raise NotReady("This project does not compare coders. Switch it on in the settings.")
        role = queries.role(conn, project_id, coder_id)
        rows = round_queries.rounds(conn, project_id)
        may_run = bool(role) and Role(role).can_run_rounds()
        several = round_queries.with_several_coders(conn, project_id)
        lines = tuple(
            _compared(conn, project_id, _line(conn, project_id, coder_id, row, may_run=may_run), several)
            for row in reversed(rows)
        )
    of_sender = any(line.row.came_by_file for line in lines)
    return RoundBoard(lines, may_run and not of_sender)


def _line(conn: Connection, project_id: str, coder_id: str, row: RoundRow, *, may_run: bool) -> RoundLine:
    names = queries.coder_names(conn, list(row.coders))
    work = round_queries.workload(conn, project_id, row.round_id)
    assigned = dict(zip(work["coder_id"], work["assigned"].tolist(), strict=True))
    mine = None
    if coder_id in row.coders:
        open_now = len(round_queries.undecided(conn, project_id, row.round_id, coder_id))
        mine = Part(assigned[coder_id], assigned[coder_id] - open_now, bool(row.coders[coder_id]))
    decided = {}
    if may_run and row.state == "open" and not row.is_sealed:
        undecided = {who: len(round_queries.undecided(conn, project_id, row.round_id, who)) for who in row.coders}
        decided = {who: assigned[who] - n for who, n in undecided.items()}
    return RoundLine(row, {coder: names.get(coder, "somebody") for coder in row.coders}, assigned, mine, decided)


def _compared(conn: Connection, project_id: str, line: RoundLine, several: Mapping[str, int]) -> RoundLine:
    """Say of a revealed round what there is to compare; of one that is being coded that is of no use yet."""
    if line.row.state != "revealed" or line.row.round_id in several:
        return line
    handed = round_queries.assigned(conn, project_id, line.row.round_id, "")
    return replace(line, compares=False, repeats=bool((handed["again"] > 0).any()))


def next_step(line: RoundLine) -> str:
    """Say what happens next in a round, for its reader."""
    if line.row.state == "withdrawn":
        return "Withdrawn before anybody handed in."
    if line.row.state == "revealed":
        if not line.compares:
            return "Revealed. Every answer had one coder, so nobody is compared; the codes count as all others do."
        return "Revealed. What each coder gave by themself is kept as it was."
    if line.mine and not line.mine.submitted:
        if line.mine.decided < line.mine.assigned:
            return f"Code your part: {line.mine.decided:,} of {line.mine.assigned:,} answers decided."
        return "You have decided on all your answers. Hand your part in."
    waiting = line.waiting_names
    if waiting:
        return f"Waits for {_listed(waiting)} to hand in."
    if line.row.came_by_file:
        return "Handed in. Save the return file and send it to the lead."
    return "Everybody has handed in. The round can be revealed."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
