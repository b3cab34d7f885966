"""Make a project from a survey file."""

import argparse
import sys
from pathlib import Path

from pipelines import exclusions, reading, survey
from pipelines.errors import PlanError, ReadError
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
        help="leave out: preview, spam, unfinished, repeated_id, test",
    )
    parser.add_argument("--sheet", help="sheet of an XLSX file (default: the first)")
    parser.add_argument("--name", help="name of the project (default: the file's)")
    parser.add_argument("--way", choices=tuple(projects.WAYS), default="codebook", help="way of working")
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """Import the file and print the project's id."""
    if not args.file.is_file():
        raise ReadError(f"There is no file {args.file}. Check the path.", file=str(args.file))
    table = reading.read_table(args.file, args.file.name, sheet=args.sheet)
    for problem in table.problems:
        print(f"Note: {problem.message}", file=sys.stderr)
    plan = survey.guess_plan(table)
    for column in (*args.text, *([args.id] if args.id else [])):
        _known(column, [c.name for c in plan.columns], args.file.name)
    if args.text:
        for column in plan.columns:
            if column.role == "open" and column.name not in args.text:
                plan = plan.with_column(column.name, role="leave_out")
    for column in args.text:
        plan = plan.with_column(column, role="open")
    if args.id:
        for column in plan.columns:
            if column.role == "id":
                plan = plan.with_column(column.name, role="leave_out")
        plan = plan.with_column(args.id, role="id")
    plan = survey.ImportPlan(plan.columns, tuple(args.exclude))
    for found in exclusions.find_exclusions(table, plan):
        used = "left out" if found.rule in plan.exclusions else f"kept; --exclude {found.rule} leaves them out"
        print(f"{found.label}: {found.count} ({used})", file=sys.stderr)
    store = Settings.from_environment().open()
    coder = coder_of(store, args.coder) if args.coder or projects.last_coder(store) else people.sign_in(store, "Me")
    project_id = import_project(
        store, coder, NewProject(args.name or args.file.stem, args.way), table, plan, progress=_progress
    )
    print(project_id)
    return 0


def _known(column: str, names: list[str], file: str) -> None:
    if column not in names:
        raise PlanError(f"{file} has no column {column!r}. Its columns are: {', '.join(names[:40])}.")


def _progress(stage: str, share: float) -> None:
    print(f"\r{stage} {share:4.0%}", end="" if share < 1 else "\n", file=sys.stderr)
