"""Who is counted: the denominator, the codebook's tree, and the respondents of each code.

Everything counts respondents, each once. A code's respondents are those with the code or any code under it.
An answer that nobody has coded yet is kept apart from one that was read and got no code, and so is one coded in part:
its codes count, but whether others apply nobody has said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

import pandas as pd

from reports.errors import BrokenFrame, UnknownBase

Denominator = Literal["asked", "answered", "substantive", "coded"]
Order = Literal["frequency", "codebook"]

PHRASES: Mapping[str, str] = {
    "asked": "asked",
    "answered": "who answered",
    "substantive": "with a substantive answer",
    "coded": "with a coded answer",
}
DISPOSITION_WORDS: Mapping[str, str] = {
    "blank": "blank",
    "nothing_to_report": "nothing to report",
    "not_usable": "not usable",
    "off_topic": "off topic",
    "substantive": "substantive",
}
ANSWER_COLUMNS = ("response_id", "respondent_id", "disposition", "coded")
CODING_COLUMNS = ("response_id", "code_id")
CODE_COLUMNS = ("code_id", "name", "definition", "parent_id", "position", "theme", "retired")


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The denominator: its name, its size in respondents and the answers that belong to it."""

    kind: Denominator
    n: int
    answers: pd.DataFrame

    @property
    def label(self) -> str:
        """In words, as the header of a table says it, for example ``'369 who answered'``."""
        return f"{self.n:,} {PHRASES[self.kind]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeNode:
    """A code with its place in the tree; `under` holds its own id and those of all codes below it."""

    code_id: str
    name: str
    definition: str
    parent_id: str
    position: int
    level: int
    theme: bool
    retired: bool
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Respondents and answers of one code within the base, sorted."""

    node: CodeNode
    respondent_ids: tuple[str, ...]
    response_ids: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of respondents, each once."""
        return len(self.respondent_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far coding is, in answers: `coded` of `total`, `rest` by disposition; `in_part` of these carry a code."""

    coded: int
    in_part: int
    total: int
    without_code: int
    rest: Mapping[str, int]

    @property
    def begun(self) -> bool:
        """Whether any answer carries a code or was found to have none."""
        return self.coded + self.in_part > 0

    @property
    def open(self) -> int:
        """Substantive answers that nobody has coded yet."""
        return self.rest.get("substantive", 0)


def checked_frames(answers: pd.DataFrame, codings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers and codings with ids as text; each coding once, and only those of these answers.

    Raises
    ------
    BrokenFrame
        When a column lacks, an answer stands twice or a disposition is unknown.
    """
    need_columns(answers, ANSWER_COLUMNS, "answers")
    need_columns(codings, CODING_COLUMNS, "codings")
    frame = answers.loc[:, list(ANSWER_COLUMNS)].reset_index(drop=True)
    for column in ("response_id", "respondent_id", "disposition"):
        frame[column] = plain_text(frame[column])
    twice = frame.loc[frame["response_id"].duplicated(), "response_id"]
    if len(twice):
        raise BrokenFrame(f"Answer {twice.iloc[0]!r} stands twice in this question's answers; each must stand once.")
    unknown = set(frame["disposition"]) - set(DISPOSITION_WORDS)
    if unknown:
        raise BrokenFrame(
            f"{sorted(unknown)[0]!r} is not a kind of answer; possible are {', '.join(DISPOSITION_WORDS)}."
        )
    pairs = pd.DataFrame({column: plain_text(codings[column]) for column in CODING_COLUMNS}).drop_duplicates()
    frame["coded"] = frame["coded"].astype(bool)
    return frame, pairs[pairs["response_id"].isin(frame["response_id"])].reset_index(drop=True)


def plain_text(column: pd.Series) -> pd.Series:
    """The column as Python strings: pandas' own string columns take ten times as long to compare."""
    return pd.Series(column.astype(str).to_numpy(dtype=object), dtype=object)


def need_columns(frame: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    """Refuse a frame that lacks a column, by name."""
    lacking = [column for column in columns if column not in frame.columns]
    if lacking:
        raise BrokenFrame(f"The {name} lack the column {lacking[0]!r}; needed are {', '.join(columns)}.")


def base_of(answers: pd.DataFrame, denominator: Denominator) -> Base:
    """Choose the answers that count under a denominator.

    Parameters
    ----------
    answers : frame of :func:`checked_frames`
    denominator : 'asked' all analysed respondents with an answer row, 'answered' those whose answer is not
        blank, 'substantive' those with a substantive answer, 'coded' those with an answer that was coded as a whole
    """
    if denominator not in get_args(Denominator):
        raise UnknownBase(f"{denominator!r} is not a denominator; possible are {', '.join(get_args(Denominator))}.")
    keep = {
        "asked": pd.Series(True, index=answers.index),
        "answered": answers["disposition"] != "blank",
        "substantive": answers["disposition"] == "substantive",
        "coded": answers["coded"],
    }[denominator]
    chosen = answers.loc[keep]
    return Base(kind=denominator, n=int(chosen["respondent_id"].nunique()), answers=chosen)


def code_tree(codes: pd.DataFrame) -> tuple[CodeNode, ...]:
    """Codes in the codebook's order, each parent before what is under it.

    Raises
    ------
    BrokenFrame
        When an id stands twice, a parent is unknown, or codes stand under each other in a circle.
    """
    need_columns(codes, CODE_COLUMNS, "codes")
    ids = [str(code_id) for code_id in codes["code_id"]]
    if len(set(ids)) < len(ids):
        raise BrokenFrame("A code stands twice in the codebook handed to the table.")
    records = {
        str(record["code_id"]): record for record in cast(list[dict[str, object]], codes.to_dict(orient="records"))
    }
    children: dict[str, list[str]] = {}
    for code_id, record in records.items():
        parent = _text(record["parent_id"])
        if parent and parent not in records:
            raise BrokenFrame(f"Code {_text(record['name'])!r} stands under {parent!r}, which is not in the codebook.")
        children.setdefault(parent, []).append(code_id)
    for siblings in children.values():
        siblings.sort(key=lambda code_id: (int(str(records[code_id]["position"])), str(records[code_id]["name"])))
    nodes: list[CodeNode] = []
    _walk("", 0, children, records, nodes)
    if len(nodes) < len(records):
        stuck = next(code_id for code_id in ids if code_id not in {node.code_id for node in nodes})
        raise BrokenFrame(f"Code {_text(records[stuck]['name'])!r} stands under itself; move it to another parent.")
    return tuple(nodes)


def count_codes(
    base: Base, codings: pd.DataFrame, tree: tuple[CodeNode, ...], *, order: Order = "frequency"
) -> tuple[Counted, ...]:
    """Respondents of every code within the base, in tree order.

    Retired codes appear only where somebody is counted in them. With `order='frequency'` codes beside each
    other are sorted by their number of respondents, the largest first; codes of equal number keep the
    codebook's order.
    """
    known = {node.code_id for node in tree}
    given = set(codings["code_id"])
    if given - known:
        raise BrokenFrame(f"A coding uses code {sorted(given - known)[0]!r}, which is not in the codebook.")
    pairs = codings[codings["response_id"].isin(base.answers["response_id"])]
    respondent = dict(zip(base.answers["response_id"], base.answers["respondent_id"], strict=True))
    direct: dict[str, set[str]] = {
        str(code_id): set(group) for code_id, group in pairs.groupby("code_id")["response_id"]
    }
    counted = []
    for node in tree:
        responses = set().union(*(direct.get(code_id, set()) for code_id in node.under))
        counted.append(
            Counted(
                node=node,
                respondent_ids=tuple(sorted({respondent[response] for response in responses})),
                response_ids=tuple(sorted(responses)),
            )
        )
    shown = [entry for entry in counted if entry.n or not _all_retired(entry.node, tree)]
    return tuple(_by_frequency(shown) if order == "frequency" else shown)


def progress_of(base: Base, answers: pd.DataFrame, codings: pd.DataFrame) -> Progress:
    """How many answers are coded: of the substantive ones for that base, else of all not blank."""
    kinds = answers["disposition"]
    chosen = answers.loc[kinds == "substantive" if base.kind == "substantive" else kinds != "blank"]
    coded = chosen.loc[chosen["coded"]]
    rest = chosen.loc[~chosen["coded"]]
    return Progress(
        coded=len(coded),
        in_part=int(rest["response_id"].isin(codings["response_id"]).sum()),
        total=len(chosen),
        without_code=int((~coded["response_id"].isin(codings["response_id"])).sum()),
        rest={str(kind): int(number) for kind, number in rest["disposition"].value_counts().items()},
    )


def _walk(
    parent: str,
    level: int,
    children: Mapping[str, list[str]],
    records: Mapping[str, dict[str, object]],
    nodes: list[CodeNode],
) -> tuple[str, ...]:
    below: list[str] = []
    for code_id in children.get(parent, []):
        place = len(nodes)
        record = records[code_id]
        node = CodeNode(
            code_id=code_id,
            name=_text(record["name"]),
            definition=_text(record["definition"]),
            parent_id=parent,
            position=int(str(record["position"])),
            level=level,
            theme=bool(record["theme"]) or code_id in children,
            retired=bool(record["retired"]),
            under=(),
        )
        nodes.append(node)
        under = (code_id, *_walk(code_id, level + 1, children, records, nodes))
        nodes[place] = replace(node, under=under)
        below.extend(under)
    return tuple(below)


def _all_retired(node: CodeNode, tree: tuple[CodeNode, ...]) -> bool:
    return all(other.retired for other in tree if other.code_id in node.under)


def _by_frequency(entries: list[Counted]) -> list[Counted]:
    children: dict[str, list[Counted]] = {}
    for entry in entries:
        children.setdefault(entry.node.parent_id, []).append(entry)
    ordered: list[Counted] = []
    waiting = _smallest_first(children.get("", []))
    while waiting:
        entry = waiting.pop()
        ordered.append(entry)
        waiting.extend(_smallest_first(children.get(entry.node.code_id, [])))
    return ordered


def _smallest_first(siblings: list[Counted]) -> list[Counted]:
    # Sorted largest first and then turned round, so that popping from the end keeps the order among equals.
    return sorted(siblings, key=lambda entry: -entry.n)[::-1]


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
