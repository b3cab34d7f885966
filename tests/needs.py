"""What the machine must have for some tests. Without it they are left out and say so; with CI=true they fail."""

import os
import shutil
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Leave the test out for want of something, or fail it where everything must be there."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{what} With CI=true that is a failure.", pytrace=False)
    pytest.skip(what)


def chromium_path() -> str:
    """Give the path of a Chromium or Chrome: VERBATIM_TEST_CHROMIUM, or the one on the PATH."""
    named = os.environ.get("VERBATIM_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or lacking("No Chromium was found: apt-get install chromium, or name one in VERBATIM_TEST_CHROMIUM.")
