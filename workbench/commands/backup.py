"""Copy the whole store while it is in use."""

import argparse
from pathlib import Path

from workbench.backup import back_up
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to write."""
    parser.add_argument("--to", metavar="FILE", type=Path, help="where to (default: backups/ in the data folder)")


def run(args: argparse.Namespace) -> int:
    """Print the path of the copy."""
    settings = Settings.from_environment()
    print(back_up(settings.open(), settings.data_dir, args.to))
    return 0
