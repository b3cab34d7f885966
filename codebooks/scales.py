"""What a scale is: items, reversed items, subscales, cuts, the rule for missing items, source and licence.

Items have numbers and never words: the wording of most scales belongs to somebody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from codebooks.errors import BrokenScale, ItemsNotFound, UnknownSubscale

ScoreKind = Literal["sum", "mean"]
Metric = Literal["raw", "t"]
MissingRule = Literal["all", "person_mean"]
T_MEAN, T_SD = 50.0, 10.0  # what a T score is: mean 50, standard deviation 10 among those of the norm


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscale:
    """Some items that make one score."""

    key: str
    name: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A category of a score. It begins at `start`, and holds `start` itself where `inclusive`; the lowest has none."""

    name: str
    start: float | None = None
    inclusive: bool = True

    def holds(self, value: float) -> bool:
        """Whether a score reaches this level.

        >>> Level(name="high", start=42).holds(42), Level(name="average", start=43, inclusive=False).holds(43)
        (True, False)
        """
        return self.start is None or value > self.start or (self.inclusive and value == self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """Mean and standard deviation of a raw score among the people a T score compares with."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CutSet:
    """One way to make categories of scores. `levels` from low to high by subscale; `norms` where `metric` is 't'."""

    key: str
    name: str
    metric: Metric = "raw"
    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    norms: Mapping[str, Norm] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale.

    Parameters
    ----------
    items : their number; they are called 1, 2, 3 …
    least, most : the lowest and the highest answer to an item
    columns : what columns of its items are called before the number, as ('proqol',) for proqol_07
    reversed : items that are turned round before they count: least + most - answer
    zero_to_hundred : whether scores are also given on 0 to 100, 0 being the least possible
    person_mean_from : answered items of a subscale from which the person's own mean may stand for the rest; 0: never
    """

    key: str
    name: str
    title: str
    items: int
    least: int
    most: int
    columns: tuple[str, ...]
    subscales: tuple[Subscale, ...]
    reversed: tuple[int, ...] = ()
    score: ScoreKind = "sum"
    zero_to_hundred: bool = False
    person_mean_from: int = 0
    cuts: tuple[CutSet, ...] = ()
    source: str = ""
    licence: str = ""

    @property
    def id(self) -> str:
        """What the record calls the scale: the same for the same key, and no word."""
        return "s" + hashlib.sha256(self.key.encode()).hexdigest()[:12]

    def subscale(self, key: str) -> Subscale:
        """Give a subscale by its key; UnknownSubscale names those there are."""
        found = next((subscale for subscale in self.subscales if subscale.key == key), None)
        if found is None:
            known = ", ".join(subscale.key for subscale in self.subscales)
            raise UnknownSubscale(f"{self.name} has no subscale {key!r}. Its subscales are: {known}.")
        return found

    def cut_set(self, key: str) -> CutSet | None:
        """Give a set of cuts by its key, None for ''; BrokenScale names those there are."""
        if not key:
            return None
        found = next((cuts for cuts in self.cuts if cuts.key == key), None)
        if found is None:
            known = ", ".join(cuts.key for cuts in self.cuts) or "none"
            raise BrokenScale(f"{self.name} has no cut set {key!r}. Its cut sets are: {known}.")
        return found

    def bounds(self, subscale: Subscale) -> tuple[float, float]:
        """Give the lowest and the highest raw score that is possible.

        >>> sub = Subscale(key="a", name="A", items=(1, 2))
        >>> Scale(key="x", name="X", title="", items=2, least=1, most=5, columns=("x",), subscales=(sub,)).bounds(sub)
        (2.0, 10.0)
        """
        times = len(subscale.items) if self.score == "sum" else 1
        return float(self.least * times), float(self.most * times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How a project scores a scale: which column holds which item, which cuts, which rule for missing items.

    `cuts` '' makes no categories. One cut set at a time, so that two are never mixed.
    """

    scale: Scale
    columns: Mapping[int, str]
    cuts: str = ""
    missing: MissingRule = "all"

    @property
    def cut_set(self) -> CutSet | None:
        """The cuts that make the categories."""
        return self.scale.cut_set(self.cuts)

    @property
    def metric(self) -> Metric:
        """Whether scores are raw or T scores."""
        cuts = self.cut_set
        return cuts.metric if cuts else "raw"

    def levels(self, subscale: str) -> tuple[Level, ...]:
        """The categories of a subscale from low to high; none where the cut set says nothing of it."""
        cuts = self.cut_set
        return cuts.levels.get(subscale, ()) if cuts else ()


def checked(scoring: Scoring) -> Scoring:
    """Give a scoring that can be carried out.

    Raises
    ------
    ItemsNotFound, BrokenScale
        An item has no column, two items have the same, or cuts or rule are not the scale's.
    """
    scale = scoring.scale
    without = [item for item in range(1, scale.items + 1) if not scoring.columns.get(item)]
    if without:
        raise ItemsNotFound(
            f"{scale.name} has {scale.items} items; no column is named for {items_in_words(without)}. "
            "Say which column of your file holds each."
        )
    beyond = [item for item in scoring.columns if not 1 <= item <= scale.items]
    if beyond:
        raise ItemsNotFound(f"{scale.name} has the items 1 to {scale.items}; there is no {items_in_words(beyond)}.")
    by_column: dict[str, list[int]] = {}
    for item, column in sorted(scoring.columns.items()):
        by_column.setdefault(column, []).append(item)
    for column, items in by_column.items():
        if len(items) > 1:
            raise ItemsNotFound(f"'{column}' is named for {items_in_words(items)}: each needs a column of its own.")
    _check_rules(scoring)
    return scoring


def _check_rules(scoring: Scoring) -> None:
    scale, cuts = scoring.scale, scoring.cut_set
    if scoring.missing not in ("all", "person_mean"):
        raise BrokenScale(f"There is no rule {scoring.missing!r} for missing items. The rules are: all, person_mean.")
    if scoring.missing == "person_mean" and not scale.person_mean_from:
        raise BrokenScale(f"The definition of {scale.name} allows no person mean for missing items. Choose 'all'.")
    if cuts and cuts.metric == "t":
        without = [subscale.key for subscale in scale.subscales if subscale.key not in cuts.norms]
        if without:
            raise BrokenScale(
                f"The cut set '{cuts.key}' of {scale.name} is of T scores: it needs mean and sd of the norm for "
                f"{', '.join(without)}. They do not come with Verbatim. Save the definition as YAML, add them under "
                "'norms:' from the manual that you cite, and choose that file."
            )


def items_in_words(items: list[int]) -> str:
    """Name items.

    >>> items_in_words([4]), items_in_words([1, 2, 3, 7])
    ('item 4', 'items 1 to 3 and 7')
    """
    runs: list[list[int]] = []
    for item in sorted(items):
        if runs and item == runs[-1][-1] + 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    words = [
        word
        for run in runs
        for word in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(item) for item in run])
    ]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"item {listed}" if len(items) == 1 else f"items {listed}"
