"""Orders in which answers are read, and what is known of how each answer came to its place.

Behind every order that a machine makes lies one random order of all answers, drawn once for a project. A share of each
machine-made order is taken from its beginning, so that whatever people read, the first answers of the random order
that are coded are a simple random sample of all: each had the same chance, and the others can be estimated from them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, Literal

from coding.facts import Fact

Kind = Literal["random", "theme", "similar", "unsure", "check"]
Source = Literal["random", "chosen", "before"]
AGAIN = "again/"  # and the order's id: the mark of an answer that was read again for a check
_BLOCK = 100  # places in which the random share is exact: a per cent is one of them


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDrawn(Fact):
    """An order of answers was drawn; its places stand in `order_places`, and `digest` proves them.

    Parameters
    ----------
    question : whose answers, '' for those to all questions
    about : the answer that others are alike to, the run whose themes come one after another, the code of a check, or
        the first stretch of an order that is drawn as it is read
    seed : of the random order; it is the same in all orders that share one
    audit : per cent of the places drawn at random
    n, pool : how many places were drawn, from how many answers
    among : for a check, 'unread' or 'without': which answers stood in the pool
    found : for a check, how many answers outside the pool had the code
    """

    order: str
    kind: Kind
    coder: str
    question: str
    about: str
    seed: str
    audit: int
    n: int
    pool: int
    digest: str
    among: str = ""
    found: int = 0


EVENTS: dict[str, type[Any]] = {OrderDrawn.__name__: OrderDrawn}


@dataclass(frozen=True, slots=True)
class Place:
    """An answer's place in an order.

    `source` says how it came there: 'random', 'chosen' by what the order is about, or 'before': it was coded already.
    `probability` is the chance, as a decimal, that a random draw had reached the answer by then; '' where none drew.
    """

    response: str
    source: Source
    probability: str = ""


def shuffled(responses: Iterable[str], seed: str) -> list[str]:
    """Give answers in the random order of a seed: sorted by SHA-256 of the seed and their ids.

    Any subset stands in the same order as within the whole, on every machine and in every version of a library, so
    that the order of one question's answers is that of all with the others left out.

    Examples
    --------
    >>> shuffled("abcdef", "7")
    ['d', 'f', 'b', 'c', 'a', 'e']
    >>> shuffled("fab", "7")
    ['f', 'b', 'a']
    """
    return sorted(responses, key=lambda response: hashlib.sha256(f"{seed}\x1f{response}".encode()).digest())


def random_places(order: Sequence[str]) -> list[Place]:
    """Give the places of a random order: who stands at or before place k was drawn with probability k / n.

    Examples
    --------
    >>> [place.probability for place in random_places(["b", "a"])]
    ['0.5', '1']
    """
    return [Place(response, "random", _decimal(number, len(order))) for number, response in enumerate(order, start=1)]


def mixed(chosen: Iterable[str], random: Sequence[str], audit: int, seed: str, *, start: int = 0) -> Iterator[Place]:
    """Take answers in turn from a chosen order and, for the random share, from the beginning of a random one.

    Parameters
    ----------
    chosen : answers in the order wanted, each once
    random : all answers in random order, those read already too; what `chosen` lacks is only counted
    audit : per cent of the places that are filled from `random`; in every hundred places exactly so many
    seed : says which places these are, so that nobody at the desk can tell; one for all pieces of an order
    start : how many places were filled so before, where an order is drawn piece by piece

    Yields
    ------
    Place
        Each answer of `chosen` once.

    Examples
    --------
    >>> places = list(mixed("abcdefgh", "hgfedcba", 50, "1"))
    >>> sorted(place.response for place in places) == list("abcdefgh")
    True
    >>> next(place for place in places if place.source == "random")
    Place(response='h', source='random', probability='0.125')
    """
    wanted = list(chosen)
    placed: set[str] = set()
    by_choice = (response for response in wanted if response not in placed)
    by_chance = _unplaced(random, set(wanted), placed)
    for number in count(start):
        found = next(by_chance, None) if _is_random(number, audit, seed) else None
        if found is not None:
            rank, response = found
            place = Place(response, "random", _decimal(rank, len(random)))
        else:
            response = next(by_choice, "")
            if not response:
                return
            place = Place(response, "chosen")
        placed.add(place.response)
        yield place


def _unplaced(random: Sequence[str], wanted: set[str], placed: set[str]) -> Iterator[tuple[int, str]]:
    for rank, response in enumerate(random, start=1):
        if response in wanted and response not in placed:
            yield rank, response


def _is_random(number: int, audit: int, seed: str) -> bool:
    block, place = divmod(number, _BLOCK)
    return place in _random_slots(audit, f"{seed}/{block}")


@lru_cache(maxsize=256)
def _random_slots(audit: int, seed: str) -> frozenset[int]:
    order = shuffled(map(str, range(_BLOCK)), seed)
    return frozenset(int(slot) for slot in order[: round(audit * _BLOCK / 100)])


def by_theme(placed: Iterable[tuple[str, str, float]], sizes: dict[str, int], answers: Sequence[str]) -> list[str]:
    """Give answers theme after theme, the largest first, those that fit it best before the others; the rest last.

    Parameters
    ----------
    placed : (answer, theme, how well a passage of it fits); an answer goes with its best-fitting passage, and one
        with '' is in no theme
    sizes : answers by theme
    answers : all answers, in the order for those that are in no theme

    Examples
    --------
    >>> by_theme([("a", "T2", 0.9), ("b", "T1", 0.5), ("b", "T2", 0.4), ("c", "T1", 0.8)], {"T1": 9, "T2": 3}, "abcd")
    ['c', 'b', 'a', 'd']
    """
    best: dict[str, tuple[float, str]] = {}
    for response, theme, fit in placed:
        if theme and (response not in best or fit > best[response][0]):
            best[response] = (fit, theme)

    def place(response: str) -> tuple[int, str, float]:
        if response not in best:
            return (1, "", 0.0)
        fit, theme = best[response]
        return (-sizes.get(theme, 0), theme, -fit)

    return sorted(answers, key=place)


def first_read(random: Sequence[str], coded: set[str]) -> int:
    """Give how many answers of a random order are coded before the first that is not: a random sample of all.

    Examples
    --------
    >>> first_read(["c", "a", "d", "b"], {"a", "b", "c"})
    2
    """
    return next((number for number, response in enumerate(random) if response not in coded), len(random))


def digest_of(places: Iterable[Place]) -> str:
    """Give SHA-256 over an order's places, which its event holds."""
    digest = hashlib.sha256()
    for place in places:
        digest.update(f"{place.response}\x1f{place.source}\x1f{place.probability}\x1e".encode())
    return digest.hexdigest()


def _decimal(part: int, whole: int) -> str:
    return f"{part / whole:.6f}".rstrip("0").rstrip(".")
