"""Which column of a file holds which item of a scale, by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from codebooks.errors import ItemsNotFound
from codebooks.scales import Scale, items_in_words

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class FoundColumns:
    """Columns by item; items without one; items with several, and which."""

    columns: dict[int, str]
    missing: tuple[int, ...]
    doubled: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every item has exactly one column."""
        return not self.missing and not self.doubled


def find_columns(scale: Scale, names: Iterable[str]) -> FoundColumns:
    """Find the columns of a scale's items: one of its `columns` and the number, whatever stands between.

    Examples
    --------
    >>> from codebooks.scales import Subscale
    >>> scale = Scale(key="x", name="X", title="", items=3, least=1, most=5, columns=("ee",),
    ...               subscales=(Subscale(key="a", name="A", items=(1, 2, 3)),))
    >>> find_columns(scale, ["EE 01", "ee_2", "feet3"])
    FoundColumns(columns={1: 'EE 01', 2: 'ee_2'}, missing=(3,), doubled={})
    """
    stems = {_plain(stem) for stem in scale.columns}
    by_item: dict[int, list[str]] = {}
    for name in names:
        behind = (_plain(name).removeprefix(stem) for stem in stems if _plain(name).startswith(stem))
        for item in {int(number) for number in behind if _NUMBER.fullmatch(number)}:
            if 1 <= item <= scale.items:
                by_item.setdefault(item, []).append(name)
    doubled = {item: tuple(found) for item, found in by_item.items() if len(found) > 1}
    columns = {item: found[0] for item, found in sorted(by_item.items()) if len(found) == 1}
    missing = tuple(item for item in range(1, scale.items + 1) if item not in by_item)
    return FoundColumns(columns, missing, doubled)


def need_columns(scale: Scale, found: FoundColumns) -> dict[int, str]:
    """Give the columns by item; ItemsNotFound names the items that have none, or several."""
    if found.missing:
        first = found.missing[0]
        looked = ", ".join(f"{stem}_{first}" for stem in scale.columns)
        raise ItemsNotFound(
            f"Of the {scale.items} items of {scale.name}, {len(found.missing)} cannot be found among the closed "
            f"questions: {items_in_words(list(found.missing))}. Looked for {looked} and the like. Say which column of "
            "your file holds each, or import the file with them as closed questions."
        )
    for item, names in found.doubled.items():
        listed = " and ".join(f"'{name}'" for name in names)
        raise ItemsNotFound(f"Item {item} of {scale.name} could be {listed}. Say which of them it is.")
    return found.columns


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name.casefold())
