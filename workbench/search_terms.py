"""What is searched for, and how it stands in the address of a page, so that a link opens the same search.

The address holds ids, and words only where a person typed them; a level of a closed question stands there by the start
of its digest.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from coding.events import DISPOSITIONS

WAYS = ("words", "pattern", "meaning")
STATES = ("uncoded", "in_part", "coded", "disagreed")
FLAGS = ("unsure", "quote", "discuss")
ANYBODY = "all"
LONGEST = 500  # characters of anything typed
_KEYS = {
    "question": "q", "text": "w", "way": "how", "like": "like", "has": "c", "without": "x", "by": "by", "state": "s",
    "flag": "f", "memo": "m", "kind": "k", "variable": "v", "levels": "l", "low": "from", "high": "to",
}  # fmt: skip
_LISTS = ("has", "without", "levels")
_ONE_OF = {"way": WAYS, "state": STATES, "flag": FLAGS, "kind": DISPOSITIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search of the answers; every condition holds, and '' or () sets none.

    Parameters
    ----------
    text, way : what was typed, and whether it is 'words', a 'pattern' or a sentence whose 'meaning' is looked for
    like : an answer to which those found are near in meaning
    has, without : ids of codes that are all on an answer, or none of them
    by : whose codes, marks and memos count: '' the searcher's own, 'all' anybody's, or a coder's id
    state : 'uncoded', 'in_part', 'coded' or 'disagreed'
    flag : 'unsure', 'quote' or 'discuss'
    memo : words that stand in a memo on the answer; '*' for any memo
    kind : a disposition; without one, every answer that is not blank
    variable : id of a closed question; `levels` are digests of values (see `level_key`), `low` and `high` numbers or
        dates, both included
    """

    question: str = ""
    text: str = ""
    way: str = "words"
    like: str = ""
    has: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    by: str = ""
    state: str = ""
    flag: str = ""
    memo: str = ""
    kind: str = ""
    variable: str = ""
    levels: tuple[str, ...] = ()
    low: str = ""
    high: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no condition is set."""
        return replace(self, way="words", by="") == Wanted()


def to_address(wanted: Wanted) -> dict[str, str]:
    """Write a search as short keys and their values; conditions that are not set are left out.

    Examples
    --------
    >>> to_address(Wanted(text="no time", has=("k1", "k2"), state="coded"))
    {'w': 'no time', 'c': 'k1.k2', 's': 'coded'}
    """
    found = {}
    for name, key in _KEYS.items():
        value = getattr(wanted, name)
        if value and value != getattr(Wanted(), name):
            found[key] = ".".join(value) if name in _LISTS else value
    return found


def from_address(address: Mapping[str, str]) -> Wanted:
    """Read a search from an address; what makes no sense in it is left out.

    Examples
    --------
    >>> from_address({"w": "no time", "c": "k1.k2", "s": "nonsense", "project": "p1"})
    ... # doctest: +ELLIPSIS
    Wanted(question='', text='no time', way='words', like='', has=('k1', 'k2'), without=(), by='', state='', ...)
    """
    values: dict[str, object] = {}
    for field in fields(Wanted):
        given = address.get(_KEYS[field.name], "")[:LONGEST]
        if not given or given not in _ONE_OF.get(field.name, (given,)):
            continue
        values[field.name] = tuple(filter(None, given.split("."))) if field.name in _LISTS else given
    return Wanted(**values)  # type: ignore[arg-type]


def level_key(level: str) -> str:
    """Give what stands for a closed question's value in an address.

    Examples
    --------
    >>> level_key("nurse")
    '781e5116'
    """
    return hashlib.sha256(level.encode()).hexdigest()[:8]
