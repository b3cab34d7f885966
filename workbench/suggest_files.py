"""`python -m workbench suggest`: codes suggested for a file of answers, without a project.

Learns from the answers that CODES.csv lists (response_id and code, a row for each code of an answer, the code empty
where an answer has none) and, with --codebook, from names, definitions and examples; CODES.csv may then be a header
alone. Every other answer that is not blank gets a row for each code: response_id, code, rank (1 is looked at first)
and probability. The rank also counts how far a code is likelier than usual, so that rare codes are not always last.
Codes have the names that the codebook gives them. Same files, same bytes.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pandas as pd

from coding.cells import guard_formula
from exchange.weighed_answers import WeighedAnswer, read_weighed_answers
from pipelines.reading import read_table
from workbench.errors import NotReady
from workbench.propose_files import answers_of, codes_of
from workbench.settings import Settings

COLUMNS = ("response_id", "code", "rank", "probability")


@dataclass(frozen=True)
class Task:
    """What is to be learned and asked.

    `answers` is a frame with the columns response_id and text, one an answer; `codes` one with name, definition and
    examples, one a code; `weighed` gives the codes (row numbers of `codes`) of each answer that is listed.
    """

    answers: pd.DataFrame
    codes: pd.DataFrame
    weighed: dict[str, frozenset[int]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `suggest`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="answers: CSV, TSV or XLSX")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="column with the answers")
    parser.add_argument("--id", required=True, metavar="COLUMN", help="column that names each answer")
    parser.add_argument(
        "--codes", type=Path, required=True, metavar="CODES.csv", help="codes people gave: response_id, code"
    )
    parser.add_argument("--codebook", type=Path, metavar="FILE", help="what the codes mean: YAML or CSV")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="file for the suggestions")


def run(args: argparse.Namespace) -> int:
    """Suggest codes and write the file; gives 0."""
    _check_out(args.out, (args.file, args.codes, args.codebook))
    task = read_task(args)
    to_ask = [one for one in task.answers["response_id"] if one not in task.weighed]
    if not to_ask:
        raise NotReady(
            f"{args.codes.name} lists every answer of {args.file.name} that is not blank: none is left to suggest for."
        )
    ranks, probabilities = suggested(task, Settings.from_environment())
    _write(args.out, to_ask, list(task.codes["name"]), ranks, probabilities)
    print(
        f"{len(task.codes)} codes ranked for {len(to_ask):,} answers, learned from {len(task.weighed):,} coded answers"
        f"{' and the codebook' if args.codebook else ''}. Written to {args.out}.",
        file=sys.stderr,
    )
    return 0


def read_task(args: argparse.Namespace) -> Task:
    """Read the files and hold them against each other.

    Raises
    ------
    NotReady
        A file is not there, an answer or code is not known, or there is nothing to learn from.
    PipelineError, ExchangeError
        A file cannot be read, or has not the columns that were named.
    """
    answers = answers_of(read_table(args.file, args.file.name), [args.text], args.id)
    if not args.codes.is_file():
        raise NotReady(f"There is no file {args.codes}. It needs the columns response_id and code; rows are optional.")
    rows = read_weighed_answers(args.codes.read_bytes(), args.codes.name)
    _refuse_unknown_answers(rows, set(answers["response_id"]), args)
    if args.codebook:
        codes = codes_of(args.codebook, used={_folded(row.code) for row in rows})
    else:
        codes = _codes_named(rows, args.codes.name)
    numbers = {_folded(name): number for number, name in enumerate(codes["name"])}
    not_blank = answers[answers["text"].str.strip() != ""].reset_index(drop=True)
    if not len(not_blank):
        raise NotReady(f"Every answer in column '{args.text}' of {args.file.name} is blank. Is it the right column?")
    kept = set(not_blank["response_id"])
    weighed: dict[str, set[int]] = {}
    for row in rows:
        if row.code and _folded(row.code) not in numbers:
            raise NotReady(_unknown_code(row, args, list(codes["name"])))
        if row.response_id in kept:
            weighed.setdefault(row.response_id, set()).update([numbers[_folded(row.code)]] if row.code else [])
    return Task(not_blank, codes, {key: frozenset(found) for key, found in weighed.items()})


def suggested(task: Task, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Codes in the order to look at them, and each code's probability, for every answer that is not listed.

    Returns
    -------
    (int array, float array), each of shape (answers, codes): row numbers of `task.codes`, and probabilities by code
    """
    from threadpoolctl import threadpool_limits

    from pipelines.anchors import code_anchors
    from pipelines.embedding import SegmentEmbedder
    from pipelines.suggesting import CodeSuggester
    from pipelines.vector_cache import VectorCache

    with VectorCache(settings.cache_dir) as cache:
        embedder = SegmentEmbedder(settings.model, cache).fit()
        vectors = embedder.transform(list(task.answers["text"]))
        anchors = code_anchors(task.codes, embedder.transform)
    listed = task.answers["response_id"].isin(list(task.weighed)).to_numpy()
    labels = np.zeros((int(listed.sum()), len(task.codes)), dtype=bool)
    for row, response in enumerate(task.answers["response_id"][listed]):
        labels[row, list(task.weighed[response])] = True
    with threadpool_limits(1):  # so that sums are taken in one order on any number of processors
        suggester = CodeSuggester().fit(vectors[listed], labels, anchors, background=vectors)
        return suggester.rank(vectors[~listed]), suggester.predict_proba(vectors[~listed])


def _codes_named(rows: Sequence[WeighedAnswer], file: str) -> pd.DataFrame:
    names = {_folded(row.code): row.code for row in reversed(rows) if row.code}
    if not names:
        raise NotReady(
            f"{file} names no code, and no codebook is given: there is nothing to learn from. "
            "Give codes of some answers, or a codebook with --codebook."
        )
    ordered = sorted(names.values(), key=lambda name: (name.casefold(), name))
    return pd.DataFrame({"name": ordered, "definition": "", "examples": [()] * len(ordered)})


def _refuse_unknown_answers(rows: Sequence[WeighedAnswer], known: set[str], args: argparse.Namespace) -> None:
    unknown = [row for row in rows if row.response_id not in known]
    if unknown:
        n = len({row.response_id for row in unknown})
        raise NotReady(
            f"{args.codes.name}, row {unknown[0].row}: there is no answer '{unknown[0].response_id}' in column "
            f"'{args.id}' of {args.file.name}{f' (the first of {n:,} unknown ones)' if n > 1 else ''}. "
            "Name the right column with --id, or take these rows out."
        )


def _unknown_code(row: WeighedAnswer, args: argparse.Namespace, names: Sequence[str]) -> str:
    near = get_close_matches(row.code, names, n=1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    return (
        f"{args.codes.name}, row {row.row}: '{row.code}' is not a code of {args.codebook.name}. {hint}"
        "Add it to the codebook, or leave --codebook out."
    )


def _folded(name: str) -> str:
    return normalize("NFC", " ".join(name.split())).casefold()


def _check_out(out: Path, sources: Iterable[Path | None]) -> None:
    if out.is_dir():
        raise NotReady(f"{out} is a folder. Name a file with --out.")
    if not out.parent.is_dir():
        raise NotReady(f"There is no folder {out.parent}. Make it first, or name another file with --out.")
    if out.exists() and any(source and source.exists() and source.samefile(out) for source in sources):
        raise NotReady(f"--out names {out}, which is one of the files to read. Name another file.")


def _write(out: Path, answers: Sequence[str], codes: Sequence[str], ranks: np.ndarray, shares: np.ndarray) -> None:
    temporary = out.with_name(out.name + ".part")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for answer, order, of_code in zip(answers, ranks, shares, strict=True):
            for rank, code in enumerate(order, start=1):
                writer.writerow([guard_formula(answer), guard_formula(codes[code]), rank, f"{of_code[code]:.4f}"])
    temporary.replace(out)
