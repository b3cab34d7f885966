"""What can happen to answers: codings, marks, memos, what was read, dispositions, chosen quotes.

A coding or a mark of a round names the round, and `again` is 1 where the answer was presented a second time; decisions
at the ordinary desk leave both empty, as those do that were recorded before there were rounds.

Payloads hold ids, offsets and ids of texts, never words. Offsets are half-open `[start, end)` in Unicode code points
of the answer as it was read. Each event knows its `inverse`, what it `writes` and what it `needs`
(see `codebooks.events`).
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from coding.facts import Fact

Origin = Literal["manual", "suggested", "accepted", "edited", "bulk", "propagated", "imported", "consensus"]
PASSAGE_ORIGINS: frozenset[Origin] = frozenset({"accepted", "edited", "bulk"})  # said of a passage, not of an answer
Mark = Literal["no_code", "done", "unsure", "discuss", "quote"]
Disposition = Literal["blank", "nothing_to_report", "not_usable", "off_topic", "substantive"]
UNCODED = "uncoded:"  # what removals leave behind: many may, and only 'no code applies' rests on it
DISPOSITIONS: tuple[Disposition, ...] = (
    "substantive",
    "nothing_to_report",
    "not_usable",
    "off_topic",
    "blank",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeApplied:
    """One coder applied one code to one segment; with everything that says where it came from."""

    coding: str
    response: str
    start: int
    end: int
    code: str
    coder: str
    origin: str = "manual"
    codebook_version: int = 0
    run: str = ""
    proposal: str = ""
    round: str = ""
    again: int = 0

    def inverse(self) -> "CodingRemoved":
        """Take the coding off."""
        return CodingRemoved(**asdict(self))

    def writes(self) -> set[str]:
        """Name the coding, which is one coder's code on one span."""
        return {f"coding:{decided_on(self)}/{self.code}/{self.start}-{self.end}"}

    def needs(self) -> set[str]:
        """Name the code, and the mark that says none applies: it must not come back beside the coding."""
        return {f"code:{self.code}", f"mark:{decided_on(self)}/no_code"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRemoved(CodeApplied):
    """A coder took a coding off; the payload is the coding that was there."""

    def inverse(self) -> CodeApplied:  # type: ignore[override]
        """Put the coding back."""
        return CodeApplied(**asdict(self))

    def writes(self) -> set[str]:
        """Name the coding, and that the answer is left without it."""
        return {*CodeApplied.writes(self), f"{UNCODED}{decided_on(self)}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseMarked:
    """A coder set or cleared a mark: no code applies, no other applies (done), unsure, to discuss, worth quoting.

    `origin` is 'imported' where a file says so of the coder, else 'manual'.
    """

    response: str
    coder: str
    mark: str
    before: bool
    after: bool
    round: str = ""
    again: int = 0
    origin: Origin = "manual"

    def inverse(self) -> "ResponseMarked":
        """Set the mark back."""
        return replace(self, before=self.after, after=self.before)

    def writes(self) -> set[str]:
        """Name the mark."""
        return {f"mark:{decided_on(self)}/{self.mark}"}

    def needs(self) -> set[str]:
        """Nothing, but for 'no code applies': that the codings which were taken off before stay off."""
        return {f"{UNCODED}{decided_on(self)}"} if self.mark == "no_code" and self.after else set()


def decided_on(event: CodeApplied | ResponseMarked) -> str:
    """Name whose decision on which answer an event is part of; each presentation in a round stands for itself."""
    presented = f"@{event.round}.{event.again}" if event.round else ""
    return f"{event.coder}/{event.response}{presented}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoWritten:
    """A coder wrote, rewrote or cleared the memo on something; '' stands for no memo.

    A theme's memo is that of its code; a journal has any number of entries, each a target of its own. `links` are what
    the references in the new words stand for, in their order (see `coding.memos`), `links_before` those of the old
    ones. `written` says when a memo that is rewritten or cleared was begun, so that it comes back with its date.
    """

    about: Literal["response", "code", "project", "journal"]
    target: str
    coder: str
    before: str
    after: str
    links: tuple[str, ...] = ()
    links_before: tuple[str, ...] = ()
    written: str = ""

    def inverse(self) -> "MemoWritten":
        """Bring the earlier memo back."""
        return replace(
            self, before=self.after, after=self.before, links=self.links_before, links_before=self.links
        )

    def writes(self) -> set[str]:
        """Name the memo."""
        return {f"memo:{self.coder}/{self.about}/{self.target}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersRead(Fact):
    """A coder has read these answers, each for the first time. It happened, so that it is not taken back."""

    coder: str
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionsSet:
    """A person said what kind of answers these are; `before` is '' where only the rule had spoken."""

    changes: tuple[tuple[str, str, str], ...]  # (response, before, after)
    coder: str

    def inverse(self) -> "DispositionsSet":
        """Set them back."""
        return replace(self, changes=tuple((r, after, before) for r, before, after in self.changes))

    def writes(self) -> set[str]:
        """Name the answers."""
        return {f"disposition:{response}" for response, _, _ in self.changes}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteChosen:
    """A person chose a span of an answer to stand for a code in a table."""

    code: str
    response: str
    start: int
    end: int
    coder: str

    def inverse(self) -> "QuoteDropped":
        """Drop the quote."""
        return QuoteDropped(**asdict(self))

    def writes(self) -> set[str]:
        """Name the quote."""
        return {f"quote:{self.code}/{self.response}/{self.start}-{self.end}"}

    def needs(self) -> set[str]:
        """Name the code."""
        return {f"code:{self.code}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDropped(QuoteChosen):
    """A chosen quote was dropped."""

    def inverse(self) -> QuoteChosen:  # type: ignore[override]
        """Choose it again."""
        return QuoteChosen(**asdict(self))


CodingEvent = (
    CodeApplied
    | CodingRemoved
    | ResponseMarked
    | MemoWritten
    | AnswersRead
    | DispositionsSet
    | QuoteChosen
    | QuoteDropped
)
EVENTS: dict[str, type[Any]] = {
    event.__name__: event
    for event in (
        CodeApplied,
        CodingRemoved,
        ResponseMarked,
        MemoWritten,
        AnswersRead,
        DispositionsSet,
        QuoteChosen,
        QuoteDropped,
    )
}
