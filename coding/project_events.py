"""What can happen to a project as a whole: started, renamed, another way of working, answers imported."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from coding.facts import Fact

WayOfWorking = Literal["codebook", "reflexive", "framework"]
PARTS = ("proposals", "map", "suggestions", "agreement", "intervals", "saturation", "orders")
CHOICES: dict[str, tuple[str, ...]] = {  # the first is what a project starts with
    "unit": ("", "response", "sentence"),  # what a code is put on; '': any passage, or the whole answer
    "suggest": ("", "off", "before", "random"),  # when suggestions are shown; '': after the coder has decided
    "alike": ("", "never"),  # whether identical answers are offered to be coded alike; '': once, and never by itself
}
AUDIT = 15  # per cent of a machine-made order that is drawn at random, where the project says nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectStarted(Fact):
    """A project began; `name` is the id of its text."""

    name: str
    owner: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderJoined(Fact):
    """A coder takes part in the project."""

    coder: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(Fact):
    """A person has another role from here on; `after` is '' where the person takes part no longer.

    What the person coded stays. Another role is given by another such event, so that nothing is undone behind it.
    """

    coder: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsesImported(Fact):
    """A file came in whole. Counts are of respondents: `received` rows, `excluded` by rule, `analysed`."""

    import_id: str
    file_sha256: str
    received: int
    excluded: tuple[tuple[str, int], ...]
    analysed: int
    responses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectChanged:
    """A setting of the project: 'name' (id of a text), 'way', 'parts' (joined by spaces), 'names_out', 'reading',
    'unit' (what a code is put on), 'suggest' (when suggestions are shown), 'audit' (per cent drawn at random),
    'alike' (whether identical answers are offered to be coded alike).
    """

    setting: str
    before: str
    after: str

    def inverse(self) -> "ProjectChanged":
        """Set it back."""
        return replace(self, before=self.after, after=self.before)

    def writes(self) -> set[str]:
        """Name the setting."""
        return {f"project/{self.setting}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionSwitched:
    """A rule that leaves respondents out was switched on or off."""

    rule: str
    before: bool
    after: bool

    def inverse(self) -> "ExclusionSwitched":
        """Switch it back."""
        return replace(self, before=self.after, after=self.before)

    def writes(self) -> set[str]:
        """Name the rule."""
        return {f"exclusion:{self.rule}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableDefined:
    """A closed variable's type, levels, labels or missing codes were set (ids of texts that hold the definition)."""

    variable: str
    before: str
    after: str

    def inverse(self) -> "VariableDefined":
        """Define it as before."""
        return replace(self, before=self.after, after=self.before)

    def writes(self) -> set[str]:
        """Name the variable."""
        return {f"variable:{self.variable}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleScored:
    """How a scale is scored was set: its definition, columns, cuts, rule for missing items (ids of texts; '' is not).

    Scores are no part of the record: they are computed from the answers whenever they are read.
    """

    scale: str
    before: str
    after: str

    def inverse(self) -> "ScaleScored":
        """Score it as before, or no longer."""
        return replace(self, before=self.after, after=self.before)

    def writes(self) -> set[str]:
        """Name the scale."""
        return {f"scale:{self.scale}"}

    def needs(self) -> set[str]:
        """Nothing."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandUndone(Fact):
    """The events after this one in the same command take `command` back (or, if it was an undo, do it again)."""

    command: str


EVENTS: dict[str, type[Any]] = {
    event.__name__: event
    for event in (
        ProjectStarted,
        CoderJoined,
        RoleGiven,
        ResponsesImported,
        ProjectChanged,
        ExclusionSwitched,
        VariableDefined,
        ScaleScored,
        CommandUndone,
    )
}
