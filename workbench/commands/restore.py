"""Put a copy back as the store."""

import argparse
from pathlib import Path

from workbench.backup import restore
from workbench.errors import NotReady
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the copy."""
    parser.add_argument("copy", metavar="FILE", type=Path, help="a copy that backup made")


def run(args: argparse.Namespace) -> int:
    """Restore, and say where the store that was there before is kept."""
    settings = Settings.from_environment()
    if settings.database_url:
        raise NotReady("The store is a PostgreSQL database. Restore it with psql or pg_restore.")
    print(f"Restored {restore(args.copy, settings.data_dir)}. The store before it is kept beside it.")
    return 0
