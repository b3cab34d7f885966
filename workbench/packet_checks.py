"""What a packet holds, weighed before anything of it is written: why no project can be made of it."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from codebooks.model import LEVELS, Codebook
from coding.errors import BadPlan
from coding.project_events import CHOICES
from coding.rounds import RoundPlan, check_plan
from exchange.errors import WrongFile
from exchange.packets import Packet
from workbench.projects import WAYS

LONGEST_ID = 64  # characters, as the store keeps ids
NOTHING = "Nothing was opened."


def check(packet: Packet, plan: RoundPlan, name: str) -> None:
    """Refuse a packet that no project can be made of; `plan` is its round as it would be opened.

    Who made it had the passphrase, but perhaps not this program.

    Raises
    ------
    WrongFile
        With the first fact that does not fit.
    """
    ids = {
        "question": [question.question for question in packet.questions],
        "answer": [answer.response for answer in packet.answers],
        "code": [code.id for code in packet.codes],
    }
    _check_ids(packet, ids, name)
    _refuse_unknown("question", (answer.question for answer in packet.answers), ids, name)
    _refuse_unknown("answer", (response for response, _ in packet.assigned), ids, name)
    _refuse_unknown("code", (code.parent for code in packet.codes if code.parent), ids, name)
    if len(Codebook.of(packet.codes).live()) < len(packet.codes):
        raise WrongFile(f"{name} holds codes that stand under each other in a circle. {NOTHING}")
    kinds = (
        ("way of working", packet.way, WAYS),
        ("unit", packet.unit, CHOICES["unit"]),
        *(("level", code.level, ("", *LEVELS)) for code in packet.codes),
    )
    for what, value, known in kinds:
        if value not in known:
            raise WrongFile(f"{name} holds the {what} {value!r}, which this Verbatim does not know. {NOTHING}")
    if packet.round.number < 1 or {again for _, again in packet.assigned} - {0, 1}:
        raise WrongFile(f"{name} numbers its round or its answers in a way that cannot be. {NOTHING}")
    try:
        check_plan(plan)
    except BadPlan as error:
        raise WrongFile(f"The round in {name} cannot be coded: {error} {NOTHING}") from error


def _check_ids(packet: Packet, ids: Mapping[str, list[str]], name: str) -> None:
    """Refuse things of one kind with the same id, and ids that the store could not keep as they are."""
    for what, found in ids.items():
        twice = next((one for one, count in Counter(found).items() if count > 1), None)
        if twice is not None:
            raise WrongFile(f"{name} holds the {what} {twice} twice. {NOTHING}")
    people = (answer.respondent for answer in packet.answers)
    for one in chain([packet.project, packet.coder, packet.round.round_id], people, *ids.values()):
        if not 0 < len(one) <= LONGEST_ID or not unicodedata.is_normalized("NFC", one):
            raise WrongFile(f"{name} holds the id {one[:LONGEST_ID]!r}, which cannot be kept. {NOTHING}")


def _refuse_unknown(what: str, named: Iterable[str], ids: Mapping[str, list[str]], name: str) -> None:
    known = set(ids[what])
    gone = next((one for one in named if one not in known), None)
    if gone is not None:
        raise WrongFile(f"{name} names the {what} {gone}, but does not hold it. {NOTHING}")
