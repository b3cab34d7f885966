"""Who is in the analysis and who is not: the participant flow, and the rules that leave respondents out."""

from dataclasses import dataclass

from sqlalchemy import func, select

from coding.project_events import ExclusionSwitched
from coding.roles import Role
from pipelines.exclusions import LABELS
from storage import tables as t
from storage.store import Store
from workbench.answers import SCOPE
from workbench.errors import WorkbenchError
from workbench.permissions import require


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that leaves respondents out: how many it fits, and how many are out because of it."""

    rule: str
    label: str
    fits: int
    left_out: int
    active: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """Participant flow, in respondents: received, left out by the first rule that fits, analysed."""

    received: int
    rules: tuple[Rule, ...]
    analysed: int


def flow(store: Store, project_id: str) -> Flow:
    """Give how many respondents came in, were left out by which rule, and are analysed."""
    c = t.respondents.c
    here = c.project_id == project_id, c.vanished.is_(None)
    with store.reading() as conn:
        by_flags = conn.execute(
            select(c.flags, c.excluded, func.count()).where(*here).group_by(c.flags, c.excluded)
        ).all()
        active = set(
            conn.execute(
                select(t.exclusions.c.rule).where(t.exclusions.c.project_id == project_id, t.exclusions.c.active)
            ).scalars()
        )
    fits = dict.fromkeys(LABELS, 0)
    out = dict.fromkeys(LABELS, 0)
    for flags, excluded, count in by_flags:
        for rule in filter(None, flags.split(";")):
            fits[rule] = fits.get(rule, 0) + count
        if excluded:
            out[excluded] = out.get(excluded, 0) + count
    rules = tuple(
        Rule(rule, label, fits[rule], out[rule], rule in active) for rule, label in LABELS.items() if fits[rule]
    )
    received = sum(count for _, _, count in by_flags)
    return Flow(received, rules, received - sum(out.values()))


def switch_exclusion(store: Store, project_id: str, coder_id: str, rule: str, on: bool, *, command_id: str) -> None:
    """Leave the respondents that a rule fits out of the analysis, or let them in again."""
    if rule not in LABELS:
        raise WorkbenchError(f"There is no rule {rule!r} to leave respondents out. The rules are: {', '.join(LABELS)}.")
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_lead, "change who is in the analysis")
        e = t.exclusions.c
        query = select(e.active).where(e.project_id == project_id, e.rule == rule)
        before = bool(tx.conn.execute(query).scalar())
        if before != on:
            tx.append([ExclusionSwitched(rule=rule, before=before, after=on)])
