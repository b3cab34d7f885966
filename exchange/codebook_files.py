"""Codebooks in and out: YAML for people who read it, CSV for spreadsheets.

Both hold the same: name, definition, include, exclude, examples, parent, questions, colour, theme, level. In CSV a cell
with several examples or questions holds one a line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from codebooks.decide import tidy_name
from codebooks.errors import CodebookError
from codebooks.model import LEVELS
from exchange.codebook_yaml import RawCode, dump_codes, load_codes
from exchange.errors import BrokenCodebook, BrokenLine, WrongFile
from exchange.tables import MEGABYTE, decoded, read_table, write_table

CODEBOOK_BYTES = 5 * MEGABYTE  # a codebook of 50 codes has about 30 kB
COLUMNS = ("name", "definition", "include", "exclude", "examples", "parent", "questions", "colour", "theme", "level")
HEADINGS: Mapping[str, str] = {
    **{column: column for column in COLUMNS},
    "code": "name",
    "code_name": "name",
    "label": "name",
    "description": "definition",
    "category": "parent",
    "color": "colour",
    "example": "examples",
    "question": "questions",
}
YES, NO = frozenset({"yes", "true", "1", "y", "x"}), frozenset({"", "no", "false", "0", "n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code as it stands in a file; `parent` is the name of the code above it.

    `examples` and `questions` are single lines. `level` is where a remedy sits (`codebooks.model.LEVELS`). `colour` is
    passed on as it stands, `None` when not given.
    """

    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    parent: str | None = None
    questions: tuple[str, ...] = ()
    colour: str | None = None
    theme: bool = False
    level: str = ""


def read_codebook(data: bytes, name: str) -> list[CodeRow]:
    """Read a codebook file, whole or not at all.

    Parameters
    ----------
    data : the file's bytes, at most 5 MB
    name : the file's name; .yaml and .yml are read as YAML, all others as CSV

    Returns
    -------
    list of CodeRow
        In the file's order. Names are tidied (single spaces, Unicode NFC) and differ from each other, in any case.
        In a CSV headed 'code' instead of 'name' a parent that has no row of its own becomes a theme, in front of
        its first code.

    Raises
    ------
    WrongFile, BrokenLine, BrokenCodebook
        Each names the file and the row or line.

    Examples
    --------
    >>> rows = read_codebook(b"code,parent,definition\\nParking,Getting there,Finding a place", "codebook.csv")
    >>> [(row.name, row.parent, row.theme) for row in rows]
    [('Getting there', None, True), ('Parking', 'Getting there', False)]
    """
    if name.casefold().endswith((".yaml", ".yml")):
        raw, add_parents = load_codes(decoded(data, name, limit=CODEBOOK_BYTES), name), False
    else:
        raw, add_parents = _raw_from_csv(data, name)
    if not raw:
        raise WrongFile(f"{name} holds no code.")
    rows = [_code_row(code, name) for code in raw]
    _refuse_repeated([(row.name, code.where) for row, code in zip(rows, raw, strict=True)], name)
    rows = _with_parents_spelt_as_rows(rows)
    if add_parents:
        rows = _with_missing_parents(rows)
    else:
        _refuse_unknown_parents(rows, [code.where for code in raw], name)
    _refuse_circles(rows, name)
    return rows


def write_codebook_yaml(rows: Sequence[CodeRow]) -> bytes:
    """Codebook as YAML in UTF-8; what is empty is left out.

    >>> print(write_codebook_yaml([CodeRow(name="Parking", examples=("No: 4 hours",))]).decode(), end="")
    # Codebook written by Verbatim. 'parent' is the name of the code above.
    codes:
    - name: Parking
      examples:
      - 'No: 4 hours'
    """
    return dump_codes([_filled(row) for row in rows])


def write_codebook_csv(rows: Sequence[CodeRow]) -> bytes:
    """Codebook as CSV in UTF-8 with a byte order mark.

    >>> print(write_codebook_csv([CodeRow(name="Parking", theme=True)]).decode("utf-8-sig").splitlines()[1])
    Parking,,,,,,,,yes,
    """
    return write_table(
        COLUMNS,
        (
            (
                row.name,
                row.definition,
                row.include,
                row.exclude,
                "\n".join(_lines(row.examples)),
                row.parent or "",
                "\n".join(_lines(row.questions)),
                row.colour or "",
                "yes" if row.theme else "",
                row.level,
            )
            for row in rows
        ),
    )


def _raw_from_csv(data: bytes, name: str) -> tuple[list[RawCode], bool]:
    table = read_table(data, name, HEADINGS, limit=CODEBOOK_BYTES)
    if "name" not in table.headings:
        raise WrongFile(
            f"{name} has no column 'name' or 'code'. A codebook's columns are {', '.join(COLUMNS)}; "
            "only the name is needed."
        )
    raw = [RawCode(f"row {row.number}", dict(row.cells)) for row in table.rows]
    return raw, table.headings["name"] != "name"


def _code_row(code: RawCode, file: str) -> CodeRow:
    def text(part: str) -> str:
        value = code.parts.get(part, "")
        return value if isinstance(value, str) else "\n".join(value)

    def lines(part: str) -> tuple[str, ...]:
        value = code.parts.get(part, ())
        return _lines(value.splitlines() if isinstance(value, str) else value)

    try:
        name = tidy_name(text("name"))
        parent = tidy_name(text("parent")) if text("parent").strip() else None
    except CodebookError as error:
        raise BrokenLine(f"{file}, {code.where}: {error}", where=code.where) from error
    theme = text("theme").strip().casefold()
    if theme not in YES | NO:
        raise BrokenLine(
            f"{file}, {code.where}: theme is {text('theme')!r}; write yes, or leave it empty.", where=code.where
        )
    level = text("level").strip().casefold()
    if level and level not in LEVELS:
        raise BrokenLine(
            f"{file}, {code.where}: level is {text('level')!r}; write {', '.join(LEVELS)}, or leave it empty.",
            where=code.where,
        )
    return CodeRow(
        name=name,
        definition=text("definition"),
        include=text("include"),
        exclude=text("exclude"),
        examples=lines("examples"),
        parent=parent,
        questions=lines("questions"),
        colour=text("colour").strip() or None,
        theme=theme in YES,
        level=level,
    )


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text on one line, without space around it; empty ones left out."""
    single = (" ".join(part.strip() for part in text.splitlines()).strip() for text in texts)
    return tuple(line for line in single if line)


def _refuse_repeated(names: Sequence[tuple[str, str]], file: str) -> None:
    first: dict[str, tuple[str, str]] = {}
    for name, where in names:
        before = first.setdefault(name.casefold(), (name, where))
        if before[1] != where:
            raise BrokenCodebook(
                f"{file}: the name {name!r} stands in {before[1]} and in {where}. "
                "Each code needs a name of its own; rename or remove one of them."
            )


def _with_parents_spelt_as_rows(rows: Sequence[CodeRow]) -> list[CodeRow]:
    spelt = {row.name.casefold(): row.name for row in rows}
    return [replace(row, parent=spelt.get(row.parent.casefold(), row.parent)) if row.parent else row for row in rows]


def _with_missing_parents(rows: Sequence[CodeRow]) -> list[CodeRow]:
    known = {row.name.casefold(): row.name for row in rows}
    complete: list[CodeRow] = []
    for row in rows:
        parent = row.parent
        if parent and parent.casefold() not in known:
            known[parent.casefold()] = parent
            complete.append(CodeRow(name=parent, theme=True))
        complete.append(replace(row, parent=known[parent.casefold()]) if parent else row)
    return complete


def _refuse_unknown_parents(rows: Sequence[CodeRow], places: Sequence[str], file: str) -> None:
    names = [row.name for row in rows]
    for row, where in zip(rows, places, strict=True):
        if row.parent and row.parent not in names:
            near = difflib.get_close_matches(row.parent, names, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " Add it as a code of its own."
            raise BrokenCodebook(
                f"{file}, {where}: the parent {row.parent!r} of {row.name!r} is not a code in this file.{hint}"
            )


def _refuse_circles(rows: Sequence[CodeRow], file: str) -> None:
    parent = {row.name: row.parent for row in rows}
    for row in rows:
        path = [row.name]
        while (above := parent[path[-1]]) is not None:
            if above in path:
                circle = " under ".join(repr(name) for name in [*path[path.index(above) :], above])
                raise BrokenCodebook(f"{file}: codes stand under each other in a circle: {circle}.")
            path.append(above)


def _filled(row: CodeRow) -> dict[str, str | bool | list[str]]:
    parts: dict[str, str | bool | list[str]] = {
        "name": row.name,
        "definition": row.definition,
        "include": row.include,
        "exclude": row.exclude,
        "examples": list(_lines(row.examples)),
        "parent": row.parent or "",
        "questions": list(_lines(row.questions)),
        "colour": row.colour or "",
        "theme": row.theme,
        "level": row.level,
    }
    return {part: value for part, value in parts.items() if value}
