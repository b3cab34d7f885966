"""Write theme tables, coded answers and raw material into a folder."""

import argparse
from collections.abc import Callable
from pathlib import Path

from workbench import coded_export, exchange_data, findings
from workbench.commands.choosing import add_coder, add_project, coder_of, find_project
from workbench.errors import WorkbenchError
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a project, a folder, and what the tables count."""
    add_project(parser)
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder to write into; made if missing")
    parser.add_argument(
        "--of",
        choices=tuple(findings.DENOMINATORS),
        default="answered",
        help="whom percentages are of (default: %(default)s)",
    )
    parser.add_argument("--force", action="store_true", help="write over files of the same names")
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """Write themes.xlsx, .docx, .tex, .html, coded-answers.xlsx and .csv, material.zip; print each path."""
    store = Settings.from_environment().open()
    project = find_project(store, args.project)
    reader = coder_of(store, args.coder, project)
    offer = findings.offer(store, project.project_id, reader)
    choice = findings.Choice(question="", coder=offer.coder, denominator=args.of)
    project_id = project.project_id
    makers: dict[str, Callable[[], bytes]] = {
        f"themes.{form}": lambda form=form: findings.write_all_questions(store, project_id, choice, form, reader)  # type: ignore[misc]
        for form in ("xlsx", "docx", "tex", "html")
    }
    makers["coded-answers.xlsx"] = lambda: coded_export.coded_xlsx(store, project_id, offer.coder, reader)
    makers["coded-answers.csv"] = lambda: coded_export.coded_csv(store, project_id, offer.coder)
    makers["material.zip"] = lambda: exchange_data.export_material(store, project_id, reader)
    there = [name for name in makers if (args.out / name).exists()]
    if there and not args.force:
        raise WorkbenchError(
            f"{args.out} already holds {', '.join(there)}. Name another folder, or add --force to write over them."
        )
    args.out.mkdir(parents=True, exist_ok=True)
    files = {name: make() for name, make in makers.items()}  # all of them, before the first is written
    for name, data in files.items():
        (args.out / name).write_bytes(data)
        print(args.out / name)
    return 0
