"""Searches that a person keeps under a name."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterSaved:
    """A person kept a search of the project's answers under a name (ids of texts: the name, and what is searched)."""

    filter: str
    name: str
    terms: str
    coder: str

    def inverse(self) -> "FilterDropped":
        """Drop it."""
        return FilterDropped(**asdict(self))

    def writes(self) -> set[str]:
        """Name the search."""
        return {f"filter:{self.filter}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterDropped(FilterSaved):
    """A kept search was dropped."""

    def inverse(self) -> FilterSaved:  # type: ignore[override]
        """Keep it again."""
        return FilterSaved(**asdict(self))


EVENTS: dict[str, type[Any]] = {event.__name__: event for event in (FilterSaved, FilterDropped)}
