"""`python -m workbench propose`: themes proposed for a file of answers, without a project.

Writes three files. `themes.csv` has one row per proposed theme, the largest first, with three quotes from its middle.
`assignments.csv` has one row per passage; `theme` is empty where a passage fits none. `run.json` says how it was done.
Answers that are blank, that say there is nothing to report, or that cannot be read are not grouped and have no rows in
`assignments.csv`; `run.json` counts them. An answer is one cell: its response_id (the value of --id, or the row number
as a spreadsheet shows it) and its question (the column). Cells that a spreadsheet would run as a formula get a leading
apostrophe, as in all exports.
"""

import argparse
import csv
import json
import sys
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from coding.cells import guard_formula
from exchange.codebook_files import read_codebook
from pipelines.dispositions import propose_dispositions
from pipelines.errors import PlanError
from pipelines.propose import Proposals, Recipe, propose
from pipelines.raw_table import RawTable
from pipelines.reading import read_table
from workbench.errors import NotReady
from workbench.settings import Settings

THEMES, ASSIGNMENTS, RUN = "themes.csv", "assignments.csv", "run.json"
THEME_COLUMNS = (
    "theme", "label", "terms", "n_responses", "n_segments", "stability", "quote_1", "quote_2", "quote_3",
)  # fmt: skip
ASSIGNMENT_COLUMNS = ("response_id", "question", "start", "end", "theme", "confidence")

_QUOTES = 3
_NAMES_SHOWN = 30
_FORMAT = "verbatim-propose-1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `propose`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="answers: CSV, TSV or XLSX")
    parser.add_argument(
        "--text", action="append", required=True, metavar="COLUMN", help="column with answers; may be repeated"
    )
    parser.add_argument("--id", metavar="COLUMN", help="column that names each row (default: the row number)")
    parser.add_argument("--codebook", type=Path, metavar="FILE", help="start from these codes: YAML or CSV")
    parser.add_argument(
        "--granularity", choices=("coarse", "balanced", "fine"), default="fine", help="how many themes to look for"
    )
    parser.add_argument("--seed", type=int, default=0, help="of everything drawn by lot (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the three files")


def run(args: argparse.Namespace) -> int:
    """Propose themes and write the files; gives 0."""
    check_folder(args.out)
    settings = Settings.from_environment()
    table = read_table(args.file, args.file.name)
    answers = answers_of(table, args.text, args.id)
    codes = None if args.codebook is None else codes_of(args.codebook)
    kept = answers[answers["disposition"] == "substantive"].reset_index(drop=True)
    recipe = Recipe(granularity=args.granularity, seed=args.seed, model=settings.model)
    made = propose(kept, recipe, codes=codes, progress=_tell, cache_dir=settings.cache_dir)
    record = {
        "format": _FORMAT,
        "file": {"name": args.file.name, "sha256": table.sha256, "text": args.text, "id": args.id or ""},
        "left_out": answers["disposition"].value_counts().drop("substantive", errors="ignore").to_dict(),
        **made.run,
    }
    write(args.out, kept, made, record)
    _summary(made, record, args.out)
    return 0


def check_folder(folder: Path) -> None:
    """Make the folder for the results, or refuse one that holds anything but an earlier run.

    Raises
    ------
    NotReady
        Something else lies there.
    """
    if folder.exists() and not folder.is_dir():
        raise NotReady(f"{folder} is a file. Name a folder with --out.")
    folder.mkdir(parents=True, exist_ok=True)
    others = sorted(path.name for path in folder.iterdir() if path.name not in {THEMES, ASSIGNMENTS, RUN})
    if others:
        raise NotReady(
            f"The folder {folder} holds {_named(others)}, which is no earlier result. "
            "Name an empty folder with --out, so that nothing is overwritten."
        )


def answers_of(table: RawTable, columns: Sequence[str], id_column: str | None) -> pd.DataFrame:
    """The answers of the chosen columns, each with what kind of answer it is.

    Returns
    -------
    frame with the columns response_id, question, text, disposition; column by column, in the order of the rows

    Raises
    ------
    PlanError
        A column is not there, or the ids are not one a row.
    """
    for column in (*columns, *([id_column] if id_column else [])):
        if column not in table.frame.columns:
            raise PlanError(_no_such_column(column, list(table.frame.columns), table.name))
    ids = _ids(table, id_column)
    parts = []
    for column in dict.fromkeys(columns):
        texts = table.frame[column].astype(str)
        wording = table.wording.get(column, column)
        parts.append(
            pd.DataFrame(
                {
                    "response_id": ids,
                    "question": column,
                    "text": texts.to_numpy(),
                    "disposition": propose_dispositions(texts, wording).to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _ids(table: RawTable, id_column: str | None) -> list[str]:
    if id_column is None:
        return [str(row) for row in table.frame.index]
    ids = table.frame[id_column].astype(str)
    if (blank := ids.str.strip() == "").any():
        raise PlanError(
            f"{table.name}: column '{id_column}' is empty in row {ids.index[blank][0]} ({blank.sum():,} in all). "
            "Fill it, or leave --id out to name answers by row."
        )
    if (again := ids.duplicated()).any():
        value = ids[again].iloc[0]
        first, second = ids.index[ids == value][:2]
        raise PlanError(
            f"{table.name}: column '{id_column}' has '{value}' in rows {first} and {second} "
            f"({again.sum():,} repeated in all). Name a column whose values differ, or leave --id out to name answers "
            "by row."
        )
    return ids.tolist()


def _no_such_column(column: str, names: Sequence[str], file: str) -> str:
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(column.casefold(), list(folded), n=1)
    hint = f"Did you mean '{folded[near[0]]}'? " if near else ""
    return f"{file} has no column '{column}'. {hint}Its columns: {_named(names)}."


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES_SHOWN:,} more" if len(names) > _NAMES_SHOWN else ""
    return ", ".join(f"'{name}'" for name in names[:_NAMES_SHOWN]) + more


def codes_of(path: Path, used: Collection[str] = ()) -> pd.DataFrame:
    """The codes of a codebook file as the proposer reads them; headings without definition or examples are left out.

    A heading stays if `used` names it, in small letters.

    Raises
    ------
    NotReady
        The file is not there or has no code.
    ExchangeError
        It cannot be read as a codebook.
    """
    if not path.is_file():
        raise NotReady(f"There is no codebook file {path}.")
    rows = read_codebook(path.read_bytes(), path.name)
    codes = [row for row in rows if not row.theme or row.definition or row.examples or row.name.casefold() in used]
    if not codes:
        raise NotReady(f"{path.name} has no code. A codebook needs the columns name and definition.")
    return pd.DataFrame(
        {
            "code_id": [row.name for row in codes],
            "name": [row.name for row in codes],
            "definition": [" ".join(part for part in (row.definition, row.include) if part) for row in codes],
            "examples": [row.examples for row in codes],
        }
    )


def write(folder: Path, answers: pd.DataFrame, made: Proposals, record: dict[str, Any]) -> None:
    """Write the three files, each whole or not at all.

    Parameters
    ----------
    folder : Path
        There and writable.
    answers : frame with the columns response_id, question, text
        What `made` was made from.
    made : Proposals
    record : dict
        Of the run, for `run.json`.
    """
    _write_csv(folder / THEMES, THEME_COLUMNS, _theme_lines(answers, made))
    _write_csv(folder / ASSIGNMENTS, ASSIGNMENT_COLUMNS, _assignment_lines(made.segments))
    _replace(folder / RUN, json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def _theme_lines(answers: pd.DataFrame, made: Proposals) -> Iterable[list[str]]:
    keys = zip(answers["response_id"], answers["question"], strict=True)
    text_of = dict(zip(keys, answers["text"], strict=True))
    passages = made.segments.to_dict("records")
    for theme in made.themes.to_dict("records"):
        central = [passages[number] for number in theme["central"]]
        quotes = [text_of[quote["response_id"], quote["question"]][quote["start"] : quote["end"]] for quote in central]
        yield [
            theme["theme"],
            guard_formula(theme["label"]),
            guard_formula("; ".join(theme["terms"])),
            str(theme["n_responses"]),
            str(theme["n_segments"]),
            f"{theme['stability']:.2f}",
            *(guard_formula(quote) for quote in quotes),
            *[""] * (_QUOTES - len(quotes)),
        ]


def _assignment_lines(segments: pd.DataFrame) -> Iterable[list[str]]:
    for row in segments.to_dict("records"):
        yield [
            guard_formula(row["response_id"]),
            guard_formula(row["question"]),
            str(row["start"]),
            str(row["end"]),
            row["theme"],
            f"{row['confidence']:.3f}",
        ]


def _write_csv(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    temporary = path.with_name(path.name + ".part")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    temporary.replace(path)


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _tell(stage: str, share: float) -> None:
    """On a terminal one line that is written over, elsewhere a line per stage."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{share:4.0%}  {stage}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
    elif ":" not in stage:
        print(f"{share:4.0%}  {stage}", file=sys.stderr, flush=True)


def _summary(made: Proposals, record: dict[str, Any], folder: Path) -> None:
    left_out = sum(record["left_out"].values())
    unplaced = int((made.segments["theme"] == "").sum())
    print(
        f"{len(made.themes)} proposed themes from {made.run['n_answers']:,} answers "
        f"({len(made.segments):,} passages, {unplaced:,} not placed; {left_out:,} answers left out as blank, "
        f"nothing to report or not usable). Written to {folder}.",
        file=sys.stderr,
    )
    if made.run["note"]:
        print(made.run["note"], file=sys.stderr)
