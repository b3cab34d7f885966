"""What is said of codings when their code is defined anew: that they still hold."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingsUpheld:
    """A person looked again at codings that were made with an older definition, and they still hold.

    Parameters
    ----------
    code : as it is called now; codings of codes that were merged into it are among them
    meaning : ids of its definition, of when to give it and of when not, as they are now
    held : tuples of (coding, response)
    """

    code: str
    meaning: tuple[str, ...]
    held: tuple[tuple[str, str], ...]

    def inverse(self) -> "UpholdingDropped":
        """List them for another look again."""
        return UpholdingDropped(**asdict(self))

    def writes(self) -> set[str]:
        """Name what was said of the codings."""
        return {f"upheld:{coding}" for coding, _ in self.held}

    def needs(self) -> set[str]:
        """Name the code."""
        return {f"code:{self.code}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UpholdingDropped(CodingsUpheld):
    """It was taken back that these codings still hold."""

    def inverse(self) -> CodingsUpheld:  # type: ignore[override]
        """Say again that they hold."""
        return CodingsUpheld(**asdict(self))


EVENTS: dict[str, type[Any]] = {event.__name__: event for event in (CodingsUpheld, UpholdingDropped)}
