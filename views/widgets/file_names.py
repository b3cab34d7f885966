"""Names of files that are handed out."""

import re
from datetime import date


def file_name(words: str, ending: str) -> str:
    """Name a file by what stands in it and the day, in letters that every system takes."""
    slug = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:60].rstrip("-")
    return f"{slug or 'table'}-{date.today():%Y-%m-%d}.{ending}"
