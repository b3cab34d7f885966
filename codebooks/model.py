"""The codebook: codes, their meaning, and the tree they stand in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NewType

from codebooks.errors import UnknownCode

CodeId = NewType("CodeId", str)

TEXT_FIELDS = ("name", "definition", "include", "exclude", "examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A category with its definition.

    After MacQueen et al. (1998), Cultural Anthropology Methods 10(2): name, definition, when to use (`include`),
    when not to use (`exclude`), `examples` (one a line). `questions` names the questions it applies to; empty
    means all. `colour` is a number for `codebooks.colours.swatch`.
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
        found = [c for c in self.codes.values() if c.is_live and self.parent_of(c) == parent]
        return sorted(found, key=lambda c: (c.position, c.name.casefold(), c.id))

    def parent_of(self, code: Code) -> str:
        """Give the id of the live code above, '' at the top."""
        if not code.parent or code.parent not in self.codes:
            return ""
        above = self.codes[self.resolve(code.parent)]
        return "" if above.retired or above.id == code.id else above.id

    def tree(self, parent: str = "", depth: int = 0) -> Iterator[tuple[Code, int]]:
        """Walk the live codes depth first, each with its depth (0 at the top)."""
        for code in self.children(parent):
            yield code, depth
            yield from self.tree(code.id, depth + 1)

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

    def path(self, code_id: str) -> str:
        """Give the names from the top down to the code, joined by '›'."""
        names = []
        current = code_id
        while current:
            code = self.code(current)
            names.append(code.name)
            current = self.parent_of(code)
        return " › ".join(reversed(names))

    def is_theme(self, code_id: str) -> bool:
        """Whether a code is a theme: a person marked it so, or codes stand under it."""
        return self.code(code_id).theme or bool(self.children(code_id))

    def named(self, name: str) -> Code | None:
        """Find the live code of that name, in any case and spacing."""
        wanted = " ".join(name.split()).casefold()
        return next((c for c in self.codes.values() if c.is_live and c.name.casefold() == wanted), None)

    def changed(self, code_id: str, **changes: object) -> "Codebook":
        """Give a copy in which one code has other values."""
        code = replace(self.code(code_id), **changes)  # type: ignore[arg-type]
        return Codebook(MappingProxyType({**self.codes, code_id: code}), self.version)

    def with_texts(self, texts: Mapping[str, str]) -> "Codebook":
        """Put the words in where an event holds only a text's id; an erased text reads 'erased'."""

        def words(code: Code) -> Code:
            found = {name: texts.get(getattr(code, name), "") for name in TEXT_FIELDS}
            return replace(code, **{**found, "name": found["name"] or "erased name"})  # type: ignore[arg-type]

        return Codebook.of((words(code) for code in self.codes.values()), self.version)
