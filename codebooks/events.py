"""What can happen to a codebook. Payloads hold ids of texts (see `storage.bodies`), never words.

Each event knows its `inverse`, what it `writes` and what it `needs`: undo appends inverses and is refused while
a later live event writes or needs what the undone one wrote.
"""

from dataclasses import asdict, dataclass
from typing import Any

Change = tuple[tuple[str, Any, Any], ...]  # (field, before, after)
IN_VIVO = "in_vivo"  # origin of a code made from words of an answer


def live(code: str) -> set[str]:
    """Name a code and what makes it one that can be applied."""
    return {f"code:{code}", f"code:{code}/retired", f"code:{code}/merged_into"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAdded:
    """A code came into the codebook."""

    code: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: str = ""
    parent: str = ""
    colour: int = 0
    position: int = 0
    questions: tuple[str, ...] = ()
    theme: bool = False
    level: str = ""
    origin: str = "manual"

    def inverse(self) -> "CodeWithdrawn":
        """Take the code out again."""
        return CodeWithdrawn(**asdict(self))

    def writes(self) -> set[str]:
        """Name what this event made."""
        return {f"code:{self.code}"}

    def needs(self) -> set[str]:
        """Name what must stand for this event to hold: a live code above."""
        return live(self.parent) if self.parent else set()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWithdrawn(CodeAdded):
    """A code was taken out again as if it had never been; only undo does this."""

    def inverse(self) -> CodeAdded:  # type: ignore[override]
        """Put the code back."""
        return CodeAdded(**asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeChanged:
    """A code was renamed, redefined, moved, recoloured, retired or brought back: `changes` says what."""

    code: str
    changes: Change

    def inverse(self) -> "CodeChanged":
        """Change it back."""
        return CodeChanged(code=self.code, changes=tuple((f, after, before) for f, before, after in self.changes))

    def writes(self) -> set[str]:
        """Name the fields that changed."""
        return {f"code:{self.code}/{field}" for field, _, _ in self.changes}

    def needs(self) -> set[str]:
        """Name the code, and the new code above as a live one."""
        parents = [after for field, _, after in self.changes if field == "parent" and after]
        return {f"code:{self.code}"}.union(*map(live, parents))


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesMerged:
    """Codes became other names of one code; their codings keep the code they were made with."""

    merged: tuple[str, ...]
    into: str

    def inverse(self) -> "CodesUnmerged":
        """Part them again."""
        return CodesUnmerged(merged=self.merged, into=self.into)

    def writes(self) -> set[str]:
        """Name the aliases made."""
        return {f"code:{code}/merged_into" for code in self.merged}

    def needs(self) -> set[str]:
        """Name all codes taking part, as live ones."""
        return set[str]().union(*map(live, (*self.merged, self.into))) - self.writes()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesUnmerged(CodesMerged):
    """A merge was taken back."""

    def inverse(self) -> CodesMerged:  # type: ignore[override]
        """Merge them again."""
        return CodesMerged(merged=self.merged, into=self.into)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookPublished:
    """The codebook was frozen under a version number; `snapshot` is the id of its text."""

    version: int
    codes: int
    snapshot: str

    def inverse(self) -> None:
        """Published is published: there is no way back."""
        return None

    def writes(self) -> set[str]:
        """Name the version made."""
        return {f"codebook:{self.version}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


CodebookEvent = CodeAdded | CodeWithdrawn | CodeChanged | CodesMerged | CodesUnmerged | CodebookPublished
EVENTS: dict[str, type[Any]] = {
    event.__name__: event
    for event in (CodeAdded, CodeWithdrawn, CodeChanged, CodesMerged, CodesUnmerged, CodebookPublished)
}
