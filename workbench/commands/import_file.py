"""Make a project from a survey file."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from pipelines import exclusions, reading, survey
from pipelines.errors import PlanError, ReadError
from pipelines.raw_table import RawTable
from workbench import people, projects
from workbench.commands.choosing import add_coder, coder_of
from workbench.importing import import_project
from workbench.projects import NewProject
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file and the choices of the wizard."""
    parser.add_argument("file", metavar="FILE", type=Path, help="CSV, TSV or XLSX")
    parser.add_argument(
        "--text", metavar="COLUMN", action="append", default=[], help="an open question; may be repeated"
    )
    parser.add_argument("--id", metavar="COLUMN", help="the column that names the respondent")
    parser.add_argument(
        "--exclude",
        metavar="RULE",
        action="append",
        default=[],
        choices=tuple(exclusions.LABELS),
        help="leave out: %(choices)s; may be repeated",
    )
    parser.add_argument("--sheet", help="sheet of an XLSX file (default: the first)")
    parser.add_argument("--name", help="name of the project (default: the file's)")
    parser.add_argument("--way", choices=tuple(projects.WAYS), default="codebook", help="way of working")
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """Import the file and print the project's id."""
    store = Settings.from_environment().open()
    coder = people.sign_in(store, args.coder) if args.coder else coder_of(store, "")
    if not args.file.is_file():
        raise ReadError(f"There is no file {args.file}. Check the path.", file=str(args.file))
    table = reading.read_table(args.file, args.file.name, sheet=args.sheet)
    for problem in table.problems:
        print(f"Note: {problem.message}", file=sys.stderr)
    plan = _plan(table, args)
    for found in exclusions.find_exclusions(table, plan):
        used = "left out" if found.rule in plan.exclusions else f"kept; --exclude {found.rule} leaves them out"
        print(f"{found.label}: {found.count} ({used})", file=sys.stderr)
    project_id = import_project(
        store, coder, NewProject(args.name or args.file.stem, args.way), table, plan, progress=_progress
    )
    print(project_id)
    return 0


def _plan(table: RawTable, args: argparse.Namespace) -> survey.ImportPlan:
    """Give the plan that was guessed, with what the command line says of it."""
    plan = survey.guess_plan(table)
    names = [column.name for column in plan.columns]
    for name in (*args.text, *([args.id] if args.id else [])):
        _known(name, names, args.file.name)
    for column in plan.columns:
        unnamed = (args.text and column.role == "open") or (args.id and column.role == "id")
        if unnamed:
            plan = plan.with_column(column.name, role="leave_out")
    for name in args.text:
        plan = plan.with_column(name, role="open")
    if args.id:
        plan = plan.with_column(args.id, role="id")
    return replace(plan, exclusions=tuple(args.exclude))


def _known(column: str, names: list[str], file: str) -> None:
    if column not in names:
        raise PlanError(f"{file} has no column {column!r}. Its columns are: {', '.join(names[:40])}.")


def _progress(stage: str, share: float) -> None:
    print(f"\r{stage} {share:4.0%}", end="" if share < 1 else "\n", file=sys.stderr)
