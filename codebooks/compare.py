"""What differs between two states of a codebook, said in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from codebooks.model import Code, Codebook

PARTS = {
    "definition": "definition",
    "include": "when to use it",
    "exclude": "when not to use it",
    "examples": "examples",
    "questions": "questions it applies to",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One code that differs: its id, its name today, and what became of it."""

    code: str
    name: str
    what: str


def differences(before: Codebook, after: Codebook) -> list[Difference]:
    """Give what became of each code, in the order of the tree, codes that are gone last.

    Colour and order among siblings are looks, not meaning, and are left out. Both codebooks hold their words.

    Examples
    --------
    >>> old = Codebook.of([Code(id="a", name="Time"), Code(id="b", name="Pay")])
    >>> new = old.changed("a", name="Workload", definition="Too much.").changed("b", retired=True)
    >>> [(d.name, d.what) for d in differences(old, new)]
    [('Workload', "renamed from 'Time', definition changed"), ('Pay', 'retired')]
    """
    found = []
    gone = [code for code in after.codes.values() if not code.is_live]
    for code in (*after.live(), *gone):
        what = ", ".join(_became(before, after, code))
        if what:
            found.append(Difference(code.id, code.name, what))
    return found


def _became(before: Codebook, after: Codebook, code: Code) -> Iterator[str]:
    was = before.codes.get(code.id)
    if was is None:
        if code.is_live:
            yield "new"
        return
    if code.retired and not was.retired:
        yield "retired"
    elif code.merged_into and code.merged_into != was.merged_into:
        yield f"merged into '{after.code(code.merged_into).name}'"
    elif code.is_live and not was.is_live:
        yield "brought back"
    if not code.is_live:
        return
    if code.name != was.name:
        yield f"renamed from '{was.name}'"
    yield from (f"{words} changed" for part, words in PARTS.items() if getattr(code, part) != getattr(was, part))
    if code.theme != was.theme:
        yield "marked as a theme" if code.theme else "no longer marked as a theme"
    if code.level != was.level:
        yield f"its remedy sits at the level of the {code.level}" if code.level else "no level for its remedy any more"
    if was.is_live and after.parent_of(code) != before.parent_of(was):
        above = after.parent_of(code)
        yield f"moved under '{after.code(above).name}'" if above else "moved to the top"
