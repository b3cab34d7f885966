"""The rows of the tree: one a code, in the order of the codebook."""

from dataclasses import dataclass

from codebooks.colours import swatch
from workbench.codebook_reading import CodebookState


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One code as the tree shows it; `waits` says what waits for it, `asked` which questions it is for, '' for all."""

    id: str
    depth: int
    name: str
    key: str
    hue: str
    pattern: int
    definition: str
    theme: bool
    people: int
    codings: int
    waits: str
    asked: str


def rows_of(state: CodebookState) -> list[TreeRow]:
    """Give the rows of a codebook."""
    rows = []
    for code, depth in state.book.tree():
        drawn, counts = swatch(code.colour), state.counts[code.id]
        asked = [state.questions[question] for question in code.questions if question in state.questions]
        rows.append(
            TreeRow(
                id=code.id,
                depth=depth,
                name=code.name,
                key="/".join(state.keys.get(code.id, [])),
                hue=drawn.hue,
                pattern=drawn.pattern,
                definition=code.definition,
                theme=state.book.is_theme(code.id),
                people=counts.respondents,
                codings=counts.codings,
                waits=f"{counts.waiting:,} proposed, not counted" if counts.waiting else "",
                asked=", ".join(asked),
            )
        )
    return rows
