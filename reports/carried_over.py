"""Shares among all answers, carried over from a random sample of them, where not all are coded."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reports.formats import cell_text
from reports.intervals import wilson_of_finite
from reports.model import Cell, Column, Row, Table

FEWEST = 10  # answers of the sample; fewer say next to nothing of the others
NOT_AT_RANDOM = "The answers coded so far were not drawn at random: their shares say nothing about the others."


def carried_over(
    table: Table, sample: Sequence[str], coded: Collection[str], answers: Collection[str], confidence: float = 0.95
) -> Table:
    """Estimate each theme's share among all answers from those of a random sample.

    Parameters
    ----------
    table : a theme table, whose rows name the answers that have each theme or any code under it
    sample : answers drawn at random from all, each with the same chance, and all of them coded
    coded : every answer that a person weighed whole, drawn at random or not
    answers : all there are to code, the sample and the others

    Returns
    -------
    Table
        One row a theme that was given at all: `n` answers of the sample with it, the percentage and the interval of
        all answers.

    Notes
    -----
    Every answer had the same chance to be in the sample, so that the Horvitz-Thompson estimate, which weights each by
    one over its chance, is the share of the sample. Its interval is Wilson's with the finite population correction.
    What is known of answers outside the sample narrows both: the share cannot be less than what was found, nor more
    than what has not been ruled out.

    References
    ----------
    Horvitz and Thompson (1952), Journal of the American Statistical Association 47:663.
    """
    everything, drawn, known = set(answers), set(sample), set(coded)
    rows = []
    for row in table.rows:
        having = everything.intersection(row.response_ids)
        if not having:
            continue
        found = len(having & drawn)
        least = len(having) / len(everything)
        most = 1 - len((known & everything) - having) / len(everything)
        ends = wilson_of_finite(found, len(drawn), len(everything), confidence)
        low, share, high = (
            100 * min(max(value, least), most) for value in (float(ends[0]), found / len(drawn), float(ends[1]))
        )
        cells: dict[str, Cell] = {
            "theme": row.cells["theme"], "n": found, "percent": share, "interval": (low, high),
        }  # fmt: skip
        rows.append(Row(key=row.key, cells=cells, level=row.level, strong=row.strong))
    return Table(
        title=f"Carried over to all {len(everything):,} substantive answers",
        name="carried over",
        columns=(
            Column(key="theme", label="Theme", width=28),
            Column(key="n", label=f"n of {len(drawn):,} drawn at random", kind="count", width=11),
            Column(key="percent", label="% of all answers", kind="percent", width=8),
            Column(key="interval", label=f"{100 * confidence:g}% CI", kind="interval", width=14),
        ),
        rows=tuple(rows),
        notes=(_note(len(drawn), len(everything)),),
        base_label=f"{len(everything):,} answers",
        base_n=len(everything),
    )


def in_words(table: Table) -> str:
    """Say a table of shares carried over in one note, for files that hold no second table."""
    shares = "; ".join(
        f"{row.cells['theme']} {cell_text(row.cells['percent'], 'percent')}% "
        f"{cell_text(row.cells['interval'], 'interval')}"
        for row in table.rows
    )
    return f"{table.title}: {shares}. {table.notes[0]}"


def _note(drawn: int, answers: int) -> str:
    return (
        f"Not all answers are coded. The {drawn:,} that are the first of a random order are a simple random sample of "
        f"all {answers:,}, each with the same chance; their shares stand for all. CI = Wilson interval with finite "
        "population correction, narrowed by what is known of the other coded answers."
    )
