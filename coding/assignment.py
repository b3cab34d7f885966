"""Who codes which answers of a round, and in which order.

An answer goes to a chosen number of coders. Nobody gets an answer that a rule keeps from them, the work is parted as
evenly as the rules allow, and so is who is paired with whom. Each coder meets the answers in a random order of their
own; some may come again later, unannounced, so that a coder can be compared with themself.
"""

import hashlib
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from coding.errors import CannotAssign
from coding.orders import shuffled

NAMED = 5  # answers that a refusal names
LEAST_APART = 20  # answers between an answer and its coming again, where nothing else is said


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a coder's order; `again` is 1 where the answer came before."""

    response: str
    again: int = 0


def assign(
    wanted: Mapping[str, int], coders: Sequence[str], seed: str, barred: Mapping[str, Collection[str]] | None = None
) -> dict[str, tuple[str, ...]]:
    """Give each answer as many coders as it wants, the work parted evenly.

    Parameters
    ----------
    wanted : number of coders by answer
    coders : ids, each once
    seed : the same seed gives the same assignment
    barred : coders who may not get it, by answer

    Returns
    -------
    dict
        Coders of each answer, in the order of `coders`. No coder could take an answer over from one who has two or
        more answers more: the number of answers differs by at most one where nothing is barred, and else by as little
        as the rules allow.

    Raises
    ------
    CannotAssign
        Names answers that too few coders may code.

    Notes
    -----
    Coders are drawn one after another, who has least first, then who was paired least with those drawn; then answers
    are handed on along chains of coders for as long as that evens the work out, which is optimal when no such chain is
    left (Harvey, Ladner, Lovász and Tamir (2006), Journal of Algorithms 59: 53–78).

    Examples
    --------
    >>> assign({"a": 2, "b": 2, "c": 2}, ["Ana", "Ben", "Eva"], "1")
    {'a': ('Ana', 'Ben'), 'b': ('Ben', 'Eva'), 'c': ('Ana', 'Eva')}
    """
    barred = barred or {}
    may = {answer: [coder for coder in coders if coder not in barred.get(answer, ())] for answer in wanted}
    _refuse_too_few({answer: len(may[answer]) for answer in wanted}, wanted)
    given = _one_by_one(wanted, coders, may, seed)
    _even_out(given, coders, may)
    return {answer: tuple(coder for coder in coders if coder in given[answer]) for answer in wanted}


def too_few(
    answers: Iterable[str], k: int, coders: Sequence[str], barred: Mapping[str, Collection[str]]
) -> dict[str, int]:
    """Give the answers that fewer than `k` of the coders may code, with how many may.

    Examples
    --------
    >>> too_few("ab", 2, ["Ana", "Ben"], {"b": {"Ana"}})
    {'b': 1}
    """
    found = {answer: len(set(coders).difference(barred.get(answer, ()))) for answer in answers}
    return {answer: may for answer, may in found.items() if may < k}


def doubled(
    answers: Sequence[str], share: int, seed: str, *, able: Collection[str] | None = None
) -> dict[str, int]:
    """Give two coders to a random `share` per cent of the answers and one to each of the others.

    Parameters
    ----------
    able : answers that two coders may code, None for all; only these are drawn

    Examples
    --------
    >>> sorted(doubled("abcdefghij", 20, "1").values())
    [1, 1, 1, 1, 1, 1, 1, 1, 2, 2]
    """
    drawn = shuffled(answers if able is None else able, f"{seed}/twice")
    twice = set(drawn[: round(len(answers) * share / 100)])
    return {answer: 2 if answer in twice else 1 for answer in answers}


def own_order(
    answers: Collection[str], coder: str, seed: str, *, again: int = 0, apart: int = LEAST_APART
) -> list[Place]:
    """Give a coder's answers in a random order of their own, `again` of them a second time.

    Parameters
    ----------
    again : number of answers that come again
    apart : answers that stand at least between both times

    Raises
    ------
    CannotAssign
        So many cannot come again so far apart.

    Examples
    --------
    >>> [(place.response, place.again) for place in own_order("abcd", "Ana", "1", again=1, apart=2)]
    [('d', 0), ('c', 0), ('a', 0), ('d', 1), ('b', 0)]
    """
    line = shuffled(answers, f"{seed}/{coder}")
    early = line[: max(0, len(line) - apart)]  # those that leave room for a second time
    if again > len(early):
        raise CannotAssign(
            f"Of {len(line):,} answers at most {len(early):,} can come again with {apart:,} others in between, not "
            f"{again:,}. Show fewer again, or closer together."
        )
    behind: dict[int, list[str]] = defaultdict(list)
    place_of = {answer: place for place, answer in enumerate(line)}
    for answer in shuffled(early, f"{seed}/{coder}/again")[:again]:
        first = place_of[answer] + apart
        behind[first + _drawn(len(line) - first, f"{seed}/{coder}/{answer}")].append(answer)
    return [
        place
        for number, answer in enumerate(line)
        for place in (Place(answer), *(Place(other, 1) for other in behind[number]))
    ]


def _drawn(below: int, seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) % below


def _refuse_too_few(may: Mapping[str, int], wanted: Mapping[str, int]) -> None:
    short = [answer for answer, most in may.items() if most < wanted[answer]]
    if short:
        raise CannotAssign(
            f"{len(short):,} of {len(wanted):,} answers may be coded by fewer coders than each is to have. Leave them "
            "out, add a coder, or let fewer code each answer.",
            tuple(short[:NAMED]),
        )


def _one_by_one(
    wanted: Mapping[str, int], coders: Sequence[str], may: Mapping[str, Sequence[str]], seed: str
) -> dict[str, set[str]]:
    """Give answers to who has least; those that fewest may code come first, for they leave least choice."""
    load = dict.fromkeys(coders, 0)
    paired: dict[tuple[str, str], int] = defaultdict(int)
    given: dict[str, set[str]] = {}
    for answer in sorted(shuffled(wanted, seed), key=lambda answer: len(may[answer])):
        chosen = list(may[answer])
        if wanted[answer] < len(chosen):
            in_turn = [coder for coder in shuffled(coders, f"{seed}/{answer}") if coder in chosen]
            chosen = _least_used(in_turn, wanted[answer], load, paired)
        for coder in chosen:
            load[coder] += 1
        for pair in permutations(chosen, 2):
            paired[pair] += 1
        given[answer] = set(chosen)
    return given


def _least_used(
    in_turn: Sequence[str], n: int, load: Mapping[str, int], paired: Mapping[tuple[str, str], int]
) -> list[str]:
    """Choose coders, the one with least first, then who was paired least with those chosen, then the first in turn."""
    chosen: list[str] = []
    for _ in range(n):
        left = (coder for coder in in_turn if coder not in chosen)
        chosen.append(min(left, key=lambda coder: (load[coder], sum(paired[coder, other] for other in chosen))))
    return chosen


def _even_out(given: dict[str, set[str]], coders: Sequence[str], may: Mapping[str, Sequence[str]]) -> None:
    load = {coder: sum(coder in chosen for chosen in given.values()) for coder in coders}
    if max(load.values(), default=0) - min(load.values(), default=0) < 2:
        return
    while chain := next(_chains(given, load, may), None):
        for answer, giver, taker in chain:
            given[answer].remove(giver)
            given[answer].add(taker)
        load[chain[0][1]] -= 1
        load[chain[-1][2]] += 1


def _chains(
    given: Mapping[str, set[str]], load: Mapping[str, int], may: Mapping[str, Sequence[str]]
) -> Iterator[list[tuple[str, str, str]]]:
    """Find moves (answer, from, to), one behind the other, from a coder to one with at least two answers fewer."""
    movable: dict[str, dict[str, str]] = defaultdict(dict)
    for answer, chosen in given.items():
        for taker in may[answer]:
            if taker not in chosen:
                for giver in chosen:
                    movable[giver].setdefault(taker, answer)
    for start in sorted(load, key=lambda coder: -load[coder]):
        came: dict[str, list[tuple[str, str, str]]] = {start: []}
        waiting = deque([start])
        while waiting:
            giver = waiting.popleft()
            for taker, answer in movable[giver].items():
                if taker not in came:
                    came[taker] = [*came[giver], (answer, giver, taker)]
                    if load[start] - load[taker] >= 2:
                        yield came[taker]
                        return
                    waiting.append(taker)
