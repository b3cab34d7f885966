"""A round as it is planned: who codes which answers, in which order, and by what design they were drawn."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coding.errors import BadPlan
from coding.round_events import KINDS


@dataclass(frozen=True, slots=True)
class Assigned:
    """An answer handed to a coder.

    `again` is 1 where the same coder gets it a second time, `probability` a decimal: how likely the answer was to come
    into the sample.
    """

    coder: str
    response: str
    again: int = 0
    stratum: str = ""
    probability: str = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """Everything that is settled before a round opens.

    Parameters
    ----------
    kind : 'calibration', 'reliability' or 'main'
    coders : ids of who codes, at least one; in the order in which tables name them
    assignments : each coder's answers in the order in which that coder meets them
    plan : for the record: sampling, seed, strata, sizes, what was left out and how much of it, rules
    reference : in a calibration, the coder whose codings the others are held against
    thresholds : smallest value that counts as agreement, a decimal, by coefficient
    names_hidden : whether adjudication hides who coded what
    codebook_version : that is coded with, 0 for a codebook that was never published
    round_id, number : given where the round comes from another store, as a packet does
    """

    kind: str
    name: str
    coders: tuple[str, ...]
    assignments: tuple[Assigned, ...]
    plan: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""
    thresholds: Mapping[str, str] = field(default_factory=dict)
    names_hidden: bool = False
    codebook_version: int = 0
    round_id: str = ""
    number: int = 0


def check_plan(plan: RoundPlan) -> None:
    """Refuse a plan that cannot be coded, naming what is wrong.

    Examples
    --------
    >>> check_plan(RoundPlan(kind="main", name="First", coders=("ana", "ben"), assignments=(Assigned("ana", "r1"),)))
    Traceback (most recent call last):
    coding.errors.BadPlan: 1 coder of this round would get no answer. Give them some, or leave them out.
    """
    if plan.kind not in KINDS:
        raise BadPlan(f"There is no round of the kind {plan.kind!r}. Choose one of: {', '.join(KINDS)}.")
    if not plan.name.strip():
        raise BadPlan("The round needs a name, for example what it is to show.")
    if not plan.assignments:
        raise BadPlan("No answer is handed out by this plan. Choose more answers or other coders.")
    if len(set(plan.coders)) < len(plan.coders):
        raise BadPlan("A coder stands in this round twice. Name each once.")
    handed = {assigned.coder for assigned in plan.assignments}
    if not handed <= set(plan.coders):
        raise BadPlan("The plan hands answers to somebody who is not among its coders. Draw it up anew.")
    if idle := len(set(plan.coders) - handed):
        who = "1 coder of this round" if idle == 1 else f"{idle} coders of this round"
        raise BadPlan(f"{who} would get no answer. Give them some, or leave them out.")
    places = Counter((assigned.coder, assigned.response, assigned.again) for assigned in plan.assignments)
    if doubled := sum(count > 1 for count in places.values()):
        raise BadPlan(f"{doubled} answers are handed to the same coder twice without being meant as a repetition.")
    again = {key[:2] for key in places if key[2]}
    if not again <= {key[:2] for key in places if not key[2]}:
        raise BadPlan("An answer is presented again to a coder who does not get it a first time. Draw the plan anew.")


def digest_of(assignments: Iterable[Assigned]) -> str:
    """Give SHA-256 over who was handed what, each coder's in order, coders by id; the round's event holds it.

    Examples
    --------
    >>> one, two = Assigned("ana", "r1"), Assigned("ben", "r1")
    >>> digest_of([one, two]) == digest_of([two, one]), digest_of([one]) == digest_of([two])
    (True, False)
    """
    digest = hashlib.sha256()
    for each in sorted(assignments, key=lambda assigned: assigned.coder):  # stable: a coder's order stays
        fields = each.coder, each.response, str(each.again), each.stratum, each.probability
        digest.update(("\x1f".join(fields) + "\x1e").encode())
    return digest.hexdigest()
