"""Compute agreement between coders in a file of codings from any program."""

import argparse
import sys
from pathlib import Path

from coding.agreement.comparison import JACCARD, Comparison, compare
from coding.agreement.intervals import Interval
from reports.agreement_words import number
from workbench import agreement_files, agreement_output
from workbench.agreement_files import File
from workbench.agreement_output import FORMS
from workbench.errors import WorkbenchError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the files, the names of their columns, and where to write."""
    parser.epilog = (
        "CODINGS is a CSV file in long format: a row says that a coder gave a unit a code; several codes, several "
        "rows; an empty code says that the coder saw the unit and gave none. A unit without a row of a coder was not "
        "handed to that coder. Intervals are over respondents, or over units where no respondent is named."
    )
    parser.add_argument("codings", metavar="CODINGS", type=Path, help="CSV file, a row for each coding")
    parser.add_argument("--unit", metavar="COLUMN", required=True, help="column that names what was coded")
    parser.add_argument("--coder", metavar="COLUMN", required=True, help="column that names who coded")
    parser.add_argument("--code", metavar="COLUMN", required=True, help="column that holds the code")
    parser.add_argument("--respondent", metavar="COLUMN", help="column that names whose answer the unit is")
    parser.add_argument("--start", metavar="COLUMN", help="column of the character a passage begins at, from 0")
    parser.add_argument("--end", metavar="COLUMN", help="column of the character it ends before")
    parser.add_argument("--length", metavar="COLUMN", help="column of how many characters the unit's text has")
    parser.add_argument("--unsure", metavar="WORD", default="", help="what stands for a code where a coder was unsure")
    parser.add_argument(
        "--units", metavar="FILE", type=Path,
        help="CSV file of units that were seen, coded or not; with the coder's column by that coder, else by all",
    )  # fmt: skip
    parser.add_argument("--codebook", metavar="FILE", type=Path, help="codebook (YAML or CSV) that names all codes")
    ways = ("jackknife", "bootstrap")
    parser.add_argument("--interval", choices=ways, default=ways[0], help="how intervals are made (%(default)s)")
    parser.add_argument("--shares", action="store_true", help="add the share of resamples at .667 and .800")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="file to write: .json, .csv or .xlsx")
    parser.add_argument("--force", action="store_true", help="write over FILE")


def run(args: argparse.Namespace) -> int:
    """Read, compute, write, and say the main value."""
    if args.out.suffix.lower()[1:] not in FORMS:
        raise WorkbenchError(f"{args.out.name} ends in none of {', '.join(f'.{form}' for form in FORMS)}.")
    if args.out.exists() and not args.force:
        raise WorkbenchError(f"{args.out} is there already. Name another file, or add --force to write over it.")
    columns = {part: getattr(args, part) for part in agreement_files.PARTS if getattr(args, part)}
    if len(set(columns.values())) < len(columns):
        raise WorkbenchError("Unit, coder, code and respondent each need a column of their own.")
    if ("start" in columns) != ("end" in columns):
        raise WorkbenchError("A passage has a start and an end: name both columns, or neither.")
    study = agreement_files.read_study(
        _file(args.codings), columns,
        units=_file(args.units) if args.units else None, codebook=_file(args.codebook) if args.codebook else None,
        unsure=args.unsure,
    )  # fmt: skip
    for note in study.notes:
        print(f"Note: {note}", file=sys.stderr)
    found = compare(study.codings, Interval(args.interval))
    args.out.write_bytes(agreement_output.write(study, found, args.out.suffix.lower()[1:], shares=args.shares))
    _say(found)
    print(args.out)
    return 0


def _file(path: Path) -> File:
    if not path.is_file():
        raise WorkbenchError(f"There is no file {path}. Check the path.")
    return File(path.read_bytes(), path.name)


def _say(found: Comparison) -> None:
    overall = found.everybody.overall
    nominal, sets = overall["krippendorff_alpha"], overall[JACCARD]
    main, name = (nominal, "alpha") if nominal.value is not None else (sets, "alpha of sets of codes (Jaccard)")
    if main.value is None:
        print(main.reason, file=sys.stderr)
        return
    print(
        f"{main.n_units:,} units that at least two of {main.n_coders} coders coded: {name} {number(main)}",
        file=sys.stderr,
    )
    if main.reason:
        print(main.reason, file=sys.stderr)
