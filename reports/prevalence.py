"""The theme table: how many respondents speak of each theme."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reports.counting import (
    DISPOSITION_WORDS,
    Base,
    Counted,
    Denominator,
    Order,
    Progress,
    base_of,
    checked_frames,
    code_tree,
    count_codes,
    need_columns,
    progress_of,
)
from reports.intervals import wilson
from reports.model import Cell, Column, Row, Stamp, Table

QUOTE_COLUMNS = ("code_id", "text", "attribution")
PROPOSED_LABEL = "Proposed, not counted"


def theme_table(
    answers: pd.DataFrame,
    codings: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    denominator: Denominator = "answered",
    quotes: pd.DataFrame | None = None,
    waiting: Mapping[str, int] | None = None,
    stamp: Stamp | None = None,
    order: Order = "frequency",
    confidence: float = 0.95,
) -> Table:
    """Count the respondents of each theme, with percentage, Wilson interval, definition and quotes.

    Parameters
    ----------
    answers : one row an answer of the analysed respondents to one question: response_id, respondent_id,
        question_id, disposition, coded (true where a person weighed the whole answer, whatever codes it then got)
    codings : confirmed codings only, merged codes resolved: response_id, respondent_id, code_id; rows about
        answers that are not in `answers` are left out
    codes : code_id, name, definition, parent_id ('' at the top), position, theme, retired
    denominator : 'asked', 'answered' (asked without blank), 'substantive' or 'coded'; one for the whole table
    quotes : code_id, text, attribution; the quotes that a person chose
    waiting : passages per code that were proposed and that nobody has confirmed; never counted
    order : 'frequency' puts the largest first among codes beside each other, 'codebook' keeps their positions

    Returns
    -------
    Table
        One row a code. Its n is the number of respondents with it or any code under it, each once. While
        no answer carries a code, n is 0 and no percentage is given. An answer with codes that is not `coded` counts
        for them under every denominator but 'coded', where it is left out: of other codes it says nothing.

    Raises
    ------
    UnknownBase, BrokenFrame

    Examples
    --------
    >>> answers = pd.DataFrame({"response_id": ["a", "b", "c"], "respondent_id": ["1", "2", "3"],
    ...     "question_id": "q", "disposition": ["substantive", "substantive", "blank"],
    ...     "coded": [True, True, False]})
    >>> codings = pd.DataFrame({"response_id": ["a"], "respondent_id": ["1"], "code_id": ["time"]})
    >>> codes = pd.DataFrame({"code_id": ["time"], "name": ["Time"], "definition": [""], "parent_id": [""],
    ...     "position": [0], "theme": [True], "retired": [False]})
    >>> table = theme_table(answers, codings, codes)
    >>> table.base_label, table.row("time").cells["n"], table.row("time").cells["percent"]
    ('2 who answered', 1, 50.0)
    """
    frame, pairs = checked_frames(answers, codings)
    base = base_of(frame, denominator)
    tree = code_tree(codes)
    counted = count_codes(base, pairs, tree, order=order)
    progress = progress_of(base, frame, pairs)
    proposed = {code_id: number for code_id, number in (waiting or {}).items() if number}
    chosen = _quotes_by_code(quotes)
    columns = _columns(base, counted, bool(proposed), bool(chosen), confidence)
    rows = tuple(
        _row(
            entry,
            base,
            progress,
            proposed.get(entry.node.code_id),
            chosen.get(entry.node.code_id),
            confidence,
        )
        for entry in counted
    )
    return Table(
        title="Themes" if stamp is None else f"Themes in the answers to \u201c{stamp.question}\u201d",
        name="themes",
        columns=columns,
        rows=rows,
        notes=notes_on_counting(base, frame, pairs, progress, proposed, confidence),
        base_label=base.label,
        base_n=base.n,
        meta=meta_of(base, progress),
    )


def notes_on_counting(
    base: Base,
    answers: pd.DataFrame,
    codings: pd.DataFrame,
    progress: Progress,
    proposed: Mapping[str, int],
    confidence: float,
) -> tuple[str, ...]:
    """What a reader must know about the counts, the state of coding first."""
    notes = [_coding_note(progress, sum(proposed.values()))]
    notes.append(
        f"n = respondents with the theme or any code under it, each counted once; base: {base.label}. "
        "Respondents can have several codes, so percentages do not add to 100."
    )
    if progress.begun:
        notes.append(f"CI = Wilson confidence interval, {100 * confidence:g}%.")
    outside = _outside(base, answers, codings)
    if outside:
        notes.append(outside)
    return tuple(notes)


def meta_of(base: Base, progress: Progress) -> dict[str, str]:
    """What a page wants to know beside the cells: the denominator, and answers coded, in part, still open, in all."""
    return {
        "denominator": base.kind,
        "coded": str(progress.coded),
        "in_part": str(progress.in_part),
        "open": str(progress.open),
        "answers": str(progress.total),
    }


def code_name(entry: Counted) -> str:
    """The name as it stands in a table; a retired code says so."""
    return f"{entry.node.name} (retired)" if entry.node.retired else entry.node.name


def _columns(
    base: Base, counted: tuple[Counted, ...], proposed: bool, quoted: bool, confidence: float
) -> tuple[Column, ...]:
    columns = [
        Column(key="theme", label="Theme", width=28),
        Column(key="n", label=f"n of {base.label}", kind="count", width=11),
        Column(key="percent", label="%", kind="percent", width=6),
        Column(key="interval", label=f"{100 * confidence:g}% CI", kind="interval", width=14),
    ]
    if proposed:
        columns.append(Column(key="waiting", label=PROPOSED_LABEL, kind="count", width=11))
    if any(entry.node.definition for entry in counted):
        columns.append(Column(key="definition", label="Definition", width=40))
    if quoted:
        columns.append(Column(key="quotes", label="Example", kind="quote", width=48))
    return tuple(columns)


def _row(
    entry: Counted, base: Base, progress: Progress, waiting: int | None, quotes: str | None, confidence: float
) -> Row:
    cells: dict[str, Cell] = {
        "theme": code_name(entry),
        "n": entry.n,
        # Before any answer carries a code 0 is no finding, and neither are 0 % and its interval.
        **(proportion_cells(entry.n, base.n, confidence) if progress.begun else {"percent": None, "interval": None}),
        "waiting": waiting or 0,
        "definition": entry.node.definition,
        "quotes": quotes or "",
    }
    return Row(
        key=entry.node.code_id,
        cells=cells,
        level=entry.node.level,
        strong=entry.node.theme,
        respondent_ids=entry.respondent_ids,
        response_ids=entry.response_ids,
    )


def proportion_cells(k: int, n: int, confidence: float) -> dict[str, Cell]:
    """Percentage and Wilson interval, both in percent; nothing when nobody is in the base."""
    if n == 0:
        return {"percent": None, "interval": None}
    low, high = wilson(k, n, confidence)
    return {"percent": 100 * k / n, "interval": (100 * float(low), 100 * float(high))}


def _quotes_by_code(quotes: pd.DataFrame | None) -> dict[str, str]:
    if quotes is None or quotes.empty:
        return {}
    need_columns(quotes, QUOTE_COLUMNS, "quotes")
    lines: dict[str, list[str]] = {}
    for code_id, text, attribution in zip(*(quotes[column] for column in QUOTE_COLUMNS), strict=True):
        source = f" ({attribution})" if isinstance(attribution, str) and attribution else ""
        lines.setdefault(str(code_id), []).append(f"\u201c{text}\u201d{source}")
    return {code_id: "\n".join(texts) for code_id, texts in lines.items()}


def _coding_note(progress: Progress, proposed: int) -> str:
    waits = f"{proposed:,} {_plural(proposed, 'passage is', 'passages are')} proposed, not counted"
    if not progress.begun:
        if proposed:
            return (
                f"Coded 0 of {progress.total:,} answers. No answer is coded yet: {waits}. "
                "Confirm them on the page Confirm passages."
            )
        return f"Coded 0 of {progress.total:,} answers. No answer is coded yet: code some on the page Code."
    note = f"Coded {progress.coded:,} of {progress.total:,} answers"
    if progress.rest:
        kinds = ", ".join(f"{number:,} {DISPOSITION_WORDS[kind]}" for kind, number in sorted(progress.rest.items()))
        note += f"; not coded: {kinds}"
    if progress.in_part:
        note += f", {progress.in_part:,} of them in part: their passages were confirmed, but whether other codes apply "
        note += "is not said until somebody goes through them on the page Code"
    note += "."
    if progress.open:
        note += " An answer not coded yet is not an answer without the theme: the figures can still rise."
    if progress.without_code:
        were = _plural(progress.without_code, "answer was", "answers were")
        note += f" {progress.without_code:,} coded {were} given no code."
    return note + (f" {waits[0].upper()}{waits[1:]}." if proposed else "")


def _outside(base: Base, answers: pd.DataFrame, codings: pd.DataFrame) -> str:
    coded = answers[answers["response_id"].isin(codings["response_id"])]
    left = coded[~coded["response_id"].isin(base.answers["response_id"])]
    if left.empty:
        return ""
    kinds = left["disposition"].value_counts().sort_index()
    listed = ", ".join(f"{int(number):,} {DISPOSITION_WORDS[str(kind)]}" for kind, number in kinds.items())
    answer = _plural(len(left), "answer outside this base is", "answers outside this base are")
    return f"Codings on {len(left):,} {answer} not counted ({listed})."


def _plural(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
