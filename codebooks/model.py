"""The codebook: codes, their meaning, and the tree they stand in."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NewType

from codebooks.errors import UnknownCode

CodeId = NewType("CodeId", str)

TEXT_FIELDS = ("name", "definition", "include", "exclude", "examples")
DEFINING = ("definition", "include", "exclude")  # texts of a code that say when it is given
LEVELS = ("organisation", "team", "individual")  # where a remedy for what the code names would sit
ERASED_NAME = "erased name"  # of a code whose name was taken from an answer that has been erased


def name_key(name: str) -> str:
    """Give what two names of live codes may not share: the name without its case, its spacing and its way of encoding.

    Examples
    --------
    >>> name_key("Waiting  Time") == name_key("waiting time")
    True
    """
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A category with its definition.

    After MacQueen et al. (1998), Cultural Anthropology Methods 10(2): name, definition, when to use (`include`),
    when not to use (`exclude`), `examples` (one a line). `questions` names the questions it applies to; empty
    means all. `colour` is a number for `codebooks.colours.swatch`. `level` is one of `LEVELS`, '' where it is not
    said.
    """

    id: str
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
    retired: bool = False
    merged_into: str = ""
    origin: str = "manual"

    @property
    def is_live(self) -> bool:
        """Whether the code can be applied: neither retired nor merged into another."""
        return not self.retired and not self.merged_into

    def applies_to(self, question: str) -> bool:
        """Whether the code applies to a question."""
        return not self.questions or question in self.questions


@dataclass(frozen=True, slots=True)
class Codebook:
    """All codes that ever were in the codebook, live, merged and retired.

    Examples
    --------
    >>> book = Codebook.of([Code(id="a", name="Work"), Code(id="b", name="Time", parent="a")])
    >>> [code.name for code, depth in book.tree()], book.path("b")
    (['Work', 'Time'], 'Work › Time')
    """

    codes: Mapping[str, Code] = field(default_factory=lambda: MappingProxyType({}))
    version: int = 0

    @classmethod
    def of(cls, codes: Iterable[Code], version: int = 0) -> "Codebook":
        """Build a codebook from codes."""
        return cls(MappingProxyType({code.id: code for code in codes}), version)

    def code(self, code_id: str) -> Code:
        """Give a code by id; UnknownCode if there is none."""
        if code_id not in self.codes:
            raise UnknownCode(f"The codebook holds no code with the id {code_id!r}.")
        return self.codes[code_id]

    def live(self) -> list[Code]:
        """Give the codes that can be applied, in the order of the tree."""
        return [code for code, _ in self.tree()]

    def children(self, parent: str) -> list[Code]:
        """Give the live codes directly under `parent` ('' for the top), in their order."""
        return self._standing().get(parent, [])

    def parent_of(self, code: Code) -> str:
        """Give the id of the live code above, '' at the top."""
        if not code.parent or code.parent not in self.codes:
            return ""
        above = self.codes[self.resolve(code.parent)]
        return "" if above.retired or above.id == code.id else above.id

    def tree(self, parent: str = "", depth: int = 0) -> Iterator[tuple[Code, int]]:
        """Walk the live codes depth first, each with its depth (0 at the top)."""
        standing = self._standing()
        ahead = [(code, depth) for code in reversed(standing.get(parent, []))]
        while ahead:
            code, level = ahead.pop()
            yield code, level
            ahead.extend((below, level + 1) for below in reversed(standing.get(code.id, [])))

    def below(self, code_id: str) -> set[str]:
        """Give the ids of all live codes under a code, at any depth."""
        return {code.id for code, _ in self.tree(code_id)}

    def resolve(self, code_id: str) -> str:
        """Follow merges to the code that stands for this one today."""
        seen = set()
        while self.codes[code_id].merged_into and code_id not in seen:
            seen.add(code_id)
            code_id = self.codes[code_id].merged_into
        return code_id

    def above(self, code_id: str) -> list[str]:
        """Give the ids of the live codes above a code, the nearest first."""
        found: list[str] = []
        current = self.parent_of(self.code(code_id))
        while current and current not in found:
            found.append(current)
            current = self.parent_of(self.code(current))
        return found

    def path(self, code_id: str) -> str:
        """Give the names from the top down to the code, joined by '›'."""
        return " › ".join(self.code(found).name for found in (*reversed(self.above(code_id)), code_id))

    def is_theme(self, code_id: str) -> bool:
        """Whether a code is a theme: a person marked it so, or codes stand under it."""
        return self.code(code_id).theme or bool(self.children(code_id))

    def named(self, name: str) -> Code | None:
        """Find the live code of that name, in any case and spacing."""
        wanted = name_key(name)
        return next((c for c in self.codes.values() if c.is_live and name_key(c.name) == wanted), None)

    def changed(self, code_id: str, **changes: object) -> "Codebook":
        """Give a copy in which one code has other values."""
        code = replace(self.code(code_id), **changes)  # type: ignore[arg-type]
        return Codebook(MappingProxyType({**self.codes, code_id: code}), self.version)

    def _standing(self) -> dict[str, list[Code]]:
        """Give the live codes under each live code and under '', in their order."""
        found: dict[str, list[Code]] = {}
        for code in sorted(self.codes.values(), key=lambda c: (c.position, c.name.casefold(), c.id)):
            if code.is_live:
                found.setdefault(self.parent_of(code), []).append(code)
        return found

    def with_texts(self, texts: Mapping[str, str]) -> "Codebook":
        """Put the words in where an event holds only a text's id; an erased text reads 'erased'."""

        def words(code: Code) -> Code:
            found = {name: texts.get(getattr(code, name), "") for name in TEXT_FIELDS}
            return replace(code, **{**found, "name": found["name"] or ERASED_NAME})  # type: ignore[arg-type]

        return Codebook.of((words(code) for code in self.codes.values()), self.version)
