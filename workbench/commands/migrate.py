"""Bring the store to this program's version."""

import argparse

from storage import migrate
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing: the settings name the store."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Open the store, which migrates it, and print its version."""
    del args
    Settings.from_environment().open()
    print(f"The store has version {migrate.newest()}.")
    return 0
