"""What can happen to a round of coding: opened, handed in, revealed, withdrawn, and what was agreed afterwards.

What is coded in a round are `CodeApplied`, `CodingRemoved` and `ResponseMarked` that name the round. A round is not
undone: one that nobody has handed in is withdrawn, and what was handed in stays as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from coding.facts import Fact

Kind = Literal["calibration", "reliability", "main"]
KINDS: Mapping[str, str] = {"calibration": "calibration", "reliability": "reliability", "main": "main coding"}
SEALED: tuple[Kind, ...] = ("calibration", "reliability")  # kinds in which nobody sees another's part before the end
CONSENSUS = "consensus"  # whose codings those are that stand after adjudication
CONSENSUS_NAME = "Consensus"  # no person can be called so
Rule = Literal["", "unanimous", "majority", "adjudicator"]
Dissent = tuple[tuple[str, tuple[str, ...]], ...]
Agreed = tuple[tuple[str, ...], str, str, str, Dissent, str]  # codes, rule, reason, note, dissent, adjudicator


@dataclass(frozen=True, slots=True, kw_only=True)
class _ForGood(Fact):
    """What happens to a round is not taken back."""

    round: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened(_ForGood):
    """Answers were handed out to coders; who got which stands in `assignments`, and `digest` proves it.

    Parameters
    ----------
    number : of the round in its project, from 1
    name, plan : ids of texts; the plan's is JSON: how the answers were sampled, what was left out, by which rules
    coders : who codes, in the order of the plan
    codebook_version : that the round is coded with
    reference : the coder whose codings the others are held against, '' where there is none
    thresholds : (coefficient, decimal) set before the round
    names_hidden : whether adjudication hides who coded what
    n : assignments in all
    """

    number: int
    kind: str
    name: str
    coders: tuple[str, ...]
    plan: str
    codebook_version: int
    reference: str
    thresholds: tuple[tuple[str, str], ...]
    names_hidden: bool
    n: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSubmitted(_ForGood):
    """A coder handed in: from here on nothing of that coder's part changes."""

    coder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRevealed(_ForGood):
    """A round's codings became visible; `left` are coders who had not handed in, whose open answers are missing."""

    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWithdrawn(_ForGood):
    """A round was given up before anybody handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsensusReached:
    """What holds of an answer after its coders differed or agreed; no codes: no code applies.

    Parameters
    ----------
    rule : 'unanimous', 'majority', 'adjudicator'; '' takes back that anything was agreed
    reason : why they differed, in one word of the page; '' where they did not
    note : id of a text, '' for none
    dissent : (coder, codes) of those who had it otherwise
    before : what held before, () for nothing
    """

    round: str
    response: str
    codes: tuple[str, ...]
    rule: str
    reason: str = ""
    note: str = ""
    dissent: Dissent = ()
    adjudicator: str = ""
    before: Agreed | tuple[()] = ()

    def agreed(self) -> Agreed | tuple[()]:
        """Give what holds now as a later event takes it up as its `before`."""
        if not self.rule:
            return ()
        return (self.codes, self.rule, self.reason, self.note, self.dissent, self.adjudicator)

    def inverse(self) -> "ConsensusReached":
        """Let hold what held before.

        Examples
        --------
        >>> event = ConsensusReached(round="r", response="a", codes=("time",), rule="unanimous")
        >>> event.inverse().rule, event.inverse().inverse() == event
        ('', True)
        """
        codes, rule, reason, note, dissent, adjudicator = self.before or ((), "", "", "", (), "")
        return replace(
            self, codes=codes, rule=rule, reason=reason, note=note, dissent=dissent, adjudicator=adjudicator,
            before=self.agreed(),
        )  # fmt: skip

    def writes(self) -> set[str]:
        """Name the answer's consensus."""
        return {f"consensus:{self.round}/{self.response}"}

    def needs(self) -> set[str]:
        """Name the codes."""
        return {f"code:{code}" for code in self.codes}


EVENTS: dict[str, type[Any]] = {
    event.__name__: event for event in (RoundOpened, RoundSubmitted, RoundRevealed, RoundWithdrawn, ConsensusReached)
}
