"""Print a project's codebook, or bring one in from a file."""

import argparse
import sys
from pathlib import Path

from workbench import codebook, codebook_import
from workbench.commands.choosing import add_coder, add_project, coder_of, find_project
from workbench.errors import WorkbenchError
from workbench.ids import new_id
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a project, and what to do with its codebook."""
    add_project(parser)
    parser.add_argument("--import", dest="file", metavar="FILE", type=Path, help="bring in codes from YAML or CSV")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write to FILE, .yaml or .csv (default: print YAML)")
    parser.add_argument("--publish", action="store_true", help="publish the codebook as its next version")
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """Import, publish and print, in this order, as far as asked."""
    store = Settings.from_environment().open()
    project = find_project(store, args.project)
    coder = coder_of(store, args.coder, project)
    if args.file:
        if not args.file.is_file():
            raise WorkbenchError(f"There is no file {args.file}. Check the path.")
        codebook_import.import_codebook(
            store, project.project_id, coder, args.file.read_bytes(), args.file.name, command_id=new_id()
        )
        print(f"Brought in the codes of {args.file}.", file=sys.stderr)
    if args.publish:
        codebook.publish_version(store, project.project_id, coder, command_id=new_id())
        print("Published.", file=sys.stderr)
    kind = "csv" if args.out and args.out.suffix.lower() == ".csv" else "yaml"
    data = codebook.export_codebook(store, project.project_id, kind)
    if args.out:
        args.out.write_bytes(data)
        print(args.out)
    elif not args.file and not args.publish:
        sys.stdout.write(data.decode("utf-8"))
    return 0
