"""The rows of the tree: one a code, in the order of the codebook."""

from dataclasses import dataclass

from codebooks.colours import swatch
from coding.keymap import assign_keys, for_question
from workbench.codebook_reading import CodebookState


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One code as the tree shows it; `asked` names the questions it is for, '' for all."""

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
    waiting: int
    asked: str


def rows_of(state: CodebookState) -> list[TreeRow]:
    """Give the rows of a codebook."""
    keys = _keys(state)
    rows = []
    for code, depth in state.book.tree():
        drawn, counts = swatch(code.colour), state.counts[code.id]
        asked = [state.questions[question] for question in code.questions if question in state.questions]
        rows.append(
            TreeRow(
                id=code.id,
                depth=depth,
                name=code.name,
                key=keys.get(code.id, ""),
                hue=drawn.hue,
                pattern=drawn.pattern,
                definition=code.definition,
                theme=state.book.is_theme(code.id),
                people=counts.respondents,
                codings=counts.codings,
                waiting=counts.waiting,
                asked=", ".join(asked),
            )
        )
    return rows


def _keys(state: CodebookState) -> dict[str, str]:
    """Give each code's key at the desk; where it differs between questions, all of them."""
    codes = [(code.id, code.questions) for code in state.book.live()]
    heads = {code.id for code in state.book.live() if state.book.children(code.id)}
    found: dict[str, list[str]] = {}
    for question in state.questions or ("",):
        for code, key in assign_keys(for_question(codes, question), last=heads).items():
            found.setdefault(code, []).append(key)
    return {code: "/".join(dict.fromkeys(keys)) for code, keys in found.items()}
