"""Rounds of coding: opened by a lead, coded apart, handed in, revealed; or withdrawn before anybody handed in.

What an open round forbids is refused by the store itself (`storage.seal`), whichever way it comes.
"""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from coding.roles import Role
from coding.round_events import CONSENSUS, RoundOpened, RoundRevealed, RoundSubmitted, RoundWithdrawn
from coding.rounds import RoundPlan, check_plan, digest_of
from storage import queries, round_rows
from storage import tables as t
from storage.queries import rounds as round_queries
from storage.queries.rounds import RoundRow
from storage.record import Transaction, read_head
from storage.store import Store
from workbench.errors import NotAllowed, NotReady, WorkbenchError
from workbench.permissions import require

SCOPE = "rounds"


def open_round(store: Store, project_id: str, coder_id: str, plan: RoundPlan, *, command_id: str) -> str:
    """Open a round and hand its answers out; give its id. The same command again gives the same round.

    Raises
    ------
    coding.errors.BadPlan
        The plan cannot be coded, or hands somebody an answer that is not fresh to them.
    """
    check_plan(plan)
    round_id = plan.round_id or f"r{command_id}"
    rows, digest = round_rows.assignment_rows(project_id, round_id, plan.assignments), digest_of(plan.assignments)
    with store.reading() as conn:  # long, so that with the lock held only what came since is read
        until = read_head(conn, project_id).seq
        met = round_queries.met_before(conn, project_id, plan.coders)
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return round_id
        require(tx.conn, project_id, coder_id, Role.can_run_rounds, "open a round")
        since = round_queries.met_before(tx.conn, project_id, plan.coders, after=until)
        _check_against_project(tx.conn, project_id, plan, {coder: met[coder] | since[coder] for coder in met})
        latest = select(func.max(t.rounds.c.number)).where(t.rounds.c.project_id == project_id)
        number = plan.number or (tx.conn.execute(latest).scalar() or 0) + 1
        round_rows.write_assignments(tx.conn, rows)
        tx.append([_opened(tx, plan, round_id, number, digest)])
    return round_id


def _opened(tx: Transaction, plan: RoundPlan, round_id: str, number: int, digest: str) -> RoundOpened:
    return RoundOpened(
        round=round_id,
        number=number,
        kind=plan.kind,
        name=tx.keep(" ".join(plan.name.split())),
        coders=plan.coders,
        plan=tx.keep(json.dumps(dict(plan.plan), sort_keys=True, ensure_ascii=False)),
        codebook_version=plan.codebook_version,
        reference=plan.reference,
        thresholds=tuple(sorted(plan.thresholds.items())),
        names_hidden=plan.names_hidden,
        n=len(plan.assignments),
        digest=digest,
    )


def _check_against_project(
    conn: Connection, project_id: str, plan: RoundPlan, met: Mapping[str, set[str]]
) -> None:
    """Refuse a plan with coders who may not code, answers that are not there, or answers that their coder has met."""
    names = queries.coder_names(conn)
    for coder in plan.coders:
        role = queries.role(conn, project_id, coder)
        if coder == CONSENSUS or not role or not Role(role).can_code():
            who = names.get(coder, "Somebody")
            raise NotAllowed(f"{who} does not code in this project. Add them as a coder, or plan the round without.")
    r = t.responses.c
    query = select(r.response_id).where(r.project_id == project_id, r.vanished.is_(None))
    there = set(conn.execute(query).scalars())
    handed: dict[str, set[str]] = {coder: set() for coder in plan.coders}
    for each in plan.assignments:
        handed[each.coder].add(each.response)
    if gone := set().union(*handed.values()) - there:
        raise WorkbenchError(f"{_answers(len(gone))} not in the project. Draw the plan anew.")
    for coder in plan.coders:
        if known := handed[coder] & met[coder]:
            raise WorkbenchError(
                f"{_answers(len(known))} not fresh to {names.get(coder, 'a coder')}: coded, marked or "
                "written on before, or handed out in another round. Draw the plan anew."
            )


def _answers(count: int) -> str:
    return "1 answer is" if count == 1 else f"{count:,} answers are"


def submit_round(store: Store, project_id: str, coder_id: str, round_id: str, *, command_id: str) -> None:
    """Hand in one's part of a round; from then on nothing of it changes. What is undecided is handed in so."""
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_code, "code answers")
        row = _open_row(tx.conn, project_id, round_id)
        if coder_id not in row.coders:
            raise NotAllowed(f"Round {row.number} is coded by others. Its coders were named when it was opened.")
        if row.coders[coder_id]:
            raise NotReady(f"Your part of round {row.number} is handed in already.")
        tx.append([RoundSubmitted(round=round_id, coder=coder_id)])


def reveal_round(
    store: Store, project_id: str, coder_id: str, round_id: str, *, command_id: str, leave: bool = False
) -> None:
    """Show what was coded in a round to everybody who takes part in the project.

    Parameters
    ----------
    leave : reveal though not everybody has handed in; who has not is named in the record as having left, and what
        they have not decided is missing
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_run_rounds, "reveal a round")
        row = _open_row(tx.conn, project_id, round_id)
        if row.waits_for and not leave:
            names = queries.coder_names(tx.conn, row.waits_for)
            waiting = ", ".join(sorted(names.get(coder, "somebody") for coder in row.waits_for))
            raise NotReady(f"Round {row.number} is not handed in by {waiting}. Wait for them, or reveal it without.")
        tx.append([RoundRevealed(round=round_id, left=row.waits_for)])


def withdraw_round(store: Store, project_id: str, coder_id: str, round_id: str, *, command_id: str) -> None:
    """Give a round up; possible as long as nobody has handed in. What was coded in it stays in the record alone."""
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_run_rounds, "withdraw a round")
        row = _open_row(tx.conn, project_id, round_id)
        if len(row.waits_for) < len(row.coders):
            raise NotReady(f"Somebody has handed in round {row.number}: it can be revealed, but not withdrawn.")
        tx.append([RoundWithdrawn(round=round_id)])


def _open_row(conn: Connection, project_id: str, round_id: str) -> RoundRow:
    row = round_queries.round_row(conn, project_id, round_id)
    if row.state != "open":
        raise NotReady(f"Round {row.number} is {row.state} already.")
    return row


def kept_out_of_files(store: Store, project_id: str) -> int:
    """Count the answers of sealed rounds: what is said of them goes into no file until the reveal."""
    with store.reading() as conn:
        return len(round_queries.in_sealed_rounds(conn, project_id))


def list_rounds(store: Store, project_id: str) -> list[RoundRow]:
    """Give a project's rounds, the first opened first."""
    with store.reading() as conn:
        return round_queries.rounds(conn, project_id)
