"""Suggested codes as a coder met them: when they are shown, and what is kept of each meeting.

What the machine said and what was on screen is kept for good. What became of a suggestion is not: it is read from the
codings as they stand, so that an accepted suggestion that is undone later counts as not taken (`outcome`).
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from coding.errors import CodingError

Moment = Literal["before", "after", "hidden"]
MOMENTS: tuple[Moment, ...] = ("before", "after", "hidden")
Outcome = Literal["accepted", "edited", "ignored", "had", "not shown"]
MOST_SUGGESTED = 5  # codes for one answer
MOST_HELD = 200  # codes on one answer when suggestions came; more is a fault
HIDDEN_PER_CENT = 25  # of answers never show suggestions where the lot decides; at least 15 to 20 are asked for
_LOTS = 2**32


@dataclass(frozen=True, slots=True)
class Met:
    """One suggested code of one answer.

    `rank` counts from 1, `probability` is a decimal from 0 to 1. `shown`: it was on screen. `taken`: the coder took it.
    """

    code: str
    rank: int
    probability: str
    shown: bool = False
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionsMet:
    """A coder left an answer for which there were suggestions.

    `moment`: they were shown with the answer ('before'), once the coder had decided something ('after'), or not at all
    ('hidden'). `model` names what they were learned from. `codes` holds
    (code, rank, probability, shown, taken) each, `held` the codes that were on the answer when they came on screen.
    """

    response: str
    coder: str
    moment: str
    model: str
    codes: tuple[tuple[str, int, str, bool, bool], ...]
    held: tuple[str, ...] = ()

    @property
    def met(self) -> tuple[Met, ...]:
        """The suggested codes, the first one first."""
        return tuple(Met(*code) for code in self.codes)

    def inverse(self) -> Any:
        """What was seen cannot be unseen."""
        return None

    def writes(self) -> set[str]:
        """Nothing that others can depend on."""
        return set()

    def needs(self) -> set[str]:
        """Nothing: a code can be withdrawn though it was once suggested."""
        return set()


EVENTS: dict[str, type[Any]] = {SuggestionsMet.__name__: SuggestionsMet}


def moment_for(mode: str, seed: str, coder: str, response: str) -> Moment:
    """Say when suggestions are shown for an answer: 'before' or 'after' the coder has decided, or never ('hidden').

    Parameters
    ----------
    mode : the project's setting `suggest`; '' is after, 'random' lets the lot decide between after and never
    seed : what the lot is drawn from with coder and answer, so that it falls the same whenever it is asked

    Examples
    --------
    >>> moment_for("", "s", "ana", "r1"), moment_for("before", "s", "ana", "r1"), moment_for("off", "s", "ana", "r1")
    ('after', 'before', 'hidden')
    >>> lots = [moment_for("random", "s", "ana", f"r{n}") for n in range(1000)]
    >>> lots.count("hidden"), lots.count("after")
    (243, 757)
    """
    if mode == "random":
        digest = hashlib.sha256(f"{seed}/{coder}/{response}".encode()).digest()
        lot = int.from_bytes(digest[:4]) * 100 // _LOTS
        return "hidden" if lot < HIDDEN_PER_CENT else "after"
    return {"": "after", "before": "before"}.get(mode, "hidden")  # type: ignore[return-value]


def meet(before: SuggestionsMet | None, now: SuggestionsMet) -> list[SuggestionsMet]:
    """Give the event of a meeting; none where it says nothing new.

    Once suggestions were on screen for an answer, that meeting stands: a later one only adds what was taken from it.

    Examples
    --------
    >>> here = {"response": "r", "coder": "a", "moment": "after"}
    >>> first = SuggestionsMet(**here, model="m", codes=(("x", 1, "0.6", True, False),))
    >>> later = SuggestionsMet(**here, model="n", codes=(("x", 1, "0.9", True, True),))
    >>> [event.codes for event in meet(first, later)]
    [(('x', 1, '0.6', True, True),)]
    >>> meet(first, first)
    []
    """
    check(now)
    if before is not None and any(one.shown for one in before.met):
        taken = {one.code for one in (*now.met, *before.met) if one.taken}
        codes = tuple((m.code, m.rank, m.probability, m.shown, m.shown and m.code in taken) for m in before.met)
        now = SuggestionsMet(
            response=before.response, coder=before.coder, moment=before.moment, model=before.model, codes=codes,
            held=before.held,
        )  # fmt: skip
    return [] if now == before else [now]


def check(event: SuggestionsMet) -> None:
    """Raise CodingError for a meeting that cannot have been."""
    codes = [one.code for one in event.met]
    wrong = (
        event.moment not in MOMENTS
        or not 0 < len(codes) <= MOST_SUGGESTED
        or len(set(codes)) < len(codes)
        or [one.rank for one in event.met] != list(range(1, len(codes) + 1))
        or any(one.taken and not one.shown for one in event.met)
        or (event.moment == "hidden" and any(one.shown for one in event.met))
        or len(event.held) > MOST_HELD
        or any(not _is_share(one.probability) for one in event.met)
    )
    if wrong:
        raise CodingError("The desk sent suggestions that do not fit together. Reload the page.")


def outcome(
    met: Met, held: Collection[str], standing: Iterable[tuple[str, str, bool]], siblings: Collection[str]
) -> Outcome:
    """Say what became of one suggestion, from the coder's codings on the answer as they stand.

    Parameters
    ----------
    held : codes that were on the answer when suggestions came on screen
    standing : (code, origin, whether it is on the whole answer) of each coding now
    siblings : codes under the same parent

    Returns
    -------
    'not shown'; 'had': the coder had it already; 'accepted': taken, and so it stands; 'edited': taken, then moved to a
    passage or replaced by a sibling; 'ignored': not taken, or taken and taken off again

    Examples
    --------
    >>> taken = Met("x", 1, "0.6", shown=True, taken=True)
    >>> outcome(taken, [], [("x", "suggested", True)], []), outcome(taken, [], [("y", "manual", True)], ["y"])
    ('accepted', 'edited')
    >>> outcome(taken, [], [], ["y"]), outcome(taken, ["x"], [("x", "manual", True)], [])
    ('ignored', 'had')
    """
    if not met.shown:
        return "not shown"
    if met.code in held:
        return "had"
    if not met.taken:
        return "ignored"
    now = list(standing)
    own = [(origin, whole) for code, origin, whole in now if code == met.code]
    if own:
        return "accepted" if ("suggested", True) in own else "edited"
    return "edited" if any(code in siblings and code not in held for code, _, _ in now) else "ignored"


def _is_share(text: str) -> bool:
    whole, _, digits = text.partition(".")
    return whole in ("0", "1") and (not digits or digits.isdecimal()) and len(text) <= 8 and float(text) <= 1
