"""`python -m workbench COMMAND …`: the same job without a browser.

Progress goes to standard error, results to standard output. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NamedTuple


class Command(NamedTuple):
    """A command: the module with `add_arguments(parser)` and `run(args) -> int`, imported only when asked for."""

    module: str
    help: str


COMMANDS = {
    "run": Command("run_app", "open Verbatim in the browser, with the examples ready"),
    "projects": Command("commands.projects", "list the projects, or delete one"),
    "import": Command("commands.import_file", "make a project from a survey file"),
    "propose": Command("propose_files", "propose themes for a file, without a project"),
    "suggest": Command("suggest_files", "suggest codes for a file of answers, without a project"),
    "codebook": Command("commands.codebook", "print a project's codebook, or bring one in from a file"),
    "scales": Command("commands.scales", "score a scale of closed items, or print the tables of those scored"),
    "agreement": Command("commands.agreement", "compute agreement between coders in a file of codings"),
    "packet": Command("commands.packet", "code a round by file: make packets and take returns in"),
    "export": Command("commands.export", "write theme tables, coded answers and raw material"),
    "verify": Command("commands.verify", "prove that no record of a decision was changed"),
    "rebuild": Command("commands.rebuild", "draw all tables anew from the record"),
    "backup": Command("commands.backup", "copy the whole store while it is in use"),
    "restore": Command("commands.restore", "put a copy back; the store there before is kept"),
    "migrate": Command("commands.migrate", "bring the store to this program's version"),
    "worker": Command("worker", "do waiting long work, as the app starts it by itself"),
    "demo": Command("demo", "make the example projects"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="python -m workbench", description="Verbatim without a browser.", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = next((word for word in arguments if word in COMMANDS), None)
    for name, command in COMMANDS.items():
        inner = commands.add_parser(name, help=command.help, description=command.help, allow_abbrev=False)
        if name == asked:  # others stay unread: their imports would cost seconds
            module = importlib.import_module(f"workbench.{command.module}")
            module.add_arguments(inner)
            inner.set_defaults(act=module.run)
    args = parser.parse_args(arguments)
    from workbench.errors import SHOWN

    try:
        return int(args.act(args))
    except SHOWN as refusal:
        print(f"Not done: {refusal}", file=sys.stderr)
        return 1
    except OSError as refusal:  # a folder that is not there, a disk that is full: the person can mend it
        place = f" ({refusal.filename})" if refusal.filename else ""
        print(f"Not done: {refusal.strerror or refusal}{place}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing half done was kept.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
