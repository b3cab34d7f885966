"""What people decide about theme proposals: events, and decisions as pure functions.

A proposal is a group of passages the machine found alike. Accepting one makes a code and a list of passages to
confirm; it makes no coding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from coding.errors import AlreadySettled, CodingError

Status = Literal["open", "accepted", "merged", "split", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfRun:
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAccepted(_OfRun):
    """A person took a proposal as a code (`made_code`) or into an existing one; `segments` wait to be confirmed."""

    proposal: str
    code: str
    made_code: bool
    segments: tuple[int, ...]

    def inverse(self) -> "ProposalReleased":
        """Put the proposal back among the open ones."""
        return ProposalReleased(**asdict(self))

    def writes(self) -> set[str]:
        """Name the proposal and the passages that wait."""
        waiting = {f"waiting:{self.code}/{self.run}/{segment}" for segment in self.segments}
        return {f"proposal:{self.run}/{self.proposal}"} | waiting

    def needs(self) -> set[str]:
        """Name the code, and the places of the passages taken along."""
        return {f"code:{self.code}"} | {f"place:{self.run}/{segment}" for segment in self.segments}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalReleased(ProposalAccepted):
    """An acceptance was taken back."""

    def inverse(self) -> ProposalAccepted:  # type: ignore[override]
        """Accept it again."""
        return ProposalAccepted(**asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRenamed(_OfRun):
    """A person gave a proposal another name; '' before stands for the machine's words."""

    proposal: str
    before: str
    after: str

    def inverse(self) -> "ProposalRenamed":
        """Name it as before."""
        return replace(self, before=self.after, after=self.before)

    def writes(self) -> set[str]:
        """Name the proposal's name."""
        return {f"proposal:{self.run}/{self.proposal}/name"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsMerged(_OfRun):
    """Proposals went into another one with all their passages: `moved` is (segment, proposal before)."""

    merged: tuple[str, ...]
    into: str
    moved: tuple[tuple[int, str], ...]

    def inverse(self) -> "ProposalsParted":
        """Part them again."""
        return ProposalsParted(**asdict(self))

    def writes(self) -> set[str]:
        """Name the proposals that went and the places of their passages."""
        gone = {f"proposal:{self.run}/{proposal}" for proposal in self.merged}
        return gone | {f"place:{self.run}/{segment}" for segment, _ in self.moved}

    def needs(self) -> set[str]:
        """Name the proposal that took them in, and that its membership changed."""
        return {f"proposal:{self.run}/{self.into}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsParted(ProposalsMerged):
    """A merge of proposals was taken back."""

    def inverse(self) -> ProposalsMerged:  # type: ignore[override]
        """Merge them again."""
        return ProposalsMerged(**asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSplit(_OfRun):
    """A proposal was divided: `parts` is (new proposal, its segments)."""

    proposal: str
    parts: tuple[tuple[str, tuple[int, ...]], ...]

    def inverse(self) -> "ProposalJoined":
        """Join the parts again."""
        return ProposalJoined(**asdict(self))

    def writes(self) -> set[str]:
        """Name the proposal, its parts and the places of the passages."""
        made = {f"proposal:{self.run}/{part}" for part, _ in self.parts}
        places = {f"place:{self.run}/{segment}" for _, segments in self.parts for segment in segments}
        return made | places | {f"proposal:{self.run}/{self.proposal}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalJoined(ProposalSplit):
    """A split was taken back."""

    def inverse(self) -> ProposalSplit:  # type: ignore[override]
        """Split it again."""
        return ProposalSplit(**asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRejected(_OfRun):
    """A person turned a proposal down."""

    proposal: str

    def inverse(self) -> "ProposalReopened":
        """Open it again."""
        return ProposalReopened(**asdict(self))

    def writes(self) -> set[str]:
        """Name the proposal."""
        return {f"proposal:{self.run}/{self.proposal}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalReopened(ProposalRejected):
    """A rejection was taken back."""

    def inverse(self) -> ProposalRejected:  # type: ignore[override]
        """Reject it again."""
        return ProposalRejected(**asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMoved(_OfRun):
    """A passage went from one proposal to another; '' is the tray of passages not grouped yet."""

    segment: int
    before: str
    after: str

    def inverse(self) -> "SegmentMoved":
        """Move it back."""
        return replace(self, before=self.after, after=self.before)

    def writes(self) -> set[str]:
        """Name the place of the passage."""
        return {f"place:{self.run}/{self.segment}"}

    def needs(self) -> set[str]:
        """Name both proposals."""
        return {f"proposal:{self.run}/{proposal}" for proposal in (self.before, self.after) if proposal}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSettled(_OfRun):
    """Passages that waited for a code were confirmed or removed; the codings made are events of their own."""

    code: str
    segments: tuple[int, ...]
    before: str
    after: str

    def inverse(self) -> "WaitingSettled":
        """Let them wait again."""
        return replace(self, before=self.after, after=self.before)

    def writes(self) -> set[str]:
        """Name the passages settled."""
        return {f"waiting:{self.code}/{self.run}/{segment}/state" for segment in self.segments}

    def needs(self) -> set[str]:
        """Name the passages as waiting."""
        return {f"waiting:{self.code}/{self.run}/{segment}" for segment in self.segments}


EVENTS: dict[str, type[Any]] = {
    event.__name__: event
    for event in (
        ProposalAccepted,
        ProposalReleased,
        ProposalRenamed,
        ProposalsMerged,
        ProposalsParted,
        ProposalSplit,
        ProposalJoined,
        ProposalRejected,
        ProposalReopened,
        SegmentMoved,
        WaitingSettled,
    )
}


@dataclass(frozen=True, slots=True)
class Review:
    """Where a run's proposals stand: status of each, and the passages in each ('' is not grouped yet)."""

    run: str
    status: Mapping[str, str]
    members: Mapping[str, tuple[int, ...]]

    def open(self, proposal: str) -> str:
        """Give the id back if the proposal is open; AlreadySettled or CodingError if not."""
        if proposal not in self.status:
            raise CodingError(f"There is no proposed theme {proposal!r} in this run.")
        if self.status[proposal] != "open":
            raise AlreadySettled(f"This proposed theme is already {self.status[proposal]}. Undo that first.")
        return proposal


def accept(review: Review, proposal: str, code: str, *, made_code: bool) -> list[ProposalAccepted]:
    """Take an open proposal as a code, or into one that exists; its passages wait to be confirmed."""
    segments = review.members.get(review.open(proposal), ())
    return [
        ProposalAccepted(run=review.run, proposal=proposal, code=code, made_code=made_code, segments=tuple(segments))
    ]


def merge(review: Review, merged: Iterable[str], into: str) -> list[ProposalsMerged]:
    """Put open proposals with all their passages into another open one."""
    gone = tuple(dict.fromkeys(review.open(proposal) for proposal in merged))
    review.open(into)
    if not gone or into in gone:
        raise CodingError("A proposed theme cannot be merged into itself. Choose another one.")
    moved = tuple((segment, proposal) for proposal in gone for segment in review.members.get(proposal, ()))
    return [ProposalsMerged(run=review.run, merged=gone, into=into, moved=moved)]


def split(review: Review, proposal: str, groups: Iterable[Iterable[int]]) -> list[ProposalSplit]:
    """Divide an open proposal; the groups must hold each of its passages once.

    Examples
    --------
    >>> review = Review("run1", {"T01": "open"}, {"T01": (0, 1, 2)})
    >>> split(review, "T01", [[0, 2], [1]])[0].parts
    (('T01a', (0, 2)), ('T01b', (1,)))
    """
    held = review.members.get(review.open(proposal), ())
    wanted = [tuple(group) for group in groups if tuple(group)]
    if len(wanted) < 2 or sorted(s for group in wanted for s in group) != sorted(held):
        raise CodingError("A split needs two or more groups that together hold every passage of the theme once.")
    names = (f"{proposal}{chr(ord('a') + n)}" for n in range(len(wanted)))
    return [ProposalSplit(run=review.run, proposal=proposal, parts=tuple(zip(names, wanted, strict=True)))]


def reject(review: Review, proposal: str) -> list[ProposalRejected]:
    """Turn an open proposal down."""
    return [ProposalRejected(run=review.run, proposal=review.open(proposal))]


def reopen(review: Review, proposal: str) -> list[ProposalReopened]:
    """Open a rejected proposal again; CodingError if it was not rejected."""
    if review.status.get(proposal) != "rejected":
        raise CodingError("Only a rejected proposed theme can be opened again.")
    return [ProposalReopened(run=review.run, proposal=proposal)]


def rename(review: Review, proposal: str, before: str, after: str) -> list[ProposalRenamed]:
    """Give an open proposal another name (ids of texts)."""
    return [ProposalRenamed(run=review.run, proposal=review.open(proposal), before=before, after=after)]


def move_segment(review: Review, segment: int, after: str) -> list[SegmentMoved]:
    """Move a passage to another open proposal, or to '' (not grouped yet)."""
    before = next((proposal for proposal, held in review.members.items() if segment in held), "")
    for proposal in (before, after):
        if proposal:
            review.open(proposal)
    return [] if before == after else [SegmentMoved(run=review.run, segment=segment, before=before, after=after)]
