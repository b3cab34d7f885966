"""Events that nobody takes back: they happened, and nothing rests on them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The base of such events; see `coding.events` for what the three methods mean."""

    def inverse(self) -> None:
        """Nothing takes it back."""
        return None

    def writes(self) -> set[str]:
        """Nothing that others can depend on."""
        return set()

    def needs(self) -> set[str]:
        """Nothing."""
        return set()
