"""Put a copy back as the store."""

import argparse
import sys
from pathlib import Path

from workbench.backup import restore
from workbench.errors import NotReady
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the copy."""
    parser.add_argument("copy", metavar="FILE", type=Path, help="a copy that backup made")


def run(args: argparse.Namespace) -> int:
    """Restore; print where the store lies, and say where the one that was there before is kept."""
    settings = Settings.from_environment()
    if settings.database_url:
        raise NotReady("VERBATIM_DATABASE_URL names a database server. Restore it with its own psql or pg_restore.")
    done = restore(args.copy, settings.data_dir)
    print(done.store)
    print(f"Restored {done.projects} projects from {args.copy}; every record is unbroken.", file=sys.stderr)
    if done.kept:
        print(f"The store that was there before is kept as {done.kept}.", file=sys.stderr)
    return 0
